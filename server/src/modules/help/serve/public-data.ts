import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../../knowledge/index.ts'
import type { HelpParts } from '../deps.ts'
import { accentOf } from '../pages/accent.ts'
import { prose } from '../pages/article.ts'
import type { Hit, makeLookUp } from '../pages/look-up.ts'
import { itemPath, type View } from '../pages/view.ts'
import type { makeSitemaps } from '../seo/sitemap.ts'
import type { Sites } from '../sites/sites.ts'
import { assetReady } from './assets.ts'
import { makePageCache, makeReady } from './page-cache.ts'
import { languageIn, queryIn } from './read-request.ts'
import { notThere } from './ready-page.ts'
import { forever, sendReady } from './send.ts'
import type { Visits } from './visits.ts'

interface Deps extends HelpParts {
  visits: Visits
  sites: Pick<Sites, 'listed'>
  lookUp: ReturnType<typeof makeLookUp>
  sitemaps: ReturnType<typeof makeSitemaps>
}

/** While one types. */
const suggestionsPerMinute = 300
const suggestions = 6
const sitemapBytes = 16 * 1_048_576
const limited = { config: { rateLimit: { max: suggestionsPerMinute, timeWindow: 60_000 } } }

/** Everything of a site that is not a page: styles, scripts, logo, maps for search engines, searching for other pages. */
export function registerPublicData(scope: FastifyInstance, deps: Deps): void {
  registerLooks(scope, deps)
  registerMaps(scope, deps)
  registerSearch(scope, deps)
  registerWidget(scope, deps)
}

/** Where search engines learn what they may read on the server itself. */
export async function robotsOfServer(sites: Pick<Sites, 'listed'>, baseUrl: string): Promise<string> {
  const maps = (await sites.listed()).map((slug) => `Sitemap: ${baseUrl}/help/${slug}/sitemap.xml\n`)
  return `User-agent: *\nDisallow: /console/\nDisallow: /v1/\nDisallow: /help/*/search\nDisallow: /help/*/shared/\n${maps.join('')}`
}

async function enter(
  visits: Visits,
  request: FastifyRequest,
  language?: Language,
): Promise<View & { version: string }> {
  const visit = await visits.enter(request, language)
  if ('redirect' in visit) throw notThere()
  return { ...visit.view, version: visit.version }
}

function registerLooks(scope: FastifyInstance, { visits, files }: Deps): void {
  scope.get<{ Params: { name: string } }>('/:slug/assets/:name', async (request, reply) => {
    const ready = await assetReady(request.params.name)
    if (!ready) throw notThere()
    return sendReady(request, reply, ready, { cache: forever })
  })
  scope.get('/:slug/embed.js', async (request, reply) => {
    const { settings } = await enter(visits, request)
    if (settings.origins.length === 0) throw notThere()
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
    return sendReady(request, reply, (await assetReady('embed.js'))!, { cache: 'public, max-age=300' })
  })
  scope.get('/:slug/theme.css', async (request, reply) => {
    const { settings } = await enter(visits, request)
    const { light, dark } = accentOf(settings.theme.accent)
    const text = `:root{--accent-light:${light};--accent-dark:${dark}}\n`
    return sendReady(request, reply, await makeReady(text, { type: 'text/css; charset=utf-8' }))
  })
  scope.get('/:slug/logo', async (request, reply) => {
    const { site } = await enter(visits, request)
    const content = site.logo && (await files.read(site.logo.hash))
    if (!site.logo || !content) throw notThere()
    const headers = {
      ...files.headers(site.logo, 'logo'),
      'cache-control': forever,
      'cross-origin-resource-policy': 'cross-origin',
    }
    return reply.headers(headers).send(content)
  })
}

function registerMaps(scope: FastifyInstance, { visits, sitemaps }: Deps): void {
  const cached = makePageCache(sitemapBytes)
  const xml = { type: 'application/xml; charset=utf-8' }

  async function map(
    request: FastifyRequest,
    reply: FastifyReply,
    { key, language, make }: { key: string; language?: Language; make: (view: View) => Promise<string | undefined> },
  ): Promise<FastifyReply> {
    const view = await enter(visits, request, language)
    if (!view.settings.indexable) throw notThere()
    const ready = await cached(`${view.version} ${key}`, async () => {
      const text = await make(view)
      if (text === undefined) throw notThere()
      return makeReady(text, xml)
    })
    return sendReady(request, reply, ready)
  }

  scope.get('/:slug/sitemap.xml', (request, reply) => map(request, reply, { key: 'map', make: sitemaps.first }))
  scope.get<{ Params: { number: string } }>('/:slug/sitemap-:number(^\\d{1,4}).xml', (request, reply) => {
    const number = Number(request.params.number)
    return map(request, reply, { key: `map ${number}`, make: (view) => sitemaps.file(view, Math.max(1, number)) })
  })
  for (const language of ['zh', 'en'] as const)
    scope.get(`/:slug/feed-${language}.xml`, (request, reply) =>
      map(request, reply, { key: `feed ${language}`, language, make: sitemaps.feed }),
    )
  scope.get('/:slug/robots.txt', async (request, reply) => {
    const { settings, home, base } = await enter(visits, request)
    const text = settings.indexable
      ? `User-agent: *\nDisallow: ${base}/*/search\nDisallow: ${base}/*/shared/\nAllow: ${base || '/'}\nSitemap: ${home}/sitemap.xml\n`
      : 'User-agent: *\nDisallow: /\n'
    return sendReady(request, reply, await makeReady(text, { type: 'text/plain; charset=utf-8' }))
  })
}

function registerSearch(scope: FastifyInstance, { visits, lookUp }: Deps): void {
  scope.get('/:slug/api/search', limited, async (request, reply) => {
    const view = await enter(visits, request, languageIn(request))
    reply.header('vary', 'origin')
    const { origin } = request.headers
    if (origin !== undefined && view.settings.origins.includes(origin))
      reply.header('access-control-allow-origin', origin).header('cross-origin-resource-policy', 'cross-origin')
    const query = queryIn(request)
    return { query, items: query === '' ? [] : listed(view, await lookUp.hits(view, query, suggestions)) }
  })
}

/** What the chat on a company's own site shows before a conversation. As open as the chat itself. */
function registerWidget(scope: FastifyInstance, { visits, lookUp, open, knowledge, baseUrl }: Deps): void {
  const openToAll = (reply: FastifyReply) =>
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')

  scope.get<{ Params: { siteKey: string } }>('/-/widget/:siteKey/search', limited, async (request, reply) => {
    openToAll(reply)
    const visit = await visits.bySiteKey(request.params.siteKey, languageIn(request) ?? 'zh')
    // Said, not refused: a chat without a help centre is nothing that browsers should complain of.
    if (!visit) return { query: '', items: null }
    const query = queryIn(request)
    return { query, items: query === '' ? [] : listed(visit.view, await lookUp.hits(visit.view, query, suggestions)) }
  })
  scope.get<{ Params: { siteKey: string; id: string } }>(
    '/-/widget/:siteKey/articles/:id',
    limited,
    async (request, reply) => {
      openToAll(reply)
      const visit = await visits.bySiteKey(request.params.siteKey, languageIn(request) ?? 'zh')
      const view = visit?.view
      const entry = view && (await open.entry(view.site.workspace_id, view.sight, view.language, request.params.id))
      if (!entry) throw notThere()
      const atServer = { ...knowledge.files, publicUrl: (id: string) => `${baseUrl}${knowledge.files.publicUrl(id)}` }
      const { markup } = prose({ ...knowledge, files: atServer }, entry.text, view.t.scrollTable)
      return { title: entry.title, html: markup, url: `${view.home}${itemPath(view.language, entry)}` }
    },
  )
}

const listed = ({ home, base }: View, hits: Hit[]) =>
  hits.map(({ source, title, path, snippet, headings }) => ({
    ...{ source, title, snippet, headings },
    path: `${base}${path}`,
    url: `${home}${path}`,
  }))
