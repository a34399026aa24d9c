import {
  type IntentModel,
  type IntentScore,
  isOutOfScope,
  predictIntents,
  rejectScore,
  trainIntents,
} from '@loopdesk/engines/intents/model.ts'
import { severalLabels } from '@loopdesk/engines/intents/several.ts'
import { readEncoder } from '../server/src/modules/understanding/index.ts'
import { withEmbeddings } from './embeddings.ts'
import { InputError, optionalText, type Row, readJsonl, text, writeJsonl } from './jsonl.ts'

const OUTSIDE = 'oos'

/**
 * Trains the built-in intent recogniser on `train` and answers every line of `test` with {id, label, score}. Where records carry
 * a field `bot`, one recogniser is trained for each bot, as each workspace has its own. With `multi`, {id, labels}: all that is meant. With `embeddings`, these are asked
 * where the recogniser is in doubt.
 */
export async function evaluateIntents(options: IntentsOptions): Promise<void> {
  if (options.embeddings && options.multi) throw new InputError('--multi and --embeddings do not go together')
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
  if (options.embeddings) {
    const group = (bot: string | undefined) => (each: { bot: string | undefined }) => together || each.bot === bot
    const embeddings = await withEmbeddings(options.embeddings)
    const answers = new Map<string | undefined, (text: string) => { label: string; score: number }>()
    try {
      for (const [bot, model] of models) {
        const texts = messages.filter(group(bot)).map((message) => message.text)
        const second = await embeddings.learn(model, examples.filter(group(bot)), texts, OUTSIDE)
        answers.set(bot, (text) => (options.reject ? decided(second, text) : bestOf(second.ask(text))))
      }
    } finally {
      await embeddings.close()
    }
    const rows = messages.map(({ id, text, bot }) => ({ id, ...answers.get(together ? undefined : bot)!(text) }))
    return writeJsonl(options.out, rows)
  }
  const answer = options.multi ? several : options.reject ? oneOrNone : one
  writeJsonl(
    options.out,
    messages.map(({ id, text, bot }) => ({ id, ...answer(models.get(together ? undefined : bot)!, text) })),
  )
}

interface IntentsOptions {
  train: string
  test: string
  out: string
  /** Answers `oos` to what no label covers. */
  reject: boolean
  /** Answers every message with all the labels it means. */
  multi: boolean
  /** URL[,MODEL] of a service of embeddings, or a folder with a model. */
  embeddings?: string | undefined
}

type Second = Awaited<ReturnType<Awaited<ReturnType<typeof withEmbeddings>>['learn']>>

function decided({ ask, isOutside }: Second, text: string) {
  return isOutside(text) ? { label: OUTSIDE, score: rounded(ask(text).outside) } : bestOf(ask(text))
}

function bestOf({ intents }: { intents: IntentScore[] }) {
  const best = intents[0]!
  return { label: best.label, score: rounded(best.score) }
}

function one(model: IntentModel, text: string) {
  const best = predictIntents(model, text, { limit: 1 })[0]!
  return { label: best.label, score: rounded(best.score) }
}

function oneOrNone(model: IntentModel, text: string) {
  return isOutOfScope(model, text) ? { label: OUTSIDE, score: rounded(rejectScore(model, text)) } : one(model, text)
}

function several(model: IntentModel, text: string) {
  return { labels: severalLabels(model, text).map(({ label }) => label) }
}

function common(row: Row, where: string): { text: string; bot: string | undefined } {
  return { text: text(row, 'text', where), bot: optionalText(row, 'bot', where) }
}

function rounded(score: number): number {
  return Math.round(score * 1e4) / 1e4
}
