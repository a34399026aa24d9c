import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Ready } from './page-cache.ts'

/** Only scripts, styles and forms of this server; pictures from anywhere; framed by nobody but the console's preview. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob: http: https:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ')

export const forever = 'public, max-age=31536000, immutable'

/** Sends what is ready: not at all where the browser has it, packed where it can unpack. */
export function sendReady(
  request: FastifyRequest,
  reply: FastifyReply,
  ready: Ready,
  { keep = true, cache }: { keep?: boolean; cache?: string } = {},
): FastifyReply {
  reply.header('cache-control', keep ? (cache ?? 'no-cache') : 'private, no-store')
  if (ready.redirect !== undefined) return reply.redirect(ready.redirect, 301)
  reply.header('vary', 'accept-encoding').type(ready.type)
  if (ready.type.startsWith('text/html')) {
    reply.header('content-security-policy', policy).removeHeader('x-frame-options')
    reply.header('permissions-policy', 'camera=(self), microphone=(self), geolocation=(self)')
  }
  if (ready.changedAt) reply.header('last-modified', ready.changedAt.toUTCString())
  if (keep && ready.status === 200) {
    reply.header('etag', ready.etag)
    const known = String(request.headers['if-none-match'] ?? '')
    if (known.split(',').some((each) => each.trim().replace(/^W\//, '') === ready.etag)) return reply.code(304).send()
  }
  reply.code(ready.status)
  if (ready.body.length > 500 && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')))
    return reply.header('content-encoding', 'gzip').send(ready.zipped)
  return reply.send(ready.body)
}
