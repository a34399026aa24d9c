import type { GrowthCluster } from '@loopdesk/contracts/api/growth.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Asked } from '@loopdesk/engines/growth/asked.ts'
import { type Cluster, gatherCluster } from '@loopdesk/engines/growth/clusters.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { audit } from '../identity/index.ts'
import { type ClusterStore, mergeRows, stored } from './cluster-store.ts'
import type { GrowthClusters } from './clusters.ts'
import type { GrowthDeps } from './deps.ts'
import { keyOf } from './note-asked.ts'

interface Deps extends Pick<GrowthDeps, 'db'> {
  store: ClusterStore
  clusters: GrowthClusters
}
interface Who {
  actor: string
}

interface Held {
  id: string
  text: string
  key: string
  language: string
  at: Date
  unanswered: boolean
}

/** People put right what was gathered wrongly: questions move to where they belong, clusters that mean the same become one. */
export function makeRegroup({ db, store, clusters }: Deps) {
  /** Questions of the same words always go together: they cannot mean two things. */
  async function move(tx: Tx, from: string, questionIds: readonly string[], to: string | null) {
    const held = await heldBy(tx, from)
    const keys = new Set(held.filter(({ id }) => questionIds.includes(id)).map(({ key }) => key))
    const moved = held.filter(({ key }) => keys.has(key))
    const left = held.filter(({ key, unanswered }) => unanswered && !keys.has(key))
    if (moved.length === 0) throw new AppError('not_found', 'none of these questions is in this cluster')
    if (left.length === 0)
      throw new AppError('wrong_state', 'these are all of its questions: merge the cluster instead')
    const target = to ?? (await beginCluster(tx, moved))
    const count = moved.filter(({ unanswered }) => unanswered).length
    await sql`
      update growth_questions set cluster_id = ${target}
      where workspace_id = ${tx.workspaceId} and id = any(${moved.map(({ id }) => id)}::uuid[])`.execute(tx.query)
    const known = await store.open(tx, tx.workspaceId!)
    await store.changed(tx, tx.workspaceId!)
    const read = (rows: readonly Held[]) =>
      rows.filter(({ unanswered }) => unanswered).map(({ text }) => store.read(text))
    const goes = new Set(read(moved).map(({ text }) => keyOf(text)))
    const stays = (known.get(from)?.samples ?? []).filter(({ text }) => !goes.has(keyOf(text)))
    await put(tx, from, -count, [...stays, ...read(left)], target)
    await put(tx, target, count, [...(known.get(target)?.samples ?? []), ...read(moved)], from)
    return target
  }

  /** Writes a cluster as it is from now on, and keeps it apart from the other. */
  async function put(tx: Tx, id: string, more: number, asked: readonly Asked[], other: string): Promise<void> {
    const known = await store.open(tx, tx.workspaceId!)
    const { rows } = await sql<{ size: number; since: Date; apart: string[] }>`
      update growth_clusters c set size = greatest(0, c.size + ${more}::int), updated_at = now(),
        apart = case when ${other}::uuid = any(c.apart) then c.apart else c.apart || ${other}::uuid end,
        first_at = least(c.first_at, q.first), last_at = greatest(c.last_at, q.last)
      from (select min(at) as first, max(at) as last from growth_questions
        where workspace_id = ${tx.workspaceId} and cluster_id = ${id}) q
      where c.workspace_id = ${tx.workspaceId} and c.id = ${id} returning c.size, c.first_at as since, c.apart`.execute(
      tx.query,
    )
    const { size, since, apart } = rows[0]!
    const cluster: Cluster = gatherCluster({ id, size, since: since.getTime(), apart: new Set(apart) }, asked)
    known.replace(cluster)
    const { title, samples } = stored(cluster)
    await sql`
      update growth_clusters set title = ${title}, samples = ${samples}::jsonb
      where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx.query)
  }

  async function merge(tx: Tx, from: string, into: string): Promise<void> {
    if (from === into) throw new AppError('wrong_state', 'that is the same cluster')
    const known = await store.open(tx, tx.workspaceId!)
    await store.changed(tx, tx.workspaceId!)
    const asked = [...(known.get(into)?.samples ?? []), ...(known.get(from)?.samples ?? [])]
    await mergeRows(tx, tx.workspaceId!, from, into)
    const { rows } = await sql<{ size: number; since: Date; apart: string[] }>`
      select size, first_at as since, apart from growth_clusters where workspace_id = ${tx.workspaceId} and id = ${into}`.execute(
      tx.query,
    )
    const { size, since, apart } = rows[0]!
    const cluster = gatherCluster({ id: into, size, since: since.getTime(), apart: new Set(apart) }, asked)
    known.replace(gatherCluster({ id: from, size: 0, since: since.getTime(), apart: new Set() }, []))
    known.replace(cluster)
    const { title, samples } = stored(cluster)
    await sql`
      update growth_clusters set title = ${title}, samples = ${samples}::jsonb
      where workspace_id = ${tx.workspaceId} and id = ${into}`.execute(tx.query)
  }

  return {
    /** Moves questions to another cluster, or (`to` null) to one of their own; both as they are then. */
    move: (
      workspaceId: string,
      who: Who,
      id: string,
      { questionIds, to }: { questionIds: string[]; to: string | null },
    ) =>
      db.tenant(workspaceId, async (tx) => {
        await store.open(tx, workspaceId)
        const from = (await clusters.one(tx, id)).id
        const given = to === null ? null : (await clusters.one(tx, to)).id
        if (given === from) throw new AppError('wrong_state', 'that is the same cluster')
        const target = await move(tx, from, questionIds, given)
        await audit(tx, {
          actor: who.actor,
          action: to === null ? 'cluster.split' : 'cluster.questions_moved',
          target: `cluster:${from}`,
          details: { to: target, questions: questionIds.length },
        })
        return { from: await shownNow(tx, from), to: await shownNow(tx, target) }
      }),

    /** Two that mean the same become one; the first one's address leads to the second. */
    merge: (workspaceId: string, who: Who, id: string, into: string): Promise<GrowthCluster> =>
      db.tenant(workspaceId, async (tx) => {
        await store.open(tx, workspaceId)
        const [from, target] = [(await clusters.one(tx, id)).id, (await clusters.one(tx, into)).id]
        await merge(tx, from, target)
        await audit(tx, {
          actor: who.actor,
          action: 'cluster.merged',
          target: `cluster:${from}`,
          details: { into: target },
        })
        return shownNow(tx, target)
      }),
  }

  async function shownNow(tx: Tx, id: string): Promise<GrowthCluster> {
    return clusters.shown(tx, await clusters.one(tx, id))
  }
}

async function heldBy(tx: Tx, clusterId: string): Promise<Held[]> {
  const { rows } = await sql<Held>`
    select id, text, key, language, at, unanswered from growth_questions
    where workspace_id = ${tx.workspaceId} and cluster_id = ${clusterId} order by at desc`.execute(tx.query)
  return rows
}

async function beginCluster(tx: Tx, moved: readonly Held[]): Promise<string> {
  const [newest, oldest] = [moved[0]!, moved.at(-1)!]
  const { rows } = await sql<{ id: string }>`
    insert into growth_clusters (workspace_id, id, title, language, size, samples, first_at, last_at)
    values (${tx.workspaceId}, ${crypto.randomUUID()}, '', ${newest.language}, 0, '[]'::jsonb, ${oldest.at}, ${newest.at})
    returning id`.execute(tx.query)
  return rows[0]!.id
}
