import type { OwnerReason } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Conversations } from '../conversations/index.ts'
import type { Identity } from '../identity/index.ts'
import { chooseAgent } from './choose-agent.ts'

export type Handoff = ReturnType<typeof makeHandoff>

interface HandoffDeps {
  db: Db
  identity: Pick<Identity, 'listStaff'>
  conversations: Conversations
  /** The platform's own sentences, in the customer's language. */
  sentence(key: string, language: 'zh' | 'en', params?: Record<string, string>): string
}

export interface HandoffRequest {
  workspaceId: string
  conversationId: string
  reason: OwnerReason
  skill: string | null
  language: 'zh' | 'en'
  /** 0 low … 3 urgent. */
  priority: number
}

/** `queued`: a human will come. `nobody`: nobody is on duty, the bot keeps the conversation and says so. */
export type HandoffResult = { status: 'queued'; position: number; waitSeconds: number } | { status: 'nobody' }

/** What is assumed for a place in the queue while nothing has been measured. */
const firstGuessSeconds = 60

/** Queues, and who gets what: by skill and language, then by load, claimed atomically. */
export function makeHandoff({ db, identity, conversations, sentence }: HandoffDeps) {
  /** Mean time between being queued and being taken, of the last hour, in seconds. */
  async function secondsPerPlace(tx: Tx): Promise<number> {
    const { rows } = await sql<{ seconds: number | null }>`
      select extract(epoch from avg(taken.at - queued.at))::float as seconds
      from owner_changes taken join lateral (
        select at from owner_changes q where q.conversation_id = taken.conversation_id and q.to_owner = 'queue' and q.id < taken.id
        order by q.id desc limit 1) queued on true
      where taken.to_owner = 'agent' and taken.from_owner = 'queue' and taken.at > now() - interval '1 hour'`.execute(
      tx.query,
    )
    return rows[0]?.seconds ?? firstGuessSeconds
  }

  return {
    secondsPerPlace,

    /** Puts a conversation into the queue, in the caller's transaction; with nobody on duty it goes straight back to the bot. */
    async request(tx: Tx, { conversationId, reason, skill, priority }: HandoffRequest): Promise<HandoffResult> {
      const staff = await identity.listStaff(tx)
      await conversations.changeOwner(tx, { conversationId, to: 'queue', reason, skill, priority })
      if (!staff.some((each) => !each.disabled && each.presence !== 'offline')) {
        await conversations.changeOwner(tx, { conversationId, to: 'bot', reason: 'nobody_online' })
        return { status: 'nobody' }
      }
      const seconds = await secondsPerPlace(tx)
      const { rows } = await sql<{ position: number }>`
        select count(*)::int as position from conversations where owner = 'queue'`.execute(tx.query)
      const position = Math.max(1, rows[0]?.position ?? 1)
      return { status: 'queued', position, waitSeconds: Math.round(position * seconds) }
    },

    /** Gives waiting conversations to free agents, the most urgent and longest waiting first. Answers the conversations given. */
    async assignWaiting(workspaceId: string): Promise<string[]> {
      return db.tenant(workspaceId, async (tx) => {
        const given: string[] = []
        const { rows } = await sql<{ id: string; skill: string | null; language: 'zh' | 'en' }>`
          select id, skill, language from conversations where owner = 'queue'
          order by priority desc, queued_at limit 50 for update skip locked`.execute(tx.query)
        if (rows.length === 0) return given
        const staff = await identity.listStaff(tx)
        for (const waiting of rows) {
          const agent = chooseAgent(waiting, staff)
          if (!agent) continue
          const changed = await conversations.changeOwner(tx, {
            conversationId: waiting.id,
            to: 'agent',
            agentId: agent.id,
            reason: 'assigned',
            only: { owners: ['queue'] },
          })
          if (!changed) continue
          agent.load += 1
          await conversations.appendMessage(tx, {
            conversationId: waiting.id,
            sender: 'system',
            text: sentence('agent_joined', waiting.language, { agent: agent.name }),
            event: { type: 'owner_changed', data: { to: 'agent', reason: 'assigned', agent: agent.name } },
          })
          given.push(waiting.id)
        }
        return given
      })
    },

    /** Conversations in queues of any workspace. */
    async workspacesWaiting(): Promise<string[]> {
      return db.system(async (tx) => {
        const { rows } = await sql<{
          workspace_id: string
        }>`select distinct workspace_id from conversations where owner = 'queue'`.execute(tx.query)
        return rows.map((row) => row.workspace_id)
      })
    },
  }
}
