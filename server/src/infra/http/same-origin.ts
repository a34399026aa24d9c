import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyRequest } from 'fastify'

/** Paths that any web site may call from its visitors' browsers; they never read the session cookie. */
export const crossOriginPrefix = '/chat/v1/'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Guards against cross-site request forgery: a browser's request that changes something must come from our own pages.
 * Requests that carry their own credentials (bearer keys) and the public chat cannot be forged and pass.
 */
export function refuseForgery(request: FastifyRequest): void {
  if (safeMethods.has(request.method) || request.headers.authorization !== undefined) return
  if (request.url.startsWith(crossOriginPrefix)) return
  refuseOtherOrigins(request)
}

/**
 * Throws `forbidden` when a browser says that another site sent this. Programs send neither header and pass: they hold no
 * victim's cookie.
 */
export function refuseOtherOrigins(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
    throw crossOrigin()
  }
  const origin = request.headers.origin
  if (origin !== undefined && hostOf(origin) !== hostOf(`${request.protocol}://${request.host}`)) throw crossOrigin()
}

function crossOrigin(): AppError {
  return new AppError('forbidden', 'this request came from another site')
}

/** Host and port, without the scheme's own port; 'null' and nonsense have none and match nothing of ours. */
function hostOf(origin: string): string {
  return URL.parse(origin)?.host ?? ''
}
