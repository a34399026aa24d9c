import type { EvaluationDetail } from '@loopdesk/contracts/api/workbench.ts'

export interface Matrix {
  labels: string[]
  /** `cells[actual][predicted]`: messages, and their share of all messages of `actual`. */
  cells: { count: number; share: number; right: boolean }[][]
}

/**
 * The part of the confusion matrix worth looking at: the intents that take part in most mistakes, at most `limit`, those that are
 * mistaken for each other side by side.
 */
export function confusionMatrix({ intents, confusion }: EvaluationDetail, limit: number): Matrix {
  const mistakes = new Map<string, number>()
  for (const { actual, predicted, count } of confusion) {
    mistakes.set(actual, (mistakes.get(actual) ?? 0) + count)
    mistakes.set(predicted, (mistakes.get(predicted) ?? 0) + count)
  }
  const worst = new Set(
    [...mistakes]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, limit)
      .map(([label]) => label),
  )
  const labels: string[] = []
  // Pairs come largest first, so partners of large confusions end up next to each other.
  for (const { actual, predicted } of confusion) {
    for (const label of [actual, predicted]) if (worst.has(label) && !labels.includes(label)) labels.push(label)
  }
  const figures = new Map(intents.map((each) => [each.intent, each]))
  const counts = new Map(confusion.map((each) => [`${each.actual}\n${each.predicted}`, each.count]))
  const cells = labels.map((actual) => {
    const { support = 0, recall = 0 } = figures.get(actual) ?? {}
    return labels.map((predicted) => {
      const right = actual === predicted
      const count = right ? Math.round(support * recall) : (counts.get(`${actual}\n${predicted}`) ?? 0)
      return { count, share: support > 0 ? count / support : 0, right }
    })
  })
  return { labels, cells }
}
