import { randomUUID } from 'node:crypto'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { ChannelAccount } from './accounts.ts'

/** Who writes, as far as the client can show: a signed-in customer of the site, or a browser. */
export interface Visitor {
  accountKey: string
  identity: { kind: 'external' | 'visitor'; value: string }
  name: string | undefined
  locale: 'zh' | 'en' | undefined
  /** When the proof runs out, in seconds since 1970. */
  expires: number
}

const userClaims = z.object({
  sub: z.string().min(1).max(200),
  exp: z.number(),
  name: z.string().max(200).optional(),
  locale: z.enum(['zh', 'en']).optional().catch(undefined),
})
const visitorClaims = z.object({
  key: z.string(),
  kind: z.enum(['external', 'visitor']),
  sub: z.string(),
  exp: z.number(),
  name: z.string().optional(),
  locale: z.enum(['zh', 'en']).optional(),
})
const visitorDays = 365

export type VisitorTokens = ReturnType<typeof makeVisitorTokens>

/** Reads what sites sign about their customers, and signs what we hand to clients (JWT, RFC 7519, HS256). */
export function makeVisitorTokens({ key, now }: { key: Uint8Array; now: () => Date }) {
  return {
    /** The site's word for who is signed in. Throws `unauthenticated` naming the field when it is not good. */
    async readUser(account: ChannelAccount, token: string): Promise<Visitor> {
      try {
        const { payload } = await jwtVerify(token, new TextEncoder().encode(account.secret), {
          algorithms: ['HS256'],
          currentDate: now(),
          clockTolerance: 60,
        })
        const { sub, exp, name, locale } = userClaims.parse(payload)
        return { accountKey: account.publicKey, identity: { kind: 'external', value: sub }, name, locale, expires: exp }
      } catch {
        throw new AppError('unauthenticated', 'the user token is not valid', [
          { path: '/userToken', message: 'not signed by this site, or expired' },
        ])
      }
    },
    newVisitor(account: ChannelAccount): Visitor {
      const expires = Math.floor(now().getTime() / 1000) + visitorDays * 86_400
      return {
        accountKey: account.publicKey,
        identity: { kind: 'visitor', value: randomUUID() },
        name: undefined,
        locale: undefined,
        expires,
      }
    },
    sign({ accountKey, identity, name, locale, expires }: Visitor): Promise<string> {
      return new SignJWT({ key: accountKey, kind: identity.kind, name, locale })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(identity.value)
        .setExpirationTime(expires)
        .sign(key)
    },
    /** Throws `unauthenticated` naming the field. */
    async read(token: string): Promise<Visitor> {
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: now() })
        const { key: accountKey, kind, sub, exp, name, locale } = visitorClaims.parse(payload)
        return { accountKey, identity: { kind, value: sub }, name, locale, expires: exp }
      } catch {
        throw new AppError('unauthenticated', 'the visitor token is not valid', [
          { path: '/visitorToken', message: 'not ours, or expired' },
        ])
      }
    },
  }
}
