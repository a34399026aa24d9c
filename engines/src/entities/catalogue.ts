import { fold } from '../text/fold.ts'
import { makeAligner } from './align-name.ts'
import { gramsOf } from './catalogue-grams.ts'

export type CatalogueEntry = { id: string; type: string /** Full name and aliases. */; names: readonly string[] }
export type CatalogueMatch = { id: string; type: string; start: number; end: number; text: string; score: number }

/** Opaque to callers; made by `buildCatalogue`. */
export type CatalogueIndex = {
  entries: readonly CatalogueEntry[]
  /** Folded names, flat, and the entry each belongs to. */
  names: string[]
  owner: Int32Array
  /** What the score of each name is divided by: long names share grams by chance. */
  weights: Float32Array
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
  const weights = Float32Array.from(names, (name) => Math.sqrt(4 + name.length))
  return { entries, names, owner: Int32Array.from(owners), weights, postings }
}

/**
 * Entries a text mentions by name, alias, part of a long name or a misspelling of those, best first (at most `limit`,
 * 10 unless told). Entries that fit about equally well all come back (scores within 0.05): which is meant is the caller's to ask.
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
  const align = makeAligner(sample)
  const best = new Map<number, CatalogueMatch>()
  for (const name of candidates(sample, index)) {
    const found = align(index.names[name]!)
    const owner = index.owner[name]!
    if (!found || found.score < LOWEST || (best.get(owner)?.score ?? 0) >= found.score) continue
    const { id, type } = index.entries[owner]!
    best.set(owner, { id, type, ...found, text: sample.slice(found.start, found.end) })
  }
  return keepBestPerPlace([...best.values()]).slice(0, limit)
}

const LONGEST_TEXT = 400
const LOWEST = 0.55
const CANDIDATES = 40
/** Names gathered before commoner grams bring in no new ones. */
const ENOUGH = 15_000
/** A gram in more names than this says too little to be followed once others have spoken. */
const COMMON = 20_000

/** Names that share the rarest grams with the text, best first; a pass over typed arrays, without an object per name. */
function candidates(text: string, index: CatalogueIndex): number[] {
  const total = index.names.length
  const lists = [...gramsOf(text)].flatMap((gram) => index.postings.get(gram) ?? []).sort((a, b) => a.length - b.length)
  const { scores, touched } = scratchOf(index)
  let count = 0
  for (const list of lists) {
    if (list.length > COMMON && count >= CANDIDATES) break
    const weight = Math.log(1 + total / list.length)
    // Once enough names are gathered from the rarer grams, the commoner ones only tell those apart.
    const full = count >= ENOUGH
    for (let i = 0; i < list.length; i++) {
      const name = list[i]!
      const score = scores[name]!
      if (score === 0) {
        if (full) continue
        touched[count++] = name
      }
      scores[name] = score + weight
    }
  }
  const gathered = touched.subarray(0, count)
  const best = topOf(gathered, scores, index.weights)
  for (const name of gathered) scores[name] = 0
  return best
}

/** Room for the scores of all names, all zero between calls: making it anew for every message costs more than the search. */
const scratch = new WeakMap<CatalogueIndex, { scores: Float32Array; touched: Int32Array }>()

function scratchOf(index: CatalogueIndex): { scores: Float32Array; touched: Int32Array } {
  let room = scratch.get(index)
  if (!room) {
    const total = index.names.length
    room = { scores: new Float32Array(total), touched: new Int32Array(total) }
    scratch.set(index, room)
  }
  return room
}

const BUCKETS = 512

/** The best names by score over weight, found with a histogram instead of sorting all of them. */
function topOf(touched: Int32Array, scores: Float32Array, weights: Float32Array): number[] {
  let top = 0
  for (const name of touched) {
    const score = scores[name]! / weights[name]!
    scores[name] = score
    if (score > top) top = score
  }
  const sizes = new Int32Array(BUCKETS + 1)
  const scale = BUCKETS / (top || 1)
  for (const name of touched) sizes[Math.floor(scores[name]! * scale)]!++
  let lowest = BUCKETS
  for (let seen = sizes[lowest]!; seen < CANDIDATES && lowest > 0; seen += sizes[lowest]!) lowest--
  const kept: number[] = []
  for (const name of touched) {
    const bucket = Math.floor(scores[name]! * scale)
    if (bucket > lowest || (bucket === lowest && kept.length < CANDIDATES * 8)) kept.push(name)
  }
  return kept.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, CANDIDATES)
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
