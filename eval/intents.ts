import { isOutOfScope, predictIntents, rejectScore, trainIntents } from '@loopdesk/engines/intents/model.ts'
import { readEncoder } from '../server/src/modules/understanding/encoder-file.ts'
import { InputError, optionalText, type Row, readJsonl, text, writeJsonl } from './jsonl.ts'

const OUTSIDE = 'oos'

/**
 * Trains the built-in intent recogniser on `train` and answers every line of `test` with {id, label, score}. Where records carry
 * a field `bot`, one recogniser is trained for each bot, as each workspace has its own.
 */
export function evaluateIntents(options: { train: string; test: string; out: string; reject: boolean }): void {
  const examples = readJsonl(options.train, (row, where) => ({
    ...common(row, where),
    label: text(row, 'label', where),
  }))
  const messages = readJsonl(options.test, (row, where) => ({ ...common(row, where), id: text(row, 'id', where) }))
  const bots = new Set(examples.map((example) => example.bot))
  const stranger = messages.find((message) => !bots.has(message.bot))
  const together = stranger !== undefined
  const encoder = readEncoder()
  const models = new Map(
    [...(together ? [undefined] : bots)].map((bot) => {
      const own = together ? examples : examples.filter((example) => example.bot === bot)
      if (own.every((example) => example.label === OUTSIDE))
        throw new InputError(`${options.train}: no label besides "${OUTSIDE}"`)
      return [bot, trainIntents(own, { outOfScopeLabel: OUTSIDE, encoder })] as const
    }),
  )
  const rows = messages.map(({ id, text, bot }) => {
    const model = models.get(together ? undefined : bot)!
    if (options.reject && isOutOfScope(model, text))
      return { id, label: OUTSIDE, score: rounded(rejectScore(model, text)) }
    const best = predictIntents(model, text, { limit: 1 })[0]!
    return { id, label: best.label, score: rounded(best.score) }
  })
  writeJsonl(options.out, rows)
}

function common(row: Row, where: string): { text: string; bot: string | undefined } {
  return { text: text(row, 'text', where), bot: optionalText(row, 'bot', where) }
}

function rounded(score: number): number {
  return Math.round(score * 1e4) / 1e4
}
