import type { Tx } from '../infra/db.ts'
import type { TurnDeps } from './deps.ts'

/** Nothing that is played reaches a transaction. */
const noTransaction = {} as Tx

/** The front doors of a turn, for a rehearsal: it reads what the workspace knows, and writes nothing of ours. */
export function playedDeps(deps: TurnDeps): TurnDeps {
  const { conversations } = deps
  return {
    ...deps,
    conversations: {
      ...conversations,
      appendMessage: async () => ({ id: deps.newId(), seq: 0, repeat: false }),
      lease: {
        ...conversations.lease,
        whileHeld: (_claim, run) => run(noTransaction),
        saveCheckpoint: async () => {},
      },
    },
    createTicket: async () => ({ id: deps.newId(), number: 1 }),
    addNotice: async () => undefined,
  }
}
