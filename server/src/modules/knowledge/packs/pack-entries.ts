import type { PackItem } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { inLanguage, type KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import type { ApplyChanges } from '../entries/apply-changes.ts'
import { isUntouched, outcomeOf } from '../entries/deliver.ts'
import type { Who } from '../entries/deps.ts'
import { withArchived } from '../entries/lifecycle.ts'
import { type EntryState, lockStates, readStates } from '../entries/state.ts'

/** What installing would do with the entries of a pack. */
export async function planEntries(tx: Tx, origin: string, entries: readonly KnowledgeEntry[]): Promise<PackItem[]> {
  const ids = entries.map(({ id }) => id)
  const there = await readStates(tx, sql`(e.id = any(${ids}) or e.origin = ${origin} and e.status <> 'archived')`)
  const byId = new Map(there.map((state) => [state.id, state]))
  const words = { made: 'new', updated: 'update', same: 'same', kept: 'kept', foreign: 'conflict' } as const
  const items = entries.map((entry): PackItem => {
    const before = byId.get(entry.id) ?? null
    const outcome = words[outcomeOf(before, entry, { origin })]
    return {
      kind: 'entry',
      id: entry.id,
      title: inLanguage(entry.title, 'zh'),
      outcome,
      origin: outcome === 'conflict' ? before!.origin : null,
    }
  })
  const gone = there.filter((state) => !ids.includes(state.id))
  return [
    ...items,
    ...gone.map((state) => ({
      ...keptEntry(state),
      outcome: isUntouched(state) ? ('gone' as const) : ('kept' as const),
    })),
  ]
}

interface Removal {
  who: Who
  origin: string
  /** Also what people have changed. */
  everything: boolean
  now: Date
}

/** Deletes the entries of an origin as they came; answers how many went and what stayed. */
export async function removeEntries(
  tx: Tx,
  workspaceId: string,
  apply: ApplyChanges,
  { who, origin, everything, now }: Removal,
): Promise<{ removed: number; kept: PackItem[] }> {
  const found = await readStates(tx, sql`e.origin = ${origin}`)
  const states = await lockStates(
    tx,
    found.map(({ id }) => id),
  )
  const gone = states.filter((state) => everything || isUntouched(state))
  if (gone.length > 0) {
    const changes = gone.map((before) => ({ before, after: withArchived(before, who, now) }))
    await apply(tx, workspaceId, changes)
    await sql`delete from knowledge_entries where id = any(${gone.map(({ id }) => id)})`.execute(tx.query)
  }
  return { removed: gone.length, kept: states.filter((state) => !gone.includes(state)).map(keptEntry) }
}

const keptEntry = (state: EntryState): PackItem => ({
  kind: 'entry',
  id: state.id,
  title: titleOf(state),
  outcome: 'kept',
  origin: null,
})

function titleOf({ id, draft, definition }: EntryState): string {
  const title = (draft ?? definition)?.title
  return title?.zh ?? title?.en ?? id
}
