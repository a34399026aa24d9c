import { type Asked, alike, likeness, telling, type Weigh } from './asked.ts'

/** Questions that want the same answer, as far as later ones need it for finding their place. */
export interface Cluster {
  id: string
  /** Questions in it, repeated ones each time. */
  size: number
  /** Sum of the meanings of its samples. */
  meaning: Float32Array
  /** Ways it was asked that differ most. */
  samples: Asked[]
  /** Instant of its first question, ms; of two that become one the older goes on. */
  since: number
  /** Clusters somebody put apart from it: it never becomes one with them by itself. */
  apart: Set<string>
}

export interface Placed {
  id: string
  isNew: boolean
  /** Clusters that turned out to be this one; their questions belong to it from now on. */
  merged: string[]
}

export interface Clusters {
  /** Puts a question where it belongs; a cluster of its own when it belongs nowhere. */
  place(asked: Asked, at: number): Placed
  /** The cluster it would come to, without changing anything. */
  nearest(asked: Asked): { id: string; likeness: number } | undefined
  get(id: string): Cluster | undefined
  /** One question left it. */
  leave(id: string): void
  /** What somebody made of a cluster, in the place of what it was; one without samples is gone. */
  replace(cluster: Cluster): void
  size(): number
}

/** Ways of asking that are kept of a cluster. */
const keptSamples = 8
/** So alike that keeping both tells nothing more. */
const nearlyTheSame = 1.7
/** Clusters looked at more closely, of those nearest by meaning and by words. */
const closer = 16
/** By meaning alone, further away than this nothing is looked at. */
const farAway = 0.45
/** Ways of asking a cluster has when it is compared with its neighbours, and how many of them. */
const comparedAt = new Set([2, 3, 4, 6, keptSamples])
const neighbours = 6
/** How alike the ways of asking of two clusters are on average when they become one. */
const mergeAt = 1

/**
 * Gathers questions one by one, as they come: nothing that was placed is computed again. A question joins the cluster whose
 * samples it is most like; when a cluster has grown to double size it is compared with its neighbours and becomes one with those
 * that mean the same, which undoes what an unlucky order did.
 */
export function makeClusters(given: readonly Cluster[], newId: () => string): Clusters {
  const clusters = new Map<string, Cluster>()
  const centres = makeCentres()
  const byWord = new Map<string, Set<string>>()
  for (const each of given) add(each)

  function add(cluster: Cluster): void {
    clusters.set(cluster.id, cluster)
    centres.set(cluster.id, cluster.meaning)
    for (const sample of cluster.samples) index(cluster.id, sample)
  }

  function index(id: string, { words }: Asked): void {
    for (const word of words) {
      const known = byWord.get(word)
      if (known) known.add(id)
      else byWord.set(word, new Set([id]))
    }
  }

  /** Words that few clusters know tell most; single ideographs tell little. */
  const weigh: Weigh = (word) =>
    Math.log(1 + (clusters.size + 20) / ((byWord.get(word)?.size ?? 0) + 1)) * telling(word)

  function candidates(asked: Asked, except?: string): Cluster[] {
    const scores = centres.near(asked.meaning)
    for (const word of asked.words) {
      const known = byWord.get(word)
      // What half of all clusters say tells nothing, and would be slow.
      if (!known || known.size > 400) continue
      const weight = weigh(word) / 20
      for (const id of known) scores.set(id, (scores.get(id) ?? 0.3) + weight)
    }
    if (except !== undefined) scores.delete(except)
    return [...scores]
      .sort((a, b) => b[1] - a[1])
      .slice(0, closer)
      .map(([id]) => clusters.get(id)!)
  }

  function nearest(asked: Asked) {
    let best: { id: string; likeness: number } | undefined
    for (const cluster of candidates(asked)) {
      const found = likenessTo(asked, cluster, weigh)
      if (found > (best?.likeness ?? 0)) best = { id: cluster.id, likeness: found }
    }
    return best && best.likeness >= alike ? best : undefined
  }

  function join(cluster: Cluster, asked: Asked): void {
    cluster.size++
    const isNews = cluster.samples.every((each) => likeness(each, asked, weigh) < nearlyTheSame)
    if (!isNews || cluster.samples.length >= keptSamples) return
    keep(cluster, asked)
  }

  /** Clusters that mean the same as this one; the oldest goes on. */
  function mergeAround(start: Cluster): { into: Cluster; merged: string[] } {
    let into = start
    const merged: string[] = []
    const middle = { ...start.samples[0]!, meaning: unit(start.meaning) }
    for (const other of candidates(middle, start.id).slice(0, neighbours)) {
      if (other === into || !clusters.has(other.id) || areApart(into, other) || between(into, other, weigh) < mergeAt)
        continue
      const [older, younger] = other.since < into.since ? [other, into] : [into, other]
      for (const sample of younger.samples) if (older.samples.length < keptSamples) keep(older, sample)
      older.size += younger.size
      for (const id of younger.apart) older.apart.add(id)
      for (const { apart } of clusters.values()) if (apart.delete(younger.id)) apart.add(older.id)
      forget(younger)
      merged.push(younger.id)
      into = older
    }
    return { into, merged: merged.filter((id) => id !== into.id) }
  }

  function keep(cluster: Cluster, sample: Asked): void {
    cluster.samples.push(sample)
    cluster.meaning = cluster.meaning.map((value, i) => value + sample.meaning[i]!)
    centres.set(cluster.id, cluster.meaning)
    index(cluster.id, sample)
  }

  function forget({ id, samples }: Cluster): void {
    clusters.delete(id)
    centres.forget(id)
    for (const { words } of samples) for (const word of words) byWord.get(word)?.delete(id)
  }

  return {
    nearest,
    place(asked, at) {
      const found = nearest(asked)
      if (!found) {
        const id = newId()
        add(gatherCluster({ id, size: 1, since: at, apart: new Set() }, [asked]))
        return { id, isNew: true, merged: [] }
      }
      const cluster = clusters.get(found.id)!
      const samples = cluster.samples.length
      join(cluster, asked)
      // Now and then is enough: one more way of asking seldom brings two clusters together.
      if (cluster.samples.length === samples || !comparedAt.has(cluster.samples.length))
        return { id: cluster.id, isNew: false, merged: [] }
      const { into, merged } = mergeAround(cluster)
      return { id: into.id, isNew: false, merged }
    },
    get: (id) => clusters.get(id),
    leave(id) {
      const cluster = clusters.get(id)
      if (!cluster) return
      cluster.size--
      if (cluster.size <= 0) forget(cluster)
    },
    replace(cluster) {
      const before = clusters.get(cluster.id)
      if (before) forget(before)
      if (cluster.samples.length > 0) add(cluster)
    },
    size: () => clusters.size,
  }
}

const areApart = (a: Cluster, b: Cluster): boolean => a.apart.has(b.id) || b.apart.has(a.id)

/** A cluster of these questions: of ways of asking that are nearly the same one is kept, earlier ones first. */
export function gatherCluster(about: Omit<Cluster, 'meaning' | 'samples'>, asked: readonly Asked[]): Cluster {
  const samples: Asked[] = []
  for (const each of asked) {
    if (samples.length >= keptSamples) break
    if (samples.every((known) => likeness(known, each, telling) < nearlyTheSame)) samples.push(each)
  }
  const meaning = new Float32Array(samples[0]?.meaning.length ?? 0)
  for (const { meaning: one } of samples) for (let i = 0; i < meaning.length; i++) meaning[i]! += one[i]!
  return { ...about, samples, meaning }
}

/** The middles of clusters beside each other in memory: all of them are compared with every question. */
function makeCentres() {
  const ids: string[] = []
  const places = new Map<string, number>()
  let dimensions = 0
  let values = new Float32Array(0)

  return {
    set(id: string, meaning: Float32Array): void {
      dimensions ||= meaning.length
      let place = places.get(id)
      if (place === undefined) {
        place = ids.push(id) - 1
        places.set(id, place)
        if (ids.length * dimensions > values.length) {
          const larger = new Float32Array(Math.max(256, ids.length * 2) * dimensions)
          larger.set(values)
          values = larger
        }
      }
      values.set(unit(meaning), place * dimensions)
    },
    /** The last takes the place of the one that goes. */
    forget(id: string): void {
      const place = places.get(id)
      if (place === undefined) return
      const last = ids.pop()!
      places.delete(id)
      if (last === id) return
      ids[place] = last
      places.set(last, place)
      values.copyWithin(place * dimensions, ids.length * dimensions, (ids.length + 1) * dimensions)
    },
    /** Those not far away, with their cosines. */
    near(meaning: Float32Array): Map<string, number> {
      const found = new Map<string, number>()
      for (let i = 0; i < ids.length; i++) {
        let sum = 0
        for (let k = 0, at = i * dimensions; k < dimensions; k++, at++) sum += meaning[k]! * values[at]!
        if (sum >= farAway) found.set(ids[i]!, sum)
      }
      return found
    },
  }
}

/** To its samples on the whole: one that is near may be a stray, and through strays everything would become one. */
function likenessTo(asked: Asked, { samples }: Cluster, weigh: Weigh): number {
  const all = samples.map((each) => likeness(asked, each, weigh))
  const mean = all.reduce((sum, each) => sum + each, 0) / all.length
  return 0.3 * Math.max(...all) + 0.7 * mean
}

/** Each sample with its nearest on the other side, and the average of all pairs, half each. */
function between(a: Cluster, b: Cluster, weigh: Weigh): number {
  let sum = 0
  const bestOfB = b.samples.map(() => 0)
  let best = 0
  for (const one of a.samples) {
    let nearest = 0
    for (const [i, other] of b.samples.entries()) {
      const found = likeness(one, other, weigh)
      sum += found
      nearest = Math.max(nearest, found)
      bestOfB[i] = Math.max(bestOfB[i]!, found)
    }
    best += nearest
  }
  const pairs = a.samples.length * b.samples.length
  const links = (best + bestOfB.reduce((x, y) => x + y, 0)) / (a.samples.length + b.samples.length)
  return (sum / pairs + links) / 2
}

function norm(vector: Float32Array): number {
  let square = 0
  for (const value of vector) square += value * value
  return Math.sqrt(square)
}

function unit(vector: Float32Array): Float32Array {
  const length = norm(vector) || 1
  return vector.map((value) => value / length)
}

/** The way of asking that stands for all: most like the others, neither curt nor long-winded. */
export function representative(samples: readonly Asked[]): Asked | undefined {
  const weigh: Weigh = telling
  let best: { sample: Asked; score: number } | undefined
  for (const sample of samples) {
    let score = 0
    for (const other of samples) if (other !== sample) score += likeness(sample, other, weigh)
    score = score / Math.max(1, samples.length - 1) + goodWording(sample.text)
    if (!best || score > best.score) best = { sample, score }
  }
  return best?.sample
}

/** -0.5 to 0.2: whole questions of ordinary length read best. */
export function goodWording(text: string): number {
  const length = [...text].reduce((sum, each) => sum + (/\p{Script=Han}/u.test(each) ? 2 : 1), 0)
  const long = length > 60 ? -Math.min(0.3, (length - 60) / 200) : 0
  const short = length < 10 ? -0.15 : 0
  const question =
    /[?？吗么呢]|怎么|如何|多少|多久|什么|哪|几|能不能|可以|^(?:how|what|when|where|why|can|do|does|is|are|which|who)\b/i
  const rude = /[!！]{2,}|(?:妈的|垃圾|fuck|shit)/i
  return (question.test(text) ? 0.2 : 0) + long + short - (rude.test(text) ? 0.3 : 0)
}
