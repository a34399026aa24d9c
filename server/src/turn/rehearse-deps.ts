import type { TurnDeps } from './deps.ts'

/** The front doors of a turn, for a rehearsal: it reads what the workspace knows, and writes nothing of ours but the journal of real calls. */
export function playedDeps(deps: TurnDeps): TurnDeps {
  const { conversations } = deps
  return {
    ...deps,
    conversations: {
      ...conversations,
      appendMessage: async () => ({ id: deps.newId(), seq: 0, repeat: false }),
      lease: {
        ...conversations.lease,
        whileHeld: (claim, run) => deps.db.tenant(claim.workspace_id, run),
        saveCheckpoint: async () => {},
      },
    },
    createTicket: async () => ({ id: deps.newId(), number: 1 }),
    addNotice: async () => undefined,
  }
}
