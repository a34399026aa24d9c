import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Owner } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { Principal } from '../../infra/http/index.ts'
import type { Identity } from '../identity/index.ts'

/** How a conversation stands while its row is locked. */
export interface Standing {
  id: string
  status: 'open' | 'resolved'
  owner: Owner
  agentId: string | null
  agentName: string | null
  language: 'zh' | 'en'
}

/** Locks the conversation, so that of several moves one is made after the other. Throws `not_found`. */
export async function lockStanding(tx: Tx, conversationId: string): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select c.id, c.status, c.owner, c.agent_id as "agentId", c.language,
      (select name from staff where id = c.agent_id) as "agentName"
    from conversations c where c.id = ${conversationId} and c.workspace_id = ${tx.workspaceId} for update`.execute(
    tx.query,
  )
  if (!rows[0]) throw new AppError('not_found', 'there is no such conversation')
  return rows[0]
}

/** Throws `wrong_state` for a closed conversation. */
export function requireOpen({ status }: Standing): void {
  if (status !== 'open') throw new AppError('wrong_state', 'this conversation is closed')
}

/**
 * Its agent moves a conversation; so do supervisors and above, and API keys, on anybody's behalf. Throws `not_owner` naming
 * who has it.
 */
export async function requireSay(
  tx: Tx,
  identity: Pick<Identity, 'readStaff'>,
  principal: Principal,
  standing: Standing,
): Promise<void> {
  if (principal.staffId === null || standing.agentId === principal.staffId) return
  const staff = await identity.readStaff(tx, principal.staffId)
  if (staff && staff.role !== 'agent') return
  throw new AppError('not_owner', `this conversation is with ${holderOf(standing)}; take it over first`)
}

/** Who has it, in words. */
export function holderOf({ owner, agentName }: Standing): string {
  return { agent: agentName ?? 'an agent', bot: 'the bot', queue: 'the queue', nobody: 'nobody' }[owner]
}
