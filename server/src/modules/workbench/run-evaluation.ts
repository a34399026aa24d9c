import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { evaluate } from '@loopdesk/engines/examples/evaluation.ts'
import { sql } from 'kysely'
import type { Recogniser, Taught } from '../understanding/index.ts'
import type { WorkbenchDeps } from './deps.ts'
import { readVersion } from './versions.ts'

interface Item {
  id: string
  text: string
  label: string
}
interface Outcome extends Item {
  best: string
  predicted: string
  score: number
  outside: number
}
interface Payload {
  workspaceId: string
  evaluationId: string
}

/** Few messages at a time, so that conversations on this process do not wait. */
const atOnce = 25
const storedAtOnce = 2000

/** Carries an evaluation out: on its set, or by cross-validation over the version's own examples. Started again, it begins anew. */
export function makeRunEvaluation({ db, understanding }: Pick<WorkbenchDeps, 'db' | 'understanding'>) {
  return async ({ workspaceId, evaluationId }: Payload): Promise<void> => {
    const wanted = await db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ version: number; set_id: string | null }>`
        update workbench_evaluations set state = 'running', progress = 0 where id = ${evaluationId} and state <> 'done'
        returning version, set_id`.execute(tx.query)
      await sql`delete from workbench_judged where evaluation_id = ${evaluationId}`.execute(tx.query)
      return rows[0]
    })
    const taught = wanted && (await readVersion(db, workspaceId, wanted.version))
    if (!wanted || !taught) return
    const report = makeReport(workspaceId, evaluationId)
    const seen = new Set(taught.examples.map(({ text }) => text))
    let outcomes: Outcome[]
    if (wanted.set_id === null) outcomes = await crossValidate(taught, report)
    else {
      const items = await readItems(workspaceId, wanted.set_id)
      outcomes = await ask(await understanding.workbench.train(workspaceId, taught), items, (done) =>
        report(done / items.length),
      )
    }
    const alreadyTrained = wanted.set_id === null ? 0 : outcomes.filter(({ text }) => seen.has(text)).length
    await store(workspaceId, evaluationId, outcomes, alreadyTrained)
  }

  /** Each part is asked of a recogniser trained on the others. */
  async function crossValidate(taught: Taught, report: (share: number) => Promise<void>): Promise<Outcome[]> {
    const parts = taught.examples.length > 20_000 ? 3 : 5
    const items = crossItems(taught)
    const dir = await mkdtemp(join(tmpdir(), 'loopdesk-folds-'))
    try {
      const outcomes: Outcome[] = []
      for (let part = 0; part < parts; part++) {
        const kept = items.filter((_, i) => i % parts !== part)
        const recogniser = await understanding.workbench.trainIn({ ...taught, examples: kept }, dir)
        const asked = items.filter((_, i) => i % parts === part)
        outcomes.push(...(await ask(recogniser, asked, (done) => report((part + done / asked.length) / parts))))
      }
      return outcomes
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  }

  function makeReport(workspaceId: string, evaluationId: string) {
    let at = 0
    return async (share: number) => {
      if (Date.now() - at < 500) return
      at = Date.now()
      await db.tenant(workspaceId, (tx) =>
        sql`update workbench_evaluations set progress = ${Math.min(0.99, share)} where id = ${evaluationId}`.execute(
          tx.query,
        ),
      )
    }
  }

  async function readItems(workspaceId: string, setId: string): Promise<Item[]> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<Item>`
        select id, text, label from workbench_set_items where set_id = ${setId} order by id`.execute(tx.query)
      return rows
    })
  }

  async function store(workspaceId: string, evaluationId: string, outcomes: Outcome[], seen: number): Promise<void> {
    const { figures, intents, confusion } = evaluate(outcomes)
    for (let from = 0; from < outcomes.length; from += storedAtOnce) {
      const rows = outcomes.slice(from, from + storedAtOnce)
      await db.tenant(workspaceId, (tx) =>
        sql`
          insert into workbench_judged (workspace_id, evaluation_id, item_id, text, label, predicted, score, outside, is_right)
          select ${workspaceId}::uuid, ${evaluationId}::uuid, j.id, j.text, j.label, j.predicted, j.score, j.outside, j.label = j.predicted
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
            as j(id uuid, text text, label text, predicted text, score real, outside real)
          on conflict do nothing`.execute(tx.query),
      )
    }
    await db.tenant(workspaceId, (tx) =>
      sql`
        update workbench_evaluations set state = 'done', progress = 1, finished_at = now(), reason = null,
          figures = ${JSON.stringify({ ...figures, seen })}::jsonb, intents = ${JSON.stringify(intents)}::jsonb,
          confusion = ${JSON.stringify(confusion.slice(0, 10_000))}::jsonb
        where id = ${evaluationId}`.execute(tx.query),
    )
  }
}

/** Each text once, dealt evenly over the labels; the same text has the same id in every version. */
function crossItems({ examples }: Taught): Item[] {
  const unique = new Map(examples.map((each) => [`${each.label}\n${each.text}`, each]))
  return [...unique]
    .map(([key, { text, label }]) => ({ id: uuidOf(key), text, label }))
    .sort((a, b) => (a.label === b.label ? (a.id < b.id ? -1 : 1) : a.label < b.label ? -1 : 1))
}

function uuidOf(key: string): string {
  const hex = createHash('md5').update(key).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

async function ask(recogniser: Recogniser, items: Item[], onDone: (done: number) => Promise<void>): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const item of items) {
    const { intents, outside, isOutside } = recogniser.judge(item.text, 1)
    const best = intents[0]?.label ?? 'oos'
    outcomes.push({ ...item, best, predicted: isOutside ? 'oos' : best, score: intents[0]?.score ?? 0, outside })
    if (outcomes.length % atOnce !== 0) continue
    await setImmediate()
    await onDone(outcomes.length)
  }
  return outcomes
}
