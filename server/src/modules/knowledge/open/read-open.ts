import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { Attachment } from '@loopdesk/contracts/knowledge.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../../infra/db.ts'

export type Language = 'zh' | 'en'

/** Who looks, when: nothing leaves this file that this does not allow. */
export interface Sight {
  /** Ids of audiences. */
  audiences: string[]
  channel: string
  at: Date
}

/** A category with what can be read in it and below; those with nothing are left out. */
export interface OpenCategory {
  id: string
  parent: string | null
  name: { zh?: string; en?: string }
  description: { zh?: string; en?: string }
  icon: string
  /** In it and below. */
  entries: number
  documents: number
}

export interface OpenItem {
  /** `entry:<id>` or `document:<id>`. */
  source: string
  title: string
  /** Of the text that was found. */
  language: string
  category: string
  updatedAt: Date
  /** How the text begins. */
  begins: string
}

export interface OpenEntry extends OpenItem {
  /** Markdown. */
  text: string
  plain: string
  questions: string[]
  attachments: Attachment[]
  related: string[]
  /** In which it is written, for this sight. */
  languages: Language[]
  titles: Partial<Record<Language, string>>
}

export interface OpenDocument extends OpenItem {
  fileName: string
  format: string
  size: number
  pages: number | null
}

export interface OpenPassage extends OpenItem {
  /** `entry:<id>:<variant>:<language>` or `document:<id>:<number>`. */
  id: string
  number: number
  page: number | null
  text: string
  markdown: string
  headings: string[]
}

export type ReadOpen = ReturnType<typeof makeReadOpen>

/** Somebody nobody knows, at a web page. */
export const publicAsker = (language: Language): Asker => ({ kind: 'public', channel: 'web', language })

const beginning = 160

/** What may be read by whom, straight from the passages: the rule of searching (audience, channel, time) decides here as well. */
export function makeReadOpen({ db }: { db: Db }) {
  return {
    /** All categories with something to read, each before those below it. */
    categories: (workspaceId: string, sight: Sight): Promise<OpenCategory[]> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Omit<OpenCategory, 'entries' | 'documents'>>`
          select id, parent, name, description, icon from knowledge_categories order by position, id`.execute(tx.query)
        const { rows: counts } = await sql<{ category: string; entries: number; documents: number }>`
          select category, count(distinct source) filter (where kind = 'entry')::int as entries,
            count(distinct source) filter (where kind <> 'entry')::int as documents
          from knowledge_passages where ${mayRead(tx, sight)} group by category`.execute(tx.query)
        return inTree(rows, new Map(counts.map((row) => [row.category, row])))
      }),

    /** Entries or documents of one category, by title. */
    items: (
      workspaceId: string,
      sight: Sight,
      wanted: { category: string; kind: 'entry' | 'document'; language: Language; offset: number; limit: number },
    ): Promise<OpenItem[]> =>
      db.tenant(workspaceId, (tx) =>
        readItems(
          tx,
          sight,
          wanted.language,
          sql`category = ${wanted.category} and kind ${wanted.kind === 'entry' ? sql`=` : sql`<>`} 'entry'`,
          sql`order by title, source offset ${wanted.offset} limit ${wanted.limit}`,
        ),
      ),

    /** Those of these sources that may be read, in the order asked for. */
    async some(workspaceId: string, sight: Sight, language: Language, sources: string[]): Promise<OpenItem[]> {
      if (sources.length === 0) return []
      const rows = await db.tenant(workspaceId, (tx) =>
        readItems(tx, sight, language, sql`source = any(${sources})`, sql``),
      )
      const bySource = new Map(rows.map((row) => [row.source, row]))
      return sources.flatMap((source) => bySource.get(source) ?? [])
    },

    /** What changed last. */
    latest: (workspaceId: string, sight: Sight, language: Language, limit: number): Promise<OpenItem[]> =>
      db.tenant(workspaceId, (tx) =>
        readItems(tx, sight, language, sql`kind = 'entry'`, sql`order by "updatedAt" desc, source limit ${limit}`),
      ),

    /** An entry in the language asked for, else in the one there is; undefined where it may not be read. */
    entry: (workspaceId: string, sight: Sight, language: Language, id: string): Promise<OpenEntry | undefined> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<OpenItem & { text: string; questions: string[]; content: EntryContent }>`
          select source, title, language, category, updated_at as "updatedAt", left(text, ${beginning}) as begins, text, questions, content
          from knowledge_passages where source = ${`entry:${id}`} and kind = 'entry' and ${mayRead(tx, sight)}
          order by ${order(language)}`.execute(tx.query)
        const [row] = rows
        if (!row) return undefined
        const { content, ...item } = row
        const languages = (['zh', 'en'] as const).filter((each) => rows.some((one) => one.language === each))
        const titleIn = (each: Language) => rows.find((one) => one.language === each)!.title
        return {
          ...item,
          text: content.markdown ?? row.text,
          plain: row.text,
          attachments: content.attachments ?? [],
          related: content.related ?? [],
          languages,
          titles: Object.fromEntries(languages.map((each) => [each, titleIn(each)])),
        }
      }),

    document: (workspaceId: string, sight: Sight, id: string): Promise<OpenDocument | undefined> =>
      db.tenant(workspaceId, async (tx) => {
        if (!uuid.test(id)) return undefined
        const { rows } = await sql<OpenDocument>`
          select p.*, d.file_name as "fileName", d.format, d.size, d.pages
          from (select source, title, language, category, updated_at as "updatedAt", left(text, ${beginning}) as begins
            from knowledge_passages where source = ${`document:${id}`} and ${mayRead(tx, sight)} order by number limit 1) p
          join knowledge_documents d on d.id = ${id}`.execute(tx.query)
        return rows[0]
      }),

    passage: (workspaceId: string, sight: Sight, id: string): Promise<OpenPassage | undefined> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<OpenPassage>`
          select id, source, title, language, category, updated_at as "updatedAt", '' as begins, number, page, text, headings,
            coalesce(content->>'markdown', text) as markdown
          from knowledge_passages where id = ${id} and ${mayRead(tx, sight)}`.execute(tx.query)
        return rows[0]
      }),

    /** How many there are to list for search engines. */
    count: (workspaceId: string, sight: Sight): Promise<number> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ count: number }>`
          select count(distinct source)::int as count from knowledge_passages where ${mayRead(tx, sight)}`.execute(
          tx.query,
        )
        return rows[0]!.count
      }),

    /** All there is to read, one for each language it is written in, by source. */
    list: (
      workspaceId: string,
      sight: Sight,
      { offset, limit }: { offset: number; limit: number },
    ): Promise<OpenItem[]> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<OpenItem>`
          with listed as (select distinct source from knowledge_passages where ${mayRead(tx, sight)}
            order by source offset ${offset} limit ${limit})
          select distinct on (source, language) source, title, language, category, updated_at as "updatedAt", '' as begins
          from knowledge_passages where source in (select source from listed) and ${mayRead(tx, sight)}
          order by source, language, updated_at desc`.execute(tx.query)
        return rows
      }),

    /**
     * Changes with everything by which what can be read changes: knowledge, categories, and what has come into force or run out by
     * an instant. Of any workspace, for visitors of whom only the address is known.
     */
    async stamp(tx: Tx, workspaceId: string, at: Date): Promise<string> {
      const { rows } = await sql<{ revision: number; boundary: Date | null; tree: string | null }>`
        select coalesce((select revision from knowledge_heads where workspace_id = ${workspaceId}), 0) as revision,
          least(
            (select min(valid_from) from knowledge_passages
              where workspace_id = ${workspaceId} and valid_from > ${at} and valid_from is not null and not deleted),
            (select min(valid_until) from knowledge_passages
              where workspace_id = ${workspaceId} and valid_until > ${at} and valid_until is not null and not deleted)
          ) as boundary,
          (select md5(string_agg(concat_ws(' ', id, parent, position, icon, name, description), '|' order by id))
            from knowledge_categories where workspace_id = ${workspaceId}) as tree`.execute(tx.query)
      const { revision, boundary, tree } = rows[0]!
      return [revision, boundary?.getTime() ?? 0, tree].join(':')
    },

    /** What sources are called today, by source; those that are gone are left out. */
    async titles(tx: Tx, sources: readonly string[]): Promise<Map<string, string>> {
      const { rows } = await sql<{ source: string; title: string }>`
        select distinct on (source) source, title from knowledge_passages
        where workspace_id = ${tx.workspaceId} and source = any(${[...new Set(sources)]}::text[]) and not deleted
        order by source, number`.execute(tx.query)
      return new Map(rows.map(({ source, title }) => [source, title]))
    },
  }
}

interface EntryContent {
  markdown?: string
  attachments?: Attachment[]
  related?: string[]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Living, for these audiences, on this channel, now. */
function mayRead(tx: Tx, { audiences, channel, at }: Sight): RawBuilder<boolean> {
  return sql<boolean>`(workspace_id = ${tx.workspaceId} and not deleted
    and (audiences = '{}' or audiences && ${audiences}::text[]) and (channels = '{}' or ${channel} = any(channels))
    and (valid_from is null or valid_from <= ${at}) and (valid_until is null or valid_until > ${at}))`
}

/** Of an entry's answers the one somebody gets: in their language where there is one, then the first that fits. */
const order = (language: Language) =>
  sql`(language <> ${language}), coalesce((content->>'order')::int, number), number, id`

async function readItems(
  tx: Tx,
  sight: Sight,
  language: Language,
  which: RawBuilder<unknown>,
  then: RawBuilder<unknown>,
): Promise<OpenItem[]> {
  const { rows } = await sql<OpenItem>`
    select * from (select distinct on (source) source, title, language, category, updated_at as "updatedAt",
        left(text, ${beginning}) as begins
      from knowledge_passages where ${which} and ${mayRead(tx, sight)} order by source, ${order(language)}) found
    ${then}`.execute(tx.query)
  return rows
}

/** With what stands below each counted; without those that are empty. */
function inTree(
  rows: Omit<OpenCategory, 'entries' | 'documents'>[],
  counts: ReadonlyMap<string, { entries: number; documents: number }>,
): OpenCategory[] {
  const childrenOf = Map.groupBy(rows, ({ parent }) => parent)
  const walk = (parent: string | null): OpenCategory[] =>
    (childrenOf.get(parent) ?? []).flatMap((row) => {
      const inside = walk(row.id)
      const below = inside.filter((each) => each.parent === row.id)
      const own = counts.get(row.id) ?? { entries: 0, documents: 0 }
      const entries = below.reduce((sum, each) => sum + each.entries, own.entries)
      const documents = below.reduce((sum, each) => sum + each.documents, own.documents)
      return entries + documents === 0 ? [] : [{ ...row, entries, documents }, ...inside]
    })
  return walk(null)
}
