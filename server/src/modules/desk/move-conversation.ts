import { randomUUID } from 'node:crypto'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Outcome, Owner, OwnerReason } from '@loopdesk/contracts/messages.ts'
import type { Tx } from '../../infra/db.ts'
import { type Principal, personOf } from '../../infra/http/index.ts'
import { addNote } from '../conversations/index.ts'
import type { DeskDeps } from './deps.ts'
import { holderOf, lockStanding, requireOpen, requireSay, type Standing } from './standing.ts'

/** Whom the queue will find, as the customer is told. */
const anotherColleague = { zh: '另一位同事', en: 'another colleague' }

type Deps = Pick<DeskDeps, 'conversations' | 'identity' | 'sentence'>

/** Where a conversation goes when it is passed on. */
export interface Transfer {
  staffId?: string | undefined
  skill?: string | undefined
  note: string
}

/**
 * The moves agents make. Each changes the owner with a reason and tells the customer in the same transaction, or throws
 * (`not_found`, `wrong_state`, `not_owner`, `already_claimed`) and changes nothing.
 */
export function makeMoves({ conversations, identity, sentence }: Deps) {
  async function change(
    tx: Tx,
    standing: Standing,
    to: { owner: Owner; reason: OwnerReason; agentId?: string; skill?: string | null },
    by: Principal,
  ): Promise<void> {
    const { owner, reason, ...rest } = to
    await conversations.changeOwner(tx, {
      conversationId: standing.id,
      to: owner,
      reason,
      ...rest,
      byStaffId: by.staffId,
      only: { owners: [standing.owner], agentId: standing.agentId },
    })
  }

  function tell(
    tx: Tx,
    { id, language }: Standing,
    line: { key: string; params: Record<string, string>; data: object },
  ) {
    return conversations.appendMessage(tx, {
      conversationId: id,
      sender: 'system',
      text: sentence(line.key, language, line.params),
      event: { type: 'owner_changed', data: { ...line.data, ...line.params } },
    })
  }

  return {
    /** From the bot or the queue; taking again what one has already is no error. */
    async take(tx: Tx, conversationId: string, by: Principal): Promise<void> {
      const staffId = personOf(by)
      const standing = await lockStanding(tx, conversationId)
      if (standing.agentId === staffId) return
      requireOpen(standing)
      if (standing.owner !== 'bot' && standing.owner !== 'queue')
        throw new AppError('already_claimed', `${holderOf(standing)} has taken this conversation`)
      await change(tx, standing, { owner: 'agent', reason: 'claimed', agentId: staffId }, by)
      const key = standing.owner === 'bot' ? 'taken_over' : 'agent_joined'
      await tell(tx, standing, { key, params: { agent: by.name }, data: { to: 'agent', reason: 'claimed' } })
    },

    /** To a colleague who is there, or into the queue for whoever has the skill. What is waiting in the queue anybody may pass on. */
    async transfer(tx: Tx, conversationId: string, { staffId, skill, note }: Transfer, by: Principal): Promise<void> {
      if ((staffId === undefined) === (skill === undefined)) throw badTarget()
      const standing = await lockStanding(tx, conversationId)
      requireOpen(standing)
      if (standing.owner !== 'queue') await requireSay(tx, identity, by, standing)
      const colleague = staffId === undefined ? undefined : await readColleague(tx, identity, staffId)
      if (colleague && colleague.id === standing.agentId)
        throw new AppError('wrong_state', `${colleague.name} has this conversation already`)
      if (colleague) await change(tx, standing, { owner: 'agent', reason: 'transferred', agentId: colleague.id }, by)
      else await change(tx, standing, { owner: 'queue', reason: 'transferred', skill }, by)
      const to = colleague?.name ?? anotherColleague[standing.language]
      const data = { to: colleague ? 'agent' : 'queue', reason: 'transferred' }
      await conversations.appendMessage(tx, {
        conversationId,
        sender: 'system',
        text: sentence('agent_transferred', standing.language, { to }),
        event: { type: 'owner_changed', data: colleague ? { ...data, agent: colleague.name } : data },
      })
      if (note.trim() === '') return
      const author = { author: by.name, staffId: by.staffId }
      await addNote(tx, { conversationId, text: note.trim(), ...author, idempotencyKey: `transfer:${randomUUID()}` })
    },

    /** The bot goes on with what it knew: its state was never touched. */
    async giveBack(tx: Tx, conversationId: string, by: Principal): Promise<void> {
      const standing = await lockStanding(tx, conversationId)
      requireOpen(standing)
      if (standing.owner === 'bot') throw new AppError('wrong_state', 'the bot has this conversation already')
      await requireSay(tx, identity, by, standing)
      await change(tx, standing, { owner: 'bot', reason: 'given_back' }, by)
      const agent = standing.agentName ?? by.name
      await tell(tx, standing, { key: 'given_back', params: { agent }, data: { to: 'bot', reason: 'given_back' } })
    },

    /** Closes with an outcome and asks the customer how it was. */
    async resolve(tx: Tx, conversationId: string, outcome: Outcome, by: Principal): Promise<void> {
      const standing = await lockStanding(tx, conversationId)
      requireOpen(standing)
      await requireSay(tx, identity, by, standing)
      await change(tx, standing, { owner: 'nobody', reason: 'resolved' }, by)
      await conversations.resolve(tx, conversationId, outcome, true)
      const line = { conversationId, sender: 'system' as const }
      await conversations.appendMessage(tx, {
        ...line,
        text: sentence('conversation_resolved', standing.language),
        event: { type: 'resolved', data: { outcome } },
      })
      await conversations.appendMessage(tx, {
        ...line,
        text: sentence('csat_ask', standing.language),
        parts: [{ type: 'rating', scale: 5 }],
        event: { type: 'rating_asked', data: {} },
      })
    },
  }
}

async function readColleague(tx: Tx, identity: Deps['identity'], staffId: string) {
  const found = await identity.readStaff(tx, staffId)
  if (!found) throw new AppError('not_found', 'there is no such colleague')
  if (found.disabled || found.presence === 'offline')
    throw new AppError('unprocessable', `${found.name} is not there; the customer would wait for nobody`)
  return found
}

function badTarget(): AppError {
  const message = 'name either a colleague or a skill'
  return new AppError('invalid_request', `/body: ${message}`, [{ path: '/body/staffId', message }])
}
