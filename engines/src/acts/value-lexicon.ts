import { fold } from '../text/fold.ts'

/** Values by their folded spelling, with every kind of place they were met in. */
export interface ValueLexicon {
  entries: Map<string, Map<string, Set<string>>>
  /** Lengths of the spellings that begin with two given units, longest first. */
  byStart: Map<string, number[]>
}

/** A known value in a text: `[start, end)` of the folded text. */
export interface ValueMatch {
  start: number
  end: number
  spelling: string
  kinds: string[]
  /** No longer match holds it. */
  maximal: boolean
}

/** Names are between two and forty units long. */
const LENGTH = { least: 2, most: 40 }

export function makeValueLexicon(): ValueLexicon {
  return { entries: new Map(), byStart: new Map() }
}

/** `source` tells apart who said so (a dialogue, the records): what only one dialogue knows is unknown when that dialogue is read. */
export function addValue(lexicon: ValueLexicon, value: string, kind: string, source: string): void {
  const spelling = fold(value).text.trim()
  if (spelling.length < LENGTH.least || spelling.length > LENGTH.most || !/\p{L}/u.test(spelling)) return
  let kinds = lexicon.entries.get(spelling)
  if (!kinds) {
    kinds = new Map()
    lexicon.entries.set(spelling, kinds)
    const lengths = lexicon.byStart.get(spelling.slice(0, 2)) ?? []
    if (!lengths.includes(spelling.length)) lengths.push(spelling.length)
    lexicon.byStart.set(
      spelling.slice(0, 2),
      lengths.sort((a, b) => b - a),
    )
  }
  const sources = kinds.get(kind)
  if (sources) sources.add(source)
  else kinds.set(kind, new Set([source]))
}

/** Every known value in a folded text, by start, longest first. `without` is a source that does not count. */
export function findValues(lexicon: ValueLexicon, folded: string, without?: string): ValueMatch[] {
  const found: ValueMatch[] = []
  let reach = 0
  for (let start = 0; start < folded.length; start++) {
    for (const length of lexicon.byStart.get(folded.slice(start, start + 2)) ?? []) {
      const spelling = folded.slice(start, start + length)
      if (spelling.length < length || insideWord(folded, start, start + length)) continue
      const kinds = kindsOf(lexicon, spelling, without)
      if (kinds.length === 0) continue
      const end = start + length
      found.push({ start, end, spelling, kinds, maximal: end > reach })
      reach = Math.max(reach, end)
    }
  }
  return found
}

function kindsOf(lexicon: ValueLexicon, spelling: string, without: string | undefined): string[] {
  const kinds: string[] = []
  for (const [kind, sources] of lexicon.entries.get(spelling) ?? [])
    if (without === undefined || sources.size > 1 || !sources.has(without)) kinds.push(kind)
  return kinds
}

/** Latin letters and digits are not cut out of a longer word. */
function insideWord(text: string, start: number, end: number): boolean {
  const joined = (at: number) => /[a-z0-9]{2}/.test(text.slice(at - 1, at + 1))
  return joined(start) || joined(end)
}
