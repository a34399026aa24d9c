/** What belongs to a crawl. */
export interface SiteScope {
  /** The address as it is compared and stored, or why it is not part of the site. */
  place(link: string): { url: string } | { reason: 'outside' | 'excluded' | 'trap' | 'type' }
}

interface ScopeOptions {
  start: string
  /** Paths to keep, `*` for anything: `/help/*`. All when left out. */
  include?: readonly string[] | undefined
  exclude?: readonly string[] | undefined
  /** Whether files (PDF, DOCX …) belong to it. */
  documents: boolean
}

const tracking =
  /^(utm_\w+|gclid|fbclid|msclkid|yclid|spm|scm|_ga|_gl|mc_[ce]id|ref_src|phpsessid|jsessionid|sessionid|sid)$/i
const otherFiles =
  /\.(png|jpe?g|gif|webp|svg|ico|bmp|avif|css|m?js|map|json|xml|rss|atom|woff2?|ttf|eot|mp[34]|m4[av]|webm|avi|mov|wav|ogg|gz|tar|rar|7z|exe|dmg|apk|ipa|msi|iso|bin|doc|xls|ppt)$/i
const documentFiles = /\.(pdf|docx|pptx|xlsx|csv|md|txt|zip)$/i

/** Ways of asking for one path; more are filters and calendars without end. */
const mostQueries = 40

/** The site of the first address: its host (with or without `www.`), by either protocol. */
export function makeSiteScope({ start, include, exclude, documents }: ScopeOptions): SiteScope {
  const host = bareHost(new URL(start))
  const wanted = include?.map(patternOf)
  const unwanted = exclude?.map(patternOf) ?? []
  const queries = new Map<string, Set<string>>()
  return {
    place(link) {
      const url = URL.parse(link)
      if (url === null || !/^https?:$/.test(url.protocol) || bareHost(url) !== host || url.username !== '')
        return { reason: 'outside' }
      clean(url)
      if (otherFiles.test(url.pathname) || (!documents && documentFiles.test(url.pathname))) return { reason: 'type' }
      const path = url.pathname + url.search
      const isStart = url.href === new URL(start).href
      if (unwanted.some((pattern) => pattern.test(path))) return { reason: 'excluded' }
      if (!isStart && wanted !== undefined && !wanted.some((pattern) => pattern.test(path)))
        return { reason: 'excluded' }
      return isTrap(url, queries) ? { reason: 'trap' } : { url: url.href }
    },
  }
}

const bareHost = (url: URL) => url.host.replace(/^www\./, '').replace(/:(80|443)$/, '')

function clean(url: URL): void {
  url.hash = ''
  for (const name of [...url.searchParams.keys()]) if (tracking.test(name)) url.searchParams.delete(name)
  url.pathname = url.pathname.replace(/\/{2,}/g, '/').replace(/;jsessionid=[^/]*/i, '')
}

/** Paths that repeat themselves and queries in ever new combinations. */
function isTrap(url: URL, queries: Map<string, Set<string>>): boolean {
  if (url.href.length > 1_000) return true
  const parts = url.pathname.split('/').filter(Boolean)
  const times = new Map<string, number>()
  for (const part of parts) times.set(part, (times.get(part) ?? 0) + 1)
  if (parts.length > 20 || [...times.values()].some((count) => count > 3)) return true
  if (url.search === '') return false
  const seen = queries.get(url.pathname) ?? new Set<string>()
  queries.set(url.pathname, seen)
  if (seen.has(url.search)) return false
  seen.add(url.search)
  return seen.size > mostQueries
}

/** `/help/*` also means `/help`; a pattern without a star means everything below. */
function patternOf(pattern: string): RegExp {
  const path = pattern.startsWith('http') ? (URL.parse(pattern)?.pathname ?? pattern) : pattern
  const escaped = path
    .trim()
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
  const whole = path.includes('*') ? escaped.replace(/\/\.\*$/, '(?:/.*)?') : `${escaped.replace(/\/$/, '')}(?:[/?].*)?`
  return new RegExp(`^${whole}$`, 'i')
}
