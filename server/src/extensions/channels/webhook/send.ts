import { z } from 'zod'
import type { Encoded, FetchedFile, InboundFile, SendContext, SendOutcome } from '../../../kit/define-channel.ts'
import { sign } from './sign.ts'

export interface WebhookSettings {
  /** Where our messages go. */
  url: string
  /** The other side shows nothing but text. */
  textOnly: boolean
}

const timeoutMs = 10_000
const largestFile = 20 * 1024 * 1024
/** Statuses that say "later", beside all of 5xx. */
const passing = new Set([408, 409, 423, 425, 429])
const answer = z.object({ id: z.string().min(1).max(200) })

/** Posts one message, signed. The receiver may answer `{"id"}`, its own id of the message. */
export async function send({ body }: Encoded, context: SendContext<WebhookSettings>): Promise<SendOutcome> {
  const { http, settings, secret, now, idempotencyKey } = context
  const bytes = JSON.stringify(body)
  const timestamp = Math.floor(now.getTime() / 1000)
  const outcome = await http({
    method: 'POST',
    url: settings.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Loopdesk-Webhook/1',
      'webhook-id': idempotencyKey,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(idempotencyKey, timestamp, bytes, secret),
    },
    body: bytes,
    timeoutMs,
    maxBytes: 64 * 1024,
  })
  if (outcome.kind !== 'answered') return unanswered(outcome)
  const { status, headers } = outcome
  if (status >= 200 && status < 300) return { kind: 'sent', externalId: idOf(outcome.body) }
  const refusal = { code: `http_${status}`, message: `the receiver answered ${status}` }
  if (!passing.has(status) && status < 500) return { kind: 'refused', ...refusal }
  return { kind: 'retry', ...refusal, retryAfterMs: retryAfter(headers['retry-after'], now) }
}

function unanswered({ kind, code }: { kind: 'not_sent' | 'unknown'; code: string }): SendOutcome {
  if (kind === 'unknown') return { kind, code, message: 'no answer came' }
  return { kind: code === 'invalid_url' ? 'refused' : 'retry', code, message: 'the receiver could not be reached' }
}

/** The content of a customer's file: sent along, or to be fetched. */
export async function fetchFile(
  { ref }: InboundFile,
  { http }: Pick<SendContext<WebhookSettings>, 'http'>,
): Promise<FetchedFile> {
  if (ref.startsWith('data:')) return { ok: true, content: Buffer.from(ref.slice('data:'.length), 'base64') }
  const outcome = await http({ method: 'GET', url: ref, timeoutMs, maxBytes: largestFile })
  if (outcome.kind !== 'answered') return { ok: false, reason: outcome.code }
  return outcome.status === 200 ? { ok: true, content: outcome.body } : { ok: false, reason: `http_${outcome.status}` }
}

function idOf(body: Buffer): string | null {
  try {
    return answer.parse(JSON.parse(body.toString('utf8'))).id
  } catch {
    return null
  }
}

/** Seconds or a date (RFC 9110, 10.2.3) as milliseconds from now. */
function retryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime()
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}
