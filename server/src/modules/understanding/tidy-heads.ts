import { readdir, rm, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openVectorStore } from './embedding-store.ts'
import { usedModels } from './kept-models.ts'

interface LearntHead {
  /** Where trained models and the marks of their use are. */
  modelDir: string
  workspaceId: string
  /** Where the workspace keeps what came of this embedder: heads and vectors. */
  dir: string
  /** The head that was learnt just now, `MODEL-….head`, and the texts it was learnt from. */
  file: string
  texts: string[]
  now: Date
}

/** Vectors that no learning needed for so long, and all that came of an embedder not used for so long, are given up: a month. */
const idleMs = 30 * 86_400_000

/**
 * Removes what learning left behind, after a head was learnt: heads of models that the workspace does not use any more, and what lay
 * idle for a month. Safe while other processes learn: files are only ever written whole, and what is missing is asked for again.
 */
export async function tidyHeads({ modelDir, workspaceId, dir, file, texts, now }: LearntHead): Promise<void> {
  const before = new Date(now.getTime() - idleMs)
  const used = await usedModels(modelDir, workspaceId)
  for (const name of await readdir(dir)) {
    const isUsed = name === basename(file) || used.has(name.slice(0, name.lastIndexOf('-')))
    if (name.endsWith('.head') && !isUsed) await unlink(join(dir, name)).catch(() => {})
  }
  await (await openVectorStore(dir)).forget(texts, before)
  const embedders = dirname(dir)
  for (const other of await readdir(embedders))
    if (other !== basename(dir) && (await isIdle(join(embedders, other), before)))
      await rm(join(embedders, other), { recursive: true, force: true })
}

/** Whether nothing in a folder was written, or loaded as a head, since. */
async function isIdle(folder: string, since: Date): Promise<boolean> {
  for (const name of await readdir(folder)) {
    const at = (await stat(join(folder, name)).catch(() => undefined))?.mtime
    if (at && at >= since) return false
  }
  return true
}
