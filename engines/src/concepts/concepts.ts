import { isIdeograph, normaliseWithMap } from '../text/normalise.ts'
import { fuzzySyllable } from '../text/pinyin.ts'
import { stemEnglish } from '../text/stem-english.ts'

/** One meaning and the everyday ways to say it. `…` in an expression stands for up to GAP words or characters. */
export interface Concept {
  id: string
  /** The group it belongs to: a wider meaning. */
  topic: string
  expressions: string[]
}

export interface ConceptMatch {
  concept: string
  topic: string
  /** Where it was said in the original text. */
  start: number
  end: number
}

/** A lexicon made ready for finding its concepts in text. */
export interface ConceptIndex {
  /** Expressions by the sound of their first unit, or of their first two where they stand together; longest first. */
  byStart: Map<string, Expression[]>
}

interface Expression {
  concept: string
  topic: string
  /** Units that stand together, part by part; between parts there may be a gap. */
  parts: Unit[][]
  length: number
}

/** A Chinese character, or a word or number of another script. */
interface Unit {
  text: string
  /** What two units must share to be taken for each other: the folded sound of a character, the stem of a word. */
  sound: string
}

/** Units that `…` may stand for. */
const GAP = 5

/** Later concepts with the same id add expressions to the earlier. Expressions without letters or digits are left out. */
export function buildConcepts(concepts: Iterable<Concept>): ConceptIndex {
  const byStart = new Map<string, Expression[]>()
  for (const { id, topic, expressions } of concepts) {
    for (const words of expressions) {
      const parts = words.split('…').map((part) => unitsOf(part).map(({ text, sound }) => ({ text, sound })))
      const kept = parts.filter((part) => part.length > 0)
      if (kept.length === 0) continue
      const length = kept.reduce((sum, part) => sum + part.length, 0)
      const key = startOf(kept[0]!)
      const list = byStart.get(key)
      const expression = { concept: id, topic, parts: kept, length }
      if (list) list.push(expression)
      else byStart.set(key, [expression])
    }
  }
  for (const list of byStart.values()) list.sort((a, b) => b.length - a.length)
  return { byStart }
}

/**
 * The concepts a text speaks of, in the order said. A character may be replaced by one that sounds alike as long as half of the
 * expression stands as written. What lies entirely inside a longer expression does not count by itself (停机 in 停机保号).
 */
export function conceptsIn(index: ConceptIndex, text: string): ConceptMatch[] {
  const units = unitsOf(text)
  const found: { expression: Expression; at: number[] }[] = []
  for (let i = 0; i < units.length; i++) {
    for (const key of [startOf(units.slice(i, i + 1)), startOf(units.slice(i, i + 2))]) {
      for (const expression of index.byStart.get(key) ?? []) {
        const at = placesOf(expression, units, i)
        if (at) found.push({ expression, at })
      }
    }
  }
  found.sort((a, b) => b.expression.length - a.expression.length)
  const covered = new Uint8Array(units.length)
  const lengths = new Int32Array(units.length)
  const seen = new Set<string>()
  const kept: ConceptMatch[] = []
  for (const { expression, at } of found) {
    const inside = at.every((i) => covered[i] && lengths[i]! > expression.length)
    for (const i of at) {
      covered[i] = 1
      lengths[i] = Math.max(lengths[i]!, expression.length)
    }
    if (inside || seen.has(expression.concept)) continue
    seen.add(expression.concept)
    const { concept, topic } = expression
    kept.push({ concept, topic, start: units[at[0]!]!.start, end: units[at.at(-1)!]!.end })
  }
  return kept.sort((a, b) => a.start - b.start || (a.concept < b.concept ? -1 : 1))
}

/** Names under which concepts and their topics count as features of a text. */
export function conceptFeatures(index: ConceptIndex, text: string): string[] {
  const features: string[] = []
  for (const { concept, topic } of conceptsIn(index, text)) features.push(concept, `@${topic}`)
  return features
}

/** Where each unit of the expression stands when it starts at `from`; undefined when it does not. */
function placesOf({ parts, length }: Expression, units: Unit[], from: number): number[] | undefined {
  const at: number[] = []
  let same = 0
  let next = from
  for (let p = 0; p < parts.length; p++) {
    const part = parts[p]!
    const last = p === 0 ? next : Math.min(next + GAP, units.length - part.length)
    const start = firstFit(part, units, next, last)
    if (start === undefined) return undefined
    for (let i = 0; i < part.length; i++) {
      if (part[i]!.text === units[start + i]!.text) same++
      at.push(start + i)
    }
    next = start + part.length
  }
  return same * 2 >= length && (length > 1 || same === 1) ? at : undefined
}

function firstFit(part: Unit[], units: Unit[], from: number, last: number): number | undefined {
  for (let start = from; start <= last; start++)
    if (part.every(({ sound }, i) => units[start + i]?.sound === sound)) return start
  return undefined
}

function startOf(units: Unit[]): string {
  return units.length > 1 ? `${units[0]!.sound} ${units[1]!.sound}` : (units[0]?.sound ?? '')
}

const UNITS = /\p{Script=Han}|[\p{L}\p{M}]+(?:'\p{L}+)?|[\p{N}.]+/gu

function unitsOf(text: string): (Unit & { start: number; end: number })[] {
  const normal = normaliseWithMap(text)
  return Array.from(normal.text.matchAll(UNITS), (match) => {
    const word = match[0]
    const sound = isIdeograph(word) ? fuzzySyllable(word) : stemEnglish(word)
    return {
      text: isIdeograph(word) ? word : sound,
      sound,
      ...normal.spanToOriginal(match.index, match.index + word.length),
    }
  })
}
