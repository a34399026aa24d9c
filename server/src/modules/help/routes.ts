import { helpRoutes as routes } from '@loopdesk/contracts/api/help.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import type { OwnDomains } from './serve/own-domains.ts'
import type { ShareLinks } from './serve/share-links.ts'
import type { Sites } from './sites/sites.ts'
import type { Usage } from './usage/usage.ts'

interface Deps {
  sites: Sites
  usage: Usage
  links: ShareLinks
  domains: OwnDomains
}

/** Serves contracts/src/api/help.ts. */
export function registerHelpRoutes(
  app: FastifyInstance,
  { sites, usage, links, domains }: Deps,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  const thenDomains = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work
    await domains.refresh()
    return done
  }
  registerRoute(
    app,
    routes.listHelpSites,
    async ({ principal }) => ({ items: await sites.list(principal.workspaceId) }),
    guard,
  )
  registerRoute(
    app,
    routes.createHelpSite,
    ({ principal, body }) => thenDomains(sites.create(principal.workspaceId, principal, body)),
    guard,
  )
  registerRoute(
    app,
    routes.saveHelpSite,
    ({ principal, params, body }) => thenDomains(sites.save(principal.workspaceId, principal, params.siteId, body)),
    guard,
  )
  registerRoute(
    app,
    routes.deleteHelpSite,
    async ({ principal, params }) => ({
      deleted: await thenDomains(sites.remove(principal.workspaceId, principal, params.siteId)),
    }),
    guard,
  )
  registerRoute(
    app,
    routes.previewHelpSite,
    async ({ principal, params, body }) => {
      const slug = await sites.keepDraft(principal.workspaceId, params.siteId, body.settings)
      const token = encodeURIComponent(links.preview(params.siteId))
      return { url: `/help/${slug}/${body.settings.defaultLanguage}?preview=${token}` }
    },
    guard,
  )
  registerRoute(
    app,
    routes.uploadHelpLogo,
    ({ principal, params, request }) => sites.setLogo(principal.workspaceId, principal, params.siteId, request),
    guard,
  )
  registerRoute(
    app,
    routes.deleteHelpLogo,
    ({ principal, params }) => sites.removeLogo(principal.workspaceId, principal, params.siteId),
    guard,
  )
  registerRoute(
    app,
    routes.readHelpStatistics,
    async ({ principal, params, query }) => {
      await usage.flush()
      return usage.statistics(principal.workspaceId, params.siteId, query.days)
    },
    guard,
  )
  registerRoute(
    app,
    routes.listHelpSearches,
    ({ principal, params, query }) => usage.searches(principal.workspaceId, params.siteId, query),
    guard,
  )
  registerRoute(
    app,
    routes.listHelpFeedback,
    ({ principal, params, query }) => usage.feedback(principal.workspaceId, params.siteId, query),
    guard,
  )
}
