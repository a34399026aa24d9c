import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import type { HttpClient } from '../../infra/http-client.ts'
import type { PageFacts } from '../html/page-facts.ts'
import type { DocumentReader } from '../make-document-reader.ts'
import type { DocumentType } from '../read-outcome.ts'
import { refusals } from '../refusal.ts'
import type { Resolve } from './addresses.ts'
import { type Fetched, makePoliteFetch } from './fetch-polite.ts'
import { type LeftOut, leftOutReasons } from './left-out.ts'
import { type Robots, readRobots, readSitemaps } from './robots-and-sitemaps.ts'
import { makeSiteScope } from './site-scope.ts'

export interface CrawlOptions {
  /** Where to begin; the host of this address is the site. */
  start: string
  maxPages: number
  /** Links from the first page; pages of the sitemap count as one. */
  maxDepth: number
  /** Between two requests, unless the site asks for more. */
  delayMs: number
  /** Paths, `*` for anything. */
  include?: readonly string[]
  exclude?: readonly string[]
  userAgent: string
  /** Also reads linked PDF and Office files. */
  documents?: boolean
  /** Pages of the own network; only where an operator has allowed it. */
  allowPrivate?: boolean
  /** What the last crawl found, by address. */
  previous?: ReadonlyMap<string, KnownPage>
}

export interface KnownPage {
  hash: string
  etag?: string
  lastModified?: string
  /** Followed when the page is unchanged and therefore not sent again. */
  links?: string[]
}

/** `gone`: an address of the last crawl (or of a link) that the site no longer has. */
export type CrawledPage =
  | ({ kind: 'new' | 'changed'; url: string; type: DocumentType; document: ReadDocument } & KnownPage)
  | { kind: 'unchanged'; url: string; known: KnownPage }
  | { kind: 'gone'; url: string; status: number }
  | { kind: 'left_out'; url: string; reason: LeftOut; message: string }

export interface CrawlSummary {
  /** `end`: nothing was left to visit. */
  stopped: 'end' | 'max_pages' | 'aborted'
  counts: { new: number; changed: number; unchanged: number; gone: number; left_out: number }
}

interface CrawlDeps {
  /** Best a client of its own: its connections are not shared with calls into the own network. */
  http: HttpClient
  reader: DocumentReader
  /** The next page is fetched when this is done. */
  onPage(page: CrawledPage): Promise<void> | void
  signal?: AbortSignal
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
  resolve?: Resolve
}

const pageBytes = 8_000_000
const documentBytes = 60_000_000
/** No site is waited for longer than this between pages, whatever it asks. */
const longestDelayMs = 30_000
const documentTypes = /^application\/(pdf|zip|vnd\.openxmlformats)|^text\/(csv|markdown)/

interface Visit {
  url: string
  depth: number
}

/** Visits a web site politely and hands over each page once, in the order of links and sitemap. Never throws for what a site does. */
export async function crawlSite(options: CrawlOptions, deps: CrawlDeps): Promise<CrawlSummary> {
  const counts = { new: 0, changed: 0, unchanged: 0, gone: 0, left_out: 0 }
  const start = new URL(options.start)
  start.hash = ''
  let scope = makeSiteScope({ ...options, start: start.href, documents: options.documents ?? false })
  let robots: Robots | undefined
  const fetch = makePoliteFetch({
    http: deps.http,
    userAgent: options.userAgent,
    delayMs: () => Math.min(longestDelayMs, Math.max(options.delayMs, robots?.delayMs ?? 0)),
    allowPrivate: options.allowPrivate ?? false,
    mayFollow: (url) => 'url' in scope.place(url) || url.endsWith('/robots.txt') || isSitemap(url, start),
    wait: deps.wait ?? (async (ms, signal) => void (await sleep(ms, undefined, { signal }).catch(() => {}))),
    resolve: deps.resolve,
    signal: deps.signal,
  })
  robots = await readRobots(start.origin, options.userAgent, fetch)
  const queue = makeQueue(options.maxDepth)
  const hashes = new Map<string, string>()
  let taken = 0
  const tell = async (page: CrawledPage) => {
    counts[page.kind]++
    if (page.kind === 'new' || page.kind === 'changed' || page.kind === 'unchanged') taken++
    await deps.onPage(page)
  }
  const leaveOut = (url: string, reason: LeftOut, message?: string) =>
    tell({ kind: 'left_out', url, reason, message: message ?? { ...refusals, ...leftOutReasons }[reason] })
  const follow = (links: readonly string[] | undefined, depth: number) => {
    for (const link of links ?? []) {
      const placed = scope.place(link)
      if ('url' in placed) queue.add({ url: placed.url, depth })
    }
  }

  if (robots.unreachable) {
    await leaveOut(start.href, 'robots_unreachable')
    return { stopped: deps.signal?.aborted ? 'aborted' : 'end', counts }
  }
  queue.add({ url: start.href, depth: 0 })
  const listed = robots.sitemaps.length > 0 ? robots.sitemaps : [`${start.origin}/sitemap.xml`]
  follow(await readSitemaps(listed, fetch, options.maxPages * 10), 1)
  follow([...(options.previous?.keys() ?? [])], Math.min(1, options.maxDepth))

  for (let visit = queue.next(); visit !== undefined; visit = queue.next()) {
    if (deps.signal?.aborted) return { stopped: 'aborted', counts }
    if (taken >= options.maxPages) return { stopped: 'max_pages', counts }
    if (!robots.allows(visit.url)) {
      await leaveOut(visit.url, 'robots')
      continue
    }
    await visitPage(visit)
  }
  return { stopped: deps.signal?.aborted ? 'aborted' : 'end', counts }

  async function visitPage({ url, depth }: Visit): Promise<void> {
    const known = options.previous?.get(url)
    const answer = await fetch(url, {
      headers: {
        ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
        ...(known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
      },
      maxBytes: options.documents ? documentBytes : pageBytes,
      accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.5',
    })
    if (answer.kind === 'failed') return leaveOutFailed(url, depth, answer)
    if (answer.status === 304 && known !== undefined) {
      follow(known.links, depth + 1)
      return tell({ kind: 'unchanged', url, known })
    }
    if (answer.status === 404 || answer.status === 410) return tell({ kind: 'gone', url, status: answer.status })
    if (answer.status !== 200) return leaveOut(url, 'error_status', `The site answered ${answer.status}.`)
    const placed = scope.place(answer.url)
    if (answer.url !== url && 'url' in placed && !queue.first(placed.url)) return
    return takePage('url' in placed ? placed.url : url, depth, answer, known)
  }

  /** A first page that leads to another host moves the site there: `example.com` to `help.example.com`. */
  async function leaveOutFailed(url: string, depth: number, answer: Fetched & { kind: 'failed' }): Promise<void> {
    const { target } = answer
    if (depth === 0 && answer.reason === 'redirected_outside' && target !== undefined && url === start.href) {
      scope = makeSiteScope({ ...options, start: target, documents: options.documents ?? false })
      start.href = target
      robots = await readRobots(start.origin, options.userAgent, fetch)
      if (!robots.unreachable && robots.allows(target)) {
        queue.add({ url: target, depth: 0 })
        follow(await readSitemaps([`${start.origin}/sitemap.xml`], fetch, options.maxPages * 10), 1)
        return
      }
    }
    return leaveOut(url, answer.reason, answer.message)
  }

  async function takePage(
    url: string,
    depth: number,
    answer: Fetched & { kind: 'answered' },
    known: KnownPage | undefined,
  ): Promise<void> {
    const type = (answer.headers['content-type'] ?? 'text/html').split(';')[0]!.trim().toLowerCase()
    const isPage = /^(text\/html|application\/xhtml\+xml|text\/plain)$/.test(type)
    if (!isPage && !(options.documents && documentTypes.test(type))) return leaveOut(url, 'type', `It is ${type}.`)
    const header = answer.headers['x-robots-tag']?.toLowerCase() ?? ''
    const outcome = await deps.reader.read({
      bytes: answer.body,
      name: nameOf(url, type),
      type: answer.headers['content-type'] ?? type,
      url: answer.url,
      ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    })
    if (!outcome.ok) {
      const script = outcome.reason === 'has_no_text' && /script/.test(outcome.message)
      return leaveOut(url, script ? 'needs_script' : outcome.reason, outcome.message)
    }
    const found = outcome.documents[0]!
    const facts: PageFacts | undefined = found.page
    const links = facts === undefined || facts.nofollow || /nofollow|none/.test(header) ? [] : facts.links
    follow(links, depth + 1)
    follow(facts?.refresh === undefined ? [] : [facts.refresh], depth)
    if (facts?.noindex || /noindex|none/.test(header)) return leaveOut(url, 'noindex')
    if (facts?.needsScript) return leaveOut(url, 'needs_script')
    const canonical = facts?.canonical === undefined ? undefined : scope.place(facts.canonical)
    if (canonical !== undefined && 'url' in canonical && canonical.url !== url) {
      queue.add({ url: canonical.url, depth })
      return leaveOut(url, 'canonical', `The page is a copy of ${canonical.url}.`)
    }
    const hash = hashOf(found.document, url)
    const twin = hashes.get(hash)
    if (twin !== undefined) return leaveOut(url, 'duplicate', `It reads the same as ${twin}.`)
    hashes.set(hash, url)
    const { etag } = answer.headers
    const lastModified = answer.headers['last-modified']
    const page: KnownPage = { hash, ...(etag && { etag }), ...(lastModified && { lastModified }), links }
    if (known?.hash === hash) return tell({ kind: 'unchanged', url, known: page })
    return tell({
      kind: known === undefined ? 'new' : 'changed',
      url,
      type: found.type,
      document: found.document,
      ...page,
    })
  }
}

/** Each address once, nearer ones first. */
function makeQueue(maxDepth: number) {
  const waiting: Visit[][] = []
  const seen = new Set<string>()
  return {
    add(visit: Visit): void {
      if (visit.depth > maxDepth || !this.first(visit.url)) return
      waiting[visit.depth] ??= []
      waiting[visit.depth]!.push(visit)
    },
    /** Whether this address was never met before; it has been from now on. */
    first(url: string): boolean {
      if (seen.has(url)) return false
      seen.add(url)
      return true
    },
    next(): Visit | undefined {
      return waiting.find((visits) => visits !== undefined && visits.length > 0)?.shift()
    },
  }
}

const isSitemap = (url: string, start: URL) => new URL(url).host === start.host && /sitemap|\.xml/.test(url)

/** Of what a page says; a title that is only its address is none. */
function hashOf({ title, blocks }: ReadDocument, url: string): string {
  const own = decoded(new URL(url).pathname).includes(title) ? '' : title
  return createHash('sha256')
    .update(JSON.stringify([own === 'page' ? '' : own, blocks]))
    .digest('hex')
}

const extensions: Record<string, string> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'text/markdown': 'md',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
}

/** A name whose ending says what the server says it is. */
function nameOf(url: string, type: string): string {
  const last = decoded(new URL(url).pathname.split('/').at(-1) ?? '').replace(/[\\/]/g, '')
  if (/\.(pdf|docx|pptx|xlsx)$/i.test(last)) return last
  const extension = extensions[type]
  return extension === undefined ? last : `${last.replace(/\.\w{1,5}$/, '') || 'page'}.${extension}`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
