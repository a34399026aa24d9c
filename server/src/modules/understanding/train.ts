import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Concept } from '@loopdesk/engines/concepts/concepts.ts'
import type { IntentExample, IntentModel } from '@loopdesk/engines/intents/model.ts'
import { loadModel } from '@loopdesk/engines/intents/serialise.ts'
import { encoderWith, readEncoder } from './encoder-file.ts'
import { type ModelUse, markUse, removeUnused } from './kept-models.ts'

/** Changes when training itself does, so that models trained before are not used any more. */
const recipe = 'intents-5'

export interface TrainingData {
  examples: IntentExample[]
  /** The workspace's own lexicon; the product's where it has none. */
  lexicon?: Concept[]
}

/**
 * The recogniser for this data: trained in a thread of its own, kept as a file under its hash, so that a restart (or another
 * process) loads it instead. With `use`, models that no workspace uses any more go after a training.
 */
export async function trainOrLoad(data: TrainingData, dir: string, use?: ModelUse): Promise<IntentModel> {
  const encoder = encoderWith(data.lexicon)
  const name = modelName(data)
  const file = join(dir, `${name}.model`)
  const marked = use !== undefined && (await markUse(dir, use, name))
  const known = await readFile(file).catch(() => undefined)
  if (known) {
    try {
      return loadModel(known, { encoder })
    } catch {
      // Written by another release: train anew.
    }
  }
  const bytes = await trainInThread(data)
  await mkdir(dir, { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, bytes)
  await rename(draft, file)
  if (marked) await removeUnused(dir, use)
  return loadModel(bytes, { encoder })
}

/** Names the model of this data: other data, another way of training or another encoder, another name. */
export function modelName(data: TrainingData): string {
  const hash = createHash('sha256').update(recipe).update(readEncoder().recipe).update(JSON.stringify(data))
  return hash.digest('hex').slice(0, 32)
}

function trainInThread(data: TrainingData): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./train-worker.ts', import.meta.url), { workerData: data })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => code !== 0 && reject(new Error(`training ended with code ${code}`)))
  })
}
