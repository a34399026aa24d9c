import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/** One record of a service, as its API and the control API show it. */
// biome-ignore lint/suspicious/noExplicitAny: records are schemaless on purpose; the schemas sit at each service's edge
export type Doc = Record<string, any>
export type Store = ReturnType<typeof openStore>

/**
 * Opens one service's database: each collection is a table of JSON records in the order they were made.
 * `indexes` names record fields that `where` looks up fast. `:memory:` is allowed as file.
 */
export function openStore(file: string, collections: Record<string, string[]>) {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 3000')
  for (const [name, indexes] of Object.entries({ ...collections, ...BOOKKEEPING })) createTable(db, name, indexes)
  const prepared = new Map<string, StatementSync>()
  let depth = 0

  const sql = (text: string) => {
    const known = prepared.get(text)
    if (known) return known
    const statement = db.prepare(text)
    prepared.set(text, statement)
    return statement
  }
  const read = (row: Record<string, unknown> | undefined): Doc | undefined => row && JSON.parse(String(row.doc))

  return {
    collections: Object.keys(collections),

    get: (collection: string, id: string) => read(sql(`SELECT doc FROM ${collection} WHERE id = ?`).get(id)),

    /** All records in the order they were made, or those whose field equals the value. */
    where(collection: string, field?: string, value?: unknown): Doc[] {
      const rows =
        field === undefined
          ? sql(`SELECT doc FROM ${collection} ORDER BY seq`).all()
          : sql(`SELECT doc FROM ${collection} WHERE doc ->> '$.${field}' = ? ORDER BY seq`).all(value as string)
      return rows.map((row) => read(row)!)
    },

    /** Stores a record under its `id` field, in place when it exists. */
    put(collection: string, id: string, doc: Doc) {
      sql(`INSERT INTO ${collection} (id, doc) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc`).run(
        id,
        JSON.stringify(doc),
      )
      return doc
    },

    remove: (collection: string, id: string) => void sql(`DELETE FROM ${collection} WHERE id = ?`).run(id),

    /** Records made after the given position, each with its position: what journals and event feeds are read by. */
    after(collection: string, seq: number, limit = 1000): { seq: number; doc: Doc }[] {
      const rows = sql(`SELECT seq, doc FROM ${collection} WHERE seq > ? ORDER BY seq LIMIT ?`).all(seq, limit)
      return rows.map((row) => ({ seq: Number(row.seq), doc: read(row)! }))
    },

    lastSeq: (collection: string) => Number(sql(`SELECT max(seq) AS seq FROM ${collection}`).get()?.seq ?? 0),

    /** The next number of a named sequence; gap-free and never handed out twice. */
    next(sequence: string, start = 1): number {
      const row = sql('SELECT doc FROM sequences WHERE id = ?').get(sequence)
      const value = row ? Number(JSON.parse(String(row.doc))) + 1 : start
      this.put('sequences', sequence, value as unknown as Doc)
      return value
    },

    /** All or nothing; nested calls join the outer transaction. */
    transaction<T>(work: () => T): T {
      if (depth > 0) return work()
      depth++
      db.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        db.exec('COMMIT')
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      } finally {
        depth--
      }
    },

    /** Empties every table, the journal and the event feed included. */
    clear() {
      for (const name of Object.keys({ ...collections, ...BOOKKEEPING })) db.exec(`DELETE FROM ${name}`)
    },

    close: () => db.close(),
  }
}

/** Tables every service has beside its own: they are not part of its state. */
const BOOKKEEPING: Record<string, string[]> = { journal: [], events: [], first_results: [], sequences: [], meta: [] }

function createTable(db: DatabaseSync, name: string, indexes: string[]) {
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${name} (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL)`,
  )
  for (const field of indexes) db.exec(`CREATE INDEX IF NOT EXISTS ${name}_${field} ON ${name} (doc ->> '$.${field}')`)
}
