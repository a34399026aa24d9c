import { fold } from '../text/fold.ts'
import { alignName } from './align-name.ts'
import { gramsOf } from './catalogue-grams.ts'

export type CatalogueEntry = { id: string; type: string /** Full name and aliases. */; names: readonly string[] }
export type CatalogueMatch = { id: string; type: string; start: number; end: number; text: string; score: number }

/** Opaque to callers; made by `buildCatalogue`. */
export type CatalogueIndex = {
  entries: readonly CatalogueEntry[]
  /** Folded names, flat, and the entry each belongs to. */
  names: string[]
  owner: Int32Array
  /** Names that contain a gram, ascending. */
  postings: Map<number, Int32Array>
}

/** Indexes names by what survives typing: fuzzy-sound pairs of Chinese characters and trigrams of Latin words. */
export function buildCatalogue(entries: readonly CatalogueEntry[]): CatalogueIndex {
  const names: string[] = []
  const owners: number[] = []
  const lists = new Map<number, number[]>()
  entries.forEach((entry, owner) => {
    for (const name of new Set(entry.names.map((written) => fold(written).text.trim()))) {
      if (name === '') continue
      for (const gram of gramsOf(name)) {
        const list = lists.get(gram)
        if (list) list.push(names.length)
        else lists.set(gram, [names.length])
      }
      names.push(name)
      owners.push(owner)
    }
  })
  const postings = new Map([...lists].map(([gram, list]) => [gram, Int32Array.from(list)] as const))
  return { entries, names, owner: Int32Array.from(owners), postings }
}

/**
 * Entries a text mentions by name, alias, part of a long name or a misspelling of those, best first (at most `limit`,
 * 10 unless told). Entries that fit equally well all come back with equal scores: whom to ask is the caller's business.
 * Offsets are of the original text; score 0..1: 1 is a full name, above 0.9 a full name misspelt, below it a part.
 */
export function matchCatalogue(
  text: string,
  index: CatalogueIndex,
  options: { limit?: number } = {},
): CatalogueMatch[] {
  const folded = fold(text)
  return matchFolded(folded.text, index, options).map((match) => {
    const { start, end } = folded.spanToOriginal(match.start, match.end)
    return { ...match, start, end, text: text.slice(start, end) }
  })
}

/** As `matchCatalogue`, on text folded already. */
export function matchFolded(text: string, index: CatalogueIndex, { limit = 10 }: { limit?: number }): CatalogueMatch[] {
  const sample = text.slice(0, LONGEST_TEXT)
  const best = new Map<number, CatalogueMatch>()
  for (const name of candidates(sample, index)) {
    const found = alignName(sample, index.names[name]!)
    const owner = index.owner[name]!
    if (!found || found.score < LOWEST || (best.get(owner)?.score ?? 0) >= found.score) continue
    const { id, type } = index.entries[owner]!
    best.set(owner, { id, type, ...found, text: sample.slice(found.start, found.end) })
  }
  return keepBestPerPlace([...best.values()]).slice(0, limit)
}

const LONGEST_TEXT = 400
const LOWEST = 0.55
const CANDIDATES = 48
/** A gram in more names than this says too little to be followed once others have spoken. */
const COMMON = 20_000

/** Names that share the rarest grams with the text, best first. */
function candidates(text: string, index: CatalogueIndex): number[] {
  const total = index.names.length
  const lists = [...gramsOf(text)].flatMap((gram) => index.postings.get(gram) ?? []).sort((a, b) => a.length - b.length)
  const scores = new Map<number, number>()
  for (const list of lists) {
    if (list.length > COMMON && scores.size >= CANDIDATES) break
    const weight = Math.log(1 + total / list.length)
    for (const name of list) scores.set(name, (scores.get(name) ?? 0) + weight)
  }
  const ranked = [...scores].map(([name, score]) => [name, score / Math.sqrt(4 + index.names[name]!.length)] as const)
  return topOf(ranked, CANDIDATES)
}

/** Names of the highest scores without sorting all of them. */
function topOf(ranked: (readonly [number, number])[], count: number): number[] {
  if (ranked.length > count * 4) {
    const sample = Float64Array.from(ranked, ([, score]) => score).sort()
    const threshold = sample[sample.length - count]!
    const above = ranked.filter(([, score]) => score > threshold)
    const level = ranked.filter(([, score]) => score === threshold).slice(0, count)
    ranked = [...above, ...level]
  }
  return ranked
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name]) => name)
}

/** Where mentions overlap, keeps those about as good as the best there. */
function keepBestPerPlace(matches: CatalogueMatch[]): CatalogueMatch[] {
  const ordered = matches.sort((a, b) => b.score - a.score || a.start - b.start)
  const kept: CatalogueMatch[] = []
  for (const match of ordered) {
    const rival = kept.find((other) => other.start < match.end && match.start < other.end)
    if (!rival || rival.score - match.score <= 0.05) kept.push(match)
  }
  return kept
}
