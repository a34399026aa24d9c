import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import type { FileStore } from '../../infra/files.ts'
import type { Log } from '../../infra/log.ts'
import { findFile } from '../conversations/index.ts'
import type { PictureReader, PictureText, ReadFor } from './picture-reader.ts'
import type { Tesseract } from './tesseract.ts'

export { makePictureReader, type PictureReader, type PictureText } from './picture-reader.ts'
export { registerPictureRoutes } from './routes.ts'
export { makeTesseract } from './tesseract.ts'
export { type AskedModel, makeTranscribe } from './transcribe.ts'

export type Pictures = ReturnType<typeof makePictures>

/** A file that was looked at. */
export interface ReadPicture extends PictureText {
  fileId: string
}

interface PicturesDeps {
  db: Db
  files: FileStore
  log: Log
  reader: PictureReader
  tesseract: Tesseract
  /** Whether a model reads pictures, so that tesseract may be missing. */
  byModel: boolean
}

/** Milliseconds for all pictures of a message together, waiting for a free place included. */
const standardBudgetMs = 6_000
/** Of the pictures sent at once, how many are read: the first ones say what it is about. */
const mostPictures = 4
/** Larger files are not read, however many pixels they have. */
const mostBytes = 25_000_000

const readable = /^image\/(png|jpe?g|gif|webp|avif|tiff)$/

/** Reads what is written in pictures customers send, once per content. */
export function makePictures({ db, files, log, reader, tesseract, byModel }: PicturesDeps) {
  /** What stands in these pictures, in their order; files that are none, and those that could not be read in time, are left out. */
  async function read(
    about: ReadFor,
    refs: readonly FileRef[],
    { budgetMs = standardBudgetMs }: { budgetMs?: number } = {},
  ): Promise<ReadPicture[]> {
    const pictures = refs.filter(({ mime, size }) => readable.test(mime) && size <= mostBytes).slice(0, mostPictures)
    if (pictures.length === 0) return []
    const looked = await Promise.all(
      pictures.map(({ fileId }) =>
        readOne(about, fileId, budgetMs).catch((error: unknown) => {
          log.warn({ err: error, fileId }, 'a picture could not be read')
          return undefined
        }),
      ),
    )
    return looked.filter(
      (each) => each !== undefined && (each.status === 'read' || each.status === 'blank'),
    ) as ReadPicture[]
  }

  async function readOne(about: ReadFor, fileId: string, budgetMs: number): Promise<ReadPicture | undefined> {
    const { workspaceId } = about
    const known = await db.tenant(workspaceId, async (tx) => {
      const file = await findFile(tx, fileId)
      if (!file) return undefined
      const { rows } = await sql<{ content: PictureText }>`
        select content from picture_texts where sha256 = ${file.sha256}`.execute(tx.query)
      return { sha256: file.sha256, content: rows[0]?.content }
    })
    if (!known) return undefined
    if (known.content) return { ...known.content, fileId }
    if (!byModel && (await tesseract.ready()).languages.length === 0) return undefined
    const stream = await files.read(known.sha256)
    if (!stream) return undefined
    const content = await reader.read(Buffer.concat(await stream.toArray()), { ...about, budgetMs })
    // No text in the log: what people photograph is theirs.
    const { status, by, passes, ms, confidence, lines } = content
    log.info({ workspaceId, fileId, status, by, passes, ms, confidence, lines: lines.length }, 'a picture was read')
    if (status !== 'late') await keep(workspaceId, known.sha256, content)
    return { ...content, fileId }
  }

  async function keep(workspaceId: string, sha256: string, content: PictureText): Promise<void> {
    await db.tenant(workspaceId, (tx) =>
      sql`insert into picture_texts (workspace_id, sha256, content) values (${workspaceId}, ${sha256}, ${JSON.stringify(content)}::jsonb)
        on conflict do nothing`.execute(tx.query),
    )
  }

  return {
    read,

    /** What is missing on this machine, and how to add it; null when pictures are read. */
    async problem(): Promise<string | null> {
      const { problem } = await tesseract.ready()
      return byModel && problem ? `pictures are read by the model only; ${problem}` : problem
    },
  }
}
