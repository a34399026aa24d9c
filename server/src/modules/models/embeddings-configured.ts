import type { Db } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import { type Embedder, makeEmbeddingGateway } from './embeddings.ts'
import { makeInHouseEmbedder } from './embeddings-in-house.ts'

interface EmbeddingSettings {
  EMBEDDINGS_URL?: string | undefined
  EMBEDDINGS_KEY?: string | undefined
  EMBEDDINGS_NAME?: string | undefined
  EMBEDDINGS_DIMENSIONS?: number | undefined
  EMBEDDINGS_BATCH: number
  EMBEDDINGS_PRICE: number
  EMBEDDINGS_LOCAL: boolean
  EMBEDDINGS_DIR?: string | undefined
}

/**
 * The embedder that is configured, a service or a folder; undefined without one, and where the folder cannot be used: the
 * log then says why, and everything works without.
 */
export async function makeEmbedder(
  settings: EmbeddingSettings,
  { db, log, now }: { db: Db; log: Log; now(): Date },
): Promise<Embedder | undefined> {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_NAME: model, EMBEDDINGS_DIR: dir } = settings
  if (url && model) {
    const { EMBEDDINGS_KEY: key, EMBEDDINGS_DIMENSIONS: dimensions, EMBEDDINGS_LOCAL: local } = settings
    return makeEmbeddingGateway({
      endpoint: { url, model, local, ...(key && { key }), ...(dimensions && { dimensions }) },
      batch: settings.EMBEDDINGS_BATCH,
      price: settings.EMBEDDINGS_PRICE,
      db,
      log,
      now,
    })
  }
  if (!dir) return undefined
  return makeInHouseEmbedder(dir).catch((error: Error) => {
    log.error({ err: error }, 'no local embeddings')
    return undefined
  })
}
