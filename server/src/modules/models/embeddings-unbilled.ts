import { stat } from 'node:fs/promises'
import type { Embed } from '@loopdesk/engines/embeddings/dense-head.ts'
import { makeServiceBreaker, persist } from './ask-service.ts'
import { makeInHouseEmbedder } from './embeddings-in-house.ts'
import { type EmbeddingEndpoint, outgoing, postEmbeddings } from './embeddings-wire.ts'
import { makePost } from './open-answer.ts'

interface Unbilled {
  embed: Embed
  /** Counted by the service; 0 for a folder. */
  tokens(): number
  close(): Promise<void>
}

const batchMs = 120_000
const batch = 32

/** For measuring: vectors for no workspace, so with neither budget nor bill. From a service, or a folder with a model. */
export async function makeUnbilledEmbedding(from: EmbeddingEndpoint | { dir: string }): Promise<Unbilled> {
  if ('dir' in from) {
    if (!(await stat(from.dir).catch(() => undefined))?.isDirectory()) throw new Error(`there is no folder ${from.dir}`)
    const embedder = await makeInHouseEmbedder(from.dir)
    const request = { workspaceId: '', conversationId: null, purpose: 'measure', totalMs: batchMs }
    const embed = inBatches(embedder.batch, async (texts) => (await embedder.embed({ ...request, texts })).vectors)
    return { embed, tokens: () => 0, close: async () => embedder.close() }
  }
  const post = makePost()
  const service = { endpoint: from, post, quirks: { format: true } }
  const asking = { breaker: makeServiceBreaker(() => new Date()), pauseMs: 500 }
  let counted = 0
  const embed = inBatches(batch, async (texts) => {
    const inputs = texts.map((text) => outgoing(text, from.local === true))
    const { answer, error } = await persist(asking, batchMs, (until) => postEmbeddings(service, inputs, until))
    if (!answer) throw error
    counted += answer.tokens ?? 0
    return answer.vectors
  })
  return { embed, tokens: () => counted, close: async () => post.close() }
}

/** Every text once, so many at a time. */
function inBatches(size: number, embed: Embed): Embed {
  return async (texts) => {
    const all = [...new Set(texts)]
    const made = new Map<string, Float32Array>()
    for (let from = 0; from < all.length; from += size) {
      const some = all.slice(from, from + size)
      for (const [i, vector] of (await embed(some)).entries()) made.set(some[i]!, vector)
    }
    return texts.map((text) => made.get(text)!)
  }
}
