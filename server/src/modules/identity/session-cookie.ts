import type { FastifyReply, FastifyRequest } from 'fastify'
import { longestSessionMs } from './sessions.ts'

/**
 * Over https the cookie gets the `__Host-` prefix: browsers then take it only from this very host, secure.
 * https://developer.mozilla.org/docs/Web/HTTP/Headers/Set-Cookie#cookie_prefixes
 */
function nameOf(request: FastifyRequest): string {
  return request.protocol === 'https' ? '__Host-loopdesk_session' : 'loopdesk_session'
}

export function readSessionCookie(request: FastifyRequest): string | undefined {
  return request.cookies[nameOf(request)]
}

export function writeSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(nameOf(request), token, { ...attributes(request), maxAge: longestSessionMs / 1000 })
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameOf(request), attributes(request))
}

function attributes(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' } as const
}
