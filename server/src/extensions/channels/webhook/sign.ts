import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { AccountContext, RawRequest, Verified } from '../../../kit/define-channel.ts'

// Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

const secretPrefix = 'whsec_'
/** The specification asks for 24 to 64 bytes. */
const [fewestBytes, mostBytes] = [24, 64]
/** A request older or newer than this is refused, so that a recorded one cannot be played back later. */
export const toleranceSeconds = 300

export function newSecret(): string {
  return `${secretPrefix}${randomBytes(32).toString('base64')}`
}

/** A refusal in words when this is no secret of the specification's form. */
export function checkSecret(secret: string): string | undefined {
  const bytes = keyOf(secret).length
  if (secret.startsWith(secretPrefix) && bytes >= fewestBytes && bytes <= mostBytes) return undefined
  return `must be ${secretPrefix} followed by base64 of ${fewestBytes} to ${mostBytes} bytes`
}

/** `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; the timestamp in whole seconds since 1970. */
export function sign(id: string, timestamp: number, body: Buffer | string, secret: string): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64')
  return `v1,${mac}`
}

/** Whether a request carries a good, fresh signature; several may be listed while a secret is being changed. */
export function verify({ headers, body }: RawRequest, { secret, now }: AccountContext): Verified {
  const id = headers['webhook-id'] ?? ''
  const stamp = headers['webhook-timestamp'] ?? ''
  const signatures = headers['webhook-signature'] ?? ''
  if (id === '' || stamp === '' || signatures === '')
    return { ok: false, reason: 'the headers webhook-id, webhook-timestamp and webhook-signature are needed' }
  if (!/^\d{1,12}$/.test(stamp)) return { ok: false, reason: 'webhook-timestamp must be seconds since 1970' }
  const expected = Buffer.from(sign(id, Number(stamp), body, secret))
  const fits = signatures.split(' ').some((each) => {
    const given = Buffer.from(each)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!fits) return { ok: false, reason: 'the signature does not fit' }
  if (Math.abs(now.getTime() / 1000 - Number(stamp)) > toleranceSeconds)
    return { ok: false, reason: `webhook-timestamp is more than ${toleranceSeconds} seconds off` }
  return { ok: true }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret, 'base64')
}
