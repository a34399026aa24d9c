import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { loadEncoder } from '@loopdesk/engines/encoder/serialise-encoder.ts'
import { makeRandom, shuffle } from '@loopdesk/engines/intents/random.ts'
import { readEncoder } from '../../server/src/modules/understanding/index.ts'
import { InputError, readJsonl, text } from '../jsonl.ts'
import { centroids, naiveBayes, nearestNeighbours } from './counting-families.ts'
import type { Example, Family } from './family.ts'
import { feedForward } from './feed-forward-family.ts'
import { linearSvm, oneVsRest, softmaxRegression } from './linear-families.ts'
import { PARTS, type Part, product, productWithout } from './product-family.ts'
import { mcnemar, wilson } from './statistics.ts'

interface CompareOptions {
  train: string
  /** Without it, `train` is cut into folds and each is asked of what was learnt from the others. */
  test: string | undefined
  /** The same messages as `test`, misspelled. */
  noisy: string | undefined
  folds: string | undefined
  seeds: string | undefined
  /** Parts of the product to take out one at a time, by commas, or `all`. */
  without: string | undefined
  /** Files of sentence encoders to put in place of the one that comes with the product, by commas. */
  encoder: string | undefined
}

/** Messages to learn from and messages to ask. */
interface Round {
  train: Example[]
  test: Example[]
  noisy: Example[]
}

/** How one family did: for each message of all rounds whether it was right, by the first seed; shares right by every seed. */
interface Outcome {
  name: string
  clean: boolean[]
  noisy: boolean[]
  shares: number[]
  noisyShares: number[]
  /** Seconds of processor time for one training, microseconds for one message, bytes of one model. */
  seconds: number
  micros: number
  bytes: number
}

const FAMILIES = [softmaxRegression, oneVsRest, naiveBayes, centroids, nearestNeighbours, feedForward, linearSvm]

const OUTSIDE = 'oos'

/**
 * Compares families of classifiers on one file, or the product with itself without some part or with another encoder. Prints a table:
 * accuracy with Wilson's 95 % interval, McNemar's p against the product's own, cost in processor time. Out-of-scope records are left out.
 */
export function compareFamilies(options: CompareOptions): void {
  const rounds = roundsOf(options)
  const encoder = readEncoder()
  const own = product(encoder)
  const others = [
    ...(options.without ? partsOf(options.without) : []).map((part) => productWithout(part, encoder)),
    ...(options.encoder?.split(',') ?? []).map((file) => ({
      ...product(encoderIn(file)),
      name: `encoder ${basename(file)}`,
    })),
  ]
  const seeds = count(options.seeds, 'seeds', 1)
  const reference = outcomeOf(own, rounds, seeds)
  print([HEAD, HEAD.map(() => '-')])
  print([rowOf(reference, undefined)])
  for (const family of others.length > 0 ? others : FAMILIES)
    print([rowOf(outcomeOf(family, rounds, seeds), reference)])
}

function encoderIn(file: string) {
  if (!existsSync(file)) throw new InputError(`${file} cannot be read: no such file or directory`)
  return loadEncoder(readFileSync(file))
}

function partsOf(list: string): readonly Part[] {
  if (list === 'all') return PARTS
  return list.split(',').map((name) => {
    const part = PARTS.find((one) => one === name)
    if (!part) throw new InputError(`--without knows ${PARTS.join(', ')} and all, not "${name}"`)
    return part
  })
}

function count(given: string | undefined, name: string, otherwise: number): number {
  const number = given === undefined ? otherwise : Number(given)
  if (!Number.isInteger(number) || number < 1) throw new InputError(`--${name} must be a whole number from 1`)
  return number
}

function roundsOf({ train, test, noisy, folds }: CompareOptions): Round[] {
  const examples = readExamples(train)
  if (test) return [{ train: examples, test: readExamples(test), noisy: noisy ? readExamples(noisy) : [] }]
  if (noisy) throw new InputError('--noisy needs --test')
  const parts = count(folds, 'folds', 4)
  const foldOf = new Map<Example, number>()
  for (const own of Map.groupBy(examples, ({ label }) => label).values()) {
    const order = shuffle(
      Int32Array.from(own, (_, i) => i),
      makeRandom(7),
    )
    order.forEach((at, i) => {
      foldOf.set(own[at]!, i % parts)
    })
  }
  return Array.from({ length: parts }, (_, fold) => ({
    train: examples.filter((one) => foldOf.get(one) !== fold),
    test: examples.filter((one) => foldOf.get(one) === fold),
    noisy: [],
  }))
}

function readExamples(file: string): Example[] {
  const all = readJsonl(file, (row, where) => ({ text: text(row, 'text', where), label: text(row, 'label', where) }))
  return all.filter(({ label }) => label !== OUTSIDE)
}

function outcomeOf(family: Family, rounds: Round[], seeds: number): Outcome {
  const runs = Array.from({ length: family.seeded ? seeds : 1 }, (_, at) => runOnce(family, rounds, at + 1))
  const first = runs[0]!
  return {
    name: family.name,
    ...first,
    shares: runs.map(({ clean }) => shareRight(clean)),
    noisyShares: runs.map(({ noisy }) => shareRight(noisy)),
  }
}

function runOnce(family: Family, rounds: Round[], seed: number) {
  const clean: boolean[] = []
  const noisy: boolean[] = []
  let training = 0
  let asking = 0
  let bytes = 0
  for (const round of rounds) {
    let began = process.cpuUsage()
    const trained = family.train(round.train, seed)
    training += used(began)
    bytes += trained.bytes
    for (const { text } of round.test.slice(0, WARM_UP)) trained.predict(text)
    began = process.cpuUsage()
    for (const { text, label } of round.test) clean.push(trained.predict(text) === label)
    asking += used(began)
    for (const { text, label } of round.noisy) noisy.push(trained.predict(text) === label)
  }
  const seconds = training / 1e6 / rounds.length
  return { clean, noisy, seconds, micros: asking / clean.length, bytes: bytes / rounds.length }
}

const WARM_UP = 100

function used(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return user + system
}

const shareRight = (right: boolean[]) => right.filter(Boolean).length / Math.max(1, right.length)

const HEAD = ['', 'accuracy', '95 % interval', 'p', 'noisy', 'p (noisy)', 'training s', 'µs a message', 'size MB']

function rowOf(outcome: Outcome, reference: Outcome | undefined): string[] {
  const { clean, noisy, shares, noisyShares, seconds, micros, bytes } = outcome
  const [low, high] = wilson(mean(shares) * clean.length, clean.length)
  const p = (first: boolean[], second: boolean[]) => mcnemar(first, second).toPrecision(2)
  return [
    outcome.name,
    spread(shares),
    `${percent(low)}–${percent(high)}`,
    reference ? p(clean, reference.clean) : '',
    noisy.length ? spread(noisyShares) : '',
    reference && noisy.length ? p(noisy, reference.noisy) : '',
    seconds.toFixed(1),
    micros.toFixed(0),
    (bytes / 1e6).toFixed(1),
  ]
}

/** The mean over seeds, with the standard deviation where there are several. */
function spread(shares: number[]): string {
  if (shares.length === 1) return percent(shares[0]!)
  const middle = mean(shares)
  const variance = shares.reduce((sum, share) => sum + (share - middle) ** 2, 0) / (shares.length - 1)
  return `${percent(middle)} ± ${percent(Math.sqrt(variance))}`
}

const mean = (shares: number[]) => shares.reduce((sum, share) => sum + share, 0) / shares.length
const percent = (share: number) => (100 * share).toFixed(1)

function print(rows: string[][]): void {
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`)
}
