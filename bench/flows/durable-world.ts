import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { makeBus } from '../../server/src/infra/bus.ts'
import { makeDb } from '../../server/src/infra/db.ts'
import { makeHttpClient } from '../../server/src/infra/http-client.ts'
import { migrateJobs } from '../../server/src/infra/jobs.ts'
import { silentLog } from '../../server/src/infra/log.ts'
import { migrate } from '../../server/src/infra/migrate.ts'
import { makeSecrets } from '../../server/src/infra/secrets.ts'
import { makeFlows, startFlowWork } from '../../server/src/modules/flows/index.ts'
import { makeIdentity } from '../../server/src/modules/identity/index.ts'
import { makeTools } from '../../server/src/modules/tools/index.ts'

export type DurableWorld = Awaited<ReturnType<typeof openDurableWorld>>

/** The platform's own flows on a database: definitions, events and one worker. `onNotify` hears what runs say to staff. */
export async function openDurableWorld(url: string, onNotify: (text: string) => void) {
  await migrate({ url, log: silentLog })
  const db = makeDb({ url, max: 24, log: silentLog })
  await migrateJobs(db)
  const bus = makeBus({ log: silentLog })
  const now = () => new Date()
  const loadOf = async () => new Map<string, number>()
  const identity = makeIdentity({ db, clock: now, log: silentLog, loadOf, sessionHours: 1 })
  const { id: workspaceId } = await identity.createWorkspace({ slug: 'bench', name: 'Bench' })
  const timeZone = async () => 'Asia/Shanghai'
  const http = makeHttpClient()
  const pause = (ms: number) => wait(ms)
  const tools = makeTools({ db, http, secrets: makeSecrets(randomBytes(32)), now, pause, timeZone })
  await tools.registry.save(workspaceId, { connections: [], tools: [], records: [], catalogues: [] })
  const flows = makeFlows({ db })
  const ok = async () => ({ result: { status: 'ok' as const, value: null } })
  const start = () =>
    startFlowWork({
      db,
      log: silentLog,
      bus,
      now,
      flows,
      tools,
      timeZone,
      customer: async () => ({ externalId: null, name: null }),
      wakeConversation: async () => {},
      perform: {
        ticket: ok,
        knowledge: ok,
        prompt: ok,
        code: ok,
        async notify({ text }) {
          onNotify(text)
          return ok()
        },
      },
    })
  const work = start()
  return {
    db,
    workspaceId,
    flows,
    wake: () => work.wake(),
    publish: (definition: FlowDefinition) =>
      db.tenant(workspaceId, (tx) => flows.publish(tx, workspaceId, definition)).then(({ version }) => version),
    async close(): Promise<void> {
      await work.stop()
      http.close()
      await bus.close()
      await db.close()
    },
  }
}
