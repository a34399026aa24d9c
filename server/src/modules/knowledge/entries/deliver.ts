import { type KnowledgeEntry, knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { ensureCategories } from '../categories/category-paths.ts'
import type { ApplyChanges, EntryChangeSet } from './apply-changes.ts'
import { canonical, definitionHash } from './canonical.ts'
import type { EntryDeps } from './deps.ts'
import { draftOf } from './draft-of.ts'
import { withArchived, withDraft, withPublished } from './lifecycle.ts'
import { type EntryState, lockStates, newState, readStates } from './state.ts'

export interface Delivery {
  /** `config`, `pack:ecommerce`, `import:<id>` … */
  origin: string
  /** Who is named as writer. */
  by: string
  /** For the audit log; `by` unless given. */
  actor?: string
  note?: string
  /** Whether their questions train the recogniser. */
  teaches: boolean
  /** Left as drafts for people to look at. */
  asDrafts?: boolean
  /** What changed at the origin goes over what people changed here; that stays among the versions. */
  overwrites?: boolean
  /** The company's own ids of them, by id of the entry. */
  externalIds?: ReadonlyMap<string, string>
}

/** What became of what was delivered, by id. `kept`: people changed it since; `foreign`: the id belongs to something else. */
export interface Delivered {
  made: string[]
  updated: string[]
  same: string[]
  kept: string[]
  foreign: { id: string; origin: string }[]
}

/**
 * Takes in entries from outside the editor, a thousand or two at a time, in the caller's transaction. What is delivered again as
 * it was changes nothing; what people changed here since is kept; another origin's entries are left alone. Categories that are
 * not there are made.
 */
export function makeDeliver({ now, apply }: Pick<EntryDeps, 'now'> & { apply: ApplyChanges }) {
  return {
    async deliver(
      tx: Tx,
      workspaceId: string,
      entries: readonly KnowledgeEntry[],
      delivery: Delivery,
    ): Promise<Delivered> {
      // Two deliveries at once would both find an entry missing.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`knowledge:${workspaceId}`}, 0))`.execute(tx.query)
      const at = now()
      const known = new Map(
        (
          await lockStates(
            tx,
            entries.map(({ id }) => id),
          )
        ).map((state) => [state.id, state]),
      )
      const result: Delivered = { made: [], updated: [], same: [], kept: [], foreign: [] }
      const changes: EntryChangeSet[] = []
      for (const entry of new Map(entries.map((each) => [each.id, each])).values()) {
        const before = known.get(entry.id) ?? null
        const outcome = outcomeOf(before, entry, delivery)
        if (outcome === 'foreign') result.foreign.push({ id: entry.id, origin: before!.origin })
        else result[outcome].push(entry.id)
        if (outcome === 'made' || outcome === 'updated') changes.push(delivered(before, entry, delivery, at))
      }
      if (changes.length === 0) return result
      await ensureCategories(
        tx,
        workspaceId,
        changes.map(({ after }) => (after.definition ?? after.draft)?.category ?? ''),
        delivery.origin,
      )
      await apply(tx, workspaceId, changes)
      return result
    },

    /** Archives entries of an origin that are not among these; those that people changed since stay. Answers how many went. */
    async settle(tx: Tx, workspaceId: string, origin: string, ids: readonly string[]): Promise<number> {
      const gone = await readStates(tx, sql`e.origin = ${origin} and e.status <> 'archived' and e.id <> all(${ids})`)
      const states = (
        await lockStates(
          tx,
          gone.map(({ id }) => id),
        )
      ).filter(isUntouched)
      const changes = states.map((before) => ({
        before,
        after: { ...withArchived(before, system, now()), originHash: null },
      }))
      if (changes.length > 0) await apply(tx, workspaceId, changes)
      return changes.length
    },
  }
}

const system = { actor: 'system', name: 'system' }

/** Still what its origin delivered. */
export function isUntouched({ definition, draft, originHash }: EntryState): boolean {
  if (originHash === null) return true
  return draft === null && definition !== null && definitionHash(definition) === originHash
}

/** What is to become of a delivered entry. One that people archived stays so; one that its origin had taken away comes back. */
export function outcomeOf(
  before: EntryState | null,
  entry: KnowledgeEntry,
  { origin, overwrites = false }: Pick<Delivery, 'origin' | 'overwrites'>,
): keyof Delivered {
  if (before === null) return 'made'
  if (before.origin !== origin) return 'foreign'
  if (before.originHash === definitionHash(entry)) return 'same'
  if (before.originHash === null) return 'updated'
  if (before.status === 'archived') return 'kept'
  return isUntouched(before) || overwrites ? 'updated' : 'kept'
}

function delivered(before: EntryState | null, entry: KnowledgeEntry, delivery: Delivery, at: Date): EntryChangeSet {
  const { origin, by, note = '', teaches, asDrafts, externalIds } = delivery
  const from = before ?? { ...newState(entry.id, { now: at, by, origin }), teaches }
  const stamped: EntryState = {
    ...from,
    originHash: definitionHash(entry),
    externalId: externalIds?.get(entry.id) ?? from.externalId,
    updatedBy: by,
    ...(from.status === 'archived' && { status: 'draft' as const, draft: null }),
  }
  if (from.definition !== null && canonical(from.definition) === canonical(entry)) return { before, after: stamped }
  if (asDrafts)
    return { before, after: withDraft(stamped, draftOf(entry), { actor: delivery.actor ?? by, name: by }, at) }
  const after = withPublished(stamped, entry, at)
  const { draft, basedOn, draftBy, draftAt, draftAuthors } = from
  const underway = from.definition !== null && draft !== null ? { draft, basedOn, draftBy, draftAt, draftAuthors } : {}
  return { before, after: { ...after, ...underway }, signature: { note, author: by, approver: null } }
}

/**
 * What the recogniser learns from: live today, for everybody, teaching; at most `most`, those that are asked for first, then what is
 * the rule itself.
 */
export async function readTeaching(
  tx: Tx,
  today: string,
  asked: readonly string[] = [],
  most = 500,
): Promise<KnowledgeEntry[]> {
  const { rows } = await sql<{ definition: unknown }>`
    select definition from (
      select id, definition from knowledge_entries
      where teaches and live is not null and audiences = '{}'
        and coalesce(valid_from <= ${today}::date, true) and coalesce(valid_until >= ${today}::date, true)
      order by array_position(${[...asked]}::text[], id) nulls last, (definition->>'official')::int desc, created_at, id limit ${most}
    ) taught order by id`.execute(tx.query)
  return rows.map(({ definition }) => knowledgeEntry.parse(definition))
}
