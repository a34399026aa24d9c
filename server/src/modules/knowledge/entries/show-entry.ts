import type { EntryDetail, EntrySummary } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { checkDraft, readCheckWorld } from './check-draft.ts'
import { draftOf } from './draft-of.ts'
import type { EntryState } from './state.ts'

export interface ShowWorld {
  today: string
  /** Days before its end at which an entry counts as expiring. */
  remindDays: number
  owners: ReadonlyMap<string, string>
}

/** An entry as lists have it. */
export function summaryOf(state: EntryState, { today, remindDays, owners }: ShowWorld): EntrySummary {
  const { definition, draft } = state
  const shown = definition ?? draft
  return {
    id: state.id,
    title: (draft ?? definition)?.title ?? {},
    category: shown?.category ?? '',
    labels: shown?.labels ?? [],
    languages: (['zh', 'en'] as const).filter((each) => shown?.answer[each]),
    questions: (shown?.questions.zh.length ?? 0) + (shown?.questions.en.length ?? 0),
    variants: shown?.variants.length ?? 0,
    attachments: shown?.attachments.length ?? 0,
    status: state.status,
    live: state.live,
    liveAt: state.liveAt?.toISOString() ?? null,
    changed: draft !== null && state.status !== 'archived',
    revision: state.revision,
    publishAt: state.publishAt?.toISOString() ?? null,
    audiences: shown?.audiences ?? [],
    from: shown?.from ?? null,
    until: shown?.until ?? null,
    validity: definition && validityOf(definition, today, remindDays),
    official: shown?.official ?? 1,
    origin: state.origin,
    externalId: state.externalId,
    owner: state.ownerId === null ? null : { id: state.ownerId, name: owners.get(state.ownerId) ?? '' },
    reviewBy: state.reviewBy,
    teaches: state.teaches,
    createdAt: state.createdAt.toISOString(),
    createdBy: state.createdBy,
    updatedAt: state.updatedAt.toISOString(),
    updatedBy: state.updatedBy,
  }
}

/** An entry with all there is to be said about it. */
export async function detailOf(tx: Tx, state: EntryState, world: ShowWorld): Promise<EntryDetail> {
  const { draft, review, definition } = state
  const examined = draft ?? (definition && draftOf(definition))
  const findings = examined ? checkDraft(state.id, examined, await readCheckWorld(tx, [examined], world.today)) : []
  return {
    ...summaryOf(state, world),
    draft: draft && {
      definition: draft,
      basedOn: state.basedOn,
      updatedAt: (state.draftAt ?? state.updatedAt).toISOString(),
      updatedBy: state.draftBy ?? state.updatedBy,
    },
    published: definition,
    review: review && shownReview(review),
    findings,
  }
}

export function shownReview({ publishAt: _wish, ...review }: NonNullable<EntryState['review']>) {
  return review
}

/** live: holds today; scheduled: begins later; expiring: ends within `remindDays`; expired: over. */
export function validityOf(
  { from, until }: { from?: string | undefined; until?: string | undefined },
  today: string,
  remindDays: number,
): NonNullable<EntrySummary['validity']> {
  if (until !== undefined && until < today) return 'expired'
  if (from !== undefined && from > today) return 'scheduled'
  if (until !== undefined && until <= daysLater(today, remindDays)) return 'expiring'
  return 'live'
}

/** A day some days later. */
export function daysLater(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Names of the colleagues of these ids. */
export async function readOwners(tx: Tx, states: readonly Pick<EntryState, 'ownerId'>[]): Promise<Map<string, string>> {
  const ids = [...new Set(states.flatMap(({ ownerId }) => ownerId ?? []))]
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{
    id: string
    name: string
  }>`select id, name from staff where id = any(${ids}::uuid[])`.execute(tx.query)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
