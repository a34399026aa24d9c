import type { RunSummary } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { sql } from 'kysely'
import { audit } from '../identity/index.ts'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import type { makeReadRuns } from './read-runs.ts'
import { startRuns } from './start-runs.ts'

interface Asked {
  inputs: Record<string, unknown>
  idempotencyKey?: string | undefined
  customerId?: string | undefined
  language: 'zh' | 'en'
}

type Deps = Pick<FlowDeskDeps, 'db' | 'flows' | 'wake'> & { runs: ReturnType<typeof makeReadRuns> }

/** Begins a run by the API. The same key answers the run it began the first time. */
export function makeBeginRun({ db, flows, wake, runs }: Deps) {
  return async (workspaceId: string, who: Who, flow: string, asked: Asked): Promise<RunSummary> => {
    const live = (await flows.published(workspaceId)).get(flow)
    if (!live) throw new AppError('not_found', `flow ${flow} is not live`)
    checkInputs(live.definition, asked.inputs)
    const key = asked.idempotencyKey === undefined ? undefined : `api:${flow}:${asked.idempotencyKey}`
    const id = await db.tenant(workspaceId, async (tx) => {
      if (asked.customerId) {
        const { rows } = await sql`select 1 from customers where id = ${asked.customerId}`.execute(tx.query)
        if (rows.length === 0) throw new AppError('unprocessable', 'there is no such customer')
      }
      const [made] = await startRuns(tx, [
        {
          workspaceId,
          flow,
          version: live.version,
          trigger: 'call',
          scope: asked.inputs,
          idempotencyKey: key,
          customerId: asked.customerId,
          language: asked.language,
        },
      ])
      if (made) {
        await audit(tx, { actor: who.actor, action: 'flow_run.started', target: `flow_run:${made}`, details: { flow } })
        tx.afterCommit(wake)
        return made
      }
      const { rows } = await sql<{ id: string }>`select id from flow_runs where idempotency_key = ${key!}`.execute(
        tx.query,
      )
      return rows[0]!.id
    })
    return runs.one(workspaceId, id)
  }
}

const fits: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

/** What a flow is begun with must be what it says it takes. */
function checkInputs({ id, inputs }: FlowDefinition, given: Record<string, unknown>): void {
  const wrong = Object.entries(inputs).flatMap(([name, { type, required }]) => {
    const value = given[name]
    if (value === undefined || value === null)
      return required ? [{ path: `/body/inputs/${name}`, message: 'is needed' }] : []
    return fits[type]!(value) ? [] : [{ path: `/body/inputs/${name}`, message: `must be of type ${type}` }]
  })
  const unknown = Object.keys(given).filter((name) => !(name in inputs))
  wrong.push(...unknown.map((name) => ({ path: `/body/inputs/${name}`, message: 'is no input of this flow' })))
  if (wrong.length > 0) throw new AppError('invalid_request', `flow ${id} cannot be begun with these inputs`, wrong)
}
