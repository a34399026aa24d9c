import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import { isUniqueViolation, type Tx } from '../../infra/db.ts'
import { audit } from '../identity/index.ts'
import type { Definitions } from '../understanding/index.ts'
import { taughtChanged } from './changed.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import { nameOf } from './intent-names.ts'
import type { Mirror } from './mirror.ts'
import { liveConflicts } from './shown-conflicts.ts'

interface IntentRow {
  label: string
  custom: boolean
  name: { zh: string; en: string } | null
  parent: string | null
  leads_to: Intent['leadsTo']
}
type Wanted = { kind?: Intent['kind'] | undefined; search?: string | undefined; order: 'name' | 'weak' | 'examples' }
export interface IntentChange {
  name?: Intent['name'] | undefined
  parent?: string | null | undefined
  leadsTo?: Intent['leadsTo'] | undefined
}

export type Intents = ReturnType<typeof makeIntents>

/** Intents: those that follow from definitions and those made here. */
export function makeIntents(deps: Pick<WorkbenchDeps, 'db' | 'understanding'> & { mirror: Mirror }) {
  const { db, mirror } = deps

  async function all(workspaceId: string): Promise<Intent[]> {
    const definitions = await mirror.sync(workspaceId)
    return db.tenant(workspaceId, (tx) => readIntents(tx, definitions))
  }

  async function one(workspaceId: string, label: string): Promise<Intent> {
    const found = (await all(workspaceId)).find(({ id }) => id === label)
    if (!found) throw noIntent()
    return found
  }

  /** Throws `not_found` unless there is such an intent. */
  async function check(workspaceId: string, label: string): Promise<void> {
    const { intents } = await mirror.sync(workspaceId)
    if (intents.some((each) => each.label === label)) return
    const { rows } = await db.tenant(workspaceId, (tx) =>
      sql`select from workbench_intents where label = ${label} and custom`.execute(tx.query),
    )
    if (rows.length === 0) throw noIntent()
  }

  return {
    all,
    one,
    check,
    async list(workspaceId: string, { kind, search, order }: Wanted) {
      const intents = await all(workspaceId)
      const words = search?.trim().toLowerCase() ?? ''
      const fits = (each: Intent) =>
        (kind === undefined || each.kind === kind) &&
        (words === '' || `${each.id}\n${each.name.zh}\n${each.name.en}`.toLowerCase().includes(words))
      const sum = (of: 'total' | 'on') => intents.reduce((total, { examples }) => total + examples[of], 0)
      return { items: intents.filter(fits).toSorted(orders[order]), examples: { total: sum('total'), on: sum('on') } }
    },

    async create(workspaceId: string, who: Who, input: { id: string; name: Intent['name'] } & IntentChange) {
      const label = `custom:${input.id}`
      await checkLinks(workspaceId, label, input)
      try {
        await db.tenant(workspaceId, async (tx) => {
          await sql`
            insert into workbench_intents (workspace_id, label, custom, name, parent, leads_to, created_by)
            values (${workspaceId}, ${label}, true, ${JSON.stringify(input.name)}::jsonb, ${input.parent ?? parentBy(label)},
              ${json(input.leadsTo)}::jsonb, ${who.name})`.execute(tx.query)
          await taughtChanged(tx, deps)
          await audit(tx, { actor: who.actor, action: 'intent.created', target: `intent:${label}` })
        })
      } catch (error) {
        if (isUniqueViolation(error)) throw new AppError('conflict', 'there is an intent of this id already')
        throw error
      }
      return one(workspaceId, label)
    },

    async update(workspaceId: string, who: Who, label: string, change: IntentChange) {
      const known = await one(workspaceId, label)
      if (known.kind !== 'custom' && (change.name !== undefined || change.leadsTo !== undefined))
        throw new AppError('unprocessable', 'its name and effect belong to its definition; change them there')
      await checkLinks(workspaceId, label, change)
      const { name, parent, leadsTo } = { ...known, ...withoutUndefined(change) }
      await db.tenant(workspaceId, async (tx) => {
        const custom = known.kind === 'custom'
        await sql`
          insert into workbench_intents (workspace_id, label, custom, name, parent, leads_to, created_by)
          values (${workspaceId}, ${label}, ${custom}, ${custom ? JSON.stringify(name) : null}::jsonb, ${parent}, ${json(leadsTo)}::jsonb, ${who.name})
          on conflict (workspace_id, label) do update set name = excluded.name, parent = excluded.parent, leads_to = excluded.leads_to`.execute(
          tx.query,
        )
        await taughtChanged(tx, deps)
        const details = { changed: Object.keys(withoutUndefined(change)) }
        await audit(tx, { actor: who.actor, action: 'intent.changed', target: `intent:${label}`, details })
      })
      return one(workspaceId, label)
    },

    async remove(workspaceId: string, who: Who, label: string, moveTo: string | undefined) {
      const known = await one(workspaceId, label)
      if (known.kind !== 'custom')
        throw new AppError('unprocessable', 'this intent belongs to a definition; switch its examples off instead')
      if (moveTo === label) throw field('/query/moveTo', 'is the intent that is to be deleted')
      if (moveTo !== undefined) await one(workspaceId, moveTo)
      return db.tenant(workspaceId, async (tx) => {
        const outcome = moveTo === undefined ? await dissolve(tx, label) : await moveAll(tx, label, moveTo)
        await sql`update workbench_intents set parent = ${known.parent} where parent = ${label}`.execute(tx.query)
        await sql`delete from workbench_intents where label = ${label}`.execute(tx.query)
        await taughtChanged(tx, deps)
        await audit(tx, { actor: who.actor, action: 'intent.deleted', target: `intent:${label}`, details: outcome })
        return outcome
      })
    },
  }

  /** Links must lead somewhere, and a hierarchy has no circles. */
  async function checkLinks(workspaceId: string, label: string, { parent, leadsTo }: IntentChange): Promise<void> {
    if (!parent && !leadsTo) return
    const intents = new Map((await all(workspaceId)).map((each) => [each.id, each]))
    const target = leadsTo && (leadsTo.kind === 'flow' ? leadsTo.id : `kb:${leadsTo.id}`)
    if (target && intents.get(target)?.kind !== leadsTo.kind)
      throw field('/body/leadsTo/id', `there is no such ${leadsTo.kind === 'flow' ? 'flow' : 'knowledge entry'}`)
    if (parent && !intents.has(parent)) throw field('/body/parent', 'there is no such intent')
    for (let above: string | null | undefined = parent; above; above = intents.get(above)?.parent)
      if (above === label) throw field('/body/parent', 'an intent cannot stand below itself')
  }
}

export const noIntent = () => new AppError('not_found', 'there is no such intent')
export const field = (path: string, message: string) =>
  new AppError('invalid_request', `${path}: ${message}`, [{ path, message }])

const json = (value: unknown) => (value ? JSON.stringify(value) : null)
const withoutUndefined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<T>

/** `custom:a.b` stands below `custom:a` unless something else is said. */
const parentBy = (label: string) => (label.includes('.') ? label.slice(0, label.lastIndexOf('.')) : null)

const byName = (a: Intent, b: Intent) => (a.id < b.id ? -1 : 1)
const orders = {
  name: byName,
  weak: (a: Intent, b: Intent) => b.weak - a.weak || byName(a, b),
  examples: (a: Intent, b: Intent) => b.examples.on - a.examples.on || byName(a, b),
}

async function moveAll(tx: Tx, from: string, to: string) {
  await sql`
    delete from workbench_examples e using workbench_examples there
    where e.label = ${from} and e.origin_label is null and there.label = ${to} and there.origin_label is null
      and md5(there.text) = md5(e.text)`.execute(tx.query)
  const { rows } =
    await sql`update workbench_examples set label = ${to}, updated_at = now() where label = ${from} returning 1`.execute(
      tx.query,
    )
  return { moved: rows.length, deleted: 0 }
}

async function dissolve(tx: Tx, label: string) {
  const { rows: home } = await sql`
    update workbench_examples set label = origin_label, updated_at = now()
    where label = ${label} and origin_label is not null returning 1`.execute(tx.query)
  const { rows: gone } = await sql`delete from workbench_examples where label = ${label} returning 1`.execute(tx.query)
  return { moved: home.length, deleted: gone.length }
}

interface CountRow {
  label: string
  total: number
  on: number
  zh: number
  en: number
}

async function readIntents(tx: Tx, { intents: defined }: Definitions): Promise<Intent[]> {
  const { rows } = await sql<IntentRow>`select label, custom, name, parent, leads_to from workbench_intents`.execute(
    tx.query,
  )
  const own = new Map(rows.map((row) => [row.label, row]))
  const counts = await sql<CountRow>`
    select label, count(*)::int as total, count(*) filter (where enabled and held_for is null)::int as on,
      count(*) filter (where enabled and held_for is null and language = 'zh')::int as zh,
      count(*) filter (where enabled and held_for is null and language = 'en')::int as en
    from workbench_examples group by label`.execute(tx.query)
  const countOf = new Map(counts.rows.map((row) => [row.label, row]))
  const bilingual = ['zh', 'en'].every((lang) => counts.rows.filter((row) => row[lang as 'zh' | 'en'] > 0).length > 2)
  const conflicts = await liveConflicts(tx)
  const figures = await newestFigures(tx)
  const known = defined.map(({ label, kind, name }) => ({
    id: label,
    kind: kind as Intent['kind'],
    name: nameOf(label, name),
    leadsTo: null as Intent['leadsTo'],
  }))
  for (const { label, custom, name, leads_to } of rows)
    if (custom) known.push({ id: label, kind: 'custom', name: nameOf(label, name), leadsTo: leads_to })
  return known.map((each) => {
    const { total, on, zh, en } = countOf.get(each.id) ?? { total: 0, on: 0, zh: 0, en: 0 }
    const seen = {
      examples: { total, on, zh, en },
      conflicts: conflicts.get(each.id) ?? 0,
      figures: figures.get(each.id) ?? null,
    }
    return { ...each, parent: own.get(each.id)?.parent ?? null, ...seen, ...weaknessOf(seen, bilingual) }
  })
}

async function newestFigures(tx: Tx): Promise<Map<string, NonNullable<Intent['figures']>>> {
  const { rows } = await sql<{ intents: (NonNullable<Intent['figures']> & { intent: string })[] }>`
    select intents from workbench_evaluations where state = 'done' order by finished_at desc limit 1`.execute(tx.query)
  return new Map(rows[0]?.intents.map(({ intent, ...each }) => [intent, each]))
}

/** Few examples, wrong answers and contradictions each make an intent weak; `weak` is the chance-like sum of the three. */
function weaknessOf(
  { examples, conflicts, figures }: Pick<Intent, 'examples' | 'conflicts' | 'figures'>,
  bilingual: boolean,
): Pick<Intent, 'weak' | 'reasons'> {
  const reasons: Intent['reasons'] = []
  if (examples.on < enough.few) reasons.push('few_examples')
  if (bilingual && examples.on > 0 && (examples.zh === 0 || examples.en === 0)) reasons.push('one_language')
  if (figures && figures.recall < enough.figure) reasons.push('low_recall')
  if (figures && figures.precision < enough.figure) reasons.push('low_precision')
  if (conflicts > 0) reasons.push('conflicts')
  const few = Math.max(0, 1 - examples.on / enough.examples) * 0.7
  const wrong = figures ? Math.max(0, 1 - figures.f1 / 0.95) : 0
  const contradicted = examples.on > 0 ? Math.min(0.5, conflicts / examples.on) : 0
  return { weak: Math.round((1 - (1 - few) * (1 - wrong) * (1 - contradicted)) * 1000) / 1000, reasons }
}

const enough = { few: 10, examples: 15, figure: 0.7 }
