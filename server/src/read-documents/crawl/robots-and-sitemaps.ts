import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import robotsParser from 'robots-parser'
import { decodeText } from '../bytes/decode-text.ts'
import { makeXmlParser } from '../bytes/xml-stream.ts'
import type { PoliteFetch } from './fetch-polite.ts'

// Its types describe a default export that the module does not have as such.
const parseRobots = robotsParser as unknown as typeof robotsParser.default

export interface Robots {
  allows(url: string): boolean
  /** Milliseconds between requests the site asks for. */
  delayMs: number | undefined
  sitemaps: string[]
  /** The site could not say what is allowed: nothing is then (https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.4). */
  unreachable: boolean
}

/** What a site allows this crawler. A site without `robots.txt` allows everything. */
export async function readRobots(origin: string, userAgent: string, fetch: PoliteFetch): Promise<Robots> {
  const url = `${origin}/robots.txt`
  const answer = await fetch(url, { maxBytes: 512_000 })
  const everything: Robots = { allows: () => true, delayMs: undefined, sitemaps: [], unreachable: false }
  if (answer.kind === 'failed') {
    if (
      answer.reason === 'too_large' ||
      answer.reason === 'redirected_outside' ||
      answer.reason === 'too_many_redirects'
    )
      return everything
    return { ...everything, allows: () => false, unreachable: true }
  }
  if (answer.status >= 500) return { ...everything, allows: () => false, unreachable: true }
  if (answer.status >= 400 || /html/.test(answer.headers['content-type'] ?? '')) return everything
  const rules = parseRobots(url, answer.body.toString('utf8'))
  const product = userAgent.split(/[/\s]/)[0] ?? userAgent
  const delay = rules.getCrawlDelay(product)
  return {
    // Rules name one protocol and host; the same are meant for `www.` and `https:`.
    allows: (page) => rules.isAllowed(sameOrigin(page, origin), product) !== false,
    delayMs: delay === undefined ? undefined : delay * 1_000,
    sitemaps: rules.getSitemaps(),
    unreachable: false,
  }
}

function sameOrigin(page: string, origin: string): string {
  const url = new URL(page)
  return `${origin}${url.pathname}${url.search}`
}

const mostSitemaps = 50
const sitemapBytes = 52_428_800

/** Addresses of all sitemaps of a site, packed ones and lists of sitemaps included; broken ones are passed over. */
export async function readSitemaps(first: readonly string[], fetch: PoliteFetch, most: number): Promise<string[]> {
  const waiting = [...first]
  const seen = new Set<string>()
  const pages = new Set<string>()
  while (waiting.length > 0 && seen.size < mostSitemaps && pages.size < most) {
    const url = waiting.shift()!
    if (seen.has(url)) continue
    seen.add(url)
    const answer = await fetch(url, { maxBytes: sitemapBytes })
    if (answer.kind === 'failed' || answer.status !== 200) continue
    const found = await parseSitemap(answer.body)
    waiting.push(...found.sitemaps)
    for (const page of found.pages) if (pages.size < most) pages.add(page)
  }
  return [...pages]
}

async function parseSitemap(body: Buffer): Promise<{ pages: string[]; sitemaps: string[] }> {
  const pages: string[] = []
  const sitemaps: string[] = []
  let inside = ''
  let text = ''
  try {
    const packed = body[0] === 0x1f && body[1] === 0x8b
    const bytes = packed ? await promisify(gunzip)(body, { maxOutputLength: sitemapBytes }) : body
    const content = decodeText(bytes).text
    // A plain list of addresses is a sitemap too.
    if (!content.trimStart().startsWith('<'))
      return {
        pages: content
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => /^https?:/.test(line)),
        sitemaps,
      }
    const parser = makeXmlParser({
      open(name) {
        if (name === 'url' || name === 'sitemap') inside = name
        text = ''
      },
      text(piece) {
        text += piece
      },
      close(name) {
        if (name === 'loc') (inside === 'sitemap' ? sitemaps : pages).push(text.trim())
        if (name === 'url' || name === 'sitemap') inside = ''
      },
    })
    parser.end(content)
  } catch {
    // What was read up to the break is as good as any.
  }
  return { pages, sitemaps }
}
