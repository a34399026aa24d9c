import type { Evaluation, EvaluationDetail } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { signTest } from '@loopdesk/engines/examples/evaluation.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { addJob } from '../../infra/jobs.ts'
import { cutPage, parsePageCursor } from '../../infra/page-cursor.ts'
import type { Who, WorkbenchDeps } from './deps.ts'

export const evaluateJobName = 'workbench.evaluate'

interface Row {
  id: string
  version: number
  set_id: string | null
  set_name: string | null
  state: Evaluation['state']
  progress: number
  reason: string | null
  figures: Evaluation['figures']
  intents: EvaluationDetail['intents']
  confusion: EvaluationDetail['confusion']
  created_by: string
  created_at: Date
  finished_at: Date | null
}
const kept = { listed: 50 }

/** Measurements of versions: started here, carried out in the background, compared. */
export function makeEvaluations({ db }: Pick<WorkbenchDeps, 'db'>) {
  return {
    list: (
      workspaceId: string,
      wanted: { version?: number | undefined; setId?: string | undefined },
    ): Promise<Evaluation[]> =>
      db.tenant(workspaceId, async (tx) => {
        const ofVersion = wanted.version === undefined ? sql`true` : sql`e.version = ${wanted.version}`
        const ofSet = wanted.setId === undefined ? sql`true` : sql`e.set_id = ${wanted.setId}`
        return (await readRows(tx, sql`${ofVersion} and ${ofSet}`)).map(shown)
      }),

    start: (workspaceId: string, who: Who, version: number, setId: string | null): Promise<Evaluation> =>
      db.tenant(workspaceId, async (tx) => {
        await checkVersion(tx, version)
        if (setId !== null) await freeze(tx, setId)
        const { rows } = await sql<{ id: string }>`
          insert into workbench_evaluations (workspace_id, version, set_id, created_by)
          values (${workspaceId}, ${version}, ${setId}, ${who.name}) returning id`.execute(tx.query)
        const { id } = rows[0]!
        const payload = { workspaceId, evaluationId: id }
        await addJob(tx, evaluateJobName, payload, {
          key: `evaluate:${id}`,
          maxAttempts: 3,
          queue: `workbench:${workspaceId}`,
        })
        return shown(await one(tx, id))
      }),

    read: (workspaceId: string, id: string): Promise<EvaluationDetail> =>
      db.tenant(workspaceId, async (tx) => {
        const row = await one(tx, id)
        return { ...shown(row), intents: row.intents, confusion: row.confusion.slice(0, 2000) }
      }),

    judged(
      workspaceId: string,
      id: string,
      wanted: {
        right?: 'true' | 'false' | undefined
        intent?: string | undefined
        predicted?: string | undefined
        cursor?: string | undefined
        limit: number
      },
    ) {
      const after = parsePageCursor(wanted.cursor)
      return db.tenant(workspaceId, async (tx) => {
        await one(tx, id)
        const { rows } = await sql<JudgedRow & { id: string; micros: number }>`
          select item_id as id, text, label, predicted, score, outside, is_right, 0 as micros from workbench_judged
          where evaluation_id = ${id} and ${after ? sql`item_id > ${after.id}` : sql`true`}
            and ${wanted.right === undefined ? sql`true` : sql`is_right = ${wanted.right === 'true'}`}
            and ${wanted.intent === undefined ? sql`true` : sql`label = ${wanted.intent}`}
            and ${wanted.predicted === undefined ? sql`true` : sql`predicted = ${wanted.predicted}`}
          order by item_id limit ${wanted.limit + 1}`.execute(tx.query)
        const page = cutPage(rows, wanted.limit)
        const items = page.rows.map(
          ({ id: itemId, text, label: intent, predicted, score, outside, is_right: right }) => {
            return { itemId, text, intent, predicted, score, outside, right }
          },
        )
        return { items, next: page.next }
      })
    },

    compare: (
      workspaceId: string,
      [beforeId, afterId]: [string, string],
      { kind, offset, limit }: { kind: 'fixed' | 'broken' | 'changed'; offset: number; limit: number },
    ) =>
      db.tenant(workspaceId, async (tx) => {
        const [before, after] = [await one(tx, beforeId), await one(tx, afterId)]
        if (before.state !== 'done' || after.state !== 'done')
          throw new AppError('wrong_state', 'both evaluations must be done')
        if (before.set_id !== after.set_id)
          throw new AppError('unprocessable', 'only evaluations on the same set can be compared')
        const both = sql`workbench_judged b join workbench_judged a on a.item_id = b.item_id
          where b.evaluation_id = ${beforeId} and a.evaluation_id = ${afterId}`
        const { rows } = await sql<{ fixed: number; broken: number; bothRight: number; bothWrong: number }>`
          select count(*) filter (where not b.is_right and a.is_right)::int as fixed,
            count(*) filter (where b.is_right and not a.is_right)::int as broken,
            count(*) filter (where b.is_right and a.is_right)::int as "bothRight",
            count(*) filter (where not b.is_right and not a.is_right)::int as "bothWrong" from ${both}`.execute(
          tx.query,
        )
        const counts = rows[0]!
        const found = await sql<Changed & { total: number }>`
          select b.item_id as "itemId", b.text, b.label as intent, b.predicted as before, a.predicted as after, b.score as "beforeScore",
            a.score as "afterScore", count(*) over ()::int as total
          from ${both} and ${kinds[kind]} order by b.item_id offset ${offset} limit ${limit}`.execute(tx.query)
        const pValue = signTest(counts.fixed, counts.broken)
        const better = counts.fixed > counts.broken ? ('better' as const) : ('worse' as const)
        return {
          before: shown(before),
          after: shown(after),
          ...counts,
          pValue,
          verdict: pValue < 0.05 ? better : ('undecided' as const),
          items: found.rows.map(({ total: _, ...item }) => item),
          total: found.rows[0]?.total ?? 0,
        }
      }),
  }
}

interface JudgedRow {
  text: string
  label: string
  predicted: string
  score: number
  outside: number
  is_right: boolean
}
interface Changed {
  itemId: string
  text: string
  intent: string
  before: string
  after: string
  beforeScore: number
  afterScore: number
}
const kinds = {
  fixed: sql`not b.is_right and a.is_right`,
  broken: sql`b.is_right and not a.is_right`,
  changed: sql`a.predicted <> b.predicted`,
}

async function readRows(tx: Tx, where: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select e.id, e.version, e.set_id, s.name as set_name, e.state, e.progress, e.reason, e.figures, e.intents, e.confusion,
      e.created_by, e.created_at, e.finished_at
    from workbench_evaluations e left join workbench_sets s on s.id = e.set_id
    where ${where} order by e.created_at desc limit ${kept.listed}`.execute(tx.query)
  return rows
}

async function one(tx: Tx, id: string): Promise<Row> {
  const [row] = await readRows(tx, sql`e.id = ${id}`)
  if (!row) throw new AppError('not_found', 'there is no such evaluation')
  return row
}

async function checkVersion(tx: Tx, number: number): Promise<void> {
  const { rows } = await sql<{ state: string }>`select state from workbench_versions where number = ${number}`.execute(
    tx.query,
  )
  if (!rows[0]) throw new AppError('not_found', 'there is no such version')
  if (rows[0].state !== 'ready') throw new AppError('wrong_state', 'this version is not trained yet')
}

/** What is measured with must not change any more. */
async function freeze(tx: Tx, setId: string): Promise<void> {
  const { rows } = await sql`update workbench_sets set frozen = true where id = ${setId} returning 1`.execute(tx.query)
  if (rows.length === 0) throw new AppError('not_found', 'there is no such evaluation set')
  const { rows: items } = await sql`select from workbench_set_items where set_id = ${setId} limit 1`.execute(tx.query)
  if (items.length === 0) throw new AppError('unprocessable', 'the set is empty')
}

function shown(row: Row): Evaluation {
  const { id, version, state, progress, reason, figures } = row
  return {
    id,
    version,
    setId: row.set_id,
    setName: row.set_name,
    state,
    progress,
    reason,
    figures,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}
