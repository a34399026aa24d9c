import { randomUUID } from 'node:crypto'
import type { Bus } from '../../infra/bus.ts'
import type { Db } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Tools } from '../tools/index.ts'
import type { Flows } from './flows.ts'
import { makeToolPerformers, type Performers } from './perform.ts'
import { startPump } from './pump.ts'
import { raiseIncident } from './raise-incident.ts'
import { makeRunStore } from './run-store.ts'
import { readyChannel, startRunWorker } from './run-worker.ts'
import { makeSurroundings } from './surroundings.ts'
import type { WakeConversation } from './tell-runs.ts'

/** What runs without a conversation ask for that other modules carry out; the rest is seen to here. */
export type GivenPerformers = Pick<Performers, 'ticket' | 'notify' | 'knowledge' | 'prompt' | 'code'>

export interface FlowWorkDeps {
  db: Db
  log: Log
  bus: Bus
  now: () => Date
  flows: Pick<Flows, 'definitionOf' | 'recentlyPublished' | 'latestRun'>
  tools: Pick<Tools, 'find' | 'execute' | 'registry' | 'records'>
  perform: GivenPerformers
  timeZone(workspaceId: string): Promise<string>
  customer(workspaceId: string, customerId: string): Promise<{ externalId: string | null; name: string | null }>
  wakeConversation: WakeConversation
  /** Conversations may have been woken by the clock: look for turns that are due. */
  onWoken?(): void
  /** One worker among many; a fresh one when left out. */
  worker?: string
  concurrency?: number
  /** How often the clock of flows is read, and ready runs are looked for, in milliseconds. */
  everyMs?: number
}

export interface FlowWork {
  /** Runs were begun or told something in a transaction that has committed: workers of all processes look now. */
  wake(): void
  stop(): Promise<void>
}

/** Starts what drives runs without a conversation, and the clock for all runs, in a process that works. */
export function startFlowWork(deps: FlowWorkDeps): FlowWork {
  const { db, log, bus, now, flows, wakeConversation, everyMs } = deps
  const store = makeRunStore({ db, worker: deps.worker ?? randomUUID(), definitions: flows, wakeConversation })
  const worker = startRunWorker({
    log,
    bus,
    now,
    store,
    perform: { ...makeToolPerformers(deps.tools, raiseIncident), ...deps.perform, ...ownPerformers(flows) },
    surroundings: makeSurroundings({ ...deps, definitions: flows }),
    ...(deps.concurrency !== undefined && { concurrency: deps.concurrency }),
    ...(everyMs !== undefined && { pollMs: everyMs / 2 }),
  })
  const wake = () => bus.publish(readyChannel, {})
  const pump = startPump({
    db,
    log,
    now,
    wakeConversation,
    onReady() {
      wake()
      deps.onWoken?.()
    },
    ...(everyMs !== undefined && { everyMs }),
  })
  return {
    wake,
    async stop() {
      await pump.stop()
      await worker.stop()
    },
  }
}

/** What a run without a conversation can be answered from its own records. */
function ownPerformers(flows: Pick<Flows, 'latestRun'>): Pick<Performers, 'progress' | 'watch'> {
  return {
    async progress({ flow }, { workspaceId, customerId }) {
      const found = customerId ? await flows.latestRun(workspaceId, customerId, flow) : undefined
      return { result: { status: 'ok', value: found ?? null } }
    },
    // There is no conversation in which later changes could be told.
    watch: async () => ({ result: { status: 'ok', value: null } }),
  }
}
