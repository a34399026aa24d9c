import type { CheerioAPI } from 'cheerio'

/** What a page says about itself besides its content. */
export interface PageFacts {
  canonical?: string
  noindex: boolean
  nofollow: boolean
  /** Web addresses it links to, absolute, without fragment, each once; links with `rel=nofollow` left out. */
  links: string[]
  /** Next to no text and a script that would bring it. */
  needsScript: boolean
  /** Where `meta http-equiv=refresh` leads. */
  refresh?: string
}

/** Facts of a page at `url`, for a crawler. `words` counts the characters of its content. */
export function pageFacts($: CheerioAPI, url: string | undefined, words: number): PageFacts {
  const head = $('head')
  const base = URL.parse(head.find('base[href]').attr('href') ?? '', url)?.href ?? url
  const robots = head
    .find('meta[name="robots" i], meta[name="loopdesk" i]')
    .map((_, node) => $(node).attr('content') ?? '')
    .get()
    .join(',')
    .toLowerCase()
  const canonical = absolute(head.find('link[rel~="canonical" i]').first().attr('href'), base)
  const refresh = /url\s*=\s*['"]?([^'"]+)/i.exec(head.find('meta[http-equiv="refresh" i]').attr('content') ?? '')?.[1]
  const target = absolute(refresh, base)
  return {
    ...(canonical === undefined ? {} : { canonical }),
    ...(target === undefined ? {} : { refresh: target }),
    noindex: /\b(noindex|none)\b/.test(robots),
    nofollow: /\b(nofollow|none)\b/.test(robots),
    links: linksOf($, base),
    needsScript: words < 80 && looksRendered($),
  }
}

function linksOf($: CheerioAPI, base: string | undefined): string[] {
  const found = new Set<string>()
  $('a[href], area[href]').each((_, node) => {
    if (/\bnofollow\b/i.test($(node).attr('rel') ?? '')) return
    const link = absolute($(node).attr('href'), base)
    if (link !== undefined) found.add(link)
  })
  return [...found].slice(0, 20_000)
}

function looksRendered($: CheerioAPI): boolean {
  if ($('script[src], script[type="module"]').length === 0) return false
  const mounts = $('#root, #app, #__next, #__nuxt, [ng-app], app-root, [data-reactroot]').length > 0
  return mounts || /javascript/i.test($('noscript').text())
}

function absolute(link: string | undefined, base: string | undefined): string | undefined {
  if (link === undefined || link.trim() === '') return undefined
  const url = URL.parse(link.trim(), base)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  return url.href
}
