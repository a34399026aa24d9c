import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { ShopError } from './errors.ts'

/** How a service recognises its callers, and how its OpenAPI document says so. */
export type Auth = {
  name: string
  scheme: Record<string, unknown>
  check(request: FastifyRequest): boolean
}

export function apiKeyAuth(key: string, header = 'X-Api-Key'): Auth {
  return {
    name: 'apiKey',
    scheme: { type: 'apiKey', in: 'header', name: header },
    check: (request) => same(String(request.headers[header.toLowerCase()] ?? ''), key),
  }
}

export function basicAuth(username: string, password: string): Auth {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return {
    name: 'basic',
    scheme: { type: 'http', scheme: 'basic' },
    check: (request) => same(request.headers.authorization ?? '', expected),
  }
}

export function bearerAuth(token: string): Auth {
  return {
    name: 'bearer',
    scheme: { type: 'http', scheme: 'bearer' },
    check: (request) => same(request.headers.authorization ?? '', `Bearer ${token}`),
  }
}

export type TokenDesk = ReturnType<typeof makeTokenDesk>

/** OAuth2 client credentials (RFC 6749 §4.4): opaque tokens, kept in memory, so a restart makes callers ask again. */
export function makeTokenDesk(clientId: string, clientSecret: string, lifetimeSeconds: number) {
  const tokens = new Map<string, number>()
  const auth: Auth = {
    name: 'oauth2',
    scheme: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } } },
    check: (request) => (tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, '')) ?? 0) > Date.now(),
  }

  /** Issues a token for the client named in the form body or in HTTP basic; anything else is refused as the RFC says. */
  function issue(form: Record<string, string>, authorization: string | undefined) {
    const basic = authorization?.startsWith('Basic ')
      ? Buffer.from(authorization.slice(6), 'base64').toString().split(':')
      : undefined
    const id = basic?.[0] ?? form.client_id ?? ''
    const secret = basic?.[1] ?? form.client_secret ?? ''
    if (!same(`${id}:${secret}`, `${clientId}:${clientSecret}`))
      throw new ShopError(401, 'invalid_client', 'Unknown client id or wrong client secret.', '客户端标识或密钥错误。')
    if (form.grant_type !== 'client_credentials')
      throw new ShopError(
        400,
        'unsupported_grant_type',
        'Only client_credentials is supported.',
        '仅支持客户端凭证模式。',
      )
    const now = Date.now()
    for (const [token, until] of tokens) if (until < now) tokens.delete(token)
    const token = randomBytes(24).toString('base64url')
    tokens.set(token, now + lifetimeSeconds * 1000)
    return { access_token: token, token_type: 'Bearer', expires_in: lifetimeSeconds }
  }

  return { auth, issue }
}

/** Comparison whose time tells nothing about the secret. */
function same(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
