import type { EntityTypeDefinition } from './entity.ts'

/** What is wrong with a definition: the field (`type`, `pattern`, `values.3.value`) and why, for the person who wrote it. */
export type EntityTypeProblem = { field: string; code: EntityTypeProblemCode; message: string }
export type EntityTypeProblemCode =
  | 'name'
  | 'reserved'
  | 'empty'
  | 'too_long'
  | 'too_many'
  | 'syntax'
  | 'unsafe'
  | 'matches_nothing'
  | 'duplicate'

/**
 * Checks a type of entity made in the console before it is kept. A pattern is refused when it does not compile, matches the empty
 * text, or could take exponential or very long time on some text: by its form (a repetition inside a repetition, a reference
 * back), and by running it on texts of growing length made of its own characters. Takes at most about 0.2 s.
 */
export function checkEntityType(definition: EntityTypeDefinition): EntityTypeProblem[] {
  const problems: EntityTypeProblem[] = []
  const add = (field: string, code: EntityTypeProblemCode, message: string) => problems.push({ field, code, message })
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(definition.type))
    add('type', 'name', 'The name is 1 to 40 lower-case letters, digits and underscores, a letter first.')
  else if (BUILT_IN.has(definition.type)) add('type', 'reserved', `"${definition.type}" is recognised already.`)
  if (definition.kind === 'regex') {
    const problem = problemOfPattern(definition.pattern)
    if (problem) add('pattern', ...problem)
  } else checkValues(definition, add)
  return problems
}

const BUILT_IN = new Set(
  'phone money date time_range time data_amount card_tail phone_tail address person city email url id_card bank_card quantity percent ordinal duration number color size model'.split(
    ' ',
  ),
)
const LONGEST_PATTERN = 300
const MOST_VALUES = 5000
const LONGEST_VALUE = 100

type Add = (field: string, code: EntityTypeProblemCode, message: string) => void

function checkValues({ values }: Extract<EntityTypeDefinition, { kind: 'list' }>, add: Add): void {
  if (values.length === 0) add('values', 'empty', 'At least one value is needed.')
  if (values.length > MOST_VALUES) add('values', 'too_many', `At most ${MOST_VALUES} values; a catalogue takes more.`)
  const owner = new Map<string, string>()
  values.slice(0, MOST_VALUES).forEach(({ value, synonyms = [] }, at) => {
    const fields: [string, string][] = [
      [`values.${at}.value`, value],
      ...synonyms.map((name, n): [string, string] => [`values.${at}.synonyms.${n}`, name]),
    ]
    for (const [field, name] of fields) {
      const key = name.trim().normalize('NFKC').toLowerCase()
      if (key === '') add(field, 'empty', 'It must not be empty.')
      else if (name.length > LONGEST_VALUE) add(field, 'too_long', `At most ${LONGEST_VALUE} characters.`)
      else if (owner.has(key) && owner.get(key) !== value)
        add(field, 'duplicate', `"${name}" already stands for "${owner.get(key)}".`)
      owner.set(key, owner.get(key) ?? value)
    }
  })
}

function problemOfPattern(pattern: string): [EntityTypeProblemCode, string] | undefined {
  if (pattern.trim() === '') return ['empty', 'A pattern is needed.']
  if (pattern.length > LONGEST_PATTERN) return ['too_long', `At most ${LONGEST_PATTERN} characters.`]
  let regex: RegExp
  try {
    regex = new RegExp(pattern, 'giu')
  } catch (error) {
    return ['syntax', (error as Error).message.replace(/^.*: /, '')]
  }
  const form = problemOfForm(pattern)
  if (form) return ['unsafe', form]
  if (new RegExp(`^(?:${pattern})$`, 'iu').test('')) return ['matches_nothing', 'It matches the empty text.']
  if (takesLong(regex, pattern)) return ['unsafe', 'It takes too long on some texts: make repetitions more definite.']
  return undefined
}

/** A group that is repeated without bound and repeats without bound inside (star height over one), or a reference back. */
function problemOfForm(pattern: string): string | undefined {
  if (/\\[1-9]|\\k</.test(pattern)) return 'References back (\\1) are not allowed.'
  const open: boolean[] = [false]
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    if (character === '\\') at++
    else if (character === '[') at = endOfClass(pattern, at)
    else if (character === '(') open.push(false)
    else if (character === ')') {
      const inner = open.pop() ?? false
      const repeated = isUnbounded(pattern, at + 1)
      if (inner && (repeated || timesAt(pattern, at + 1) > 3))
        return 'A repetition inside a repetition, like (a+)+, is not allowed.'
      open[open.length - 1] = (open.at(-1) ?? false) || inner || repeated
    } else if (isUnbounded(pattern, at)) open[open.length - 1] = true
  }
  return undefined
}

/** Whether a quantifier without an upper bound, or with a large one, begins here. */
function isUnbounded(pattern: string, at: number): boolean {
  const quantifier = /^(?:[*+]|\{(\d+),(\d*)\})/.exec(pattern.slice(at, at + 12))
  if (!quantifier) return false
  return quantifier[1] === undefined || quantifier[2] === '' || Number(quantifier[2]) - Number(quantifier[1]) > 10
}

/** The most times a bounded quantifier that begins here repeats what stands before it: 12 for {12} and {3,12}; 0 for none. */
function timesAt(pattern: string, at: number): number {
  const quantifier = /^\{(\d+)(?:,(\d+))?\}/.exec(pattern.slice(at, at + 12))
  return quantifier ? Number(quantifier[2] ?? quantifier[1]) : 0
}

function endOfClass(pattern: string, from: number): number {
  for (let at = from + 1; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === ']') return at
  }
  return pattern.length
}

const LIMIT_MS = 25
const LIMIT_OF_ALL_MS = 300
const STEP = 1.15

/** Runs it on ever longer hostile texts and stops at the first that takes long, so that even an exponential one ends early. */
function takesLong(regex: RegExp, pattern: string): boolean {
  const literals = [...new Set(pattern.replace(/\\[a-z]|[\\()[\]{}|*+?.^$]/gi, ''))].slice(0, 8)
  const pieces = [...new Set([...literals, 'a', '0', ' ', '中', literals.join(''), 'a0', 'ab'])].filter(Boolean)
  const begun = performance.now()
  // Small steps: time that grows with the power of the length is noticed before it is too long to wait for.
  for (let length = 12; length <= 2000; length = Math.ceil(length * STEP)) {
    for (const piece of pieces) {
      const text = `${piece.repeat(Math.ceil(length / piece.length))}\u0001`
      // A busy machine makes anything slow once: what counts is slow twice.
      if (isSlow(regex, text) && isSlow(regex, text)) return true
      if (performance.now() - begun > LIMIT_OF_ALL_MS) return false
    }
  }
  return false
}

function isSlow(regex: RegExp, text: string): boolean {
  const from = performance.now()
  for (const _ of text.matchAll(regex)) if (performance.now() - from > LIMIT_MS) return true
  return performance.now() - from > LIMIT_MS
}
