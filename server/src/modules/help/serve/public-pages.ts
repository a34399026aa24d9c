import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toAppError } from '../../../infra/http/index.ts'
import type { Language } from '../../knowledge/index.ts'
import type { HelpParts } from '../deps.ts'
import { makeArticlePage } from '../pages/article.ts'
import { makeCategoryPage } from '../pages/category.ts'
import { makeDocumentPage } from '../pages/document.ts'
import { makeHomePage } from '../pages/home.ts'
import { failedPage, notFoundPage } from '../pages/not-found.ts'
import { homePath, link, type Outcome } from '../pages/view.ts'
import type { Usage } from '../usage/usage.ts'
import { makePageCache } from './page-cache.ts'
import { asWritten, numberIn, type Place, preferredIn, votedIn } from './read-request.ts'
import { notThere, readyOf } from './ready-page.ts'
import { sendReady } from './send.ts'
import type { Visit, Visits } from './visits.ts'

interface Deps extends HelpParts {
  visits: Visits
  usage: Usage
}

/** Sends what is made of a visit; `key` names it among the pages of a language. */
type Show = (
  request: FastifyRequest,
  reply: FastifyReply,
  language: Language,
  key: string,
  make: (visit: Visit) => Promise<Outcome | undefined>,
) => Promise<FastifyReply>

/** What made pages may take. */
const cacheBytes = 64 * 1_048_576
/** How often the list of what is read most is made anew. */
const popularMs = 600_000
const popularShown = 8

/** The pages people read, in the languages of each site, and what they see where there is none. */
export function registerPublicPages(scope: FastifyInstance, deps: Deps): void {
  const show = makeShow(deps)
  for (const language of ['zh', 'en'] as const) registerReading(scope, deps, language, show)
  registerEntrance(scope, deps)
  registerRefusals(scope, deps)
}

/** From memory where nothing a page depends on has changed. */
function makeShow({ visits, usage }: Deps): Show {
  const cached = makePageCache(cacheBytes)
  return async (request, reply, language, key, make) => {
    const visit = await visits.enter(request, language)
    if ('redirect' in visit) return reply.header('cache-control', 'no-cache').redirect(visit.redirect, 302)
    const { view, version } = visit
    const { search } = request.query as { search?: unknown }
    if (typeof search === 'string') await usage.opened(view.site, search)
    const work = async () => readyOf(view, (await make(visit)) ?? notFoundPage(view))
    const ready = view.preview === null ? await cached(`${version} ${language} ${key}`, work) : await work()
    if (ready.source !== undefined && view.preview === null)
      usage.viewed(view.site, ready.source, language, request.headers['user-agent'])
    return sendReady(request, reply, ready)
  }
}

function registerReading(scope: FastifyInstance, deps: Deps, language: Language, show: Show): void {
  const { open, usage, now } = deps
  const home = makeHomePage({ open }, ({ site }) => usage.popular(site, popularShown))
  const category = makeCategoryPage(deps)
  const article = makeArticlePage(deps)
  const document = makeDocumentPage(deps)
  const at = (path: string) => `/:slug/${language}${path}`

  for (const path of ['', '/'])
    scope.get(at(path), (request, reply) => {
      const period = Math.floor(now().getTime() / popularMs)
      return show(request, reply, language, `home ${period}`, ({ view }) => home(view))
    })
  for (const path of ['/c/:id', '/c/:id/:name'])
    scope.get<{ Params: Place }>(at(path), (request, reply) => {
      const { id = '' } = request.params
      const number = numberIn(request, 'page', 1)
      const given = asWritten(language, 'c', request.params)
      return show(request, reply, language, `${given} ${number}`, ({ view }) => category(view, id, given, number))
    })
  for (const path of ['/a/:id', '/a/:id/:name'])
    scope.get<{ Params: Place }>(at(path), (request, reply) => {
      const { id = '' } = request.params
      const given = asWritten(language, 'a', request.params)
      const voted = votedIn(request)
      return show(request, reply, language, `${given} ${voted}`, ({ view }) => article(view, id, given, voted))
    })
  scope.get<{ Params: Place }>(at('/d/:id'), (request, reply) => {
    const { id = '' } = request.params
    const passage = numberIn(request, 'passage', -1)
    const place = { page: numberIn(request, 'page', 1), passage: passage < 0 ? undefined : passage }
    return show(request, reply, language, `d ${id} ${place.page} ${passage}`, ({ view }) => document(view, id, place))
  })
}

/** Whoever comes without a language is sent to the one they read. */
function registerEntrance(scope: FastifyInstance, { visits }: Deps): void {
  for (const path of ['/:slug', '/:slug/'])
    scope.get(path, async (request, reply) => {
      const visit = await visits.enter(request, preferredIn(request))
      if ('redirect' in visit) return reply.redirect(visit.redirect, 302)
      const { view } = visit
      reply.headers({ vary: 'accept-language', 'cache-control': 'no-cache' })
      return reply.redirect(link(view, homePath(view.language)), 302)
    })
}

/** Refusals that people can read, in the look of the site where there is one. */
function registerRefusals(scope: FastifyInstance, { visits }: Deps): void {
  async function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<FastifyReply> {
    const { status, code } = toAppError(error)
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed')
    const visit = await visits.enter(request, preferredIn(request)).catch(() => undefined)
    const view = visit && 'view' in visit ? visit.view : undefined
    if (!view) return reply.code(status).type('text/html; charset=utf-8').send(bareRefusal(status))
    const busy = code === 'rate_limited'
    const page = status >= 500 || busy ? failedPage(view, busy) : notFoundPage(view)
    return sendReady(request, reply, await readyOf(view, { ...page, status }), { keep: false })
  }
  scope.setNotFoundHandler((request, reply) => refuse(request, reply, notThere()))
  scope.setErrorHandler((error, request, reply) => refuse(request, reply, error))
}

/** Of a site that does not exist, or is not open: there is nothing of it to show. */
const bareRefusal = (status: number) =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${status}</title><h1>${status}</h1><p>这里没有帮助中心。</p><p lang="en">There is no help centre here.</p></html>`
