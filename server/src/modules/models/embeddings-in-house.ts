import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import type { Embedder } from './embeddings.ts'
import { modelFile } from './embeddings-local.ts'
import { outgoing } from './embeddings-wire.ts'

/** Few at a time, so that a customer's message waits behind few examples. */
const batch = 8

/**
 * Vectors from a model in a folder (see openLocalModel), computed in a thread of this process: nothing leaves, nothing is spent.
 * Throws an Error with one sentence when a library or a file is missing.
 */
export async function makeInHouseEmbedder(dir: string): Promise<Embedder> {
  // Another model in the same folder makes other vectors.
  const { size, mtimeMs } = await stat(await modelFile(dir))
  const worker = new Worker(new URL('./embeddings-local-worker.ts', import.meta.url), { workerData: { dir } })
  const waiting = new Map<number, { resolve(vectors: Float32Array[]): void; reject(error: Error): void }>()
  let last = 0
  const answered = (id: number) =>
    new Promise<Float32Array[]>((resolve, reject) => waiting.set(id, { resolve, reject }))
  const failAll = (why: string) => {
    for (const { reject } of waiting.values()) reject(new PermanentError('model_failing', why))
    waiting.clear()
  }
  worker.on('message', ({ id, vectors, error }: { id: number; vectors?: Float32Array[]; error?: string }) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) one?.resolve(vectors ?? [])
    else one?.reject(id === 0 ? new Error(error) : new PermanentError('model_failing', error))
  })
  worker.on('error', (error) => failAll(error.message))
  worker.on('exit', () => failAll('the local model has ended'))
  await answered(0).catch(async (error) => {
    await worker.terminate()
    throw error
  })
  worker.unref()
  const name = basename(dir)
  return {
    name,
    identity: createHash('sha256')
      .update(JSON.stringify([dir, size, mtimeMs]))
      .digest('hex'),
    batch,
    async embed({ texts, totalMs }) {
      const started = performance.now()
      const id = ++last
      const answer = answered(id)
      worker.postMessage({ id, texts: texts.map((text) => outgoing(text, true)) })
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new RetryableError('model_timeout', 'the local model took too long')), totalMs)
      })
      const vectors = await Promise.race([answer, late]).finally(() => {
        clearTimeout(timer)
        answer.catch(() => {})
      })
      return { vectors, model: name, tokensIn: 0, cost: 0, ms: Math.round(performance.now() - started) }
    },
    close: async () => void (await worker.terminate()),
  }
}
