import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { DenseHead } from '@loopdesk/engines/embeddings/dense-head.ts'
import { loadDenseHead } from '@loopdesk/engines/embeddings/serialise-dense-head.ts'
import type { DenseExample } from '@loopdesk/engines/embeddings/train-dense-head.ts'
import type { IntentExample, IntentModel } from '@loopdesk/engines/intents/model.ts'
import { serialiseModel } from '@loopdesk/engines/intents/serialise.ts'
import type { Log } from '../../infra/log.ts'
import { openVectorStore } from './embedding-store.ts'
import type { HeadWork } from './embedding-worker.ts'
import { tidyHeads } from './tidy-heads.ts'
import { modelName, type TrainingData } from './train.ts'

/** Changes when learning itself does. */
const recipe = 'dense-head-1'
/** More examples than this teach little more about directions, and cost memory. */
const mostExamples = 20_000
/** Examples can wait for their vectors, repetitions included. */
const batchMs = 60_000
/** So many vectors are written to disk together. */
const manyAtOnce = 1_000
/** After a failure (no budget, no service) the next attempt is made no sooner. */
const retryMs = 60_000

/** What understanding asks of a maker of vectors; failures carry a `code`. */
export interface AskedEmbedder {
  readonly name: string
  readonly identity: string
  readonly batch: number
  embed(request: {
    workspaceId: string
    conversationId: string | null
    purpose: string
    texts: string[]
    totalMs: number
  }): Promise<{ vectors: Float32Array[]; model: string; tokensIn: number; cost: number; ms: number }>
}

interface HeadsDeps {
  embedder: AskedEmbedder
  /** Where trained models are kept. */
  modelDir: string
  log: Log
  now(): Date
}

export type EmbeddingHeads = ReturnType<typeof makeEmbeddingHeads>

interface Kept {
  head: DenseHead | undefined
  failedAt: number | undefined
  learn(): void
}

/**
 * For each trained recogniser a head over embeddings, learnt beside the conversations: the recogniser is there at once, the head
 * when the vectors of all examples have come. What fails is tried again when a message next could use it.
 */
export function makeEmbeddingHeads({ embedder, modelDir, log, now }: HeadsDeps) {
  const kept = new WeakMap<IntentModel, Kept>()

  function prepare(workspaceId: string, model: IntentModel, data: TrainingData): void {
    if (kept.has(model)) return
    const one: Kept = {
      head: undefined,
      failedAt: undefined,
      learn() {
        one.failedAt = undefined
        learnOrLoad(workspaceId, model, data).then(
          (head) => {
            one.head = head
            one.learn = () => {}
            log.info({ workspaceId, strength: head.strength, by: embedder.name }, 'embeddings are ready')
          },
          (error: unknown) => {
            one.failedAt = now().getTime()
            log.warn({ err: error, workspaceId, by: embedder.name }, 'embeddings of examples could not be had')
          },
        )
      },
    }
    kept.set(model, one)
    one.learn()
  }

  async function learnOrLoad(workspaceId: string, model: IntentModel, data: TrainingData): Promise<DenseHead> {
    const dir = join(modelDir, 'embeddings', workspaceId, hashOf(embedder.identity))
    const bytes = serialiseModel(model)
    const examples = fewEnough(data.examples)
    const file = join(dir, `${modelName(data)}-${hashOf(recipe, bytes, JSON.stringify(examples))}.head`)
    const known = await readFile(file).catch(() => undefined)
    if (known) {
      try {
        const head = loadDenseHead(known)
        // Says that this embedder is still in use.
        await utimes(file, now(), now()).catch(() => {})
        return head
      } catch {
        // Written by another release: learn anew.
      }
    }
    const texts = [...new Set(examples.map(({ text }) => text))]
    const vectors = await vectorsOf(workspaceId, dir, texts)
    const dense = examples.map((each) => ({ ...each, vector: vectors.get(each.text)! }))
    const learnt = await learnInThread({ model: bytes, examples: dense, lexicon: data.lexicon })
    await mkdir(dir, { recursive: true })
    const draft = `${file}.${process.pid}`
    await writeFile(draft, learnt)
    await rename(draft, file)
    await tidyHeads({ modelDir, workspaceId, dir, file, texts, now: now() }).catch((error: unknown) =>
      log.warn({ err: error, workspaceId }, 'old embeddings could not be removed'),
    )
    return loadDenseHead(learnt)
  }

  /** From the disk what is there, from the embedder the rest; what has come is kept even when the next batch fails. */
  async function vectorsOf(workspaceId: string, dir: string, texts: string[]): Promise<Map<string, Float32Array>> {
    const store = await openVectorStore(dir)
    const missing = texts.filter((text) => !store.get(text))
    const made: { texts: string[]; vectors: Float32Array[] } = { texts: [], vectors: [] }
    try {
      for (let from = 0; from < missing.length; from += embedder.batch) {
        const some = missing.slice(from, from + embedder.batch)
        const request = { workspaceId, conversationId: null, purpose: 'embed-examples', texts: some, totalMs: batchMs }
        const { vectors } = await embedder.embed(request)
        made.texts.push(...some)
        made.vectors.push(...vectors)
        if (made.texts.length < manyAtOnce) continue
        await store.add(made.texts.splice(0), made.vectors.splice(0))
      }
    } finally {
      await store.add(made.texts, made.vectors)
    }
    return new Map(texts.map((text) => [text, store.get(text)!]))
  }

  return {
    embedder,
    prepare,
    /** The head of a recogniser; undefined while it is being learnt, or cannot be. */
    headOf(model: IntentModel): DenseHead | undefined {
      const one = kept.get(model)
      if (one?.failedAt !== undefined && now().getTime() - one.failedAt >= retryMs) one.learn()
      return one?.head
    },
  }
}

/** At most `mostExamples`: of labels with many examples as many each as fit. */
function fewEnough(examples: IntentExample[]): IntentExample[] {
  if (examples.length <= mostExamples) return examples
  const counts = new Map<string, number>()
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1)
  let each = Math.max(...counts.values())
  const total = () => [...counts.values()].reduce((sum, count) => sum + Math.min(count, each), 0)
  while (each > 1 && total() > mostExamples) each = Math.floor(each * 0.9)
  const taken = new Map<string, number>()
  return examples.filter(({ label }) => {
    const count = (taken.get(label) ?? 0) + 1
    taken.set(label, count)
    return count <= each
  })
}

function hashOf(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 32)
}

function learnInThread(work: { model: Uint8Array; examples: DenseExample[]; lexicon: HeadWork['lexicon'] }) {
  return new Promise<Uint8Array>((resolve, reject) => {
    const worker = new Worker(new URL('./embedding-worker.ts', import.meta.url), { workerData: work })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => code !== 0 && reject(new Error(`learning ended with code ${code}`)))
  })
}
