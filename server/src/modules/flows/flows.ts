import type { Db, Tx } from '../../infra/db.ts'
import { makeConversationRuns } from './conversation-runs.ts'
import { makeDefinitions } from './definitions.ts'
import { type ConnectionEvent, hearEvent, storeEvent } from './events.ts'
import { raiseIncident } from './raise-incident.ts'
import type { WakeConversation } from './tell-runs.ts'
import { watches } from './watches.ts'

export type Flows = ReturnType<typeof makeFlows>

interface FlowsDeps {
  db: Db
  /** In the transaction that tells a run of a conversation something: a turn of it is due. */
  wakeConversation?: WakeConversation
  /** Runs without a conversation became ready: workers of all processes look now, instead of within half a second. */
  wakeWorkers?(): void
}

/** Flow definitions with their versions, runs of conversations, and what ended runs still listen for. */
export function makeFlows({ db, wakeConversation = async () => {}, wakeWorkers = () => {} }: FlowsDeps) {
  const definitions = makeDefinitions({ db })
  return {
    ...definitions,
    ...makeConversationRuns({ db, definitions, wakeConversation }),
    ...watches,
    storeEvent,
    raiseIncident,
    /** A new event reaches the runs that wait for it and begins the flows it triggers; in the transaction of `storeEvent`. */
    async hearEvent(tx: Tx, event: ConnectionEvent): Promise<{ told: number; begun: number }> {
      const heard = await hearEvent(tx, event, wakeConversation)
      if (heard.told + heard.begun > 0) tx.afterCommit(wakeWorkers)
      return heard
    },
  }
}
