import { featuresOf } from '@loopdesk/engines/features/features.ts'
import { type Family, largest, sampleOf, stored } from './family.ts'

/** Complement naive Bayes (Rennie et al. 2003) over TF-IDF vectors: each label by what all others hardly say. */
export const naiveBayes: Family = {
  name: 'naive Bayes (complement)',
  seeded: false,
  train(examples) {
    const { labels, targets, vectors, vocabulary, vectorOf } = sampleOf(examples)
    const count = labels.length
    const columns = vocabulary.hashes.length
    const said = new Float64Array(columns * count)
    const all = new Float64Array(columns)
    const totals = new Float64Array(count)
    let total = 0
    vectors.forEach((vector, at) => {
      for (let i = 0; i < vector.columns.length; i++) {
        const column = vector.columns[i]!
        const value = vector.values[i]!
        said[column * count + targets[at]!] = said[column * count + targets[at]!]! + value
        all[column] = all[column]! + value
        totals[targets[at]!] = totals[targets[at]!]! + value
        total += value
      }
    })
    const weights = new Float32Array(columns * count)
    for (let column = 0; column < columns; column++)
      for (let k = 0; k < count; k++) {
        const others = all[column]! - said[column * count + k]! + SMOOTHING
        weights[column * count + k] = -Math.log(others / (total - totals[k]! + SMOOTHING * columns))
      }
    normaliseColumns(weights, count)
    return {
      predict(text) {
        const { columns, values } = vectorOf(text)
        const scores = new Float64Array(count)
        for (let i = 0; i < columns.length; i++)
          for (let k = 0; k < count; k++) scores[k] = scores[k]! + values[i]! * weights[columns[i]! * count + k]!
        return labels[largest(scores)]!
      },
      bytes: stored(vocabulary, weights.length),
    }
  },
}

const SMOOTHING = 0.3

/** Weights of each label divided by their sum, so that none wins by the number of its words. */
function normaliseColumns(weights: Float32Array, count: number): void {
  const sums = new Float64Array(count)
  for (let i = 0; i < weights.length; i++) sums[i % count] = sums[i % count]! + Math.abs(weights[i]!)
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i]! / sums[i % count]!) * 1e4
}

/** The label whose examples have the nearest mean (Rocchio). */
export const centroids: Family = {
  name: 'centroids',
  seeded: false,
  train(examples) {
    const { labels, targets, vectors, vocabulary, vectorOf } = sampleOf(examples)
    const count = labels.length
    const means = new Float32Array(vocabulary.hashes.length * count)
    vectors.forEach(({ columns, values }, at) => {
      for (let i = 0; i < columns.length; i++) {
        const to = columns[i]! * count + targets[at]!
        means[to] = means[to]! + values[i]!
      }
    })
    const squares = new Float64Array(count)
    for (let i = 0; i < means.length; i++) squares[i % count] = squares[i % count]! + means[i]! ** 2
    return {
      predict(text) {
        const { columns, values } = vectorOf(text)
        const scores = new Float64Array(count)
        for (let i = 0; i < columns.length; i++)
          for (let k = 0; k < count; k++) scores[k] = scores[k]! + values[i]! * means[columns[i]! * count + k]!
        return labels[largest(scores.map((score, k) => score / Math.sqrt(squares[k]! || 1)))]!
      },
      bytes: stored(vocabulary, means.length),
    }
  },
}

const BM25 = { k1: 1.2, b: 0.75, neighbours: 5 }

/** The five nearest examples by BM25 (Robertson and Zaragoza 2009) vote by their score. */
export const nearestNeighbours: Family = {
  name: 'nearest neighbours (BM25, k = 5)',
  seeded: false,
  train(examples) {
    const bags = examples.map(({ text }) => featuresOf(text).hashes)
    const average = bags.reduce((sum, bag) => sum + bag.length, 0) / bags.length
    const postings = new Map<number, { at: number; weight: number }[]>()
    bags.forEach((bag, at) => {
      const counts = new Map<number, number>()
      for (const hash of bag) counts.set(hash, (counts.get(hash) ?? 0) + 1)
      const norm = BM25.k1 * (1 - BM25.b + (BM25.b * bag.length) / average)
      for (const [hash, count] of counts) {
        const list = postings.get(hash) ?? []
        list.push({ at, weight: (count * (BM25.k1 + 1)) / (count + norm) })
        postings.set(hash, list)
      }
    })
    let entries = 0
    for (const list of postings.values()) entries += list.length
    return {
      predict(text) {
        const scores = new Float64Array(bags.length)
        for (const hash of new Set(featuresOf(text).hashes)) {
          const list = postings.get(hash) ?? []
          const idf = Math.log(1 + (bags.length - list.length + 0.5) / (list.length + 0.5))
          for (const { at, weight } of list) scores[at] = scores[at]! + idf * weight
        }
        const votes = new Map<string, number>()
        for (const at of nearest(scores, BM25.neighbours)) {
          const { label } = examples[at]!
          votes.set(label, (votes.get(label) ?? 0) + scores[at]!)
        }
        return [...votes].sort((a, b) => b[1] - a[1])[0]![0]
      },
      bytes: postings.size * 8 + entries * 5,
    }
  },
}

function nearest(scores: Float64Array, count: number): number[] {
  const best: number[] = []
  for (let at = 0; at < scores.length; at++) {
    if (best.length === count && scores[at]! <= scores[best.at(-1)!]!) continue
    best.push(at)
    best.sort((a, b) => scores[b]! - scores[a]! || a - b)
    best.length = Math.min(best.length, count)
  }
  return best
}
