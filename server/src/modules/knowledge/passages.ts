import { type RawBuilder, sql } from 'kysely'
import type { Bus } from '../../infra/bus.ts'
import type { Db, Tx } from '../../infra/db.ts'

/** The unit that is searched: a variant of an entry, or a piece of a document. */
export interface Passage {
  /** `entry:<id>:<variant>` or `document:<id>:<number>`. */
  id: string
  kind: 'entry' | 'text' | 'list' | 'table' | 'code' | 'question' | 'picture'
  /** `entry:<id>` or `document:<id>`. */
  source: string
  number: number
  /** zh, en or '' where it cannot be told. */
  language: string
  title: string
  headings: string[]
  text: string
  questions: string[]
  labels: string[]
  category: string
  content: Record<string, unknown>
  page: number | null
  /** None stands for everybody. */
  audiences: string[]
  /** None stands for every channel. */
  channels: string[]
  validFrom: Date | null
  validUntil: Date | null
  official: number
}

type Change<T> = { revision: number; updatedAt: Date } & (
  | ({ deleted: false } & T)
  | { deleted: true; id: string; source: string }
)

/** A passage as it came to stand, or the news that it is gone. */
export type PassageChange = Change<Passage>

/** The same with what an index holds of a passage. */
export type IndexedChange = Change<Omit<Passage, 'kind' | 'number' | 'category' | 'content' | 'page'>>

/** Tells that a workspace's passages changed; indexes then read on from their revision. */
export const passagesChanged = 'knowledge.changed'

export type Passages = ReturnType<typeof makePassages>

/** Lists travel as JSON, which is read far faster than lists of the database. */
const indexedColumns = sql`id, revision, deleted, source, language, title, text,
  array_to_json(headings) as headings, array_to_json(questions) as questions, array_to_json(labels) as labels,
  array_to_json(audiences) as audiences, array_to_json(channels) as channels,
  valid_from as "validFrom", valid_until as "validUntil", official, updated_at as "updatedAt"`

const columns = sql`id, revision, deleted, kind, source, number, language, title, headings, text, questions, labels,
  category, content, page, audiences, channels, valid_from as "validFrom", valid_until as "validUntil", official,
  updated_at as "updatedAt"`

/** The one table that is searched. Whoever changes it takes the workspace's next revision first, which keeps revisions in the order of commits. */
export function makePassages({ db, bus }: { db: Db; bus: Bus }) {
  async function nextRevision(tx: Tx, workspaceId: string): Promise<number> {
    const { rows } = await sql<{ revision: number }>`
      insert into knowledge_heads (workspace_id, revision) values (${workspaceId}, 1)
      on conflict (workspace_id) do update set revision = knowledge_heads.revision + 1 returning revision`.execute(
      tx.query,
    )
    const { revision } = rows[0]!
    tx.afterCommit(() => bus.publish(passagesChanged, { workspaceId, revision }))
    return revision
  }

  function changes<T>(
    workspaceId: string,
    selected: RawBuilder<unknown>,
    { revision, limit, afterId }: { revision: number; limit: number; afterId: string },
  ): Promise<T[]> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<T>`
        select ${selected} from knowledge_passages
        where workspace_id = ${workspaceId} and revision >= ${revision} and (revision, id) > (${revision}, ${afterId})
        order by revision, id limit ${limit}`.execute(tx.query)
      return rows
    })
  }

  return {
    /** Makes these the only passages of their sources; sources named without a passage lose all of theirs. */
    async replace(tx: Tx, workspaceId: string, sources: string[], passages: Passage[]): Promise<void> {
      const revision = await nextRevision(tx, workspaceId)
      const kept = passages.map(({ id }) => id)
      await sql`
        update knowledge_passages set deleted = true, revision = ${revision}, text = '', title = '', headings = '{}',
          questions = '{}', labels = '{}', content = '{}', updated_at = now()
        where workspace_id = ${workspaceId} and source = any(${sources}) and not deleted
          and not exists (select from unnest(${kept}::text[]) as kept(id) where kept.id = knowledge_passages.id)`.execute(
        tx.query,
      )
      if (passages.length === 0) return
      const rows = JSON.stringify(passages)
      await sql`
        insert into knowledge_passages (workspace_id, id, revision, kind, source, number, language, title, headings, text,
          questions, labels, category, content, page, audiences, channels, valid_from, valid_until, official)
        select ${workspaceId}, p.id, ${revision}, p.kind, p.source, p.number, p.language, p.title, p.headings, p.text,
          p.questions, p.labels, p.category, p.content, p.page, p.audiences, p.channels, p."validFrom", p."validUntil", p.official
        from jsonb_to_recordset(${rows}::jsonb) as p(id text, kind text, source text, number int, language text, title text,
          headings text[], text text, questions text[], labels text[], category text, content jsonb, page int,
          audiences text[], channels text[], "validFrom" timestamptz, "validUntil" timestamptz, official int)
        on conflict (workspace_id, id) do update set revision = excluded.revision, deleted = false, kind = excluded.kind,
          source = excluded.source, number = excluded.number, language = excluded.language, title = excluded.title,
          headings = excluded.headings, text = excluded.text, questions = excluded.questions, labels = excluded.labels,
          category = excluded.category, content = excluded.content, page = excluded.page, audiences = excluded.audiences,
          channels = excluded.channels, valid_from = excluded.valid_from, valid_until = excluded.valid_until,
          official = excluded.official, updated_at = now()`.execute(tx.query)
    },

    /** Forgets what was removed longer ago than an interval: every index has heard of it. */
    async sweep(tx: Tx, workspaceId: string, age: string): Promise<void> {
      await sql`
        delete from knowledge_passages where workspace_id = ${workspaceId} and deleted
          and updated_at < now() - ${age}::interval`.execute(tx.query)
    },

    /** What changed after a revision, oldest first, at most `limit`; every passage once, as it is now. */
    changedSince: (workspaceId: string, revision: number, limit: number, afterId = ''): Promise<PassageChange[]> =>
      changes<PassageChange>(workspaceId, columns, { revision, limit, afterId }),

    /** The same for indexes, with what they need only. */
    indexedSince: (workspaceId: string, revision: number, limit: number, afterId = ''): Promise<IndexedChange[]> =>
      changes<IndexedChange>(workspaceId, indexedColumns, { revision, limit, afterId }),

    /** The latest revision. */
    async revision(workspaceId: string): Promise<number> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ revision: number }>`
          select revision from knowledge_heads where workspace_id = ${workspaceId}`.execute(tx.query)
        return rows[0]?.revision ?? 0
      })
    },

    /** The latest revision and how many passages live, of one moment. */
    async census(workspaceId: string): Promise<{ head: number; living: number }> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ head: number; living: number }>`
          select coalesce((select revision from knowledge_heads where workspace_id = ${workspaceId}), 0) as head,
            (select count(*) from knowledge_passages where workspace_id = ${workspaceId} and not deleted) as living`.execute(
          tx.query,
        )
        return rows[0]!
      })
    },

    /** Another text for another database, or one that was set back to an earlier state. */
    async database(): Promise<string> {
      return db.system(async (tx) => {
        const { rows } = await sql<{ identity: string }>`
          select concat_ws('/', s.system_identifier, d.oid, c.timeline_id) as identity
          from pg_database d, pg_control_system() s, pg_control_checkpoint() c where d.datname = current_database()`.execute(
          tx.query,
        )
        return rows[0]!.identity
      })
    },

    /** Living passages by id, in the order asked for. */
    async get(tx: Tx, workspaceId: string, ids: string[]): Promise<(Passage & { updatedAt: Date })[]> {
      const { rows } = await sql<Passage & { updatedAt: Date }>`
        select ${columns} from knowledge_passages
        where workspace_id = ${workspaceId} and id = any(${ids}) and not deleted`.execute(tx.query)
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.flatMap((id) => byId.get(id) ?? [])
    },

    /** Living passages of a source, in order. */
    async ofSource(tx: Tx, workspaceId: string, source: string): Promise<(Passage & { updatedAt: Date })[]> {
      const { rows } = await sql<Passage & { updatedAt: Date }>`
        select ${columns} from knowledge_passages
        where workspace_id = ${workspaceId} and source = ${source} and not deleted order by number`.execute(tx.query)
      return rows
    },
  }
}
