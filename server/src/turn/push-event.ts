import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { render } from '@loopdesk/engines/flow/expression.ts'
import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import { z } from 'zod'
import type { Tx } from '../infra/db.ts'
import type { PiiSpan } from '../modules/conversations/index.ts'
import { eventValue, scalarsOf, type WatchRow } from '../modules/flows/index.ts'
import type { TurnDeps } from './deps.ts'

const connectionEvent = z.object({
  id: z.string().min(1).max(200),
  /** Which connection it is about. */
  service: z.string().min(1).max(100),
  type: z.string().min(1).max(100),
  occurredAt: z.string().optional(),
  data: z.record(z.string(), z.unknown()).default({}),
})

/**
 * News from a company system: stored once, and told by itself to every conversation in which a run listens for it. Checked by
 * HMAC-SHA256 of the raw body with the connection's secret (`X-Signature: sha256=<hex>`). Answers how many were told.
 */
export function makePushEvent(deps: TurnDeps) {
  return async (
    workspaceId: string,
    raw: Buffer,
    signature: string,
  ): Promise<{ told: number; conversations: string[] }> => {
    const parsed = connectionEvent.loose().safeParse(parseJson(raw))
    if (!parsed.success)
      throw new AppError(
        'invalid_request',
        'this is not an event',
        parsed.error.issues.map((issue) => ({ path: `/body/${issue.path.join('/')}`, message: issue.message })),
      )
    const event = parsed.data
    const secret = (await deps.tools.registry.load(workspaceId)).connections.get(event.service)?.eventsSecret
    if (!secret || !isSigned(raw, secret, signature)) throw new AppError('forbidden', 'the signature does not fit')
    return deps.db.tenant(workspaceId, async (tx) => {
      const stored = { workspaceId, connection: event.service, eventId: event.id, type: event.type, body: event }
      if (!(await deps.flows.storeEvent(tx, stored))) return { told: 0, conversations: [] }
      await deps.flows.hearEvent(tx, stored)
      const told: string[] = []
      for (const watch of await deps.flows.watchesFor(tx, event.service, scalarsOf(event)))
        if (await hear(deps, tx, watch, event)) told.push(watch.conversation_id)
      return { told: told.length, conversations: told }
    })
  }
}

/** The job a new watch leaves behind: tells it what was stored in the moment it was made. Telling twice is telling once. */
export function makeLookAgain(deps: TurnDeps) {
  return async (payload: Record<string, unknown>): Promise<void> => {
    const { workspaceId, watchId } = z.object({ workspaceId: z.uuid(), watchId: z.uuid() }).parse(payload)
    await deps.db.tenant(workspaceId, async (tx) => {
      const found = await deps.flows.watchWithEvents(tx, watchId)
      for (const body of found?.events ?? []) {
        const event = connectionEvent.loose().parse(body)
        if (scalarsOf(event).includes(found!.watch.key)) await hear(deps, tx, found!.watch, event)
      }
    })
  }
}

/** Tells a conversation about an event its run listens for; false when it does not. */
async function hear(deps: TurnDeps, tx: Tx, watch: WatchRow, event: z.infer<typeof connectionEvent>): Promise<boolean> {
  const wanted = watch.events.find(({ type }) => type === event.type)
  if (!wanted) return false
  await tell(deps, tx, watch, wanted.text, event)
  const { id, service, type, data } = event
  await deps.flows.noteHeard(tx, watch.run_id, { id, connection: service, type, at: deps.now().toISOString(), data })
  if (wanted.last) await deps.flows.endWatch(tx, watch.id)
  return true
}

async function tell(
  deps: TurnDeps,
  tx: Tx,
  watch: WatchRow,
  text: { zh: string; en: string },
  event: z.infer<typeof connectionEvent>,
): Promise<void> {
  const { language } = watch
  const words = await render(text[language], {
    lang: language,
    now: deps.now().toISOString(),
    names: {
      title: (type, value, lang) => deps.tools.records.title(watch.workspace_id, type, value, lang),
      status: (_type, status) => status,
    },
    scope: watch.scope,
    context: { event: eventValue(event), lang: language },
  })
  await deps.conversations.appendMessage(tx, {
    conversationId: watch.conversation_id,
    sender: 'bot',
    text: words,
    pii: detectPii(words, { language }) as PiiSpan[],
    event: { type: 'update', data: { about: event.type } },
    idempotencyKey: `event:${event.id}:${watch.id}`,
  })
}

function isSigned(raw: Buffer, secret: string, signature: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`)
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    return undefined
  }
}
