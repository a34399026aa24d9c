import type { Log } from '../../infra/log.ts'
import type { Brain } from './brain.ts'
import type { EmbeddingHeads } from './embedding-heads.ts'
import { makeEmbeddingUnderstander } from './embedding-understander.ts'
import { type AskedModel, makeModelUnderstander } from './model-understander.ts'
import { makeBuiltInUnderstander, type Understander } from './understander.ts'

interface LadderOptions {
  log: Log
  models: AskedModel | undefined
  heads: EmbeddingHeads | undefined
  brainOf(workspaceId: string, conversationId: string): Promise<Brain>
  /** The longest a customer waits for embeddings, in milliseconds. */
  waitMs: number
  /** Probabilities up to which each is asked. */
  embeddingsBelow: number
  modelBelow: number
}

/** Built-in, then embeddings, then a language model: whoever is configured, each only where those before are in doubt. */
export function makeUnderstander(options: LadderOptions): Understander {
  const { log, models, heads, brainOf, waitMs, embeddingsBelow, modelBelow } = options
  const last = models ? makeModelUnderstander({ models, log, sure: modelBelow }) : makeBuiltInUnderstander()
  return heads ? makeEmbeddingUnderstander({ heads, brainOf, next: last, waitMs, sure: embeddingsBelow }) : last
}
