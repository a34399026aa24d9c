import { makeRandom, shuffle } from './random.ts'

export interface Round<Example> {
  /** Train on these. */
  kept: Example[]
  background: Example[]
  /** Then ask for these, which belong to a kept label. */
  covered: Example[]
  /** And for these, which belong to none: messages of labels held back, and messages known to be out of scope. */
  strange: Example[]
  known: Example[]
}

const PARTS = 4
/** Large sets need fewer rounds for as steady a figure. */
const ROUNDS = { few: 3, many: 2, from: 1500 }

/**
 * Rounds in which a quarter of the labels is held back entirely (their messages play what no label covers), together with a
 * quarter of the other labels' examples and of the known out-of-scope messages. Fewer than four labels: none of them is held back.
 */
export function roundsOf<Example extends { label: string }>(
  examples: Example[],
  background: Example[],
  seed: number,
): Round<Example>[] {
  const random = makeRandom(seed + 17)
  const labels = [...new Set(examples.map((example) => example.label))].sort()
  const dealt = shuffle(
    Int32Array.from(labels, (_, i) => i % PARTS),
    random,
  )
  const partOf = new Map(labels.map((label, i) => [label, dealt[i]!]))
  const folds = foldsWithin(examples, random)
  const rounds = examples.length < ROUNDS.from ? ROUNDS.few : ROUNDS.many
  return Array.from({ length: rounds }, (_, round) => {
    const held = (example: Example) => labels.length >= PARTS && partOf.get(example.label) === round
    return {
      kept: examples.filter((example, i) => !held(example) && folds[i] !== round),
      background: background.filter((_, i) => i % PARTS !== round),
      covered: examples.filter((example, i) => !held(example) && folds[i] === round),
      strange: examples.filter(held),
      known: background.filter((_, i) => i % PARTS === round),
    }
  })
}

/** Deals the examples of each label evenly, so that no label loses all of its few examples. */
function foldsWithin(examples: { label: string }[], random: () => number): Int32Array {
  const order = shuffle(
    Int32Array.from(examples, (_, i) => i),
    random,
  )
  const dealt = new Map<string, number>()
  const folds = new Int32Array(examples.length)
  for (const i of order) {
    const count = dealt.get(examples[i]!.label) ?? 0
    folds[i] = count % PARTS
    dealt.set(examples[i]!.label, count + 1)
  }
  return folds
}
