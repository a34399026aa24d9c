import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Frame } from '@loopdesk/engines/flow/frame.ts'
import { sql } from 'kysely'
import { audit } from '../identity/index.ts'
import { keepAct } from './acts.ts'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import { type NodeMapping, unfit } from './migrate-frame.ts'

interface Asked {
  from: number
  to: number
  nodes: NodeMapping
  runs?: string[] | undefined
  dryRun: boolean
  reason: string
}

interface Migrated {
  migrated: number
  missing: { node: string; runs: number }[]
  refused: { runId: string; why: string }[]
}

/** Brings open runs to another version. Each comes over when it is next loaded; one that cannot stays where it is. */
export function makeMigrateRuns({ db, flows }: Pick<FlowDeskDeps, 'db' | 'flows'>) {
  return async (workspaceId: string, who: Who, flow: string, asked: Asked): Promise<Migrated> => {
    const [from, to] = await Promise.all(
      [asked.from, asked.to].map((version) => flows.definitionOf(workspaceId, flow, version)),
    )
    if (!from || !to) throw new AppError('not_found', `flow ${flow} has no such version`)
    const unknown = Object.entries(asked.nodes).find(([old, fresh]) => !from.nodes[old] || !to.nodes[fresh])
    if (unknown)
      throw new AppError('unprocessable', `the mapping ${unknown.join(' → ')} names a node that is not there`)
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string; state: Frame | null; status: string; conversation_id: string | null }>`
        select id, state, status, conversation_id from flow_runs where flow = ${flow} and version = ${asked.from} and status <> 'ended'
          and (${asked.runs ?? null}::uuid[] is null or id = any(${asked.runs ?? null}::uuid[])) order by started_at limit 20000 for update`.execute(
        tx.query,
      )
      const missing = new Map<string, number>()
      const refused: Migrated['refused'] = []
      const fit: { id: string; begun: boolean }[] = []
      for (const { id, state, status, conversation_id } of rows) {
        const lacking = state ? unfit(state, from, to, asked.nodes) : []
        for (const node of lacking) missing.set(node, (missing.get(node) ?? 0) + 1)
        if (lacking.length > 0) refused.push({ runId: id, why: `stands at ${lacking.join(', ')}` })
        else if (conversation_id && (status === 'running' || !state))
          refused.push({ runId: id, why: 'the customer is in it right now' })
        else if (status === 'running') refused.push({ runId: id, why: 'it is being worked on right now' })
        else fit.push({ id, begun: state !== null })
      }
      if (!asked.dryRun && fit.length > 0) {
        const { rows: made } = await sql<{ id: string }>`
          insert into flow_migrations (workspace_id, flow, from_version, to_version, nodes, reason, created_by)
          values (${workspaceId}, ${flow}, ${asked.from}, ${asked.to}, ${JSON.stringify(asked.nodes)}::jsonb, ${asked.reason}, ${who.name}) returning id`.execute(
          tx.query,
        )
        const ids = (begun: boolean) => fit.filter((each) => each.begun === begun).map(({ id }) => id)
        await sql`update flow_runs set migration = ${made[0]!.id} where id = any(${ids(true)}::uuid[])`.execute(
          tx.query,
        )
        // What has not begun yet begins in the other version.
        await sql`update flow_runs set version = ${asked.to} where id = any(${ids(false)}::uuid[])`.execute(tx.query)
        for (const { id } of fit.slice(0, 1000))
          await keepAct(tx, {
            workspaceId,
            runId: id,
            who,
            action: 'migrate',
            node: null,
            reason: asked.reason,
            details: { from: asked.from, to: asked.to },
          })
        const details = { from: asked.from, to: asked.to, runs: fit.length, reason: asked.reason }
        await audit(tx, { actor: who.actor, action: 'flow.migrated', target: `flow:${flow}`, details })
      }
      return {
        migrated: fit.length,
        missing: [...missing].map(([node, runs]) => ({ node, runs })),
        refused: refused.slice(0, 1000),
      }
    })
  }
}
