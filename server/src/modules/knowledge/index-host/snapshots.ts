import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { loadIndex, saveIndex } from '@loopdesk/engines/retrieval/save-index.ts'
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
const mark = Buffer.from('LDINDEX1')

export function makeSnapshots(folder: string, options: IndexOptions): Snapshots {
  const pathOf = (workspaceId: string) => join(folder, workspaceId)
  return {
    async read(workspaceId, database) {
      const pieces = await readPieces(join(pathOf(workspaceId), fileName), database)
      return pieces && { index: { index: loadIndex(pieces.pieces, options) }, revision: pieces.revision }
    },
    async write(workspaceId, database, { index, revision }) {
      await mkdir(pathOf(workspaceId), { recursive: true, mode: 0o700 })
      const path = join(pathOf(workspaceId), fileName)
      const next = `${path}.${randomBytes(6).toString('hex')}`
      try {
        const pieces = saveIndex(index.index)
        await writePieces(
          next,
          { made: madeNow(), database, revision, pieces: pieces.map(({ length }) => length) },
          pieces,
        )
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

async function writePieces(path: string, cover: Cover, pieces: Uint8Array[]): Promise<void> {
  const head = Buffer.from(JSON.stringify(cover))
  const numbers = Buffer.alloc(8)
  numbers.writeUInt32LE(head.length, 0)
  numbers.writeUInt32LE(crc32(head), 4)
  const file = await open(path, 'wx', 0o600)
  try {
    for (const part of [mark, numbers, head, ...pieces]) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Undefined for what is of another database or version. Throws for what is cut short or no index. */
async function readPieces(path: string, database: string) {
  const file = await open(path).catch(() => undefined)
  if (!file) return undefined
  const take = async (length: number): Promise<Buffer> => {
    const bytes = Buffer.from(new ArrayBuffer(length))
    for (let at = 0; at < length; ) {
      const { bytesRead } = await file.read(bytes, at, length - at)
      if (bytesRead === 0) throw new Error('the kept index is cut short')
      at += bytesRead
    }
    return bytes
  }
  try {
    const begin = await take(mark.length + 8)
    const length = begin.readUInt32LE(mark.length)
    if (!begin.subarray(0, mark.length).equals(mark) || length > 1e6) throw new Error('the kept index is damaged')
    const head = await take(length)
    if (crc32(head) !== begin.readUInt32LE(mark.length + 4)) throw new Error('the kept index is damaged')
    const cover = JSON.parse(head.toString('utf8')) as Cover
    if (cover.made !== madeNow() || cover.database !== database) return undefined
    const pieces: Uint8Array[] = []
    for (const size of cover.pieces) pieces.push(await take(size))
    return { pieces, revision: cover.revision }
  } finally {
    await file.close()
  }
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
