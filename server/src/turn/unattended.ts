import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import type { Db } from '../infra/db.ts'
import type { Conversations, PiiSpan } from '../modules/conversations/index.ts'
import type { GivenPerformers, Performed } from '../modules/flows/index.ts'
import type { Knowledge } from '../modules/knowledge/index.ts'
import { createTicket } from '../modules/tickets/index.ts'
import type { TurnDeps } from './deps.ts'
import { lookUp } from './look-up.ts'

interface Deps extends Pick<TurnDeps, 'askModel' | 'runCode' | 'now'> {
  db: Db
  knowledge: Pick<Knowledge, 'answer'>
  conversations: Pick<Conversations, 'appendMessage' | 'newestOf'>
}

/** A run without a conversation works for the company. */
const colleague = { kind: 'staff' } as const

const ok = (value: unknown): Performed => ({ result: { status: 'ok', value } })

/** What runs without a conversation ask of the rest of the house. Keys are run and step: asked again, nothing happens twice. */
export function unattended({ db, knowledge, conversations, askModel, runCode, now }: Deps): GivenPerformers {
  const ticketOf = (ticket: { subject: string; description: string; category: string; priority: number }) => ({
    ...ticket,
    conversationId: null,
    assigneeId: null,
    fields: {},
    createdBy: 'bot' as const,
  })
  return {
    async ticket({ step, subject, description, category, priority }, { workspaceId, runId, customerId }) {
      const ticket = ticketOf({ subject, description, category, priority })
      const key = { workspaceId, customerId, idempotencyKey: `${runId}:${step}` }
      return ok(await db.tenant(workspaceId, (tx) => createTicket(tx, { ...ticket, ...key })))
    },

    /** A customer reads it in their newest conversation; colleagues find it among the tickets. */
    async notify({ step, to, text }, { workspaceId, runId, flow, customerId, language }) {
      const idempotencyKey = `${runId}:${step}`
      return db.tenant(workspaceId, async (tx) => {
        if (to === 'staff') {
          const ticket = ticketOf({ subject: text.slice(0, 80), description: text, category: 'notice', priority: 1 })
          return ok(await createTicket(tx, { ...ticket, workspaceId, customerId, idempotencyKey }))
        }
        const conversationId = customerId ? await conversations.newestOf(tx, customerId) : undefined
        if (!conversationId) {
          const message = 'the customer has no conversation'
          return { result: { status: 'failed', kind: 'unavailable', code: 'no_conversation', message } }
        }
        const pii = detectPii(text, { language }) as PiiSpan[]
        const event = { type: 'update', data: { about: flow } }
        await conversations.appendMessage(tx, { conversationId, sender: 'bot', text, pii, event, idempotencyKey })
        return ok(null)
      })
    },

    async knowledge({ query }, { workspaceId, language }) {
      return ok(await lookUp(knowledge, { workspaceId, query, language, asker: colleague, at: now() }))
    },

    prompt: ({ prompt, schema }, { workspaceId }) => askModel(workspaceId, { prompt, schema }),

    code: async ({ code, input }) => ({ result: await runCode(code, input) }),
  }
}
