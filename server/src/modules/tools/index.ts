import type { Db } from '../../infra/db.ts'
import type { HttpClient } from '../../infra/http-client.ts'
import type { Secrets } from '../../infra/secrets.ts'
import { makeEffects } from './effects.ts'
import { evaluateOver } from './evaluate-over.ts'
import { makeExecute } from './execute.ts'
import { makeRecords } from './records.ts'
import { makeRegistry } from './registry.ts'

export type { EffectRow } from './effects.ts'
export { type Executed, withKind } from './execute.ts'
export type { Operation } from './openapi-operations.ts'
export type Tools = ReturnType<typeof makeTools>

interface ToolsDeps {
  db: Db
  http: HttpClient
  secrets: Secrets
  now: () => Date
  pause(ms: number): Promise<void>
  timeZone(workspaceId: string): Promise<string>
}

/** Connections to the company's systems, the tools they offer, and their careful use. */
export function makeTools({ db, http, secrets, now, pause, timeZone }: ToolsDeps) {
  const registry = makeRegistry({ db, http, secrets, now })
  const effects = makeEffects({ db })
  const find = async (workspaceId: string, toolId: string) => (await registry.load(workspaceId)).tools.get(toolId)
  const execute = makeExecute({ http, effects, find, pause })
  const records = makeRecords({ registry, execute, now, timeZone })
  /** Business objects as another way of reading gives them: where systems are played. */
  const recordsOver = (read: typeof execute.read) => makeRecords({ registry, execute: { read }, now, timeZone })
  return { registry, effects, execute, records, recordsOver, find, evaluate: evaluateOver }
}
