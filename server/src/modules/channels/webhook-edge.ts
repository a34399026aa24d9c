import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Log } from '../../infra/log.ts'
import type { Channel, RawRequest } from '../../kit/define-channel.ts'
import type { Accounts, ChannelAccount } from './accounts.ts'
import type { EventResult, Inbox, KeptEvent } from './inbox.ts'
import type { TakeIn } from './take-in.ts'

interface WebhookEdgeDeps {
  log: Log
  now: () => Date
  accounts: Accounts
  channels: ReadonlyMap<string, Channel>
  inbox: Inbox
  takeIn: TakeIn['takeIn']
}

/** Where the requests for an account come in. */
export const pathOfHook = (accountKey: string) => `/hooks/v1/channels/${accountKey}`

/** Files may come along as base64. */
const largestBody = 30 * 1024 * 1024
const mostPerMinute = 12_000
/** Platforms wait five seconds, some three; what takes longer goes on after the answer. */
const answerWithinMs = 2_000

/**
 * Where platforms and company systems bring what customers say: `POST /hooks/v1/channels/:accountKey`. Verified, kept as it
 * came, then dealt with. An event sent again is answered with the first result.
 */
export function registerWebhookEdge(app: FastifyInstance, deps: WebhookEdgeDeps): void {
  app.register(async (scope) => {
    // Signatures are over the bytes as they came, whatever they claim to be.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    const options = { bodyLimit: largestBody, config: { rateLimit: { max: mostPerMinute, timeWindow: 60_000 } } }
    scope.post<{ Params: { accountKey: string } }>(pathOfHook(':accountKey'), options, async (request, reply) => {
      const results = await accept(deps, request.params.accountKey, rawOf(request))
      return reply.code(results.every(({ result }) => result) ? 200 : 202).send({ results: results.map(toAnswer) })
    })
  })
}

type Answered = KeptEvent

async function accept(deps: WebhookEdgeDeps, accountKey: string, raw: RawRequest): Promise<Answered[]> {
  const account = await deps.accounts.find(accountKey)
  const channel = account && deps.channels.get(account.kind)
  if (!channel) throw new AppError('not_found', 'there is no such channel account')
  const context = { secret: account.secret, now: deps.now() }
  const verified = channel.verify(raw, context)
  if (!verified.ok) throw new AppError('unauthenticated', verified.reason)
  const decoded = channel.decode(raw, context)
  if (!decoded.ok)
    throw new AppError(
      'invalid_request',
      decoded.problems.map(({ path, message }) => `${path}: ${message}`).join('; '),
      decoded.problems,
    )
  const kept = await deps.inbox.keep(account, raw, decoded.events)
  return withinTime(kept, () => dealWith(deps, account, kept), deps.log)
}

async function dealWith({ takeIn }: WebhookEdgeDeps, account: ChannelAccount, kept: KeptEvent[]): Promise<void> {
  for (const event of kept) if (!event.result) event.result = await takeIn(account, event.id)
}

/** What is done by then; the rest goes on, and is kept in any case. */
async function withinTime(kept: KeptEvent[], run: () => Promise<void>, log: Log): Promise<Answered[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, answerWithinMs)
  })
  const running = run().catch((error) => log.warn({ err: error }, 'what came in will be dealt with later'))
  await Promise.race([running, late])
  clearTimeout(timer)
  return kept.map((event) => ({ ...event }))
}

function toAnswer({
  externalId,
  result,
  isNew,
}: Answered): { id: string; duplicate: boolean } & (EventResult | { type: 'waiting' }) {
  return { id: externalId, duplicate: !isNew, ...(result ?? { type: 'waiting' }) }
}

function rawOf(request: FastifyRequest): RawRequest {
  const flat = (values: object) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
    )
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  return { headers: flat(request.headers), query: flat(request.query as object), body }
}
