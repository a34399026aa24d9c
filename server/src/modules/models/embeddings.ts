import type { Breaker } from '../../infra/breaker.ts'
import type { Db } from '../../infra/db.ts'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import type { Log } from '../../infra/log.ts'
import { makeServiceBreaker, persist } from './ask-service.ts'
import { type EmbeddingEndpoint, outgoing, postEmbeddings } from './embeddings-wire.ts'
import { estimateTokens } from './gateway.ts'
import { makePost } from './open-answer.ts'
import { makeSpend } from './spend.ts'

export interface EmbedRequest {
  workspaceId: string
  conversationId: string | null
  /** What it is for, in a word (`embed-message`, `embed-examples`); each purpose has a circuit breaker of its own. */
  purpose: string
  texts: string[]
  /** Milliseconds for everything, repetitions included. */
  totalMs: number
}

export interface Embedded {
  /** One a text, in their order, as the model gives them (not necessarily of length 1). */
  vectors: Float32Array[]
  model: string
  tokensIn: number
  /** In the workspace's currency. */
  cost: number
  ms: number
}

/** Whoever makes dense vectors of texts. */
export interface Embedder {
  /** For people. */
  readonly name: string
  /** Two with the same identity make the same vectors. */
  readonly identity: string
  /** Most texts of one request. */
  readonly batch: number
  /** Throws RetryableError or PermanentError with one of the codes in docs/models.md. */
  embed(request: EmbedRequest): Promise<Embedded>
  close(): void | Promise<void>
}

interface EmbeddingGatewayOptions {
  endpoint: EmbeddingEndpoint
  /** Most texts of one request. */
  batch: number
  /** Of a million tokens, in the currency the company counts in. */
  price: number
  db: Db
  log: Log
  now(): Date
  /** The first pause before a repetition, in milliseconds; 200 when left out. */
  pauseMs?: number
}

/** Vectors from an OpenAI-compatible service, by the rules of the gateway to language models: masked, within the budget, bounded. */
export function makeEmbeddingGateway(options: EmbeddingGatewayOptions): Embedder {
  const { endpoint, batch, price, db, log, now, pauseMs = 200 } = options
  const post = makePost()
  const spend = makeSpend(db, now)
  const quirks = { format: true }
  // Slow answers to customers who cannot wait must not stop the learning of examples, which can.
  const breakers = new Map<string, Breaker>()
  const breakerFor = (purpose: string) => {
    const breaker = breakers.get(purpose) ?? makeServiceBreaker(now)
    breakers.set(purpose, breaker)
    return breaker
  }

  async function embed({ workspaceId, conversationId, purpose, texts, totalMs }: EmbedRequest): Promise<Embedded> {
    if (texts.length > batch) throw new PermanentError('model_refused', `more than ${batch} texts at once`)
    const started = performance.now()
    const inputs = texts.map((text) => outgoing(text, endpoint.local === true))
    const reserved = inputs.reduce((sum, text) => sum + estimateTokens(text) + 2, 0)
    const { day } = await spend.reserve(workspaceId, reserved)
    const { answer, error, attempts } = await persist(
      { breaker: breakerFor(purpose), pauseMs },
      totalMs - (performance.now() - started),
      (until) => postEmbeddings({ endpoint, post, quirks }, inputs, until),
    )
    const tokensIn = answer ? (answer.tokens ?? reserved) : 0
    const spent = {
      model: answer?.model ?? endpoint.model,
      tokensIn,
      cost: (tokensIn * price) / 1_000_000,
      ms: Math.round(performance.now() - started),
    }
    const code = error instanceof RetryableError || error instanceof PermanentError ? error.code : 'internal'
    const record = { ...spent, tokensOut: 0, attempts, ok: !error, code: error ? code : null }
    await spend
      .settle({ ...record, workspaceId, conversationId, purpose }, { tokens: reserved, day })
      .catch((failed) => log.error({ err: failed, workspaceId }, 'a call for embeddings could not be written down'))
    if (!answer) throw error
    return { ...spent, vectors: answer.vectors }
  }

  const { model, dimensions, url } = endpoint
  return {
    name: model,
    identity: JSON.stringify([url, model, dimensions ?? null, endpoint.local === true]),
    batch,
    embed,
    close: () => post.close(),
  }
}
