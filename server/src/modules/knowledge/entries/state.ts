import type { DraftEntry, EntryStatus } from '@loopdesk/contracts/api/knowledge/entries.ts'
import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { questionHash } from './draft-of.ts'
import { filesIn } from './render-markdown.ts'

/** Where the review of a draft stands. */
export interface Review {
  state: 'waiting' | 'approved' | 'sent_back'
  submittedBy: string
  submittedAt: string
  comment: string
  /** When the submitter wants it to go live; null: once approved. */
  publishAt: string | null
  decidedBy: string | null
  decidedAt: string | null
  decision: string
}

/** Who a version is by, and who let it through. */
export interface Signature {
  note: string
  author: string
  approver: string | null
  /** Ids of contradictions to what is known that somebody confirmed. */
  despite?: string[]
}

/** An entry as it is kept. */
export interface EntryState {
  id: string
  definition: KnowledgeEntry | null
  draft: DraftEntry | null
  revision: number
  basedOn: number | null
  draftBy: string | null
  draftAt: Date | null
  /** Actors. */
  draftAuthors: string[]
  status: EntryStatus
  live: number | null
  newest: number
  liveAt: Date | null
  publishAt: Date | null
  publishing: Signature | null
  review: Review | null
  origin: string
  originHash: string | null
  externalId: string | null
  ownerId: string | null
  /** A day. */
  reviewBy: string | null
  teaches: boolean
  createdAt: Date
  createdBy: string
  updatedAt: Date
  updatedBy: string
}

export const stateColumns = sql`e.id, e.definition, e.draft, e.revision, e.based_on as "basedOn", e.draft_by as "draftBy",
  e.draft_at as "draftAt", e.draft_authors as "draftAuthors", e.status, e.live, e.newest, e.live_at as "liveAt",
  e.publish_at as "publishAt", e.publishing, e.review, e.origin, e.origin_hash as "originHash",
  e.external_id as "externalId", e.owner_id as "ownerId", e.review_by::text as "reviewBy", e.teaches,
  e.created_at as "createdAt", e.created_by as "createdBy", e.updated_at as "updatedAt", e.updated_by as "updatedBy"`

/** A new entry, before anything is written in it. */
export function newState(id: string, { now, by, origin }: { now: Date; by: string; origin: string }): EntryState {
  const nothingLive = { definition: null, live: null, newest: 0, liveAt: null, publishAt: null, publishing: null }
  const noDraft = {
    draft: null,
    revision: 0,
    basedOn: null,
    draftBy: null,
    draftAt: null,
    draftAuthors: [],
    review: null,
  }
  const made = { createdAt: now, createdBy: by, updatedAt: now, updatedBy: by }
  const from = { origin, originHash: null, externalId: null }
  return {
    id,
    ...nothingLive,
    ...noDraft,
    ...made,
    ...from,
    status: 'draft',
    ownerId: null,
    reviewBy: null,
    teaches: true,
  }
}

/** Entries to be changed, held until the transaction ends; in order of their ids. */
export async function lockStates(tx: Tx, ids: readonly string[]): Promise<EntryState[]> {
  const { rows } = await sql<EntryState>`
    select ${stateColumns} from knowledge_entries e where e.id = any(${ids}) order by e.id for update`.execute(tx.query)
  return rows
}

/** Entries as they are now. */
export async function readStates(tx: Tx, where: RawBuilder<unknown>): Promise<EntryState[]> {
  const { rows } = await sql<EntryState>`
    select ${stateColumns} from knowledge_entries e where ${where} order by e.id`.execute(tx.query)
  return rows
}

/** Writes entries as they have become, new ones included, with what lists are made from. Answers the ids of those that were new. */
export async function saveStates(
  tx: Tx,
  workspaceId: string,
  states: readonly EntryState[],
): Promise<ReadonlySet<string>> {
  if (states.length === 0) return new Set()
  const rows = JSON.stringify(states.map((state) => ({ ...state, ...shownColumns(state) })))
  const { rows: written } = await sql<{ id: string; isNew: boolean }>`
    insert into knowledge_entries (workspace_id, id, definition, draft, revision, based_on, draft_by, draft_at, draft_authors,
      status, live, newest, live_at, publish_at, publishing, review, origin, origin_hash, external_id, owner_id, review_by,
      teaches, created_at, created_by, updated_at, updated_by, projected,
      title, category, labels, audiences, languages, valid_from, valid_until, files, words, asked)
    select ${workspaceId}, r.id, nullif(r.definition, 'null'), nullif(r.draft, 'null'), r.revision, r."basedOn", r."draftBy",
      r."draftAt", r."draftAuthors", r.status, r.live, r.newest, r."liveAt", r."publishAt", nullif(r.publishing, 'null'),
      nullif(r.review, 'null'), r.origin, r."originHash", r."externalId", r."ownerId", r."reviewBy", r.teaches,
      r."createdAt", r."createdBy", r."updatedAt", r."updatedBy", true,
      r.title, r.category, r.labels, r.audiences, r.languages, r."validFrom", r."validUntil", r.files, r.words, r.asked
    from jsonb_to_recordset(${rows}::jsonb) as r(id text, definition jsonb, draft jsonb, revision int, "basedOn" int,
      "draftBy" text, "draftAt" timestamptz, "draftAuthors" text[], status text, live int, newest int, "liveAt" timestamptz,
      "publishAt" timestamptz, publishing jsonb, review jsonb, origin text, "originHash" text, "externalId" text,
      "ownerId" uuid, "reviewBy" date, teaches boolean, "createdAt" timestamptz, "createdBy" text, "updatedAt" timestamptz,
      "updatedBy" text, title text, category text, labels text[], audiences text[], languages text[], "validFrom" date,
      "validUntil" date, files text[], words text, asked int[])
    on conflict (workspace_id, id) do update set definition = excluded.definition, draft = excluded.draft,
      revision = excluded.revision, based_on = excluded.based_on, draft_by = excluded.draft_by, draft_at = excluded.draft_at,
      draft_authors = excluded.draft_authors, status = excluded.status, live = excluded.live, newest = excluded.newest,
      live_at = excluded.live_at, publish_at = excluded.publish_at, publishing = excluded.publishing, review = excluded.review,
      origin = excluded.origin, origin_hash = excluded.origin_hash, external_id = excluded.external_id,
      owner_id = excluded.owner_id, review_by = excluded.review_by, teaches = excluded.teaches,
      updated_at = excluded.updated_at, updated_by = excluded.updated_by, title = excluded.title,
      category = excluded.category, labels = excluded.labels, audiences = excluded.audiences, languages = excluded.languages,
      valid_from = excluded.valid_from, valid_until = excluded.valid_until, files = excluded.files, words = excluded.words,
      asked = excluded.asked returning id, xmax = 0 as "isNew"`.execute(tx.query)
  return new Set(written.filter(({ isNew }) => isNew).map(({ id }) => id))
}

/** What lists are filtered and ordered by: of what is live, else of the draft. */
function shownColumns({ id, definition, draft }: EntryState) {
  const shown = definition ?? draft
  const both = [definition, draft].filter((each) => each !== null)
  return {
    // An index holds it.
    title: [...(shown?.title.zh ?? shown?.title.en ?? '')].slice(0, 200).join(''),
    category: shown?.category ?? '',
    labels: shown?.labels ?? [],
    audiences: shown?.audiences ?? [],
    languages: (['zh', 'en'] as const).filter((each) => shown?.answer[each]),
    validFrom: shown?.from ?? null,
    validUntil: shown?.until ?? null,
    files: [...new Set(both.flatMap(filesOf))],
    words: [id, ...both.flatMap(wordsOf)].join('\n').toLowerCase(),
    asked: [...new Set([...(shown?.questions.zh ?? []), ...(shown?.questions.en ?? [])].map(questionHash))],
  }
}

/** Pictures and attachments of a definition. */
export function filesOf({ answer, variants, attachments }: KnowledgeEntry | DraftEntry): string[] {
  const texts = [answer, ...variants.map(({ text }) => text)].flatMap(({ zh, en }) => [zh ?? '', en ?? ''])
  return [...attachments.map(({ file }) => file), ...texts.flatMap(filesIn)]
}

function wordsOf({ title, questions, answer, variants, fault }: KnowledgeEntry | DraftEntry): string[] {
  const texts = [title, answer, ...variants.map(({ text }) => text)].flatMap(({ zh, en }) => [zh, en])
  return [...texts, ...questions.zh, ...questions.en, ...(fault?.codes ?? [])].filter((each) => each !== undefined)
}
