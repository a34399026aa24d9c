import { type Asked, readAsked, readWishes } from '@loopdesk/engines/growth/asked.ts'
import {
  type Cluster,
  type Clusters,
  gatherCluster,
  makeClusters,
  representative,
} from '@loopdesk/engines/growth/clusters.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { GrowthDeps } from './deps.ts'

/** What is kept of a way of asking: its meaning in 8 bits a dimension. */
interface StoredSample {
  text: string
  words: string[]
  meaning: string
}

/** The clusters of a workspace as this process remembers them; true as long as the token is the one in the database. */
interface Remembered {
  token: string
  clusters: Clusters
}

export type ClusterStore = ReturnType<typeof makeClusterStore>

/** Workspaces whose clusters are remembered at once. */
const mostRemembered = 50

/**
 * Clusters between questions: read once, then remembered. The row of the workspace's head is locked by whoever works on them, and
 * carries a token that changes with them, so that what another process (or a transaction that came to nothing) did is noticed.
 */
export function makeClusterStore({ understood }: Pick<GrowthDeps, 'understood'>) {
  const remembered = new Map<string, Remembered>()

  /** Locks the clusters of a workspace for this transaction. */
  async function open(tx: Tx, workspaceId: string): Promise<Clusters> {
    await sql`insert into growth_heads (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(tx.query)
    const { rows } = await sql<{ token: string }>`
      select token from growth_heads where workspace_id = ${workspaceId} for update`.execute(tx.query)
    const { token } = rows[0]!
    const known = remembered.get(workspaceId)
    if (known?.token === token) return known.clusters
    const clusters = makeClusters(await readAll(tx, workspaceId), () => crypto.randomUUID())
    remembered.delete(workspaceId)
    if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value!)
    remembered.set(workspaceId, { token, clusters })
    return clusters
  }

  async function changed(tx: Tx, workspaceId: string): Promise<void> {
    const token = crypto.randomUUID()
    remembered.get(workspaceId)!.token = token
    await sql`update growth_heads set token = ${token} where workspace_id = ${workspaceId}`.execute(tx.query)
  }

  async function save(tx: Tx, workspaceId: string, cluster: Cluster, language: string, at: Date): Promise<void> {
    const { title, samples } = stored(cluster)
    await sql`
      insert into growth_clusters (workspace_id, id, title, language, size, samples, first_at, last_at)
      values (${workspaceId}, ${cluster.id}, ${title}, ${language}, 1, ${samples}::jsonb, ${at}, ${at})
      on conflict (workspace_id, id) do update set title = excluded.title, samples = excluded.samples, size = growth_clusters.size + 1,
        last_at = greatest(growth_clusters.last_at, excluded.last_at), updated_at = now()`.execute(tx.query)
  }

  return {
    read: (text: string) => readAsked(text, understood),
    open,
    changed,

    /** The cluster a question would come to. */
    async nearest(tx: Tx, workspaceId: string, asked: Asked): Promise<string | undefined> {
      return (await open(tx, workspaceId)).nearest(asked)?.id
    },

    /** Puts a question where it belongs; answers the cluster's id. */
    async place(
      tx: Tx,
      workspaceId: string,
      asked: Asked,
      { language, at }: { language: string; at: Date },
    ): Promise<string> {
      const clusters = await open(tx, workspaceId)
      const { id, merged } = clusters.place(asked, at.getTime())
      await save(tx, workspaceId, clusters.get(id)!, language, at)
      for (const from of merged) await mergeRows(tx, workspaceId, from, id)
      await changed(tx, workspaceId)
      return id
    },

    async leave(tx: Tx, workspaceId: string, id: string): Promise<void> {
      const clusters = await open(tx, workspaceId)
      clusters.leave(id)
      await sql`
        update growth_clusters set size = greatest(0, size - 1), updated_at = now()
        where workspace_id = ${workspaceId} and id = ${id}`.execute(tx.query)
      await changed(tx, workspaceId)
    },
  }
}

/** The one's questions become the other's; what was written of it is not lost. */
export async function mergeRows(tx: Tx, workspaceId: string, from: string, into: string): Promise<void> {
  await sql`update growth_questions set cluster_id = ${into} where workspace_id = ${workspaceId} and cluster_id = ${from}`.execute(
    tx.query,
  )
  await sql`
    update growth_clusters c set size = c.size + gone.size, first_at = least(c.first_at, gone.first_at),
      last_at = greatest(c.last_at, gone.last_at), entry_id = coalesce(c.entry_id, gone.entry_id),
      draft_sources = coalesce(c.draft_sources, gone.draft_sources), drafted_at = coalesce(c.drafted_at, gone.drafted_at),
      drafted_by = coalesce(c.drafted_by, gone.drafted_by),
      state = case when c.state = 'open' and gone.entry_id is not null then 'drafted' else c.state end,
      apart = array(select distinct a from unnest(c.apart || gone.apart) a where a not in (c.id, gone.id)), updated_at = now()
    from growth_clusters gone
    where c.workspace_id = ${workspaceId} and c.id = ${into} and gone.workspace_id = ${workspaceId} and gone.id = ${from}`.execute(
    tx.query,
  )
  await sql`
    update growth_clusters set apart = array_replace(apart, ${from}::uuid, ${into}::uuid)
    where workspace_id = ${workspaceId} and apart @> array[${from}::uuid] and id <> ${into}`.execute(tx.query)
  await sql`
    update growth_clusters set merged_into = ${into}, size = 0 where workspace_id = ${workspaceId} and (id = ${from} or merged_into = ${from})`.execute(
    tx.query,
  )
}

async function readAll(tx: Tx, workspaceId: string): Promise<Cluster[]> {
  const { rows } = await sql<{ id: string; size: number; samples: StoredSample[]; first_at: Date; apart: string[] }>`
    select id, size, samples, first_at, apart from growth_clusters
    where workspace_id = ${workspaceId} and merged_into is null and size > 0`.execute(tx.query)
  return rows
    .filter(({ samples }) => samples.length > 0)
    .map(({ id, size, samples, first_at, apart }) =>
      gatherCluster({ id, size, since: first_at.getTime(), apart: new Set(apart) }, samples.map(sampleOf)),
    )
}

/** As the database keeps it. */
export function stored({ samples }: Cluster): { title: string; samples: string } {
  return {
    title: representative(samples)?.text.slice(0, 300) ?? '',
    samples: JSON.stringify(samples.map(storedSample)),
  }
}

const scale = 127

function storedSample({ text, words, meaning }: Asked): StoredSample {
  const bytes = Int8Array.from(meaning, (value) => Math.round(value * scale))
  return { text, words: [...words], meaning: Buffer.from(bytes.buffer).toString('base64') }
}

function sampleOf({ text, words, meaning }: StoredSample): Asked {
  const bytes = Buffer.from(meaning, 'base64')
  const values = Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length))
  const length = Math.hypot(...values) || 1
  return { text, words: new Set(words), meaning: values.map((value) => value / length), wants: readWishes(text) }
}
