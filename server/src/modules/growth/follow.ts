import { isPlaceable } from '@loopdesk/engines/growth/asked.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { type Fact, makeProjector, type Projector } from '../../infra/facts.ts'
import type { ClusterStore } from './cluster-store.ts'
import type { GrowthDeps } from './deps.ts'
import { type Outcome, type QuestionRow, readQuestions } from './question-row.ts'
import { isSameQuestion } from './same-question.ts'
import { makeSettle, mark } from './settle.ts'
import { countAsked, countOutcome } from './usage.ts'

const types = [
  'question.asked',
  'question.chosen',
  'message.feedback',
  'conversation.owner_changed',
  'conversation.rated',
  'conversation.resolved',
]

/** The stronger word stands: somebody who says that it did not help knows better than silence afterwards. */
const strength: Record<Outcome, number> = { solved: 1, rated_low: 2, asked_again: 3, handed_over: 4, disliked: 5 }
/** A hand-over has to do with the last question when it comes so soon. */
const rightAfter = '10 minutes'
/** Stars from which a rating is good, and up to which it is bad. */
const stars = { good: 4, bad: 2 }

interface FollowDeps extends Pick<GrowthDeps, 'db' | 'bus' | 'log'> {
  store: ClusterStore
  /** A conversation is over: what its agent said may be worth keeping. */
  conversationEnded(tx: Tx, workspaceId: string, conversationId: string): Promise<void>
}

/** Follows what becomes of questions, each fact exactly once: outcomes, counts, and what nobody could answer put into clusters. */
export function startFollowing(deps: FollowDeps): Projector {
  return makeProjector({ ...deps, name: 'growth', types, handle: makeHandle(deps) })
}

/** What one fact changes, in the transaction that also keeps how far has been read. */
export function makeHandle({ store, conversationEnded }: Pick<FollowDeps, 'store' | 'conversationEnded'>) {
  const settle = makeSettle(store)

  async function give(tx: Tx, row: QuestionRow, outcome: Outcome, overrides = false): Promise<void> {
    if (row.outcome === outcome) return
    if (!overrides && row.outcome !== null && strength[row.outcome] >= strength[outcome]) return
    await sql`update growth_questions set outcome = ${outcome} where workspace_id = ${row.workspace_id} and id = ${row.id}`.execute(
      tx.query,
    )
    await countOutcome(tx, row, outcome)
    if (outcome === 'solved' && !row.unanswered) await closeSolved(tx, row)
    await settle(tx, { ...row, outcome })
  }

  /** A question that was answered: does it belong to what nobody could answer before? */
  async function credit(tx: Tx, row: QuestionRow): Promise<void> {
    const asked = store.read(row.text)
    const { workspace_id: workspaceId } = row
    const nearest = isPlaceable(asked) ? await store.nearest(tx, workspaceId, asked) : undefined
    const { rows } = await sql<{ id: string }>`
      update growth_clusters set asked_after = asked_after + 1, updated_at = now()
      where workspace_id = ${workspaceId} and merged_into is null and id = (
        select id from growth_clusters where workspace_id = ${workspaceId} and merged_into is null
          and (id = ${nearest ?? null}::uuid or (entry_id is not null and 'entry:' || entry_id = any(${row.sources})))
        order by (id = ${nearest ?? null}::uuid) desc nulls last limit 1)
      returning id`.execute(tx.query)
    if (rows[0]) await mark(tx, row, false, rows[0].id)
  }

  async function asked(tx: Tx, row: QuestionRow): Promise<void> {
    await countAsked(tx, row)
    for (const before of await earlier(tx, row)) {
      // Going on to something else after being asked back is an answer, too: none of those was meant.
      await settle(tx, before, true)
      if (before.decision !== 'declined' && isSameQuestion(store.read(before.text), store.read(row.text)))
        await give(tx, await fresh(tx, before), 'asked_again')
    }
    await settle(tx, row)
    if (row.decision === 'answered') await credit(tx, row)
  }

  /** Searches wait for somebody to open what they list; what a colleague finds wrong is wrong at once. */
  async function askedElsewhere(tx: Tx, row: QuestionRow): Promise<void> {
    if (row.decision !== 'answered') return settle(tx, row)
    await countAsked(tx, row)
    await give(tx, row, 'disliked')
  }

  return async (tx: Tx, fact: Fact): Promise<void> => {
    const { workspaceId, conversationId, data } = fact
    if (fact.type === 'question.asked' || fact.type === 'question.chosen') {
      const [row] = await readQuestions(tx, workspaceId, sql`id = ${data.questionId}`)
      if (!row) return
      if (row.origin !== 'conversation') return askedElsewhere(tx, row)
      if (fact.type === 'question.asked') return asked(tx, row)
      await countAsked(tx, row)
      await settle(tx, row)
      return credit(tx, row)
    }
    if (conversationId === null) return
    const of = sql`origin = 'conversation' and conversation_id = ${conversationId}`
    if (fact.type === 'message.feedback') {
      const [row] = await readQuestions(tx, workspaceId, sql`${of} and ${data.seq} = any(reply_seqs)`)
      if (row) await give(tx, row, data.helpful === true ? 'solved' : 'disliked', true)
    } else if (fact.type === 'conversation.owner_changed') {
      if (!['queue', 'agent'].includes(String(data.to)) || data.from !== 'bot') return
      const [row] = await readQuestions(
        tx,
        workspaceId,
        sql`${of} and at > ${fact.at}::timestamptz - ${rightAfter}::interval`,
      )
      if (row) await settle(tx, row, true).then(async () => give(tx, await fresh(tx, row), 'handed_over'))
    } else if (fact.type === 'conversation.rated') {
      const [row] = await readQuestions(tx, workspaceId, of)
      const score = Number(data.score)
      if (row && score <= stars.bad && row.outcome !== null) await give(tx, row, 'rated_low')
      if (row && score <= stars.bad && row.outcome === null && row.decision === 'answered')
        await give(tx, row, 'rated_low')
      if (score >= stars.good) await conversationEnded(tx, workspaceId, conversationId)
    } else if (fact.type === 'conversation.resolved') {
      for (const row of await readQuestions(tx, workspaceId, of, 100)) {
        if (row.outcome === null && (row.decision === 'answered' || row.chosen)) await give(tx, row, 'solved')
        else await settle(tx, row, true)
      }
      await conversationEnded(tx, workspaceId, conversationId)
    }
  }
}

const fresh = async (tx: Tx, { workspace_id, id }: QuestionRow): Promise<QuestionRow> =>
  (await readQuestions(tx, workspace_id, sql`id = ${id}`))[0]!

/** What was asked in the conversation shortly before, newest first. */
const earlier = (tx: Tx, row: QuestionRow): Promise<QuestionRow[]> =>
  readQuestions(
    tx,
    row.workspace_id,
    sql`origin = 'conversation' and conversation_id = ${row.conversation_id} and id <> ${row.id} and at <= ${row.at} and at > ${row.at}::timestamptz - interval '1 hour'`,
    3,
  )

/** Solved with what was written of it, once; or by something else, twice: then it is answered. */
async function closeSolved(
  tx: Tx,
  { workspace_id: workspaceId, cluster_id: cluster, sources }: QuestionRow,
): Promise<void> {
  if (cluster === null) return
  await sql`
    update growth_clusters set solved_after = solved_after + 1, updated_at = now(),
      state = case when state in ('open', 'drafted') and (solved_after + 1 >= 2 or 'entry:' || entry_id = any(${sources}))
        then 'answered' else state end,
      answered_at = coalesce(answered_at, now())
    where workspace_id = ${workspaceId} and id = ${cluster} and merged_into is null`.execute(tx.query)
}
