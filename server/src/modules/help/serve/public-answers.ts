import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Language } from '../../knowledge/index.ts'
import type { HelpParts } from '../deps.ts'
import type { LookedUp, makeLookUp } from '../pages/look-up.ts'
import { notFoundPage } from '../pages/not-found.ts'
import { makeResultsPage } from '../pages/results.ts'
import { makeSharedPage } from '../pages/shared.ts'
import { itemPath, link, type View } from '../pages/view.ts'
import type { Usage } from '../usage/usage.ts'
import { type Place, queryIn } from './read-request.ts'
import { notThere, readyOf } from './ready-page.ts'
import { sendReady } from './send.ts'
import type { ShareLinks } from './share-links.ts'
import type { Visits } from './visits.ts'

interface Deps extends HelpParts {
  visits: Visits
  usage: Usage
  links: ShareLinks
  lookUp: ReturnType<typeof makeLookUp>
}

const visitorCookie = 'help_visitor'
const cookieSeconds = 31_536_000
const mostWords = 1000
const limited = (max: number) => ({ config: { rateLimit: { max, timeWindow: 60_000 } } })
const searchesPerMinute = 60
const votesPerMinute = 20

/** What is made for one visitor and kept for nobody: results, links made for them, downloads, what they say of an article. */
export function registerPublicAnswers(scope: FastifyInstance, deps: Deps): void {
  for (const language of ['zh', 'en'] as const) {
    registerSearch(scope, deps, language)
    registerPlaces(scope, deps, language)
    registerFeedback(scope, deps, language)
  }
}

function registerSearch(scope: FastifyInstance, deps: Deps, language: Language): void {
  const { visits, lookUp, usage } = deps
  const results = makeResultsPage(deps)
  const note = async (request: FastifyRequest, { site }: View, text: string, { answer, hits }: LookedUp) => {
    const { decision, confidence, sources } = answer
    const from = sources.map(({ kind, id }) => `${kind}:${id}`)
    const search = { text, language, decision, confidence, sources: from, results: hits.length }
    return usage.searched(site, search, request.headers['user-agent']).catch((error) => {
      request.log.warn({ err: error }, 'a search could not be noted')
      return undefined
    })
  }
  scope.get(`/:slug/${language}/search`, limited(searchesPerMinute), async (request, reply) => {
    const visit = await visits.enter(request, language)
    if ('redirect' in visit) return reply.redirect(visit.redirect, 302)
    const { view } = visit
    const query = queryIn(request)
    const looked = query === '' ? undefined : await lookUp.answer(view, query)
    const search = looked && view.preview === null ? await note(request, view, query, looked) : undefined
    const page = await results({ ...view, search }, query, looked)
    return sendReady(request, reply, await readyOf(view, page), { keep: false })
  })
}

function registerPlaces(scope: FastifyInstance, deps: Deps, language: Language): void {
  const { visits, links, open } = deps
  const shared = makeSharedPage(deps)
  scope.get<{ Params: Place }>(`/:slug/${language}/shared/:token`, async (request, reply) => {
    const visit = await visits.enter(request, language)
    if ('redirect' in visit) return reply.redirect(visit.redirect, 302)
    const { view } = visit
    const place = links.shared(view.site.id, request.params.token ?? '')
    const page = (place && (await shared(view, place))) ?? notFoundPage(view)
    return sendReady(request, reply.header('referrer-policy', 'no-referrer'), await readyOf(view, page), {
      keep: false,
    })
  })
  scope.get<{ Params: Place }>(`/:slug/${language}/d/:id/original`, async (request, reply) => {
    const visit = await visits.enter(request, language)
    if ('redirect' in visit) throw notThere()
    const { site, settings, sight } = visit.view
    const { id = '' } = request.params
    const isOpen = settings.documents && settings.downloads && (await open.document(site.workspace_id, sight, id))
    const original = isOpen ? await open.original(site.workspace_id, id) : undefined
    if (!original) throw notThere()
    return reply.headers(original.headers).header('x-robots-tag', 'noindex').send(original.content)
  })
}

function registerFeedback(scope: FastifyInstance, { visits, usage, links, open }: Deps, language: Language): void {
  scope.post<{ Body: Record<string, string> | undefined }>(
    `/:slug/${language}/feedback`,
    limited(votesPerMinute),
    async (request, reply) => {
      const visit = await visits.enter(request, language)
      if ('redirect' in visit) throw notThere()
      const { view } = visit
      const { source = '', helpful, comment = '' } = request.body ?? {}
      if (!source.startsWith('entry:') || (helpful !== 'yes' && helpful !== 'no')) throw notThere()
      const entry = await open.entry(view.site.workspace_id, view.sight, language, source.slice('entry:'.length))
      if (!entry) throw notThere()
      const words = comment.toWellFormed().replaceAll('\0', '').trim().slice(0, mostWords).toWellFormed()
      // A number that names nobody, so that somebody who changes their mind is not counted twice.
      const secret = request.cookies[visitorCookie] ?? randomBytes(16).toString('base64url')
      const visitor = links.visitor(view.site.id, secret)
      await usage.vote(view.site, { source, language, visitor, helpful: helpful === 'yes', comment: words })
      reply.setCookie(visitorCookie, secret, {
        httpOnly: true,
        sameSite: 'lax',
        path: view.base || '/',
        maxAge: cookieSeconds,
        secure: request.protocol === 'https',
      })
      const voted = words === '' ? helpful : 'words'
      return reply.redirect(link(view, `${itemPath(language, entry)}?voted=${voted}`, '#feedback'), 303)
    },
  )
}
