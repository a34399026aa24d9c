import type { AssistQuestion, AssistThread } from '@loopdesk/contracts/api/assist.ts'
import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { type AssistDeps, staffAsker } from './deps.ts'
import type { makeGaps } from './gaps.ts'
import { languageOf } from './whose-question.ts'

type Gaps = ReturnType<typeof makeGaps>
type Verdict = 'helpful' | 'wrong'

interface Row {
  id: string
  at: Date
  text: string
  language: 'zh' | 'en'
  answer: { answer: KnowledgeAnswer; internal: string[] }
  verdict: Verdict | null
  gapId: string | null
}
interface Asking {
  text: string
  threadId?: string | undefined
  language?: 'zh' | 'en' | undefined
}

const columns = sql`q.id, q.at, q.text, q.language, q.answer, q.verdict, q.gap_id as "gapId"`
const threadColumns = sql`t.id, t.title, t.created_at as "createdAt", t.updated_at as "updatedAt"`

/** Earlier questions that a follow-up may refer to. */
const remembered = 8

/** What colleagues ask on their own account: everything the company knows, each with a history nobody else sees. */
export function makeAsk({ db, knowledge, now, gaps }: AssistDeps & { gaps: Gaps }) {
  return {
    async ask(workspaceId: string, owner: string, { text, threadId, language: spoken }: Asking) {
      const before =
        threadId === undefined ? [] : await db.tenant(workspaceId, (tx) => questionsOf(tx, owner, threadId))
      const language = spoken ?? languageOf(text, before.at(-1)?.language ?? 'zh')
      const history = before.slice(-remembered).map((each) => {
        const [source] = each.answer.answer.sources
        return { question: each.text, ...(source && { title: source.title }) }
      })
      const answered = await knowledge.answer(workspaceId, { text, language, history, asker: staffAsker, at: now() })
      const { answer, found } = answered
      const limited = new Set(found.candidates.filter(({ row }) => row.audiences.length > 0).map(({ row }) => row.id))
      const internal = answer.sources.flatMap(({ passage }) => (passage && limited.has(passage) ? [passage] : []))
      return db.tenant(workspaceId, async (tx) => {
        const thread = await touchThread(tx, owner, { threadId, title: redact(text).slice(0, 120) })
        const gap =
          answer.decision === 'decline'
            ? await gaps.note(tx, { text, language, audience: 'staff', reason: 'unanswered' })
            : undefined
        const { rows } = await sql<Row>`
          insert into assist_questions as q (workspace_id, thread_id, text, language, answer, gap_id)
          values (${workspaceId}, ${thread.id}, ${redact(text)}, ${language}, ${JSON.stringify({ answer, internal })}::jsonb,
            ${gap?.id ?? null}) returning ${columns}`.execute(tx.query)
        return { thread, question: shown(rows[0]!) }
      })
    },
    /** Throws `not_found` for what is not theirs. */
    async thread(tx: Tx, owner: string, threadId: string) {
      const { rows } = await sql<ThreadRow>`
        select ${threadColumns} from assist_threads t where t.id = ${threadId} and t.owner = ${owner}
          and t.workspace_id = ${tx.workspaceId}`.execute(tx.query)
      if (!rows[0]) throw new AppError('not_found', 'there are no such questions of yours')
      return { ...shownThread(rows[0]), questions: (await questionsOf(tx, owner, threadId)).map(shown) }
    },
    async judge(tx: Tx, owner: string, questionId: string, { verdict, note }: { verdict: Verdict; note: string }) {
      const { rows } = await sql<Row & { before: Verdict | null }>`
        update assist_questions q set verdict = ${verdict}, verdict_note = ${note} from assist_threads t, assist_questions b
        where q.id = ${questionId} and b.id = q.id and t.id = q.thread_id and t.owner = ${owner}
          and q.workspace_id = ${tx.workspaceId} returning ${columns}, b.verdict as before`.execute(tx.query)
      const [row] = rows
      if (!row) throw new AppError('not_found', 'there is no such question of yours')
      if (verdict !== 'wrong' || row.before === 'wrong') return shown(row)
      const [source] = row.answer.answer.sources
      const gap = await gaps.note(tx, {
        ...{ text: row.text, language: row.language, audience: 'staff', reason: 'wrong' },
        source: source ? `${source.kind}:${source.id}` : null,
      })
      await sql`update assist_questions set gap_id = ${gap.id} where id = ${questionId}`.execute(tx.query)
      return shown({ ...row, gapId: gap.id })
    },
  }
}

export type ThreadRow = { id: string; title: string; createdAt: Date; updatedAt: Date }

export const shownThread = ({ id, title, createdAt, updatedAt }: ThreadRow): AssistThread => ({
  ...{ id, title },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

const shown = ({ id, at, text, answer, verdict, gapId }: Row): AssistQuestion => ({
  ...{ id, text, verdict },
  at: at.toISOString(),
  answer: answer.answer,
  internal: answer.internal,
  told: gapId !== null,
})

async function questionsOf(tx: Tx, owner: string, threadId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${columns} from assist_questions q join assist_threads t on t.id = q.thread_id
    where q.thread_id = ${threadId} and t.owner = ${owner} and q.workspace_id = ${tx.workspaceId}
    order by q.at desc limit 200`.execute(tx.query)
  return rows.reverse()
}

async function touchThread(
  tx: Tx,
  owner: string,
  { threadId, title }: { threadId?: string | undefined; title: string },
): Promise<AssistThread> {
  const { rows } =
    threadId === undefined
      ? await sql<ThreadRow>`
          insert into assist_threads as t (workspace_id, owner, title) values (${tx.workspaceId}, ${owner}, ${title})
          returning ${threadColumns}`.execute(tx.query)
      : await sql<ThreadRow>`
          update assist_threads t set updated_at = now() where t.id = ${threadId} and t.owner = ${owner}
            and t.workspace_id = ${tx.workspaceId} returning ${threadColumns}`.execute(tx.query)
  if (!rows[0]) throw new AppError('not_found', 'there are no such questions of yours')
  return shownThread(rows[0])
}
