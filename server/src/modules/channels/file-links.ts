import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import type { FileStore } from '../../infra/files.ts'

const path = '/hooks/v1/files'
const validDays = 7
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface FileLinkDeps {
  db: Db
  files: FileStore
  key: Buffer
  now: () => Date
  /** The address under which others reach us. */
  baseUrl: string
}

export type FileLinks = ReturnType<typeof makeFileLinks>

/** Links with which a channel's platform fetches a file of a message: signed, for this file alone, and good for a week. */
export function makeFileLinks({ db, files, key, now, baseUrl }: FileLinkDeps) {
  const signatureOf = (fileId: string, until: number) =>
    createHmac('sha256', key).update(`${fileId}:${until}`).digest('base64url')

  function isGood(fileId: string, until: number, signature: string): boolean {
    const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(fileId, until))]
    return given.length === expected.length && timingSafeEqual(given, expected) && until * 1000 > now().getTime()
  }

  return {
    urlOf(fileId: string): string {
      const until = Math.floor(now().getTime() / 1000) + validDays * 86_400
      return `${baseUrl.replace(/\/+$/, '')}${path}/${fileId}?until=${until}&signature=${signatureOf(fileId, until)}`
    },
    /** Serves the links; one that is altered, expired or about nothing is `not_found`. */
    register(app: FastifyInstance): void {
      app.get<{ Params: { fileId: string }; Querystring: { until?: string; signature?: string } }>(
        `${path}/:fileId`,
        async ({ params, query }, reply) => {
          const good = uuid.test(params.fileId) && isGood(params.fileId, Number(query.until), String(query.signature))
          const file = good ? await find(db, params.fileId) : undefined
          const content = file && (await files.read(file.sha256))
          if (!file || !content) throw new AppError('not_found', 'there is no such file, or the link has expired')
          return reply.headers(files.headers({ type: file.mime, size: file.size }, file.name)).send(content)
        },
      )
    },
  }
}

async function find(db: Db, fileId: string) {
  return db.system(async (tx) => {
    const { rows } = await sql<{ sha256: string; name: string; mime: string; size: number }>`
      select sha256, name, mime, size from files where id = ${fileId}`.execute(tx.query)
    return rows[0]
  })
}
