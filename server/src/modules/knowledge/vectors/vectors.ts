import { sql } from 'kysely'
import type { Db, Tx } from '../../../infra/db.ts'
import type { Log } from '../../../infra/log.ts'
import type { Sight } from '../index-host/engine.ts'

/** Whoever makes vectors of texts; texts and answers in the same order. Throws when it cannot in time. */
export interface PassageEmbedder {
  /** Two with the same identity make the same vectors. */
  identity: string
  /** Most texts of one request. */
  batch: number
  embed(workspaceId: string, texts: string[], totalMs: number): Promise<Float32Array[]>
}

export type Vectors = ReturnType<typeof makeVectors>

interface VectorDeps {
  db: Db
  log: Log
  embedder: PassageEmbedder
  /** The longest a question waits for its vector, in milliseconds. */
  waitMs: number
}

interface Kept {
  ids: string[]
  place: Map<string, number>
  vectors: (Float32Array | undefined)[]
  revision: number
}

/** Nearest neighbours handed to the search. */
const wanted = 64
/** Of so many at a time it is looked up who may see them. */
const looked = 512
const workspacesKept = 8
const embedMs = 60_000
const mostCharacters = 4_000

/** Passages by their meaning, as a configured embedding model sees it: kept in the database, compared in this process. */
export function makeVectors({ db, log, embedder, waitMs }: VectorDeps) {
  const kept = new Map<string, Kept>()
  let failing = false

  async function follow(workspaceId: string): Promise<Kept> {
    const one: Kept = kept.get(workspaceId) ?? { ids: [], place: new Map(), vectors: [], revision: 0 }
    for (;;) {
      const rows = await db.tenant(workspaceId, (tx) => readAfter(tx, embedder.identity, one.revision))
      for (const { id, vector, revision } of rows) {
        const place = one.place.get(id) ?? one.ids.push(id) - 1
        one.place.set(id, place)
        one.vectors[place] = floatsOf(vector)
        one.revision = revision
      }
      if (rows.length < page) break
    }
    kept.delete(workspaceId)
    kept.set(workspaceId, one)
    for (const oldest of kept.keys()) if (kept.size > workspacesKept) kept.delete(oldest)
    return one
  }

  async function vectorOf(workspaceId: string, text: string): Promise<Float32Array | undefined> {
    try {
      const [vector] = await embedder.embed(workspaceId, [text], waitMs)
      failing = false
      return vector && unit(vector)
    } catch (error) {
      failing = true
      log.debug({ err: error }, 'a question could not be embedded')
      return undefined
    }
  }

  return {
    /** Likeness (0 to 1) of the nearest among what may be seen; none when the model cannot be asked in time. */
    async nearest(workspaceId: string, text: string, sight: Sight): Promise<Map<string, number>> {
      const [asked, { ids, vectors }] = await Promise.all([vectorOf(workspaceId, text), follow(workspaceId)])
      const near = new Map<string, number>()
      if (!asked) return near
      const likeness = Float32Array.from(vectors, (vector) => (vector ? dot(asked, vector) : -1))
      const order = Uint32Array.from(ids.keys()).sort((a, b) => likeness[b]! - likeness[a]!)
      for (let from = 0; from < order.length && near.size < wanted; from += looked) {
        const some = Array.from(order.subarray(from, from + looked), (place) => ids[place]!)
        const seen = await db.tenant(workspaceId, (tx) => visible(tx, some, sight))
        for (const id of some) {
          if (near.size >= wanted) break
          if (seen.has(id)) near.set(id, Math.max(0, likeness[order[from + some.indexOf(id)]!]!))
        }
      }
      return near
    },

    async status(workspaceId: string): Promise<{ state: 'on' | 'failing'; done: number; of: number }> {
      const counts = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ done: number; of: number }>`
          select count(v.passage_id) as done, count(*) as of from knowledge_passages p
            left join knowledge_vectors v on v.workspace_id = p.workspace_id and v.passage_id = p.id and v.model = ${embedder.identity}
          where p.workspace_id = ${workspaceId} and not p.deleted`.execute(tx.query)
        return rows[0]!
      })
      return { state: failing ? 'failing' : 'on', ...counts }
    },

    /** Embeds what is new or has changed, a batch at a time; answers how many. Throws when the model cannot be asked. */
    async embedNew(workspaceId: string): Promise<number> {
      let done = 0
      for (let after = ''; ; ) {
        const rows = await db.tenant(workspaceId, (tx) => readUnembedded(tx, embedder.identity, after, embedder.batch))
        if (rows.length === 0) break
        after = rows.at(-1)!.id
        const texts = rows.map(textOf)
        const vectors = await embedder.embed(workspaceId, texts, embedMs)
        const made = rows.map(({ id, updatedAt }, at) => ({
          id,
          hash: stampOf(updatedAt),
          vector: hexOf(unit(vectors[at]!)),
        }))
        await db.tenant(workspaceId, (tx) => save(tx, embedder.identity, made))
        done += rows.length
      }
      await db.tenant(workspaceId, (tx) =>
        sql`
          delete from knowledge_vectors v where workspace_id = ${workspaceId} and not exists (
            select from knowledge_passages p where p.workspace_id = v.workspace_id and p.id = v.passage_id and not p.deleted)`.execute(
          tx.query,
        ),
      )
      return done
    },
  }
}

const page = 5_000

async function readAfter(tx: Tx, model: string, revision: number) {
  const { rows } = await sql<{ id: string; vector: Buffer; revision: number }>`
    select passage_id as id, vector, revision from knowledge_vectors
    where workspace_id = ${tx.workspaceId} and model = ${model} and revision > ${revision} order by revision limit ${page}`.execute(
    tx.query,
  )
  return rows
}

interface Unembedded {
  id: string
  title: string
  headings: string[]
  questions: string[]
  text: string
  updatedAt: Date
}

/** Those whose vector is missing, of another model or of an earlier text. */
async function readUnembedded(tx: Tx, model: string, after: string, limit: number): Promise<Unembedded[]> {
  const { rows } = await sql<Unembedded>`
    select p.id, p.title, p.headings, p.questions, p.text, p.updated_at as "updatedAt" from knowledge_passages p
      left join knowledge_vectors v on v.workspace_id = p.workspace_id and v.passage_id = p.id
    where p.workspace_id = ${tx.workspaceId} and not p.deleted and p.id > ${after}
      and (v.passage_id is null or v.model <> ${model}
        or v.hash <> (extract(epoch from date_trunc('milliseconds', p.updated_at)) * 1000)::bigint::text)
    order by p.id limit ${limit}`.execute(tx.query)
  return rows
}

async function save(tx: Tx, model: string, made: { id: string; hash: string; vector: string }[]): Promise<void> {
  // One writer a workspace at a time: revisions are then seen in their order.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`knowledge-vectors:${tx.workspaceId}`}, 0))`.execute(
    tx.query,
  )
  await sql`
    delete from knowledge_vectors where workspace_id = ${tx.workspaceId} and passage_id = any(${made.map(({ id }) => id)})`.execute(
    tx.query,
  )
  await sql`
    insert into knowledge_vectors (workspace_id, passage_id, model, hash, vector)
    select ${tx.workspaceId}, m.id, ${model}, m.hash, decode(m.vector, 'hex')
    from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) as m(id text, hash text, vector text)`.execute(tx.query)
}

/** Those of these passages whom the asker may see: who may not is not among the nearest at all. */
async function visible(tx: Tx, ids: string[], { audiences, channel, at }: Sight): Promise<Set<string>> {
  const moment = new Date(at)
  const { rows } = await sql<{ id: string }>`
    select id from knowledge_passages where workspace_id = ${tx.workspaceId} and id = any(${ids}) and not deleted
      and (audiences = '{}' or audiences && ${audiences}::text[])
      and (channels = '{}' or ${channel ?? null}::text is null or ${channel ?? null} = any(channels))
      and coalesce(valid_from <= ${moment}, true) and coalesce(valid_until > ${moment}, true)`.execute(tx.query)
  return new Set(rows.map(({ id }) => id))
}

/** A passage as the model is shown it: what it is about first. */
const textOf = ({ title, headings, questions, text }: Unembedded) =>
  createText([title, headings.join(' › '), ...questions.slice(0, 5), text])

const createText = (parts: string[]) =>
  parts
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, mostCharacters)

const stampOf = (instant: Date) => String(instant.getTime())

const hexOf = (vector: Float32Array) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('hex')

/** A buffer of the database may lie anywhere; numbers of four bytes may not. */
function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer)
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector))
  return length === 0 ? vector : vector.map((value) => value / length)
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += one[at]! * (other[at] ?? 0)
  return sum
}
