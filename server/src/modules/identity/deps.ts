import type { Clock } from '../../infra/clock.ts'
import type { Db } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import type { LoadOf } from './staff.ts'

/** What the module is given. */
export interface IdentityDeps {
  db: Db
  clock: Clock
  log: Log
  /** How many conversations people have now; asked of whoever owns conversations. */
  loadOf: LoadOf
  /** A session unused for so long is over. */
  sessionHours: number
  /** A refused log-in is answered no sooner than this, whatever its reason; 300 ms unless said otherwise. */
  refusalMs?: number
}
