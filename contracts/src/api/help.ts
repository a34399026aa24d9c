import { z } from 'zod'
import { someLanguage } from '../knowledge.ts'
import { defineRoute, id, instant } from '../route.ts'

const tag = 'Help centre'
const params = z.object({ siteId: id })

export const helpLanguage = z.enum(['zh', 'en'])
export type HelpLanguage = z.infer<typeof helpLanguage>

const webAddress = z
  .url({ protocol: /^https?$/, error: 'give an address that begins with https:// or http://' })
  .max(500)
const texts = (most: number) =>
  z.object({ zh: z.string().trim().max(most).optional(), en: z.string().trim().max(most).optional() }).default({})

/** A site's address part; `-` alone and names of pages are never one. */
export const helpSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'use 1 to 60 lower-case letters, digits and hyphens')
/** Host name without scheme or port. */
export const helpDomain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'give a host name such as help.example.com',
  )

export const helpSettings = z
  .object({
    title: someLanguage,
    /** Says under the title what can be found; also for search engines. */
    intro: texts(300),
    languages: z.array(helpLanguage).min(1).max(2),
    defaultLanguage: helpLanguage,
    theme: z.object({
      /** `#rrggbb`; made darker or lighter where it would not be readable. */
      accent: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'give a colour as #rrggbb'),
      look: z.enum(['auto', 'light', 'dark']),
    }),
    links: z.array(z.object({ label: someLanguage, url: webAddress })).max(6),
    footer: texts(500),
    featured: z.object({
      /** Ids of categories that stand first, in this order. */
      categories: z.array(z.string().max(120)).max(50),
      /** Ids of entries that stand on the first page, in this order. */
      entries: z.array(z.string().max(120)).max(20),
    }),
    /** Whether search engines may list it. */
    indexable: z.boolean(),
    /** Whether documents for everybody are shown beside entries. */
    documents: z.boolean(),
    /** Whether their originals may be downloaded. */
    downloads: z.boolean(),
    contact: z.object({
      /** Where one goes who found no answer. */
      url: webAddress.optional(),
      /** Key of a web site channel: its chat stands on every page. */
      siteKey: z.string().trim().max(100).optional(),
    }),
    /** Web sites (`https://www.example.com`) whose pages may search here. */
    origins: z
      .array(z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'give an origin such as https://www.example.com'))
      .max(50),
  })
  .refine(({ languages, defaultLanguage }) => languages.includes(defaultLanguage), {
    path: ['defaultLanguage'],
    error: 'is not among the languages',
  })
export type HelpSettings = z.infer<typeof helpSettings>

export const helpSite = z.object({
  id,
  slug: z.string(),
  domain: z.string().nullable(),
  enabled: z.boolean(),
  settings: helpSettings,
  /** Address of the logo; null without one. */
  logo: z.string().nullable(),
  /** Where everybody finds it. */
  url: z.string(),
  updatedAt: instant,
})
export type HelpSite = z.infer<typeof helpSite>

const siteBody = z.object({
  slug: helpSlug,
  domain: helpDomain.nullable().default(null),
  enabled: z.boolean(),
  settings: helpSettings,
})
export type HelpSiteBody = z.infer<typeof siteBody>

export const helpStatistics = z.object({
  views: z.number().int(),
  searches: z.number().int(),
  /** Searches that found nothing at all. */
  withoutResult: z.number().int(),
  /** Searches that were answered right away. */
  answered: z.number().int(),
  helpful: z.number().int(),
  notHelpful: z.number().int(),
  days: z.array(z.object({ day: z.string(), views: z.number().int(), searches: z.number().int() })),
  /** Read most, first. */
  articles: z.array(
    z.object({
      source: z.string(),
      title: z.string(),
      views: z.number().int(),
      helpful: z.number().int(),
      notHelpful: z.number().int(),
    }),
  ),
})
export type HelpStatistics = z.infer<typeof helpStatistics>

export const helpSearch = z.object({
  query: z.string(),
  language: helpLanguage,
  searches: z.number().int(),
  results: z.number().int(),
  decision: z.enum(['answer', 'clarify', 'decline']),
  lastAt: instant,
})
export type HelpSearch = z.infer<typeof helpSearch>

export const helpVote = z.object({
  id,
  source: z.string(),
  title: z.string(),
  language: helpLanguage,
  helpful: z.boolean(),
  comment: z.string(),
  at: instant,
})
export type HelpVote = z.infer<typeof helpVote>

const days = z.coerce.number().int().min(1).max(365).default(30)

export const helpRoutes = {
  listHelpSites: defineRoute({
    id: 'listHelpSites',
    method: 'GET',
    path: '/v1/help/sites',
    summary: 'The help centres of the company, oldest first',
    tag,
    right: 'knowledge.read',
    reply: z.object({ items: z.array(helpSite) }),
  }),
  createHelpSite: defineRoute({
    id: 'createHelpSite',
    method: 'POST',
    path: '/v1/help/sites',
    summary: 'Make a help centre; `conflict` when its address or domain is taken',
    tag,
    right: 'settings.write',
    body: siteBody,
    reply: helpSite,
    status: 201,
  }),
  saveHelpSite: defineRoute({
    id: 'saveHelpSite',
    method: 'PUT',
    path: '/v1/help/sites/:siteId',
    summary: 'Change a help centre; pages follow at once',
    tag,
    right: 'settings.write',
    params,
    body: siteBody,
    reply: helpSite,
  }),
  deleteHelpSite: defineRoute({
    id: 'deleteHelpSite',
    method: 'DELETE',
    path: '/v1/help/sites/:siteId',
    summary: 'Delete a help centre with its statistics; entries and documents stay',
    tag,
    right: 'settings.write',
    params,
    reply: z.object({ deleted: z.boolean() }),
  }),
  previewHelpSite: defineRoute({
    id: 'previewHelpSite',
    method: 'POST',
    path: '/v1/help/sites/:siteId/preview',
    summary:
      'An address, good for an hour, that shows the site with these settings to whoever has it; nothing goes live',
    tag,
    right: 'settings.write',
    params,
    body: z.object({ settings: helpSettings }),
    reply: z.object({ url: z.string() }),
  }),
  uploadHelpLogo: defineRoute({
    id: 'uploadHelpLogo',
    method: 'POST',
    path: '/v1/help/sites/:siteId/logo',
    summary: 'Set the logo (field `file`: PNG, JPEG, GIF or WebP)',
    tag,
    right: 'settings.write',
    params,
    multipart: true,
    reply: helpSite,
  }),
  deleteHelpLogo: defineRoute({
    id: 'deleteHelpLogo',
    method: 'DELETE',
    path: '/v1/help/sites/:siteId/logo',
    summary: 'Show the name instead of a logo',
    tag,
    right: 'settings.write',
    params,
    reply: helpSite,
  }),
  readHelpStatistics: defineRoute({
    id: 'readHelpStatistics',
    method: 'GET',
    path: '/v1/help/sites/:siteId/statistics',
    summary: 'What was read and looked for in the last days, and whether it helped',
    tag,
    right: 'knowledge.read',
    params,
    query: z.object({ days }),
    reply: helpStatistics,
  }),
  listHelpSearches: defineRoute({
    id: 'listHelpSearches',
    method: 'GET',
    path: '/v1/help/sites/:siteId/searches',
    summary: 'What was looked for, most often first; `only=nothing_found` for what found nothing',
    tag,
    right: 'knowledge.read',
    params,
    query: z.object({
      days,
      only: z.enum(['all', 'nothing_found', 'not_answered']).default('all'),
      cursor: z.coerce.number().int().min(0).max(100_000).default(0),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({ items: z.array(helpSearch), next: z.number().int().nullable() }),
  }),
  listHelpFeedback: defineRoute({
    id: 'listHelpFeedback',
    method: 'GET',
    path: '/v1/help/sites/:siteId/feedback',
    summary: 'What visitors said about articles, newest first',
    tag,
    right: 'knowledge.read',
    params,
    query: z.object({
      only: z.enum(['all', 'not_helpful', 'with_words']).default('all'),
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({ items: z.array(helpVote), next: z.string().nullable() }),
  }),
}
