import type { ChecklistItem, ListedPack, PackItem, PackResult } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { audit } from '../../identity/index.ts'
import type { ApplyChanges } from '../entries/apply-changes.ts'
import { isUntouched, type makeDeliver } from '../entries/deliver.ts'
import type { EntryDeps, Who } from '../entries/deps.ts'
import { readStates } from '../entries/state.ts'
import { fillIn, settleValues } from './fill-in.ts'
import { installCategories, planCategories, removeCategories } from './pack-categories.ts'
import { planEntries, removeEntries } from './pack-entries.ts'
import { findPacks, type Pack, type PackContents, spansOf } from './pack-files.ts'
import { makePackParts, type PackPorts, type PartKind, type Problem } from './pack-parts.ts'

interface PackDeps extends Pick<EntryDeps, 'db' | 'now' | 'log'> {
  apply: ApplyChanges
  deliver: ReturnType<typeof makeDeliver>['deliver']
  settle: ReturnType<typeof makeDeliver>['settle']
  /** Folder of folders with a pack.yaml. */
  packsFolder: string
  ports: PackPorts
}

interface InstalledRow {
  id: string
  version: string
  values: Record<string, string>
  checklist: Omit<ChecklistItem, 'done' | 'doneBy' | 'doneAt'>[]
  ticks: Record<string, { by: string; at: string }>
  installed_at: Date
  installed_by: string
}

const originOf = (id: string) => `pack:${id}`

/** Ready-made knowledge of an industry: what there is, what of it is installed, and bringing it in and out. */
export function makePacks(deps: PackDeps) {
  const { db, now, log, apply, deliver, settle, packsFolder, ports } = deps
  const parts = makePackParts({ db, ports })

  async function available(): Promise<Map<string, Pack>> {
    const packs = new Map<string, Pack>()
    for (const found of await findPacks(packsFolder))
      if ('pack' in found) packs.set(found.pack.id, found.pack)
      else log.warn({ pack: found.id, problem: found.problem }, 'a pack cannot be read')
    return packs
  }

  async function find(id: string): Promise<Pack> {
    const pack = (await available()).get(id)
    if (!pack) throw new AppError('not_found', 'there is no such pack')
    return pack
  }

  const readInstalled = (workspaceId: string, id: string) =>
    db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<InstalledRow>`select * from knowledge_packs where id = ${id}`.execute(tx.query)
      return rows[0]
    })

  /** A pack with the values of this workspace filled in. */
  async function filled(workspaceId: string, id: string, given: Record<string, string>) {
    const pack = await find(id)
    const installed = await readInstalled(workspaceId, id)
    const values = settleValues(pack.settings, given, installed?.values)
    const contents = fillIn(pack.contents, values)
    const turned = spansOf(contents.entries).find(({ from, until }) => from && until && until < from)
    if (turned)
      throw new AppError(
        'invalid_request',
        `${turned.id} would end on ${turned.until}, before it begins on ${turned.from}`,
      )
    return { pack, installed, values, contents }
  }

  const listed = (workspaceId: string, pack: Pack): Promise<ListedPack> =>
    db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<InstalledRow>`select * from knowledge_packs where id = ${pack.id}`.execute(tx.query)
      const row = rows[0]
      const { id, name, version, description, industry, languages } = pack
      return {
        ...{ id, name, version, description, industry, languages },
        counts: countsOf(pack.contents),
        installed: row ? await installedOf(tx, row) : null,
        upgradable: row !== undefined && row.version !== version,
      }
    })

  return {
    list: async (workspaceId: string): Promise<{ items: ListedPack[] }> => ({
      items: await Promise.all([...(await available()).values()].map((pack) => listed(workspaceId, pack))),
    }),

    async read(workspaceId: string, id: string) {
      const pack = await find(id)
      const installed = await readInstalled(workspaceId, id)
      const steps = installed ? checklistOf(installed) : pack.contents.checklist.map((each) => openStep(stepOf(each)))
      const settings = pack.settings.map((each) => {
        const value = installed?.values[each.name]
        return value === undefined ? each : { ...each, default: value }
      })
      return { ...(await listed(workspaceId, pack)), settings, checklist: steps }
    },

    async preview(workspaceId: string, id: string, given: Record<string, string>): Promise<PackResult> {
      const { pack, contents } = await filled(workspaceId, id, given)
      const own = await db.tenant(workspaceId, async (tx) => [
        ...(await planCategories(tx, originOf(id), contents.categories)),
        ...(await planEntries(tx, originOf(id), contents.entries)),
      ])
      const others = await Promise.all(kinds.map((kind) => parts.plan(workspaceId, id, kind, contents[listOf[kind]])))
      const problems = kinds.flatMap((kind) =>
        ports[kind]
          ? []
          : contents[listOf[kind]].map((each) => ({ kind, id: each.id, reason: 'nothing here takes these in' })),
      )
      return { version: pack.version, items: [...own, ...others.flat()], problems }
    },

    async install(workspaceId: string, who: Who, id: string, given: Record<string, string>): Promise<PackResult> {
      const { pack, values, contents } = await filled(workspaceId, id, given)
      const origin = originOf(id)
      const items = await db.tenant(workspaceId, async (tx) => {
        await sql`
          insert into knowledge_packs (workspace_id, id, version, name, "values", checklist, installed_at, installed_by)
          values (${workspaceId}, ${id}, ${pack.version}, ${JSON.stringify(pack.name)}::jsonb, ${JSON.stringify(values)}::jsonb,
            ${JSON.stringify(contents.checklist.map(stepOf))}::jsonb, ${now()}, ${who.name})
          on conflict (workspace_id, id) do update set version = excluded.version, name = excluded.name, "values" = excluded."values",
            checklist = excluded.checklist, installed_at = excluded.installed_at, installed_by = excluded.installed_by`.execute(
          tx.query,
        )
        const planned = [
          ...(await planCategories(tx, origin, contents.categories)),
          ...(await planEntries(tx, origin, contents.entries)),
        ]
        await installCategories(tx, workspaceId, origin, contents.categories)
        const note = `${pack.name.zh ?? pack.name.en} ${pack.version}`
        await deliver(tx, workspaceId, contents.entries, {
          origin,
          by: who.name,
          actor: who.actor,
          note,
          teaches: true,
        })
        await settle(
          tx,
          workspaceId,
          origin,
          contents.entries.map((each) => each.id),
        )
        await audit(tx, {
          actor: who.actor,
          action: 'pack.installed',
          target: `pack:${id}`,
          details: { version: pack.version },
        })
        return planned
      })
      const problems: Problem[] = []
      for (const kind of kinds) {
        const done = await parts.install(workspaceId, who, id, kind, contents[listOf[kind]])
        items.push(...done.items)
        problems.push(...done.problems)
      }
      return { version: pack.version, items, problems }
    },

    async remove(
      workspaceId: string,
      who: Who,
      id: string,
      everything: boolean,
    ): Promise<{ removed: number; kept: PackItem[] }> {
      if (!(await readInstalled(workspaceId, id))) throw new AppError('wrong_state', 'this pack is not installed')
      const kept: PackItem[] = []
      let removed = 0
      for (const kind of removal) {
        const gone = await parts.remove(workspaceId, who, id, kind, everything)
        kept.push(...gone.kept)
        removed += gone.removed
      }
      await db.tenant(workspaceId, async (tx) => {
        const entries = await removeEntries(tx, workspaceId, apply, {
          who,
          origin: originOf(id),
          everything,
          now: now(),
        })
        const categories = await removeCategories(tx, originOf(id))
        kept.push(...entries.kept)
        kept.push(
          ...categories.kept.map((row) => ({
            outcome: 'kept' as const,
            origin: null,
            kind: 'category' as const,
            id: row.id,
            title: inLanguage(row.name, 'zh'),
          })),
        )
        removed += entries.removed + categories.removed
        await sql`delete from knowledge_packs where id = ${id}`.execute(tx.query)
        await audit(tx, {
          actor: who.actor,
          action: 'pack.removed',
          target: `pack:${id}`,
          details: { removed, kept: kept.length },
        })
      })
      return { removed, kept }
    },

    tick: (
      workspaceId: string,
      who: Who,
      { packId: id, stepId }: { packId: string; stepId: string },
      done: boolean,
    ): Promise<ChecklistItem> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<InstalledRow>`select * from knowledge_packs where id = ${id} for update`.execute(
          tx.query,
        )
        const row = rows[0]
        if (!row?.checklist.some((each) => each.id === stepId)) throw new AppError('not_found', 'there is no such step')
        const { [stepId]: _before, ...others } = row.ticks
        const ticks = done ? { ...others, [stepId]: { by: who.name, at: now().toISOString() } } : others
        await sql`update knowledge_packs set ticks = ${JSON.stringify(ticks)}::jsonb where id = ${id}`.execute(tx.query)
        await audit(tx, {
          actor: who.actor,
          action: 'pack.step_ticked',
          target: `pack:${id}`,
          details: { step: stepId, done },
        })
        return checklistOf({ ...row, ticks }).find((each) => each.id === stepId)!
      }),
  }
}

const kinds: PartKind[] = ['flow', 'intent', 'small_talk']
/** Intents lead to flows, so they go first. */
const removal: PartKind[] = ['small_talk', 'intent', 'flow']
const listOf = { intent: 'intents', flow: 'flows', small_talk: 'smallTalk' } as const
function countsOf({ checklist, entries, categories, intents, flows, smallTalk }: PackContents): ListedPack['counts'] {
  return {
    categories: categories.length,
    entries: entries.length,
    intents: intents.length,
    flows: flows.length,
    smallTalk: smallTalk.length,
    checklist: checklist.length,
  }
}

async function installedOf(tx: Tx, row: InstalledRow): Promise<NonNullable<ListedPack['installed']>> {
  const states = await readStates(tx, sql`e.origin = ${originOf(row.id)}`)
  const done = row.checklist.filter(({ id }) => row.ticks[id] !== undefined).length
  return {
    version: row.version,
    at: row.installed_at.toISOString(),
    by: row.installed_by,
    values: row.values,
    changed: states.filter((state) => !isUntouched(state)).length,
    checklist: { done, of: row.checklist.length },
  }
}

function stepOf({
  id,
  title,
  details,
  when,
  entries,
}: PackContents['checklist'][number]): InstalledRow['checklist'][number] {
  return { id, title, details: details ?? null, when, entries }
}

const openStep = (step: InstalledRow['checklist'][number]): ChecklistItem => ({
  ...step,
  done: false,
  doneBy: null,
  doneAt: null,
})

function checklistOf({ checklist, ticks }: Pick<InstalledRow, 'checklist' | 'ticks'>): ChecklistItem[] {
  return checklist.map((step) => {
    const tick = ticks[step.id]
    return tick ? { ...step, done: true, doneBy: tick.by, doneAt: tick.at } : openStep(step)
  })
}
