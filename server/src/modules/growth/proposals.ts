import type { FaqProposal } from '@loopdesk/contracts/api/growth.ts'
import { draftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import { audit } from '../identity/index.ts'
import type { GrowthDeps } from './deps.ts'
import type { Who } from './draft.ts'
import { findSoon } from './find-proposals.ts'
import { likelyCategory } from './likely-category.ts'
import { offsetOf, pageAfter } from './page.ts'

interface Row {
  id: string
  kind: FaqProposal['kind']
  state: FaqProposal['state']
  question: string
  answer: string
  language: FaqProposal['language']
  confidence: number
  origin: object
  audiences: string[]
  twin: string | null
  twin_title: string | null
  twin_score: number | null
  entry_id: string | null
  found_at: Date
}
interface Wanted {
  state: FaqProposal['state']
  kind?: FaqProposal['kind'] | undefined
  source?: string | undefined
  twin?: 'true' | 'false' | undefined
  cursor?: string | undefined
  limit: number
}

const columns = sql`id, kind, state, question, answer, language, confidence, origin, audiences, twin, twin_title, twin_score, entry_id, found_at`

/** Questions with their answers that were found, for people to judge. */
export function makeProposals({ db, knowledge }: Pick<GrowthDeps, 'db' | 'knowledge'>) {
  async function one(workspaceId: string, id: string): Promise<Row> {
    const row = await db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<Row>`
        select ${columns} from growth_proposals where workspace_id = ${workspaceId} and id = ${id} and state <> 'gone'`.execute(
        tx.query,
      )
      return rows[0]
    })
    if (!row) throw new AppError('not_found', 'there is no such proposal')
    if (row.state !== 'proposed') throw new AppError('wrong_state', 'it has been judged already')
    return row
  }

  return {
    list: (workspaceId: string, { state, kind, source, twin, cursor, limit }: Wanted) =>
      db.tenant(workspaceId, async (tx) => {
        const offset = offsetOf(cursor)
        const where = sql`workspace_id = ${workspaceId} and state = ${state} ${kind ? sql`and kind = ${kind}` : sql``}
          ${source ? sql`and source = ${source}` : sql``} ${twin ? sql`and (twin is not null) = ${twin === 'true'}` : sql``}`
        const { rows } = await sql<Row>`
          select ${columns} from growth_proposals where ${where} order by confidence desc, id offset ${offset} limit ${limit + 1}`.execute(
          tx.query,
        )
        const counted = await sql<{
          total: number
        }>`select count(*)::int as total from growth_proposals where ${where}`.execute(tx.query)
        const page = pageAfter(rows, offset, limit)
        return { items: page.rows.map(shown), next: page.next, total: counted.rows[0]!.total }
      }),

    /** As another way of asking, the entry's editor has added the question; here it is only noted. */
    async accept(
      workspaceId: string,
      who: Who,
      id: string,
      {
        as,
        question,
        answer,
      }: { as: 'entry' | 'similar_question'; question?: string | undefined; answer?: string | undefined },
    ): Promise<{ entryId: string }> {
      const row = await one(workspaceId, id)
      if (as === 'similar_question' && row.twin === null)
        throw new AppError('wrong_state', 'there is no entry that says this already')
      const entryId = as === 'similar_question' ? row.twin! : await makeEntry()
      await db.tenant(workspaceId, async (tx) => {
        await sql`
          update growth_proposals set state = 'accepted', entry_id = ${entryId}, decided_by = ${who.name}, decided_at = now()
          where id = ${id}`.execute(tx.query)
        await audit(tx, {
          actor: who.actor,
          action: 'proposal.accepted',
          target: `proposal:${id}`,
          details: { entry: entryId, as },
        })
      })
      return { entryId }

      async function makeEntry(): Promise<string> {
        const category = await db.tenant(workspaceId, async (tx) => likelyCategory(tx, await nearCategories()))
        const definition = draftEntry.parse({
          category,
          title: { [row.language]: question ?? row.question },
          answer: { [row.language]: answer ?? row.answer },
          // What is written of a document is for no others than the document.
          audiences: row.audiences,
        })
        return (await knowledge.createDraft(workspaceId, who, { definition }, 'growth')).id
      }

      async function nearCategories(): Promise<string[]> {
        const asker = { kind: 'public' as const, channel: 'web' }
        const { candidates } = await knowledge.search(workspaceId, { text: question ?? row.question, asker }, 5)
        return candidates.map((each) => each.row.category)
      }
    },

    reject: (workspaceId: string, who: Who, ids: readonly string[]) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`
          update growth_proposals set state = 'rejected', decided_by = ${who.name}, decided_at = now()
          where workspace_id = ${workspaceId} and id = any(${ids as string[]}::uuid[]) and state = 'proposed' returning 1`.execute(
          tx.query,
        )
        if (rows.length > 0)
          await audit(tx, {
            actor: who.actor,
            action: 'proposals.rejected',
            target: 'growth:proposals',
            details: { count: rows.length },
          })
        return { rejected: rows.length }
      }),

    find: (workspaceId: string, who: Who) =>
      db.tenant(workspaceId, async (tx) => {
        await findSoon(tx, workspaceId)
        await audit(tx, { actor: who.actor, action: 'proposals.looked_for', target: 'growth:proposals' })
        return {}
      }),
  }
}

function shown(row: Row): FaqProposal {
  const { id, kind, state, question, answer, language, confidence, origin, entry_id: entryId } = row
  return {
    ...{ id, kind, state, question, answer, language, confidence, entryId },
    document: kind === 'document' ? (origin as FaqProposal['document']) : null,
    conversation: kind === 'conversation' ? (origin as FaqProposal['conversation']) : null,
    twin:
      row.twin === null
        ? null
        : { entryId: row.twin, title: row.twin_title ?? row.twin, likeness: row.twin_score ?? 1 },
    foundAt: row.found_at.toISOString(),
  }
}
