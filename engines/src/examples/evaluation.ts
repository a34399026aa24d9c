/** One message of a test: what it means, and what was said of it. */
export interface Judged {
  label: string
  /** Best intent, rejection left aside. */
  best: string
  /** What it counted as: `best`, or the out-of-scope label where it was rejected. */
  predicted: string
}

export interface IntentFigures {
  intent: string
  support: number
  precision: number
  recall: number
  f1: number
}
export interface EvaluationResult {
  figures: {
    items: number
    accuracy: number
    accuracyWithoutRejection: number
    macroF1: number
    outside: { items: number; precision: number; recall: number; f1: number } | null
  }
  intents: IntentFigures[]
  confusion: { actual: string; predicted: string; count: number }[]
}

const OUTSIDE = 'oos'

/** Figures of a test. Accuracies are of in-scope messages; macro-F1 is over the labels that have messages, out of scope left aside. */
export function evaluate(items: readonly Judged[]): EvaluationResult {
  const inside = items.filter(({ label }) => label !== OUTSIDE)
  const cells = new Map<string, { actual: string; predicted: string; count: number }>()
  for (const { label: actual, predicted } of items) {
    const key = JSON.stringify([actual, predicted])
    const cell = cells.get(key)
    if (cell) cell.count++
    else cells.set(key, { actual, predicted, count: 1 })
  }
  const intents = figuresByIntent([...cells.values()])
  const labelled = intents.filter(({ intent, support }) => support > 0 && intent !== OUTSIDE)
  const outside = intents.find(({ intent }) => intent === OUTSIDE)
  return {
    figures: {
      items: items.length,
      accuracy: share(inside, ({ label, predicted }) => label === predicted),
      accuracyWithoutRejection: share(inside, ({ label, best }) => label === best),
      macroF1: labelled.length === 0 ? 0 : labelled.reduce((sum, { f1 }) => sum + f1, 0) / labelled.length,
      outside:
        outside && outside.support > 0
          ? { items: outside.support, precision: outside.precision, recall: outside.recall, f1: outside.f1 }
          : null,
    },
    intents,
    confusion: [...cells.values()]
      .filter(({ actual, predicted }) => actual !== predicted)
      .sort((a, b) => b.count - a.count || (a.actual < b.actual ? -1 : 1)),
  }
}

/** Precision, recall and F1 of every label that was meant or said; 0 where a share has nothing to be of. */
function figuresByIntent(cells: { actual: string; predicted: string; count: number }[]): IntentFigures[] {
  const totals = new Map<string, { right: number; meant: number; said: number }>()
  const of = (label: string) => {
    const known = totals.get(label) ?? { right: 0, meant: 0, said: 0 }
    totals.set(label, known)
    return known
  }
  for (const { actual, predicted, count } of cells) {
    of(actual).meant += count
    of(predicted).said += count
    if (actual === predicted) of(actual).right += count
  }
  return [...totals]
    .map(([intent, { right, meant, said }]) => {
      const precision = said === 0 ? 0 : right / said
      const recall = meant === 0 ? 0 : right / meant
      const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall)
      return { intent, support: meant, precision, recall, f1 }
    })
    .sort((a, b) => a.f1 - b.f1 || (a.intent < b.intent ? -1 : 1))
}

function share<T>(items: readonly T[], fits: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(fits).length / items.length
}

/**
 * Two-sided sign test (the exact form of McNemar's): the chance that of `fixed + broken` changed messages so uneven a share changes for
 * one side, were a change as likely to help as to harm. 1 when nothing changed.
 */
export function signTest(fixed: number, broken: number): number {
  const trials = fixed + broken
  if (trials === 0) return 1
  const few = Math.min(fixed, broken)
  let term = -trials * Math.LN2
  let sum = 0
  for (let k = 0; k <= few; k++) {
    if (k > 0) term += Math.log((trials - k + 1) / k)
    sum += Math.exp(term)
  }
  return Math.min(1, 2 * sum)
}
