import type { KnowledgeTuning } from '@loopdesk/contracts/api/knowledge/search.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { normalise } from '@loopdesk/engines/text/normalise.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../infra/db.ts'
import { containing } from '../../../infra/page-cursor.ts'
import { audit } from '../../identity/index.ts'
import type { Who } from '../documents/deps.ts'
import { makeFollowed } from './followed.ts'

type Body = Pick<KnowledgeTuning, 'question' | 'match' | 'action' | 'target' | 'note'>
type Row = Omit<KnowledgeTuning, 'createdAt' | 'title'> & { createdAt: Date; title: string | null }
interface Known {
  row: Row
  plain: string
  pairs: Set<string>
  meant: Float32Array | undefined
}

export type Tunings = ReturnType<typeof makeTunings>

/** Questions are the same when this much of their pairs of characters is shared, or less where they also mean the same. */
const sameWords = 0.8
const nearWords = 0.35
const sameMeaning = 0.88

const columns = sql`t.id, t.question, t.match, t.action, t.target, t.note, t.created_at as "createdAt", t.created_by as "createdBy",
  (select p.title from knowledge_passages p where p.workspace_id = t.workspace_id
    and (p.source = t.target or p.id = t.target) and not p.deleted limit 1) as title`

/** What is pinned to the top or buried for a question. */
export function makeTunings({ db, meaning }: { db: Db; meaning?: ((text: string) => Float32Array) | undefined }) {
  const followed = makeFollowed(db, async (tx): Promise<Known[]> => {
    const { rows } = await sql<Row>`select ${columns} from knowledge_tunings t order by t.created_at desc`.execute(
      tx.query,
    )
    return rows.map((row) => {
      const plain = bare(row.question)
      return { row, plain, pairs: pairsOf(plain), meant: row.match === 'similar' ? meaning?.(row.question) : undefined }
    })
  })

  return {
    /** Those that are about this question, newest first. */
    async matching(workspaceId: string, question: string): Promise<KnowledgeTuning[]> {
      const known = await followed.read(workspaceId)
      if (known.length === 0) return []
      const plain = bare(question)
      const pairs = pairsOf(plain)
      const meant = meaning?.(question)
      return known
        .filter((one) => {
          if (one.plain === plain) return true
          if (one.row.match === 'exact') return false
          const words = shared(pairs, one.pairs)
          return (
            words >= sameWords || (words >= nearWords && !!meant && !!one.meant && dot(meant, one.meant) >= sameMeaning)
          )
        })
        .map(({ row }) => shown(row))
    },
    list: (workspaceId: string, { search, target }: { search?: string | undefined; target?: string | undefined }) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          select ${columns} from knowledge_tunings t
          where ${search === undefined ? sql`true` : sql`t.question ilike ${containing(search)}`}
            and ${target === undefined ? sql`true` : sql`t.target = ${target}`}
          order by t.created_at desc, t.id limit 2000`.execute(tx.query)
        return rows.map(shown)
      }),
    create: (workspaceId: string, who: Who, body: Body): Promise<KnowledgeTuning> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows: targets } = await sql`
          select from knowledge_passages where workspace_id = ${workspaceId} and not deleted
            and (source = ${body.target} or id = ${body.target}) limit 1`.execute(tx.query)
        if (targets.length === 0) {
          const message = 'there is no such entry, document or passage'
          throw new AppError('invalid_request', `/body/target: ${message}`, [{ path: '/body/target', message }])
        }
        const { rows: made } = await sql<{ id: string }>`
          insert into knowledge_tunings (workspace_id, question, match, action, target, note, created_by)
          values (${workspaceId}, ${body.question}, ${body.match}, ${body.action}, ${body.target}, ${body.note}, ${who.name})
          returning id`.execute(tx.query)
        const { rows } = await sql<Row>`
          select ${columns} from knowledge_tunings t where t.id = ${made[0]!.id}`.execute(tx.query)
        return changed(tx, who, `tuning.${body.action === 'pin' ? 'pinned' : 'buried'}`, rows[0]!)
      }),
    remove: (workspaceId: string, who: Who, id: string): Promise<boolean> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          delete from knowledge_tunings t where t.id = ${id} returning ${columns}`.execute(tx.query)
        if (rows[0]) await changed(tx, who, 'tuning.removed', rows[0])
        return rows.length > 0
      }),
  }

  async function changed(tx: Tx, who: Who, action: string, row: Row): Promise<KnowledgeTuning> {
    followed.touch(tx)
    await audit(tx, { actor: who.actor, action, target: `tuning:${row.id}`, details: { target: row.target } })
    return shown(row)
  }
}

const shown = (row: Row): KnowledgeTuning => ({
  ...row,
  title: row.title ?? row.target,
  createdAt: row.createdAt.toISOString(),
})

/** Without what two ways of writing the same question differ in. */
const bare = (text: string) => normalise(text).replace(/[^\p{L}\p{N}]+/gu, '')

function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>()
  for (let at = 0; at + 2 <= text.length; at++) pairs.add(text.slice(at, at + 2))
  return pairs
}

/** Dice: twice what is shared by what there is. */
function shared(one: Set<string>, other: Set<string>): number {
  let both = 0
  for (const pair of one) if (other.has(pair)) both++
  return one.size + other.size === 0 ? 0 : (2 * both) / (one.size + other.size)
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!
  return sum
}
