import type { Ontology } from '@loopdesk/contracts/graph.ts'
import { buildCatalogue, type CatalogueIndex, matchFolded } from '../../entities/catalogue.ts'
import { fold } from '../../text/fold.ts'
import type { Graph } from '../graph.ts'

/** What a word of a question can stand for. */
export type Meaning =
  | { kind: 'type'; key: string }
  | { kind: 'property'; key: string }
  | { kind: 'relation'; key: string; inverse: boolean }
  | { kind: 'value'; property: string; value: string }
  | { kind: 'end'; property: string; end: 'low' | 'high' }
  | { kind: 'entity'; ids: string[] }
/** A place in the folded question and what it may mean, best first. */
export interface Mention {
  start: number
  end: number
  text: string
  meanings: Meaning[]
  /** 1 for names as they are written, less for misspelt and shortened ones. */
  score: number
}

interface Lexicon {
  version: number
  ontology: Ontology
  terms: Map<string, Meaning[]>
  /** Lengths of terms by their first character, longest first. */
  lengths: Map<string, number[]>
  codes: Map<string, string[]>
  catalogue: CatalogueIndex
}
const lexicons = new WeakMap<Graph, Lexicon>()

/** Everything a folded text mentions of a graph, no two overlapping, in order. */
export function mentionsIn(graph: Graph, text: string): Mention[] {
  const lexicon = lexiconOf(graph)
  const found = [...termMentions(lexicon, text), ...codeMentions(lexicon, text), ...nameMentions(graph, lexicon, text)]
  found.sort((a, b) => rank(b) - rank(a) || a.start - b.start)
  const kept: Mention[] = []
  for (const each of found) {
    const rival = kept.find((other) => other.start < each.end && each.start < other.end)
    if (!rival) kept.push(each)
    // The same words may name a thing and a kind of things.
    else if (rival.start === each.start && rival.end === each.end && each.score === 1)
      rival.meanings.push(
        ...each.meanings.filter(
          (one) => one.kind !== 'entity' || !rival.meanings.some(({ kind }) => kind === 'entity'),
        ),
      )
  }
  return kept.sort((a, b) => a.start - b.start)
}

/** Exact before misspelt, long before short. */
const rank = ({ start, end, score }: Mention) =>
  (score === 1 ? 1000 : score > 0.9 ? 300 : 0) + (end - start) * 10 + score

/** Two spellings of one code: P0420, p-0420, PO420. */
export const codeKey = (code: string) =>
  code
    .toLowerCase()
    .replaceAll(/[-\s./_]/g, '')
    .replaceAll(/o(?=\d)|(?<=\d)o/g, '0')
const CODE =
  /(?<![a-z0-9])[a-z0-9]*[a-z][-./_]?[a-z0-9]*\d[a-z0-9]*(?:[-./_][a-z0-9]+)*(?![a-z0-9])|(?<![a-z0-9.])\d+[-./_]?[a-z][a-z0-9]*(?:[-./_][a-z0-9]+)*(?![a-z0-9])/g
/** Codes of letters and digits in a folded text. */
export const codesIn = (text: string) =>
  [...text.matchAll(CODE)].map((match) => ({ start: match.index, text: match[0] }))

function lexiconOf(graph: Graph): Lexicon {
  const known = lexicons.get(graph)
  if (known && known.version === graph.version && known.ontology === graph.ontology) return known
  const made = makeLexicon(graph)
  lexicons.set(graph, made)
  return made
}

function makeLexicon(graph: Graph): Lexicon {
  const terms = new Map<string, Meaning[]>()
  const add = (word: string, meaning: Meaning) => {
    const key = fold(word).text.trim()
    if (key === '' || (key.length === 1 && /[a-z0-9]/.test(key))) return
    const list = terms.get(key)
    if (list) list.push(meaning)
    else terms.set(key, [meaning])
  }
  addOntology(graph.ontology, add)
  const text = new Set(
    graph.ontology.properties.filter(({ kind }) => kind === 'text' || kind === 'code').map(({ key }) => key),
  )
  const values = new Set<string>()
  for (const { property, value } of graph.facts.values()) {
    if (
      property === undefined ||
      !text.has(property) ||
      typeof value !== 'string' ||
      value.length < 2 ||
      value.length > 16
    )
      continue
    if (values.size < 20_000 && !values.has(`${property}\n${value}`)) add(value, { kind: 'value', property, value })
    values.add(`${property}\n${value}`)
  }
  const codes = new Map<string, string[]>()
  const put = (code: string, id: string) => {
    const list = codes.get(code)
    if (!list) codes.set(code, [id])
    else if (!list.includes(id)) list.push(id)
  }
  const whole = new Map<string, string[]>()
  for (const { id, name, aliases, key } of graph.entities.values())
    for (const written of [name, ...aliases, ...(key ? [key] : [])]) {
      const folded = fold(written).text.trim()
      const list = whole.get(folded)
      if (!list) whole.set(folded, [id])
      else if (!list.includes(id)) list.push(id)
      for (const code of codesIn(folded)) put(codeKey(code.text), id)
    }
  for (const [word, ids] of whole) add(word, { kind: 'entity', ids })
  const lengths = new Map<string, Set<number>>()
  for (const term of terms.keys()) lengths.set(term[0]!, (lengths.get(term[0]!) ?? new Set()).add(term.length))
  return {
    version: graph.version,
    ontology: graph.ontology,
    terms,
    lengths: new Map([...lengths].map(([first, each]) => [first, [...each].sort((a, b) => b - a)])),
    codes,
    catalogue: buildCatalogue(
      [...graph.entities.values()].map(({ id, type, name, aliases }) => ({ id, type, names: [name, ...aliases] })),
    ),
  }
}

function addOntology({ types, properties, relations }: Ontology, add: (word: string, meaning: Meaning) => void): void {
  for (const { key, name, synonyms } of types)
    for (const word of [name.zh, name.en, ...synonyms]) add(word, { kind: 'type', key })
  for (const { key, name, synonyms, choices, ends } of properties) {
    for (const word of [name.zh, name.en, ...synonyms]) add(word, { kind: 'property', key })
    for (const choice of choices)
      for (const word of [choice.value, choice.label.zh, choice.label.en, ...choice.synonyms])
        add(word, { kind: 'value', property: key, value: choice.value })
    for (const end of ['low', 'high'] as const)
      for (const word of ends?.[end] ?? [])
        for (const form of formsOf(word)) add(form, { kind: 'end', property: key, end })
  }
  for (const { key, name, synonyms, inverse, inverseSynonyms } of relations) {
    for (const word of [name.zh, name.en, ...synonyms]) add(word, { kind: 'relation', key, inverse: false })
    for (const word of [inverse?.zh, inverse?.en, ...inverseSynonyms])
      if (word) add(word, { kind: 'relation', key, inverse: true })
  }
}

/** quiet → quieter, quietest; heavy → heavier; big → bigger. */
function formsOf(word: string): string[] {
  if (!/^[a-z]+$/i.test(word) || word.length > 8) return [word]
  const stem = word.endsWith('y') ? `${word.slice(0, -1)}i` : word.endsWith('e') ? word.slice(0, -1) : word
  const doubled = /[^aeiou][aeiou][bdgnpt]$/.test(word) ? word + word.at(-1) : stem
  return [...new Set([word, `${stem}er`, `${stem}est`, `${doubled}er`, `${doubled}est`])]
}

const isLatin = (character: string | undefined) => character !== undefined && /[a-z0-9]/.test(character)

function* termMentions({ terms, lengths }: Lexicon, text: string): Generator<Mention> {
  for (let start = 0; start < text.length; start++) {
    for (const length of lengths.get(text[start]!) ?? []) {
      const word = text.slice(start, start + length)
      const meanings = terms.get(word)
      if (!meanings || (isLatin(word[0]) && isLatin(text[start - 1]))) continue
      let end = start + length
      if (isLatin(word.at(-1)) && isLatin(text[end])) {
        const plural = /^e?s(?![a-z0-9])/.exec(text.slice(end))
        if (!plural || /\d$/.test(word)) continue
        end += plural[0].length
      }
      yield { start, end, text: text.slice(start, end), meanings: [...meanings], score: 1 }
    }
  }
}

function* codeMentions({ codes }: Lexicon, text: string): Generator<Mention> {
  for (const code of codesIn(text)) {
    const ids = codes.get(codeKey(code.text))
    if (ids)
      yield {
        start: code.start,
        end: code.start + code.text.length,
        text: code.text,
        meanings: [{ kind: 'entity', ids }],
        score: 1,
      }
  }
}

/** Misspelt and shortened names. A code must be right: one digit off is another thing. */
function* nameMentions(graph: Graph, { catalogue }: Lexicon, text: string): Generator<Mention> {
  const matches = matchFolded(text, catalogue, { limit: 12 })
  for (const { id, start, end, text: words, score } of matches) {
    const { name, aliases } = graph.entities.get(id)!
    if ((isLatin(text[start]) && isLatin(text[start - 1])) || (isLatin(words.at(-1)) && isLatin(text[end]))) continue
    if (/^[\d\s.,]+$/.test(words)) continue
    const digits = words.replaceAll(/\D/g, '')
    const written = [name, ...aliases].map((each) => fold(each).text)
    if (!written.some((each) => each.replaceAll(/\D/g, '') === digits || (digits === '' && score < 0.9))) continue
    if (
      codesIn(text).some(
        (code) =>
          start < code.start + code.text.length &&
          code.start < end &&
          (start > code.start || code.start + code.text.length > end),
      )
    )
      continue
    const fitting = matches.filter((other) => other.start === start && other.end === end)
    if (score < 0.9 && (fitting.length > 1 || !written.some((each) => words.length * 2 >= each.length))) continue
    yield { start, end, text: words, meanings: [{ kind: 'entity', ids: [id] }], score: score > 0.995 ? 1 : score }
  }
}
