import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Concept } from '@loopdesk/engines/concepts/concepts.ts'
import type { IntentExample, IntentModel } from '@loopdesk/engines/intents/model.ts'
import { loadModel } from '@loopdesk/engines/intents/serialise.ts'
import { encoderWith, readEncoder } from './encoder-file.ts'

/** Changes when training itself does, so that models trained before are not used any more. */
const recipe = 'intents-5'

export interface TrainingData {
  examples: IntentExample[]
  /** The workspace's own lexicon; the product's where it has none. */
  lexicon?: Concept[]
}

/**
 * The recogniser for this data: trained in a thread of its own, kept as a file under its hash, so that a restart (or another
 * process) loads it instead.
 */
export async function trainOrLoad(data: TrainingData, dir: string): Promise<IntentModel> {
  const encoder = encoderWith(data.lexicon)
  const hash = createHash('sha256').update(recipe).update(readEncoder().recipe).update(JSON.stringify(data))
  const file = join(dir, `${hash.digest('hex').slice(0, 32)}.model`)
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
  return loadModel(bytes, { encoder })
}

function trainInThread(data: TrainingData): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./train-worker.ts', import.meta.url), { workerData: data })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => code !== 0 && reject(new Error(`training ended with code ${code}`)))
  })
}
