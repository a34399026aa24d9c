import { existsSync, statSync } from 'node:fs'
import { join, normalize, sep } from 'node:path'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { policies } from './content-policy.ts'

interface AppFolders {
  /** Built widget: `widget.js`, `widget-forms.js` and `chat.html`. */
  widgetDir: string
  /** Built console: `index.html` and `assets/` whose names carry a hash. */
  consoleDir: string
}

const forever = 'public, max-age=31536000, immutable'
const fresh = 'no-cache'

/**
 * Serves what a browser loads, the `.br` or `.gz` beside a file where there is one: `/widget.js` and the forms it loads (any site may embed them), `/chat` (the chat as a page of its own, may be framed) and
 * `/console` (never framed; unknown paths below it are the console's own and get its page).
 */
export function serveApps(app: FastifyInstance, { widgetDir, consoleDir }: AppFolders): void {
  for (const script of ['widget.js', 'widget-forms.js']) {
    app.get(`/${script}`, async (_request, reply) => {
      reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
      return sendBuilt(reply, widgetDir, script, 'public, max-age=300')
    })
  }
  app.get('/chat', async (_request, reply) => {
    reply.header('content-security-policy', policies.chat).removeHeader('x-frame-options')
    return sendBuilt(reply, widgetDir, 'chat.html', fresh)
  })
  app.get('/', async (_request, reply) => reply.redirect('/console/'))
  app.get('/console', async (_request, reply) => reply.redirect('/console/'))
  app.get<{ Params: { '*': string } }>('/console/*', async (request, reply) => {
    reply.header('content-security-policy', policies.console)
    const path = normalize(request.params['*'])
    if (isFile(consoleDir, path))
      return sendBuilt(reply, consoleDir, path, path.startsWith('assets/') ? forever : fresh)
    if (path.startsWith('assets/')) return reply.callNotFound()
    return sendBuilt(reply, consoleDir, 'index.html', fresh)
  })
}

function sendBuilt(reply: FastifyReply, dir: string, file: string, cache: string): FastifyReply {
  if (!isFile(dir, file)) throw new AppError('unavailable', `${file} is not built yet`)
  return reply.header('cache-control', cache).sendFile(file, dir, { cacheControl: false })
}

function isFile(dir: string, path: string): boolean {
  const full = join(dir, path)
  if (!full.startsWith(dir + sep) || path.includes('\0')) return false
  return existsSync(full) && statSync(full).isFile()
}
