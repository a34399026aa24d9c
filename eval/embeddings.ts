import { type DenseHead, helps, type Opinion, secondOpinion } from '@loopdesk/engines/embeddings/dense-head.ts'
import { trainDenseHead } from '@loopdesk/engines/embeddings/train-dense-head.ts'
import { type IntentExample, type IntentModel, judgeMessage } from '@loopdesk/engines/intents/model.ts'
import { makeUnbilledEmbedding } from '../server/src/modules/models/index.ts'
import { readEncoder } from '../server/src/modules/understanding/index.ts'
import { InputError } from './jsonl.ts'

/** The product's own: where the recogniser is surer, no vector is asked for (EMBEDDINGS_BELOW). */
const SURE = 0.9

type Ask = (text: string) => Opinion

/**
 * Recognisers with embeddings beside them, as the product uses them: learnt from all examples, asked for where the recogniser is in
 * doubt. `from` is URL[,MODEL] (key in EMBEDDINGS_KEY) or a folder with an ONNX model. What it came to goes to stderr.
 */
export async function withEmbeddings(from: string) {
  const source = await makeUnbilledEmbedding(sourceOf(from)).catch((error: Error) => {
    throw new InputError(`--embeddings: ${error.message}`)
  })
  const told: string[] = []

  /** The second opinions on all messages together, so that few requests are made. */
  async function learn(model: IntentModel, examples: IntentExample[], messages: string[], outside: string) {
    const vectors = await source.embed(examples.map(({ text }) => text))
    const dense = examples.map((each, i) => ({ ...each, vector: vectors[i]! }))
    const head = trainDenseHead(model, dense, { outOfScopeLabel: outside, encoder: readEncoder() })
    const doubtful = helps(head) ? messages.filter((text) => isDoubtful(model, judgeMessage(model, text))) : []
    const made = await source.embed(doubtful)
    const opinions = new Map(
      doubtful.map((text, i) => [text, secondOpinion(head, judgeMessage(model, text), made[i]!)]),
    )
    told.push(`weight ${head.strength}; asked for ${doubtful.length} of ${messages.length} messages`)
    const ask: Ask = (text) => opinions.get(text) ?? judgeMessage(model, text)
    return { ask, isOutside: (text: string) => isOutside(model, head, opinions.get(text), text) }
  }

  return {
    learn,
    async close(): Promise<void> {
      await source.close()
      process.stderr.write(`embeddings: ${told.join('; ')}; ${source.tokens()} tokens\n`)
    },
  }
}

/** Either side by its own operating point. */
function isOutside(model: IntentModel, head: DenseHead, second: Opinion | undefined, text: string): boolean {
  return second
    ? second.outside > head.rejection.threshold
    : judgeMessage(model, text).outside > model.rejection.threshold
}

function isDoubtful({ rejection }: IntentModel, { intents, outside }: Opinion): boolean {
  return (intents[0]?.score ?? 0) <= SURE || outside > rejection.threshold
}

function sourceOf(from: string) {
  if (!/^https?:/.test(from)) return { dir: from }
  const [url = '', model = 'default'] = from.split(',')
  const key = process.env.EMBEDDINGS_KEY
  return { url, model, ...(key && { key }) }
}
