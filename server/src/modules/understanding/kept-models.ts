import { mkdir, readdir, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A workspace's use of a model, by the training it came from (null: of none that has a number). */
export interface ModelUse {
  workspaceId: string
  version: number | null
  /** The trainings conversations are read with, however old. */
  published(): Promise<(number | null)[]>
}

/** Of a workspace's trainings so many are kept beside the published ones. */
const newestKept = 5
/** What was used so lately is kept in any case: somebody may be about to go back to it. */
const lateMs = 3_600_000
/** A file half written so long ago is not being written any more. */
const draftMs = 86_400_000

/**
 * Says that a workspace uses a model (its file's name without ending): an empty file `uses/WORKSPACE/VERSION-MODEL`, as old as the last
 * use. Done before the model is looked for. False where that could not be written down: then nothing may be removed.
 */
export async function markUse(dir: string, { workspaceId, version }: ModelUse, model: string): Promise<boolean> {
  const folder = join(dir, 'uses', workspaceId)
  const mark = join(folder, `${version ?? 'none'}-${model}`)
  const now = new Date()
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(mark, '')
    await utimes(mark, now, now)
    return true
  } catch {
    return false
  }
}

/**
 * Takes a workspace's marks off its older trainings, then removes the models on which no workspace has one. Processes may share the
 * folder: what is in use is marked before it is read or written, and who finds a model gone trains it again. Never throws.
 */
export async function removeUnused(dir: string, { workspaceId, published }: ModelUse): Promise<void> {
  try {
    // Listed before the marks are: what comes later is not looked at.
    const files = await readdir(dir)
    await dropMarks(join(dir, 'uses', workspaceId), await published())
    const used = new Set<string>()
    for (const each of await readdir(join(dir, 'uses')))
      for (const model of await usedModels(dir, each)) used.add(model)
    for (const name of files) {
      const unused = name.endsWith('.model') && !used.has(name.slice(0, -'.model'.length))
      if (unused || (await isOldDraft(join(dir, name)))) await unlink(join(dir, name)).catch(() => {})
    }
  } catch {
    // Tried again after the next training.
  }
}

/** The models a workspace has marked. */
export async function usedModels(dir: string, workspaceId: string): Promise<Set<string>> {
  const marks = await readdir(join(dir, 'uses', workspaceId)).catch(() => [])
  return new Set(marks.map((mark) => mark.slice(mark.indexOf('-') + 1)))
}

async function dropMarks(folder: string, published: (number | null)[]): Promise<void> {
  const marks: { name: string; at: number }[] = []
  for (const name of await readdir(folder)) {
    const at = (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs
    if (at !== undefined) marks.push({ name, at })
  }
  marks.sort((a, b) => b.at - a.at)
  const standing = new Set(published.map((version) => String(version ?? 'none')))
  for (const [rank, { name, at }] of marks.entries()) {
    // Of a published training only the model used last: another release may have trained it another way.
    const isPublished = standing.delete(name.slice(0, name.indexOf('-')))
    if (!isPublished && rank >= newestKept && Date.now() - at > lateMs) await unlink(join(folder, name)).catch(() => {})
  }
}

async function isOldDraft(file: string): Promise<boolean> {
  if (!/\.(?:model|emotion)\.\d+$/.test(file)) return false
  const at = (await stat(file).catch(() => undefined))?.mtimeMs
  return at !== undefined && Date.now() - at > draftMs
}
