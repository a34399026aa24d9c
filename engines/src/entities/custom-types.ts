import { fold } from '../text/fold.ts'
import { buildCatalogue, type CatalogueIndex, matchFolded } from './catalogue.ts'
import type { EntityTypeDefinition, Finding } from './entity.ts'

/** What of the types a folded text holds. Definitions are prepared once and kept as long as the array lives. */
export function findCustomTypes(text: string, definitions: readonly EntityTypeDefinition[]): Finding[] {
  const sample = text.slice(0, LONGEST_TEXT)
  return prepared(definitions).flatMap((find) => find(sample))
}

/** Longer texts are read up to here, so that no pattern can hold up a message. */
const LONGEST_TEXT = 2000
const RANK = { regex: 99, list: 62, fuzzy: 58 }
const LEAST_FUZZY = 0.8

type Finder = (text: string) => Finding[]
const known = new WeakMap<readonly EntityTypeDefinition[], Finder[]>()

function prepared(definitions: readonly EntityTypeDefinition[]): Finder[] {
  let finders = known.get(definitions)
  if (!finders) {
    finders = definitions.flatMap((definition) =>
      definition.kind === 'regex' ? regexFinder(definition) : listFinders(definition),
    )
    known.set(definitions, finders)
  }
  return finders
}

/** A pattern that does not compile finds nothing: a message must not fail for it. */
function regexFinder({ type, pattern, normalise }: Extract<EntityTypeDefinition, { kind: 'regex' }>): Finder[] {
  let regex: RegExp
  try {
    regex = new RegExp(pattern, 'giu')
  } catch {
    return []
  }
  const find: Finder = (text) =>
    [...text.matchAll(regex)].flatMap((match) => {
      const said = match[1] ?? match[0]
      if (said === '' || cutsWord(text, match.index, match.index + match[0].length)) return []
      const start = match.index + match[0].indexOf(said)
      const value = normalised(said, normalise)
      return [{ type, value, start, end: start + said.length, confidence: 0.95, rank: RANK.regex }]
    })
  return [find]
}

function normalised(said: string, how: 'upper' | 'lower' | 'digits' | undefined): string {
  if (how === 'digits') return said.replace(/\D/g, '')
  return how === 'upper' ? said.toUpperCase() : how === 'lower' ? said.toLowerCase() : said
}

function listFinders(definition: Extract<EntityTypeDefinition, { kind: 'list' }>): Finder[] {
  const exact = exactFinder(definition)
  return definition.fuzzy ? [exact, fuzzyFinder(definition)] : [exact]
}

/** Names by their first character, longest first: one pass over the text. */
function exactFinder({ type, values }: Extract<EntityTypeDefinition, { kind: 'list' }>): Finder {
  const byFirst = new Map<string, { name: string; value: string }[]>()
  for (const { value, synonyms = [] } of values) {
    for (const written of [value, ...synonyms]) {
      const name = fold(written).text.trim()
      if (name === '') continue
      const row = byFirst.get(name[0]!) ?? []
      row.push({ name, value })
      byFirst.set(name[0]!, row)
    }
  }
  for (const row of byFirst.values()) row.sort((a, b) => b.name.length - a.name.length)
  return (text) => {
    const findings: Finding[] = []
    for (let at = 0; at < text.length; at++) {
      const hit = byFirst
        .get(text[at]!)
        ?.find(({ name }) => text.startsWith(name, at) && !cutsWord(text, at, at + name.length))
      if (!hit) continue
      const end = at + hit.name.length
      findings.push({ type, value: hit.value, start: at, end, confidence: 0.97, rank: RANK.list })
      at = end - 1
    }
    return findings
  }
}

function fuzzyFinder({ type, values }: Extract<EntityTypeDefinition, { kind: 'list' }>): Finder {
  const index: CatalogueIndex = buildCatalogue(
    values.map(({ value, synonyms = [] }) => ({ id: value, type, names: [value, ...synonyms] })),
  )
  return (text) =>
    matchFolded(text, index, { limit: 5 })
      .filter(({ score }) => score >= LEAST_FUZZY)
      .map(({ id, start, end, score }) => ({ type, value: id, start, end, confidence: score * 0.95, rank: RANK.fuzzy }))
}

/** A Latin word or a number is one or is not. */
function cutsWord(text: string, start: number, end: number): boolean {
  const joins = (a: string | undefined, b: string | undefined) => /^(?:\d\d|[a-z][a-z])$/.test(`${a ?? ' '}${b ?? ' '}`)
  return joins(text[start - 1], text[start]) || joins(text[end - 1], text[end])
}
