import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyRequest } from 'fastify'
import { type Language, publicAsker } from '../../knowledge/index.ts'
import type { HelpDeps } from '../deps.ts'
import { homePath, link, makeView, type View } from '../pages/view.ts'
import type { SiteNow, Sites } from '../sites/sites.ts'
import { assetsStamp } from './assets.ts'
import type { OwnDomains } from './own-domains.ts'
import type { ShareLinks } from './share-links.ts'

/** Somebody nobody knows looks at a site. */
export interface Visit {
  view: View
  /** Pages made under another one are old. */
  version: string
}

export type Visits = ReturnType<typeof makeVisits>

interface Deps extends Pick<HelpDeps, 'knowledge' | 'now' | 'baseUrl'> {
  sites: Pick<Sites, 'find'>
  links: Pick<ShareLinks, 'mayPreview'>
  domains: Pick<OwnDomains, 'isOwn'>
}

const channel = 'web'

/** Finds the site of a request and as whom it is answered: always as somebody nobody knows. */
export function makeVisits({ sites, links, domains, knowledge, now, baseUrl }: Deps) {
  async function visit(
    { row, version }: SiteNow,
    language: Language,
    more: { preview?: string | undefined; ownDomain: boolean },
  ): Promise<Visit> {
    const audiences = await knowledge.audiences.of(row.workspace_id, publicAsker(language))
    const view = makeView({
      site: row,
      language,
      sight: { audiences, channel, at: now() },
      preview: more.preview ?? null,
      assets: assetsStamp,
      ownDomain: more.ownDomain,
      baseUrl,
      ...(more.preview !== undefined && row.draft && { settings: row.draft }),
    })
    return { view, version: [version, assetsStamp, more.ownDomain, audiences.join(',')].join(' ') }
  }

  return {
    /** Throws `not_found` where there is no site or it is closed; sends those to a language the site has who ask for another. */
    async enter(request: FastifyRequest, wanted: Language | undefined): Promise<Visit | { redirect: string }> {
      const names = request.params as Record<string, string>
      if (!Object.values(names).every((each) => each.isWellFormed() && !each.includes('\0'))) throw nothing()
      const { slug = '' } = names
      const site = slug === '-' ? undefined : await sites.find({ slug })
      if (!site) throw nothing()
      const { preview: token } = request.query as { preview?: unknown }
      const preview = typeof token === 'string' && links.mayPreview(site.row.id, token) ? token : undefined
      if (!site.row.enabled && preview === undefined) throw nothing()
      const { languages, defaultLanguage } = (preview !== undefined && site.row.draft) || site.row.settings
      const language = wanted !== undefined && languages.includes(wanted) ? wanted : defaultLanguage
      const entered = await visit(site, language, { preview, ownDomain: domains.isOwn(request.raw) })
      if (wanted !== undefined && wanted !== language) return { redirect: link(entered.view, homePath(language)) }
      return entered
    },

    /** The site whose chat stands on some web page, by the key of that chat. */
    async bySiteKey(siteKey: string, language: Language): Promise<Visit | undefined> {
      const site = await sites.find({ siteKey })
      return (
        site &&
        visit(site, site.row.settings.languages.includes(language) ? language : site.row.settings.defaultLanguage, {
          ownDomain: false,
        })
      )
    },

    /** The first open site of a company. */
    async ofCompany(workspaceId: string, language: Language | undefined): Promise<Visit | undefined> {
      const site = await sites.find({ workspaceId })
      if (!site) return undefined
      const { languages, defaultLanguage } = site.row.settings
      return visit(site, language && languages.includes(language) ? language : defaultLanguage, { ownDomain: false })
    },
  }
}

const nothing = () => new AppError('not_found', 'there is no help centre at this address')
