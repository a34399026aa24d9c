import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KnowledgeFile } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type KnowledgeEntry, knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { audit } from '../../identity/index.ts'
import { commonAudiences } from './choose-answer.ts'
import { dayOf } from './day-start.ts'
import type { EntryDeps, Who } from './deps.ts'
import { field } from './refusals.ts'
import { filesOf } from './state.ts'

interface FileRow {
  id: string
  workspace_id: string
  sha256: string
  name: string
  mime: string
  size: number
}
const columns = sql`id, workspace_id, sha256, name, mime, size`
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const linkHours = 24

const refusals = {
  too_large: ['payload_too_large', 'the file is too large'],
  type_not_allowed: ['unsupported_media_type', 'files of this type cannot be attached'],
  empty: ['invalid_request', 'the file is empty'],
} as const

/** Where colleagues read a file. */
export const staffFileUrl = (fileId: string) => `/v1/knowledge/files/${encodeURIComponent(fileId)}`

export type EntryFiles = ReturnType<typeof makeEntryFiles>

/** Pictures and attachments of entries, and who may have them. */
export function makeEntryFiles({ db, files, now, linkKey }: Pick<EntryDeps, 'db' | 'files' | 'now' | 'linkKey'>) {
  const signatureOf = (fileId: string, until: number) =>
    createHmac('sha256', linkKey).update(`knowledge:${fileId}:${until}`).digest('base64url')

  function isSigned(
    fileId: string,
    { until, signature }: { until?: number | undefined; signature?: string | undefined },
  ): boolean {
    if (until === undefined || signature === undefined) return false
    const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(fileId, until))]
    return given.length === expected.length && timingSafeEqual(given, expected) && until * 1000 > now().getTime()
  }

  async function send(reply: FastifyReply, row: FileRow | undefined): Promise<FastifyReply> {
    const content = row && (await files.read(row.sha256))
    if (!row || !content) throw new AppError('not_found', 'there is no such file')
    return reply.headers(files.headers({ type: row.mime, size: row.size }, row.name)).send(content)
  }

  return {
    async upload(workspaceId: string, who: Who, request: FastifyRequest): Promise<KnowledgeFile> {
      const part = await request.file()
      if (!part) throw field('/body/file', 'missing')
      const stored = await files.store(part.file)
      if (!stored.ok) {
        const [code, message] = refusals[stored.reason]
        throw new AppError(code, message, [{ path: '/body/file', message }])
      }
      const { hash, size, type } = stored.file
      const name = part.filename.slice(0, 200).toWellFormed() || 'file'
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          insert into knowledge_attachments (workspace_id, sha256, name, mime, size, created_by)
          values (${workspaceId}, ${hash}, ${name}, ${type}, ${size}, ${who.name}) returning id`.execute(tx.query)
        const { id } = rows[0]!
        await audit(tx, {
          actor: who.actor,
          action: 'knowledge.file_added',
          target: `file:${id}`,
          details: { type, size },
        })
        return { file: id, name, type, size, url: staffFileUrl(id) }
      })
    },

    /** For colleagues. */
    async read(workspaceId: string, fileId: string, reply: FastifyReply): Promise<FastifyReply> {
      return send(reply, await db.tenant(workspaceId, (tx) => findFile(tx, fileId)))
    },

    /** For everybody: what is live for everybody now, or what they were given a link to. Anything else is not there. */
    async readPublic(
      fileId: string,
      link: { until?: number | undefined; signature?: string | undefined },
      reply: FastifyReply,
    ): Promise<FastifyReply> {
      const row = await db.system((tx) => findFile(tx, fileId))
      const open = row !== undefined && (isSigned(fileId, link) || (await isOpen(row)))
      return send(reply, open ? row : undefined)
    },

    /** A link for somebody who was given an answer with this file; good for a day. Relative to the server. */
    linkFor(fileId: string): string {
      const until = Math.ceil(now().getTime() / 1000) + linkHours * 3600
      return `/v1/public/knowledge/files/${encodeURIComponent(fileId)}?until=${until}&signature=${signatureOf(fileId, until)}`
    },

    /** For pages everybody sees. */
    publicUrl: (fileId: string) => `/v1/public/knowledge/files/${encodeURIComponent(fileId)}`,
  }

  async function isOpen({ id, workspace_id }: FileRow): Promise<boolean> {
    return db.tenant(workspace_id, async (tx) => {
      const { rows } = await sql<{ definition: unknown; zone: string }>`
        select e.definition, w.time_zone as zone from knowledge_entries e join workspaces w on w.id = e.workspace_id
        where e.live is not null and e.files @> ${[id]}::text[]`.execute(tx.query)
      return rows.some(({ definition, zone }) =>
        isForEverybody(knowledgeEntry.parse(definition), id, dayOf(now(), zone)),
      )
    })
  }
}

/** Whether everybody may see the file in what the entry says today. */
function isForEverybody(entry: KnowledgeEntry, fileId: string, today: string): boolean {
  const holds = ({ from, until }: { from?: string | undefined; until?: string | undefined }) =>
    (from === undefined || from <= today) && (until === undefined || today <= until)
  if (entry.audiences.length > 0 || !holds(entry)) return false
  if (filesOf({ ...entry, variants: [] }).includes(fileId)) return true
  return entry.variants.some(
    (each) =>
      commonAudiences(entry.audiences, each.audiences)?.length === 0 &&
      holds(each) &&
      filesOf({ ...entry, answer: each.text, attachments: [], variants: [] }).includes(fileId),
  )
}

async function findFile(tx: Tx, fileId: string): Promise<FileRow | undefined> {
  if (!uuid.test(fileId)) return undefined
  const { rows } = await sql<FileRow>`select ${columns} from knowledge_attachments where id = ${fileId}`.execute(
    tx.query,
  )
  return rows[0]
}
