import { type FlowDefinition, flowDefinition, readyFlow } from '@loopdesk/engines/flow/definition.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import { nextSlot } from './next-slot.ts'

export interface PublishedFlow {
  definition: FlowDefinition
  version: number
}

/** Definitions kept in memory; a version never changes. */
const mostKept = 500
/** Other processes' publishing is seen after this long at most. */
const liveFreshMs = 1_000

export type Definitions = ReturnType<typeof makeDefinitions>

/** Flow definitions with their versions, and which of them is live. */
export function makeDefinitions({ db }: { db: Db }) {
  const kept = new Map<string, FlowDefinition>()
  const live = new Map<string, { at: number; flows: Promise<Map<string, PublishedFlow>> }>()

  function keep(key: string, definition: FlowDefinition): FlowDefinition {
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
    kept.set(key, definition)
    return definition
  }

  /** What is live, ready to be run; definitions that are known already are not sent again. */
  async function readLive(workspaceId: string): Promise<Map<string, PublishedFlow>> {
    const heads = await db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string; version: number }>`
        select id, live as version from flow_heads where live is not null order by id`.execute(tx.query)
      return rows
    })
    const missing = heads.filter(({ id, version }) => !kept.has(`${workspaceId}/${id}/${version}`))
    if (missing.length > 0) await load(workspaceId, missing)
    return new Map(
      heads.flatMap(({ id, version }) => {
        const definition = kept.get(`${workspaceId}/${id}/${version}`)
        return definition ? [[id, { definition, version }] as const] : []
      }),
    )
  }

  async function load(workspaceId: string, wanted: { id: string; version: number }[]): Promise<void> {
    const rows = await db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string; version: number; definition: unknown }>`
        select f.id, f.version, f.definition from flows f
        join jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(id text, version int) using (id, version)`.execute(
        tx.query,
      )
      return rows
    })
    for (const { id, version, definition } of rows)
      keep(`${workspaceId}/${id}/${version}`, readyFlow(flowDefinition.parse(definition)))
  }

  async function definitionOf(workspaceId: string, id: string, version: number): Promise<FlowDefinition | undefined> {
    const key = `${workspaceId}/${id}/${version}`
    if (!kept.has(key)) await load(workspaceId, [{ id, version }])
    return kept.get(key)
  }

  return {
    /** The live version of each flow, as of now. */
    published: readLive,

    /** The same, at most a second old: for those who ask again and again. */
    recentlyPublished(workspaceId: string): Promise<Map<string, PublishedFlow>> {
      const known = live.get(workspaceId)
      if (known && Date.now() - known.at < liveFreshMs) return known.flows
      const flows = readLive(workspaceId)
      live.set(workspaceId, { at: Date.now(), flows })
      flows.catch(() => live.delete(workspaceId))
      return flows
    },

    /** One version, published at any time. */
    definitionOf,

    /**
     * Publishes a definition as the flow's next version and makes it live; one that is live already stays. Answers the version.
     * `now` and `timeZone` are needed for flows begun by the clock.
     */
    async publish(
      tx: Tx,
      workspaceId: string,
      definition: FlowDefinition,
      by: { actor?: string; note?: string; now?: Date; timeZone?: string } = {},
    ): Promise<{ version: number; unchanged: boolean }> {
      const text = JSON.stringify(definition)
      const { rows: same } = await sql<{ version: number }>`
        select h.live as version from flow_heads h join flows f on f.workspace_id = h.workspace_id and f.id = h.id and f.version = h.live
        where h.id = ${definition.id} and f.definition = ${text}::jsonb`.execute(tx.query)
      if (same[0]) return { version: same[0].version, unchanged: true }
      const { rows } = await sql<{ version: number }>`
        insert into flows (workspace_id, id, version, definition, note, created_by)
        select ${workspaceId}, ${definition.id}, coalesce(max(version), 0) + 1, ${text}::jsonb, ${by.note ?? ''}, ${by.actor ?? 'system'}
        from flows where workspace_id = ${workspaceId} and id = ${definition.id}
        returning version`.execute(tx.query)
      const { version } = rows[0]!
      await setLive(tx, { workspaceId, definition, version, now: by.now, timeZone: by.timeZone })
      return { version, unchanged: false }
    },

    /** What is remembered of what is live in this process is read anew. */
    forget: (workspaceId: string) => void live.delete(workspaceId),
  }
}

interface Live {
  workspaceId: string
  definition: FlowDefinition
  version: number
  now?: Date | undefined
  timeZone?: string | undefined
}

/** Makes a version the live one; the clock and events begin it from now on. */
export async function setLive(tx: Tx, { workspaceId, definition, version, now, timeZone }: Live): Promise<void> {
  const { trigger } = definition
  const next =
    trigger.type === 'schedule'
      ? nextSlot(trigger.cron, timeZone ?? (await timeZoneOf(tx, workspaceId)), now ?? new Date())
      : null
  await sql`
    insert into flow_heads (workspace_id, id, live, live_at, trigger, next_at)
    values (${workspaceId}, ${definition.id}, ${version}, now(), ${JSON.stringify(trigger)}::jsonb, ${next}::timestamptz)
    on conflict (workspace_id, id) do update set live = excluded.live, live_at = excluded.live_at, trigger = excluded.trigger,
      next_at = excluded.next_at`.execute(tx.query)
}

/** Nothing of this flow begins any more. */
export async function withdraw(tx: Tx, id: string): Promise<void> {
  await sql`update flow_heads set live = null, live_at = null, next_at = null where id = ${id}`.execute(tx.query)
}

async function timeZoneOf(tx: Tx, workspaceId: string): Promise<string> {
  const { rows } = await sql<{ time_zone: string }>`select time_zone from workspaces where id = ${workspaceId}`.execute(
    tx.query,
  )
  return rows[0]?.time_zone ?? 'UTC'
}
