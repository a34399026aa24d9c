import { amountsIn } from './amounts.ts'
import type { AnswerCandidate } from './answer.ts'
import type { ReadQuestion } from './read-question.ts'
import { readText } from './read-text.ts'
import { makeRemembered } from './remembered.ts'

type Table = NonNullable<AnswerCandidate['table']>

/** What a question says about a table: its rows and columns by their names, and how telling each row's cells are. */
export interface AskedTable {
  /** Rows whose code or number the question says; empty where it names none. */
  rows: Set<number>
  /** Columns of the variants (models, editions) that it names. */
  columns: Set<number>
  /** For each row, how much of what tells the rows apart it holds, 0 to 1; 1 for all where nothing does. */
  telling: number[]
}

const known = new WeakMap<ReadQuestion, Map<Table, AskedTable>>()

/** Holds a question against a table. Remembered as long as the question is. */
export function askedTable(question: ReadQuestion, table: Table): AskedTable {
  const tables = known.get(question) ?? new Map<Table, AskedTable>()
  known.set(question, tables)
  let found = tables.get(table)
  if (!found) {
    const names = table.rows.map((row) => row.find((cell) => cell.trim()) ?? '')
    const heads = table.header.slice(1)
    found = {
      rows: new Set(rowsNamed(question, names)),
      columns: new Set(variantsNamed(question.text, heads).map((i) => i + 1)),
      telling: tellingOf(question, table, names),
    }
    tables.set(table, found)
  }
  return found
}

/** Rows by their code or number, by the range an amount of the question lies in, or by their name in full. */
function rowsNamed(question: ReadQuestion, names: string[]): number[] {
  const within = rowsAround(question.text, names)
  if (within.length > 0) return within
  const variants = variantsNamed(question.text, names)
  if (variants.length > 0) return variants
  const whole = [...names.keys()].filter((i) => saysName(question, names[i]!))
  return whole.filter((i) => !whole.some((j) => names[j] !== names[i] && names[j]!.includes(names[i]!)))
}

/** A Chinese name of two characters or more, or an English one, that the question says as it stands. */
function saysName({ bag }: ReadQuestion, name: string): boolean {
  const said = readText(name).text
  if (!/\p{L}{2}/u.test(said)) return false
  return /^\p{Script=Han}/u.test(said) ? bag.text.includes(said) : ` ${bag.text} `.includes(` ${said} `)
}

interface Range {
  from: number
  to: number
  unit: string
}

const ABOVE =
  /以上|及以上|超过|高于|大于|不低于|起$|^[>≥]|\b(?:above|over|more than|at least|from|and (?:more|above|up)|or more)\b|\+$/iu
const BELOW = /以下|以内|不超过|低于|小于|不满|未满|^[<≤]|\b(?:below|under|less than|up to|at most|within|or less)\b/iu
const BETWEEN = /^\s?(?:元|块|℃|°c|kg|%|\p{Script=Han}{0,2})?\s?(?:-|–|—|~|～|至|到|to|and)\s?$/iu

/** What a name says of amounts: 0 to 9 °C, 5,000～20,000 元, 20,000 元以上, below 0 °C. */
const rangeOf = makeRemembered(4000, (name: string): Range | null => {
  const text = name.normalize('NFKC')
  const [first, second] = amountsIn(text)
  if (!first) return null
  if (second && BETWEEN.test(text.slice(first.end, second.start)) && second.value > first.value)
    return { from: first.value, to: second.value, unit: second.unit || first.unit }
  if (second) return null
  if (ABOVE.test(text)) return { from: first.value, to: Number.POSITIVE_INFINITY, unit: first.unit }
  if (BELOW.test(text)) return { from: Number.NEGATIVE_INFINITY, to: first.value, unit: first.unit }
  return null
})

/** Rows whose range holds an amount of the question of the same measure; only where the rows are ranges. */
function rowsAround(question: string, names: string[]): number[] {
  const ranges = names.map(rangeOf)
  if (ranges.filter(Boolean).length < 2) return []
  const asked = amountsIn(question).filter((one) => ranges.some((range) => range && sameMeasure(range.unit, one.unit)))
  return [...names.keys()].filter((i) => {
    const range = ranges[i]
    return (
      range &&
      asked.some((one) => sameMeasure(range.unit, one.unit) && one.value >= range.from && one.value <= range.to)
    )
  })
}

/** A bare number of the question may be meant in the unit of the rows. */
const sameMeasure = (unit: string, asked: string) => unit === asked || (unit !== '' && asked === '')

/** The letters, numbers and characters a name is made of: HL-W12 Pro is hl, w, 12, pro. */
const partsOf = makeRemembered(8000, (name: string): string[] => {
  const text = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\S\s*)[（(][^（()）]*[)）]/gu, ' ')
  // Of "noise at 1 m" the 1 is no model.
  const amounts = amountsIn(text).filter((one) => one.unit !== '')
  return [...text.matchAll(PART)]
    .filter(({ index }) => !amounts.some((one) => index >= one.start && index < one.unitEnd))
    .map((match) => match[0])
})
const PART = /\d+(?:\.\d+)?|[a-z]+|\p{Script=Han}+/gu

/** What a question says of such parts, amounts with a unit left out (5 degrees is no model 5). */
interface Said {
  text: string
  parts: { text: string; before: string }[]
}

const saidIn = makeRemembered(2000, (question: string): Said => {
  const text = question.normalize('NFKC').toLowerCase()
  const amounts = amountsIn(text).filter((one) => one.unit !== '')
  const parts: Said['parts'] = []
  for (const match of text.matchAll(PART)) {
    if (amounts.some((one) => match.index >= one.start && match.index < one.unitEnd)) continue
    const before = /([a-z]+)[-_\s]?$/.exec(text.slice(0, match.index))?.[1] ?? ''
    parts.push({ text: match[0], before })
  }
  return { text, parts }
})

/** The names that a question says, told by what tells each from its siblings: "the 600" of DM-300, DM-420 and DM-600. */
export function variantsNamed(question: string, names: string[]): number[] {
  const said = saidIn(question)
  const parts = names.map(partsOf)
  const named = (i: number): boolean => {
    const mine = parts[i]!
    const own = mine.filter((part) => !parts.some((other, j) => j !== i && other.includes(part)))
    const numbers = own.filter((part) => /^\d/.test(part))
    if (numbers.length > 0) return numbers.every((part) => saysNumber(said, part, mine))
    const letters = own.filter((part) => /^[a-z]/.test(part))
    if (letters.length > 0) return letters.length === own.length && letters.every((part) => saysLetters(said, part))
    return own.length > 0 && mine.some((part) => /^[a-z\d]/.test(part)) && own.every((part) => saysHan(said, part))
  }
  const exact = [...names.keys()].filter((i) => parts[i]!.length > 1 && exactly(names[i]!).test(said.text))
  const longest = exact.filter(
    (i) => !exact.some((j) => parts[j]!.length > parts[i]!.length && contains(parts[j]!, parts[i]!)),
  )
  const found = [...new Set([...longest, ...[...names.keys()].filter(named)])]
  if (found.length > 0) return found
  // The plain one of several (D15 beside D15 Pro) has nothing of its own: it is meant when it is named and no other is.
  return [...names.keys()].filter((i) => {
    const mine = parts[i]!
    const coded = mine.some((part) => /^\d/.test(part)) && mine.some((part) => /^[a-z]/.test(part))
    const base = parts.some((other, j) => j !== i && mine.every((part) => other.includes(part)))
    return base && coded && mine.every((part) => said.parts.some((one) => one.text === part))
  })
}

/** The name as it may be typed: hl w12pro for HL-W12 Pro, but not inside a longer number or word. */
const exactly = makeRemembered(8000, (name: string) => {
  const parts = partsOf(name)
  const coded = parts.some((part) => /^\d/.test(part)) && parts.some((part) => /^[a-z]/.test(part))
  return coded
    ? new RegExp(`(?<![a-z\\d])${parts.map((part) => part.replace('.', '\\.')).join('[-_\\s.]*')}(?![a-z\\d])`, 'u')
    : /(?!)/u
})

const contains = (longer: string[], shorter: string[]) => shorter.every((part) => longer.includes(part))

/** A number of one digit needs the letters before it (E 2); a longer one stands for itself, unless other letters are before it. */
function saysNumber({ parts }: Said, number: string, name: string[]): boolean {
  const before = name[name.indexOf(number) - 1] ?? ''
  const coded = /^[a-z]/.test(before)
  return parts.some(
    (one) =>
      one.text === number &&
      (coded ? one.before === before || (number.length > 1 && !CODED.test(one.before)) : number.length > 1),
  )
}

/** One or two letters before a number make a code of their own. */
const CODED = /^[a-z]{1,2}$/

const saysLetters = ({ parts }: Said, letters: string) =>
  letters.length > 1 && parts.some((one) => one.text === letters)
const saysHan = ({ text }: Said, part: string) => text.includes(part.replace(/(?<=..)[版款型级店]$/u, ''))

/** Weight of cells beside the row's name. */
const BESIDE = 0.6

/** How much of the words that tell rows apart stands in each row. */
function tellingOf(question: ReadQuestion, { rows }: Table, names: string[]): number[] {
  const tokens = tokensOf(question)
  const held = rows.map((row, r) => {
    const name = readText(names[r]!)
    const all = readText(row.join(' ; '))
    return tokens.map((token) => (holds(name, token) ? 1 : holds(all, token) ? BESIDE : 0))
  })
  const weights = tokens.map((token, t) => {
    const holding = held.filter((one) => one[t]! > 0).length
    return holding === 0 ? 0 : token.weight * Math.log((rows.length + 0.5) / holding)
  })
  const sums = held.map((one) => one.reduce<number>((sum, value, t) => sum + value * weights[t]!, 0))
  const best = Math.max(...sums)
  if (!(best > 0)) return rows.map(() => 1)
  const strength = Math.min(1, best / STRONG)
  return sums.map((sum) => 1 - strength * (1 - sum / best))
}

const STRONG = 1.5

interface Token {
  text: string
  weight: number
}

/** Words, and of Chinese ones their pairs and characters, by how much they tell. */
function tokensOf({ words }: ReadQuestion): Token[] {
  const found = new Map<string, number>()
  for (const { text, kind } of words) {
    if (kind === 'code') continue
    if (!/^\p{Script=Han}/u.test(text)) found.set(text, 1)
    else {
      for (let i = 0; i + 2 <= text.length; i++) found.set(text.slice(i, i + 2), 1)
      for (const character of text) if (!found.has(character)) found.set(character, 0.3)
    }
  }
  return [...found].map(([text, weight]) => ({ text, weight }))
}

function holds(bag: ReturnType<typeof readText>, { text }: Token): boolean {
  if (/^\d/.test(text)) return bag.numbers.has(text)
  if (!/^\p{Script=Han}/u.test(text)) return bag.words.has(text)
  return text.length === 1 ? bag.singles.has(text) : bag.pairs.has(text)
}
