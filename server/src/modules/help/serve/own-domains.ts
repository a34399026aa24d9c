import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { HelpDeps } from '../deps.ts'
import type { Sites } from '../sites/sites.ts'

const freshMs = 5_000
/** What a page of a site needs from the rest of the server: files of articles, the chat. */
const shared = /^\/(v1\/public\/|chat\/|chat(\?|$)|widget[\w-]*\.js|help\/-\/)/

export type OwnDomains = ReturnType<typeof makeOwnDomains>

/**
 * Serves a site at the root of its own host: addresses there mean those below `/help/<slug>`. Nothing else of the server, such as the
 * console, is reached through such a host.
 */
export function makeOwnDomains({ sites, log }: { sites: Pick<Sites, 'domains'>; log: HelpDeps['log'] }) {
  let known = new Map<string, string>()
  let readAt = 0
  const rewritten = new WeakSet<IncomingMessage>()

  async function refresh(): Promise<void> {
    readAt = Date.now()
    known = await sites.domains()
  }

  return {
    refresh,
    /** Whether a request came to a site's own host. */
    isOwn: (request: IncomingMessage): boolean => rewritten.has(request),
    listen(app: FastifyInstance): void {
      app.addHook('onReady', async () => {
        await refresh().catch((error) => log.warn({ err: error }, 'domains of help centres could not be read'))
      })
      // Before the router: it goes by the address.
      app.server.prependListener('request', (request: IncomingMessage) => {
        if (Date.now() - readAt > freshMs)
          void refresh().catch((error) => log.warn({ err: error }, 'domains of help centres could not be read'))
        const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
        const slug = known.get(host)
        const { url = '/' } = request
        if (slug === undefined || !url.startsWith('/') || shared.test(url)) return
        request.url = `/help/${slug}${url}`
        rewritten.add(request)
      })
    },
  }
}
