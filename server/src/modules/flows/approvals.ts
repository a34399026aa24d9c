import type { Approval } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { afterCursor, cutPage, microsOf, parsePageCursor } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import { keepAct } from './acts.ts'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import { tellRuns } from './tell-runs.ts'

/** Who decides: a colleague by their skills, or whoever may operate flows. */
export interface Decider extends Who {
  staffId: string | null
  mayOperate: boolean
}

interface Row {
  id: string
  micros: number
  workspace_id: string
  run_id: string
  flow: string
  flow_name: { zh: string; en: string } | null
  step: string
  node: string
  title: string
  details: Approval['details']
  skill: string | null
  state: Approval['state']
  customer_id: string | null
  customer_name: string | null
  conversation_id: string | null
  created_at: Date
  until: Date
  decided_by: string | null
  decided_at: Date | null
  comment: string
}

const columns = sql`a.*, ${microsOf(sql`a.created_at`)} as micros, r.flow, r.customer_id, r.conversation_id, c.name as customer_name,
  (select f.definition->'name' from flows f where f.workspace_id = r.workspace_id and f.id = r.flow and f.version = r.version) as flow_name`
const tables = sql`flow_approvals a join flow_runs r on r.id = a.run_id left join customers c on c.id = r.customer_id`

/** What runs ask colleagues to decide. */
export function makeApprovals({
  db,
  identity,
  wakeConversation,
  wake,
}: Pick<FlowDeskDeps, 'db' | 'identity' | 'wakeConversation' | 'wake'>) {
  async function skillsOf(tx: Tx, { staffId }: Decider): Promise<string[]> {
    const staff = staffId ? await identity.readStaff(tx, staffId) : null
    return Object.keys(staff?.skills ?? {})
  }

  return {
    async list(
      workspaceId: string,
      who: Decider,
      query: { cursor?: string | undefined; limit: number; state: 'open' | 'decided'; whose: 'mine' | 'all' },
    ): Promise<{ items: Approval[]; next: string | null }> {
      const cursor = parsePageCursor(query.cursor)
      return db.tenant(workspaceId, async (tx) => {
        const fits: RawBuilder<unknown> =
          query.whose === 'all' && who.mayOperate
            ? sql`true`
            : sql`(a.skill is null or a.skill = any(${await skillsOf(tx, who)}::text[]))`
        const { rows } = await sql<Row>`
          select ${columns} from ${tables} where ${query.state === 'open' ? sql`a.state = 'open'` : sql`a.state <> 'open'`} and ${fits}
            and ${afterCursor(sql`a.created_at`, sql`a.id`, cursor)}
          order by a.created_at desc, a.id desc limit ${query.limit + 1}`.execute(tx.query)
        const page = cutPage(rows, query.limit)
        return { items: page.rows.map(shown), next: page.next }
      })
    },

    /** Decides once; the run goes on with it. */
    async decide(
      workspaceId: string,
      who: Decider,
      id: string,
      { approved, comment }: { approved: boolean; comment: string },
    ): Promise<Approval> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`select ${columns} from ${tables} where a.id = ${id} for update of a`.execute(
          tx.query,
        )
        const row = rows[0]
        if (!row) throw new AppError('not_found', 'there is no such approval')
        if (row.state !== 'open') throw new AppError('wrong_state', `it is ${row.state} already`)
        if (row.skill && !who.mayOperate && !(await skillsOf(tx, who)).includes(row.skill))
          throw new AppError('forbidden', `only colleagues with the skill ${row.skill} decide this`)
        const state = approved ? 'approved' : 'rejected'
        await sql`
          with wait as (delete from flow_waits where run_id = ${row.run_id} and step = ${row.step})
          update flow_approvals set state = ${state}, decided_by = ${who.name}, decided_at = now(), comment = ${comment} where id = ${id}`.execute(
          tx.query,
        )
        const value = { approved, by: who.name, comment }
        const event = { type: 'done' as const, step: row.step, result: { status: 'ok' as const, value } }
        await tellRuns(tx, [{ workspaceId, runId: row.run_id, event }], wakeConversation)
        const act = approved ? ('approve' as const) : ('reject' as const)
        await keepAct(tx, { workspaceId, runId: row.run_id, who, action: act, node: row.node, reason: comment })
        const data = { approvalId: id, runId: row.run_id, approved }
        await publishFact(tx, {
          type: 'approval.decided',
          workspaceId,
          conversationId: row.conversation_id ?? undefined,
          data,
        })
        await audit(tx, {
          actor: who.actor,
          action: `flow_run.${act}`,
          target: `flow_run:${row.run_id}`,
          details: { approvalId: id },
        })
        tx.afterCommit(wake)
        return shown({ ...row, state, decided_by: who.name, decided_at: new Date(), comment })
      })
    },
  }
}

function shown(row: Row): Approval {
  return {
    id: row.id,
    runId: row.run_id,
    flowId: row.flow,
    flowName: row.flow_name ?? { zh: row.flow, en: row.flow },
    node: row.node,
    title: row.title,
    details: row.details,
    skill: row.skill,
    state: row.state,
    customer: row.customer_id ? { id: row.customer_id, name: row.customer_name ?? '' } : null,
    conversationId: row.conversation_id,
    createdAt: row.created_at.toISOString(),
    until: row.until.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    comment: row.comment,
  }
}
