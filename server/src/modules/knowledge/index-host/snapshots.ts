import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { packIndex, saveIndex, startLoading } from '@loopdesk/engines/retrieval/save-index.ts'
import type { IndexOptions } from '@loopdesk/engines/retrieval/search-index.ts'
import { applyChanges, emptyWorkspaceIndex, type WorkspaceIndex } from './engine.ts'

/** Indexes on disk, so that a restart reads on instead of beginning anew. Each is one file; a new one takes its place at once. */
export interface Snapshots {
  /** What was kept of this database; undefined when there is none, it is damaged or of another version. */
  read(workspaceId: string, database: string): Promise<{ index: WorkspaceIndex; revision: number } | undefined>
  write(workspaceId: string, database: string, kept: { index: WorkspaceIndex; revision: number }): Promise<void>
  remove(workspaceId: string): Promise<void>
}

interface Cover {
  /** Of what passages are turned into by the code that wrote it. */
  made: number
  database: string
  revision: number
  pieces: number[]
}

const fileName = 'passages.index'
const mark = Buffer.from('LDINDEX2')
/** The end of a file: length and checksum of the cover, the mark. */
const endBytes = 8 + mark.length

export function makeSnapshots(folder: string, options: IndexOptions): Snapshots {
  const pathOf = (workspaceId: string) => join(folder, workspaceId)
  return {
    async read(workspaceId, database) {
      return readKept(join(pathOf(workspaceId), fileName), database, options)
    },
    async write(workspaceId, database, { index, revision }) {
      await mkdir(pathOf(workspaceId), { recursive: true, mode: 0o700 })
      const path = join(pathOf(workspaceId), fileName)
      const next = `${path}.${randomBytes(6).toString('hex')}`
      try {
        await writePieces(next, { made: madeNow(), database, revision }, packIndex(index.index))
        await rename(next, path)
      } catch (error) {
        await rm(next, { force: true })
        throw error
      }
    },
    remove: (workspaceId) => rm(pathOf(workspaceId), { recursive: true, force: true }),
  }
}

/** Removes what was kept of workspaces that are no more, and what a crash left half written. */
export async function sweepSnapshots(folder: string, workspaceIds: readonly string[]): Promise<void> {
  const known = new Set(workspaceIds)
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    if (!known.has(name)) await rm(join(folder, name), { recursive: true, force: true })
    else
      for (const file of await readdir(join(folder, name)).catch(() => [] as string[]))
        if (file !== fileName) await rm(join(folder, name, file), { force: true })
  }
}

/** Piece by piece, in its parts, so that no copy is made of an index; the cover comes last, when it is known what there was. */
async function writePieces(path: string, about: Omit<Cover, 'pieces'>, pieces: Iterable<Uint8Array[]>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(mark)
    const sizes: number[] = []
    for (const parts of pieces) {
      sizes.push(parts.reduce((sum, { length }) => sum + length, 0))
      for (const part of parts) await file.writeFile(part)
    }
    const cover = Buffer.from(JSON.stringify({ ...about, pieces: sizes } satisfies Cover))
    const numbers = Buffer.alloc(8)
    numbers.writeUInt32LE(cover.length, 0)
    numbers.writeUInt32LE(crc32(cover), 4)
    for (const part of [cover, numbers, mark]) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Undefined for what is of another database or version. Throws for what is cut short or no index. */
async function readKept(path: string, database: string, options: IndexOptions) {
  const file = await open(path).catch(() => undefined)
  if (!file) return undefined
  try {
    const cover = await readCover(file)
    if (cover.made !== madeNow() || cover.database !== database) return undefined
    const begins = [mark.length]
    for (const size of cover.pieces) begins.push(begins.at(-1)! + size)
    // What was written last tells what the others are.
    const last = cover.pieces.length - 1
    const loading = startLoading(await readAt(file, begins[last]!, cover.pieces[last]!), options)
    for (let i = 0; i < last; i++) loading.take(await readAt(file, begins[i]!, cover.pieces[i]!))
    return { index: { index: loading.finish() }, revision: cover.revision }
  } finally {
    await file.close()
  }
}

async function readCover(file: FileHandle): Promise<Cover> {
  const { size } = await file.stat()
  if (size < mark.length + endBytes) throw new Error('the kept index is cut short')
  const end = await readAt(file, size - endBytes, endBytes)
  const length = end.readUInt32LE(0)
  if (!end.subarray(8).equals(mark) || length > 1e6 || length > size - mark.length - endBytes)
    throw new Error('the kept index is damaged')
  const cover = await readAt(file, size - endBytes - length, length)
  if (crc32(cover) !== end.readUInt32LE(4)) throw new Error('the kept index is damaged')
  return JSON.parse(cover.toString('utf8')) as Cover
}

async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(length))
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(bytes, at, length - at, from + at)
    if (bytesRead === 0) throw new Error('the kept index is cut short')
    at += bytesRead
  }
  return bytes
}

let made: number | undefined

/** Another number whenever the code of today makes another index of the same passages: then what was kept is of no use. */
function madeNow(): number {
  if (made !== undefined) return made
  const sample = emptyWorkspaceIndex({})
  applyChanges(sample, [
    {
      ...{ id: 'document:sample:0', source: 'document:sample', revision: 1, deleted: false, language: 'zh' },
      ...{
        title: '净水器 RO-400 安装手册',
        headings: ['安装', '接水管'],
        labels: ['售后'],
        audiences: [],
        channels: ['web'],
      },
      text: '滤芯每 6 个月更换一次；水压低于 0.1MPa 时不能制水，請聯繫售後。Replace the filter every six months.',
      questions: ['多久换一次滤芯', 'how often to replace the filters'],
      ...{ validFrom: null, validUntil: new Date(1e12), official: 2, updatedAt: new Date(9e11) },
    },
  ])
  made = saveIndex(sample.index).reduce((sum, piece) => crc32(piece, sum), 0)
  return made
}
