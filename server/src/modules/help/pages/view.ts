import type { HelpSettings } from '@loopdesk/contracts/api/help.ts'
import type { Language, Sight } from '../../knowledge/index.ts'
import { readableName } from '../seo/readable-name.ts'
import type { SiteRow } from '../sites/sites.ts'
import { type HelpStrings, helpStrings } from '../text/strings.ts'
import type { Html } from './html.ts'

/** A page that is being made: for which site, in which language, for whom. */
export interface View {
  site: SiteRow
  settings: HelpSettings
  language: Language
  t: HelpStrings
  sight: Sight
  /** Before each path of the site: `/help/<slug>`, or nothing on a domain of its own. */
  base: string
  /** The same for addresses outsiders are given. */
  home: string
  /** Carried along while settings are tried. */
  preview: string | null
  /** The search that lists this, where it matters what of it is opened. */
  search?: string | undefined
  /** Changes with the program's styles and scripts. */
  assets: string
}

/** What is sent. */
export interface Page {
  status: number
  title: string
  description: string
  body: Html
  /** Paths without the base, by language; the first is where this page belongs. None for what nobody should list. */
  addresses: { language: Language; path: string }[]
  /** The same in another language, where `addresses` do not say. */
  elsewhere?: (language: Language) => string
  kind: 'home' | 'category' | 'article' | 'document' | 'search' | 'other'
  /** For search engines, as JSON-LD. */
  data?: object[]
  changedAt?: Date
  /** What was read, for counting. */
  source?: string
}

export type Outcome = Page | { redirect: string }

export function makeView(
  given: Omit<View, 'settings' | 't' | 'home' | 'base'> & {
    ownDomain: boolean
    baseUrl: string
    settings?: HelpSettings
  },
): View {
  const { ownDomain, baseUrl, ...rest } = given
  const { site } = given
  return {
    ...rest,
    settings: given.settings ?? site.settings,
    t: helpStrings[given.language],
    base: ownDomain ? '' : `/help/${site.slug}`,
    home: site.domain ? `https://${site.domain}` : `${baseUrl}/help/${site.slug}`,
  }
}

/** An address within the site, as pages link to it. */
export function link({ base, preview }: View, path: string, hash = ''): string {
  return `${base}${preview === null ? path : withMark(path, 'preview', preview)}${hash}`
}

/** To something that was found. */
export const foundLink = (view: View, path: string): string =>
  link(view, view.search === undefined ? path : withMark(path, 'search', view.search))

function withMark(path: string, name: string, value: string): string {
  const [place = '', hash] = path.split('#', 2)
  const marked = `${place}${place.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`
  return hash === undefined ? marked : `${marked}#${hash}`
}

export const homePath = (language: Language) => `/${language}`

export function categoryPath(language: Language, id: string, name: string): string {
  return named(`/${language}/c/${encodeURIComponent(id)}`, name)
}

/** Where something to read stands; entries carry their title in pinyin, the id alone finds them. */
export function itemPath(language: Language, { source, title }: { source: string; title: string }): string {
  const id = encodeURIComponent(source.slice(source.indexOf(':') + 1))
  return source.startsWith('entry:') ? named(`/${language}/a/${id}`, title) : `/${language}/d/${id}`
}

export function searchPath(language: Language, query = ''): string {
  return `/${language}/search${query === '' ? '' : `?q=${encodeURIComponent(query)}`}`
}

function named(path: string, title: string): string {
  const name = readableName(title)
  return name === '' ? path : `${path}/${name}`
}

/** A text in the page's language, else in the one there is. */
export const textIn = (text: { zh?: string | undefined; en?: string | undefined }, language: Language): string =>
  text[language] || text.zh || text.en || ''

/** A day in the words of the page's language, where the company is. */
export function dayText(at: Date, { language, site }: View): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: site.time_zone }).format(at)
}
