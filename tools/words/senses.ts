import { stemEnglish } from '@loopdesk/engines/text/stem-english.ts'
import { dot, ofLengthOne, type Space } from './make-space.ts'

/** Traditional, simplified, pinyin, explanations, … as the dictionary's package lists them. */
export type DictionaryLine = [string, string, string, string | string[], ...unknown[]]

/** Senses kept of a word, the first ones of its entry; explanations as near as this are one sense. */
const MOST_SENSES = 3
const SAME = 0.75
/** Names, references and particles have no meaning to compare. */
const NO_MEANING =
  /variant of|^see |surname|abbr\.|CL:|^used in|classifier|^\(onom|particle|county|prefecture|^\(bird|dynasty|kangxi radical/i
const PLACEHOLDERS = new Set([
  'sth',
  'sb',
  'one',
  'oneself',
  'etc',
  'esp',
  'lit',
  'fig',
  'e',
  'g',
  'to',
  'a',
  'an',
  'the',
  's',
])

/** The senses of each simplified word, by the English words that explain them. */
export function sensesOf(lines: DictionaryLine[], space: Space): Map<string, Float64Array[]> {
  const found = new Map<string, Float64Array[]>()
  for (const [, word, pinyin, explained] of lines) {
    // Names of people and places.
    if (/^[A-Z]/.test(pinyin)) continue
    const senses = found.get(word) ?? []
    for (const explanation of [explained].flat().flatMap((one) => one.split(';'))) {
      const direction = NO_MEANING.test(explanation) ? undefined : space.together(wordsOf(explanation))
      if (direction) addSense(senses, direction)
    }
    if (senses.length > 0) found.set(word, senses)
  }
  return found
}

/** The stems of English words that explain others. Names are written with a capital letter and are none of them. */
export function explaining(lines: DictionaryLine[]): Set<string> {
  const stems = new Set<string>()
  for (const [, , , explained] of lines)
    for (const [word] of [explained]
      .flat()
      .join('; ')
      .matchAll(/(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])/g))
      stems.add(stemEnglish(word))
  return stems
}

/** What stands in brackets says where a word is used, not what it means. */
function wordsOf(explanation: string): string[] {
  const plain = explanation.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ').toLowerCase()
  return (plain.match(/[a-z]+/g) ?? []).filter((word) => !PLACEHOLDERS.has(word))
}

function addSense(senses: Float64Array[], direction: Float64Array): void {
  const at = senses.findIndex((one) => dot(one, direction) >= SAME)
  if (at >= 0) senses[at] = ofLengthOne(senses[at]!.map((value, k) => value + direction[k]!))
  else if (senses.length < MOST_SENSES) senses.push(direction)
}
