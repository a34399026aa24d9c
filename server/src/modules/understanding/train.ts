import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { IntentExample, IntentModel } from '@loopdesk/engines/intents/model.ts'
import { loadModel } from '@loopdesk/engines/intents/serialise.ts'

/** Changes when training itself does, so that models trained before are not used any more. */
const recipe = 'intents-1'

/**
 * The recogniser for these examples: trained in a thread of its own, kept as a file under its examples' hash, so that a
 * restart (or another process) loads it instead.
 */
export async function trainOrLoad(examples: IntentExample[], dir: string): Promise<IntentModel> {
  const hash = createHash('sha256').update(recipe).update(JSON.stringify(examples)).digest('hex').slice(0, 32)
  const file = join(dir, `${hash}.model`)
  const known = await readFile(file).catch(() => undefined)
  if (known) {
    try {
      return loadModel(known)
    } catch {
      // Written by another release: train anew.
    }
  }
  const bytes = await trainInThread(examples)
  await mkdir(dir, { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, bytes)
  await rename(draft, file)
  return loadModel(bytes)
}

function trainInThread(examples: IntentExample[]): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./train-worker.ts', import.meta.url), { workerData: examples })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => code !== 0 && reject(new Error(`training ended with code ${code}`)))
  })
}
