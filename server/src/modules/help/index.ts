import type { HelpSiteBody } from '@loopdesk/contracts/api/help.ts'
import type { FastifyInstance } from 'fastify'
import type { Authenticate } from '../../infra/http/index.ts'
import type { HelpDeps } from './deps.ts'
import { makeLookUp } from './pages/look-up.ts'
import { registerHelpRoutes } from './routes.ts'
import { makeSitemaps } from './seo/sitemap.ts'
import { makeOwnDomains } from './serve/own-domains.ts'
import { registerPublicAnswers } from './serve/public-answers.ts'
import { registerPublicData, robotsOfServer } from './serve/public-data.ts'
import { registerPublicPages } from './serve/public-pages.ts'
import { makeShareLinks } from './serve/share-links.ts'
import { makeVisits } from './serve/visits.ts'
import { makeSites } from './sites/sites.ts'
import { makeSourceUrl } from './source-url.ts'
import { makeUsage } from './usage/usage.ts'

export type { HelpDeps, HelpKnowledge, NotedSearch } from './deps.ts'

export type Help = ReturnType<typeof makeHelp>

/** The public help centre: pages, searching and links to what answers were made from, for people nobody knows. */
export function makeHelp(deps: HelpDeps) {
  const { open } = deps.knowledge
  const sites = makeSites(deps)
  const usage = makeUsage(deps)
  const links = makeShareLinks(deps)
  const domains = makeOwnDomains({ ...deps, sites })
  const visits = makeVisits({ ...deps, sites, links, domains })
  const parts = {
    ...deps,
    open,
    sites,
    usage,
    links,
    visits,
    lookUp: makeLookUp(deps),
    sitemaps: makeSitemaps({ open }),
  }
  return {
    /** Gives a company its first help centre; one that has any keeps what it has. */
    ensureSite: (workspaceId: string, site: HelpSiteBody): Promise<void> => sites.ensure(workspaceId, site),
    /** Where somebody can read what they were told; undefined where nowhere. */
    sourceUrl: makeSourceUrl(parts),
    registerRoutes(app: FastifyInstance, authenticate: Authenticate): void {
      registerHelpRoutes(app, { sites, usage, links, domains }, authenticate)
      domains.listen(app)
      app.get('/robots.txt', async (_request, reply) =>
        reply
          .header('cache-control', 'public, max-age=300')
          .type('text/plain; charset=utf-8')
          .send(await robotsOfServer(sites, deps.baseUrl)),
      )
      app.register(
        async (scope) => {
          readForms(scope)
          registerPublicPages(scope, parts)
          registerPublicAnswers(scope, parts)
          registerPublicData(scope, parts)
        },
        { prefix: '/help' },
      )
    },
    /** Writes down what was counted and not written yet. */
    close: (): Promise<void> => usage.close(),
  }
}

/** What browsers send from forms when no script does; the last of a name counts. */
function readForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 16_384 },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
}
