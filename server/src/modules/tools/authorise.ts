import type { ConnectionAuth } from '@loopdesk/contracts/workspace.ts'
import { z } from 'zod'
import type { HttpClient } from '../../infra/http-client.ts'

export interface Authoriser {
  /** Headers that prove who we are. Undefined when no token could be had. */
  headers(): Promise<Record<string, string> | undefined>
  /** The system refused our token: get a new one next time. */
  forget(): void
}

const tokenReply = z.object({ access_token: z.string(), expires_in: z.number().default(3600) })
/** Renewed this long before it runs out. */
const marginMs = 30_000

/** Authorisation of one connection; OAuth 2.0 tokens are fetched once and kept until shortly before they expire. */
export function makeAuthoriser(auth: ConnectionAuth, http: HttpClient, now: () => Date): Authoriser {
  let token: { value: string; until: number } | undefined
  let pending: Promise<string | undefined> | undefined
  return {
    async headers() {
      switch (auth.type) {
        case 'none':
          return {}
        case 'apiKey':
          return { [auth.header]: auth.secret }
        case 'basic':
          return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` }
        case 'bearer':
          return { authorization: `Bearer ${auth.token}` }
        case 'oauth2': {
          if (token && token.until > now().getTime()) return { authorization: `Bearer ${token.value}` }
          pending ??= fetchToken(auth).finally(() => {
            pending = undefined
          })
          const value = await pending
          return value ? { authorization: `Bearer ${value}` } : undefined
        }
      }
    },
    forget() {
      token = undefined
    },
  }

  /** RFC 6749 section 4.4: client credentials grant, client authenticated by HTTP basic. */
  async function fetchToken(oauth: Extract<ConnectionAuth, { type: 'oauth2' }>): Promise<string | undefined> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      ...(oauth.scope ? { scope: oauth.scope } : {}),
    })
    const outcome = await http({
      method: 'POST',
      url: oauth.tokenUrl,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(oauth.clientId)}:${encodeURIComponent(oauth.clientSecret)}`).toString('base64')}`,
      },
      body: form.toString(),
    })
    if (outcome.kind !== 'answered' || outcome.status !== 200) return undefined
    const reply = tokenReply.safeParse(parseJson(outcome.body))
    if (!reply.success) return undefined
    token = { value: reply.data.access_token, until: now().getTime() + reply.data.expires_in * 1000 - marginMs }
    return token.value
  }
}

export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
