import { createHmac } from 'node:crypto'

/** What the site vouches for about a signed-in customer. */
export type Identity = { sub: string; name: string; locale: string; phone?: string }

/** A JWT (HS256, RFC 7519) signed with the site's identity secret, good for `seconds`. */
export function signIdentity(identity: Identity, secret: string, now: Date, seconds = 3600): string {
  const issued = Math.floor(now.getTime() / 1000)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...identity, iat: issued, exp: issued + seconds })}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
