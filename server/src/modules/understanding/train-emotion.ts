import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { EmotionModel, EmotionTraining } from '@loopdesk/engines/emotion/model.ts'
import { loadEmotion } from '@loopdesk/engines/emotion/serialise-emotion.ts'
import { readEmotionPack } from './emotion-pack.ts'

/** Changes when training itself does, so that models trained before are not used any more. */
const recipe = 'emotion-2'

/**
 * The model of how customers feel, the same for every workspace: trained once for a release in a thread of its own, kept as a file
 * under the hash of what it was trained on.
 */
export function emotionModel(dir: string): Promise<EmotionModel> {
  let model = models.get(dir)
  if (!model) {
    model = trainOrLoad(dir)
    models.set(dir, model)
    model.catch(() => models.delete(dir))
  }
  return model
}

/** All workspaces of a process share one. */
const models = new Map<string, Promise<EmotionModel>>()

async function trainOrLoad(dir: string): Promise<EmotionModel> {
  const training = readEmotionPack()
  const hash = createHash('sha256').update(recipe).update(JSON.stringify(training)).digest('hex').slice(0, 32)
  const file = join(dir, `${hash}.emotion`)
  const known = await readFile(file).catch(() => undefined)
  if (known) {
    try {
      return loadEmotion(known)
    } catch {
      // Written by another release: train anew.
    }
  }
  const bytes = await trainInThread(training)
  await mkdir(dir, { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, bytes)
  await rename(draft, file)
  return loadEmotion(bytes)
}

function trainInThread(training: EmotionTraining): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./train-emotion-worker.ts', import.meta.url), { workerData: training })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => code !== 0 && reject(new Error(`training ended with code ${code}`)))
  })
}
