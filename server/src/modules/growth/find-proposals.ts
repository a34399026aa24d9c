import { alike, likeness, telling } from '@loopdesk/engines/growth/asked.ts'
import { type FoundFaq, faqInConversation, faqInPassage } from '@loopdesk/engines/growth/extract-faq.ts'
import { detectLanguage } from '@loopdesk/engines/text/detect-language.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { addJob } from '../../infra/jobs.ts'
import { isDislikedInTheEnd, readThread } from '../conversations/index.ts'
import type { ClusterStore } from './cluster-store.ts'
import type { ChangedPassage, GrowthDeps } from './deps.ts'
import { keyOf } from './note-asked.ts'

export const findJobName = 'growth_find'
export const conversationJobName = 'growth_conversation'

/** Passages read at a time, and batches after which others get their turn. */
const batch = 300
const batches = 20
/** Messages of a conversation that are looked through. */
const mostMessages = 300

interface Proposal extends FoundFaq {
  kind: 'document' | 'conversation'
  source: string
  passage: string | null
  origin: Record<string, unknown>
  audiences: string[]
}
interface Twin {
  entryId: string
  title: string
  likeness: number
}

/** Puts a look through changed documents into the transaction; those that wait become one. */
export const findSoon = (tx: Tx, workspaceId: string) =>
  addJob(
    tx,
    findJobName,
    { workspaceId },
    { key: `growth-find:${workspaceId}`, queue: `growth-find:${workspaceId}`, maxAttempts: 3 },
  )

/** Puts a look through a conversation that is over into the transaction. */
export const lookThroughConversation = (tx: Tx, workspaceId: string, conversationId: string) =>
  addJob(
    tx,
    conversationJobName,
    { workspaceId, conversationId },
    { key: `growth-conversation:${conversationId}`, maxAttempts: 3 },
  )

/** Reads questions with their answers out of documents and conversations. */
export function makeFindProposals({
  db,
  now,
  knowledge,
  passages,
  store,
}: Pick<GrowthDeps, 'db' | 'now' | 'knowledge' | 'passages'> & { store: ClusterStore }) {
  /** An entry that says this already, among those its readers may see. */
  async function twinOf(workspaceId: string, question: string, audiences: string[]): Promise<Twin | undefined> {
    const asker =
      audiences.length > 0 ? { kind: 'staff' as const, as: audiences } : { kind: 'public' as const, channel: 'web' }
    const { candidates } = await knowledge.search(workspaceId, { text: question, asker, at: now() }, 5)
    const asked = store.read(question)
    let best: Twin | undefined
    for (const { row } of candidates) {
      if (!row.source.startsWith('entry:')) continue
      const found = Math.max(...[row.title, ...row.questions].map((each) => likeness(asked, store.read(each), telling)))
      if (found >= alike && found > (best?.likeness ?? 0))
        best = { entryId: row.source.slice('entry:'.length), title: row.title, likeness: Math.min(1, found / 2) }
    }
    return best
  }

  async function keep(workspaceId: string, proposal: Proposal): Promise<void> {
    const key = keyOf(proposal.question)
    const isKnown = await db.tenant(workspaceId, async (tx) => {
      // Judged ones stay as they are; one that waits follows its document.
      const { rows } = await sql`
        update growth_proposals set
          answer = case when state = 'proposed' then ${proposal.answer} else answer end,
          state = case when state = 'gone' then 'proposed' else state end,
          passage = ${proposal.passage}, source = ${proposal.source}, origin = ${JSON.stringify(proposal.origin)}::jsonb
        where workspace_id = ${workspaceId} and kind = ${proposal.kind} and md5(key) = md5(${key}) returning 1`.execute(
        tx.query,
      )
      return rows.length > 0
    })
    if (isKnown) return
    const twin = await twinOf(workspaceId, proposal.question, proposal.audiences)
    const language = detectLanguage(`${proposal.question} ${proposal.answer}`).language === 'en' ? 'en' : 'zh'
    await db.tenant(workspaceId, (tx) =>
      sql`
        insert into growth_proposals (workspace_id, kind, key, question, answer, language, source, passage, origin, audiences, confidence,
          twin, twin_title, twin_score)
        values (${workspaceId}, ${proposal.kind}, ${key}, ${proposal.question}, ${proposal.answer}, ${language}, ${proposal.source},
          ${proposal.passage}, ${JSON.stringify(proposal.origin)}::jsonb, ${proposal.audiences}, ${proposal.confidence},
          ${twin?.entryId ?? null}, ${twin?.title ?? null}, ${twin?.likeness ?? null})
        on conflict do nothing`.execute(tx.query),
    )
  }

  async function lookAt(workspaceId: string, passage: ChangedPassage): Promise<void> {
    if (!passage.source.startsWith('document:')) return
    const found = passage.deleted ? [] : faqInPassage(passage)
    const keys = found.map(({ question }) => keyOf(question))
    await db.tenant(workspaceId, (tx) =>
      sql`
        update growth_proposals set state = 'gone'
        where workspace_id = ${workspaceId} and passage = ${passage.id} and state = 'proposed' and key <> all(${keys})`.execute(
        tx.query,
      ),
    )
    if (passage.deleted) return
    const { source, id, title, headings, page, number, audiences } = passage
    const documentId = source.slice('document:'.length)
    const place = new URLSearchParams({ ...(page !== null && { page: String(page) }), passage: String(number) })
    const url = `/console/knowledge/documents/${documentId}?${place}`
    for (const each of found) {
      const origin = {
        ...{ kind: 'document', id: documentId, passage: id, title, headings, url, quote: each.answer.slice(0, 500) },
        ...(page !== null && { page }),
      }
      await keep(workspaceId, { ...each, kind: 'document', source, passage: id, origin, audiences })
    }
  }

  return {
    /** Documents that changed since the last look. */
    async inDocuments(workspaceId: string): Promise<void> {
      const head = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ revision: number; id: string }>`
          select passages_revision as revision, passages_id as id from growth_heads where workspace_id = ${workspaceId}`.execute(
          tx.query,
        )
        return rows[0] ?? { revision: 0, id: '' }
      })
      for (let i = 0; i < batches; i++) {
        const changed = await passages.changedSince(workspaceId, head.revision, batch, head.id)
        for (const each of changed) await lookAt(workspaceId, each)
        const last = changed.at(-1)
        if (!last) return
        head.revision = last.revision
        head.id = last.id
        await db.tenant(workspaceId, (tx) =>
          sql`
            insert into growth_heads (workspace_id, passages_revision, passages_id) values (${workspaceId}, ${head.revision}, ${head.id})
            on conflict (workspace_id) do update set passages_revision = excluded.passages_revision, passages_id = excluded.passages_id`.execute(
            tx.query,
          ),
        )
        if (changed.length < batch) return
      }
      await db.tenant(workspaceId, (tx) => findSoon(tx, workspaceId))
    },

    /** A conversation that ended well and in which an agent answered. */
    async inConversation(workspaceId: string, conversationId: string): Promise<void> {
      const { thread, disliked } = await db.tenant(workspaceId, async (tx) => {
        return {
          thread: await readThread(tx, conversationId, { afterSeq: 0, limit: mostMessages }),
          disliked: await isDislikedInTheEnd(tx, conversationId),
        }
      })
      if (!thread || disliked) return
      const rating = thread.rating?.score ?? null
      const isGood = rating === null ? thread.status === 'resolved' : rating >= 4
      if (!isGood) return
      const said = thread.messages.map(({ sender, text, senderName }) => ({ sender, text, name: senderName }))
      for (const { agent, ...found } of faqInConversation(said))
        await keep(workspaceId, {
          ...found,
          confidence: Math.min(0.95, found.confidence + (rating === null ? 0 : 0.1)),
          kind: 'conversation',
          source: `conversation:${conversationId}`,
          passage: null,
          origin: { id: conversationId, agent, rating },
          audiences: [],
        })
    },
  }
}
