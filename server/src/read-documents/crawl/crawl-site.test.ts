import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { makeHttpClient } from '../../infra/http-client.ts'
import { makeDocumentReader } from '../make-document-reader.ts'
import { isInsideAddress, isPublicHost } from './addresses.ts'
import { type CrawledPage, type CrawlOptions, crawlSite, type KnownPage } from './crawl-site.ts'

type Answer = string | Buffer | { status?: number; headers?: Record<string, string>; body?: string | Buffer }
type Site = Record<string, Answer | ((request: IncomingMessage) => Answer)>

const http = makeHttpClient()
const reader = makeDocumentReader()
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})
afterAll(async () => {
  http.close()
  await reader.close()
})

async function serve(site: Site): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.url!)
    const found = site[request.url!]
    const answer = typeof found === 'function' ? found(request) : found
    if (answer === undefined) return response.writeHead(404).end('none')
    const {
      status = 200,
      headers = {},
      body = '',
    } = typeof answer === 'string' || Buffer.isBuffer(answer) ? { body: answer } : answer
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => void server.close())
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function crawl(origin: string, options: Partial<CrawlOptions> = {}, more: { waits?: number[] } = {}) {
  const pages: CrawledPage[] = []
  const summary = await crawlSite(
    {
      start: `${origin}/`,
      maxPages: 50,
      maxDepth: 4,
      delayMs: 0,
      userAgent: 'LoopdeskCrawler/1.0',
      allowPrivate: true,
      ...options,
    },
    {
      http,
      reader,
      onPage: (page) => void pages.push(page),
      wait: async (ms) => void more.waits?.push(Math.round(ms / 1_000)),
    },
  )
  const path = (url: string) => url.replace(origin, '')
  return {
    summary,
    pages,
    seen: pages.map((page) => `${page.kind} ${path(page.url)}${page.kind === 'left_out' ? ` ${page.reason}` : ''}`),
  }
}

const page = (text: string, links: string[] = [], head = '') =>
  `<html><head>${head}</head><body><main><p>${text}</p>${links.map((link) => `<p>另见 <a href="${link}">这里</a>。</p>`).join('')}</main></body></html>`

describe('crawling a web site', () => {
  it('follows links inside the site to the depth told, each page once, and hands over what it read', async () => {
    const { origin } = await serve({
      '/': page('首页说明。', [
        '/a',
        '/a#part',
        '/a?utm_source=x',
        'https://example.com/x',
        'mailto:a@b.c',
        '/logo.png',
      ]),
      '/a': page('第一层。', ['/b', '/']),
      '/b': page('第二层。', ['/c']),
      '/c': page('第三层。'),
    })
    const { seen, summary, pages } = await crawl(origin, { maxDepth: 2 })
    expect(seen).toEqual(['new /', 'new /a', 'new /b'])
    expect(summary).toMatchObject({ stopped: 'end', counts: { new: 3 } })
    expect(pages[1]).toMatchObject({
      type: 'html',
      document: { blocks: [{ text: '第一层。' }, { text: '另见 这里。' }, { text: '另见 这里。' }] },
    })
  })

  it('finds pages by the sitemap, lists of packed sitemaps included', async () => {
    const { origin } = await serve({
      '/robots.txt': (request) => ({
        headers: { 'content-type': 'text/plain' },
        body: `Sitemap: http://${request.headers.host}/index.xml`,
      }),
      '/index.xml': (request) =>
        `<sitemapindex><sitemap><loc>http://${request.headers.host}/pages.xml.gz</loc></sitemap></sitemapindex>`,
      '/pages.xml.gz': (request) =>
        gzipSync(`<urlset><url><loc>http://${request.headers.host}/alone?a=1&amp;b=2</loc></url></urlset>`),
      '/': page('首页。'),
      '/alone?a=1&b=2': page('没有链接指向的页面。'),
    })
    expect((await crawl(origin)).seen).toEqual(['new /', 'new /alone?a=1&b=2'])
  })

  it('obeys robots.txt, noindex, nofollow and canonical, and says why pages are left out', async () => {
    const { origin, asked } = await serve({
      '/robots.txt': {
        headers: { 'content-type': 'text/plain' },
        body: 'User-agent: LoopdeskCrawler\nDisallow: /private\n\nUser-agent: *\nDisallow: /',
      },
      '/': page('首页。', ['/private/x', '/hidden', '/copy', '/header', '/twin', '/quiet']),
      '/hidden': page('不收录。', ['/from-hidden'], '<meta name="robots" content="noindex">'),
      '/from-hidden': page('可以收录。'),
      '/copy': page('打印版。', [], '<link rel="canonical" href="/real">'),
      '/real': page('正本。'),
      '/header': { headers: { 'x-robots-tag': 'noindex' }, body: page('不收录。') },
      '/twin': page('可以收录。'),
      '/quiet': page('不跟随。', ['/never'], '<meta name="robots" content="nofollow">'),
    })
    const { seen } = await crawl(origin)
    expect(seen).toEqual([
      'new /',
      'left_out /private/x robots',
      'left_out /hidden noindex',
      'left_out /copy canonical',
      'left_out /header noindex',
      'new /twin',
      'new /quiet',
      'new /real',
      'left_out /from-hidden duplicate',
    ])
    expect(asked).not.toContain('/private/x')
    expect(asked).not.toContain('/never')
  })

  it('visits nothing when robots.txt cannot be had', async () => {
    const { origin, asked } = await serve({
      '/robots.txt': { status: 503, headers: { 'retry-after': '1' } },
      '/': page('首页。'),
    })
    expect((await crawl(origin)).seen).toEqual(['left_out / robots_unreachable'])
    expect(asked).not.toContain('/')
  })

  it('follows redirects inside the site and no further', async () => {
    const { origin } = await serve({
      '/': page('首页。', ['/old', '/away', '/loop']),
      '/old': { status: 301, headers: { location: '/new' } },
      '/new': page('新页面。'),
      '/away': { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } },
      '/loop': { status: 302, headers: { location: '/loop' } },
    })
    expect((await crawl(origin)).seen).toEqual([
      'new /',
      'new /new',
      'left_out /away redirected_outside',
      'left_out /loop too_many_redirects',
    ])
  })

  it('tells new, changed, unchanged and gone pages on the next crawl, without fetching again what has not changed', async () => {
    const site: Site = {
      '/': page('首页。', ['/same', '/tagged', '/edited', '/removed']),
      '/same': page('不变。'),
      '/tagged': (request) =>
        request.headers['if-none-match'] === '"v1"'
          ? { status: 304 }
          : { headers: { etag: '"v1"' }, body: page('有标签。', ['/below']) },
      '/below': page('只从有标签的页面可到。'),
      '/edited': page('旧文。'),
      '/removed': page('将删除。'),
    }
    const { origin } = await serve(site)
    const first = await crawl(origin)
    const previous = new Map<string, KnownPage>(
      first.pages.flatMap((one) => (one.kind === 'new' ? [[one.url, one] as [string, KnownPage]] : [])),
    )
    expect(previous.size).toBe(6)
    site['/edited'] = page('新文。')
    site['/'] = page('首页。', ['/same', '/tagged', '/edited'])
    delete site['/removed']
    const { seen } = await crawl(origin, { previous })
    expect(seen.toSorted()).toEqual([
      'changed /',
      'changed /edited',
      'gone /removed',
      'unchanged /below',
      'unchanged /same',
      'unchanged /tagged',
    ])
  })

  it('waits between pages as the site asks, and when the site is busy', async () => {
    let busy = 2
    const { origin } = await serve({
      '/robots.txt': { headers: { 'content-type': 'text/plain' }, body: 'User-agent: *\nCrawl-delay: 7' },
      '/': page('首页。', ['/busy', '/always']),
      '/busy': () => (busy-- > 0 ? { status: 429, headers: { 'retry-after': '40' } } : page('等到了。')),
      '/always': { status: 503, headers: { 'retry-after': '86400' } },
    })
    const waits: number[] = []
    const { seen } = await crawl(origin, {}, { waits })
    expect(seen).toEqual(['new /', 'new /busy', 'left_out /always busy'])
    expect(waits.filter((wait) => wait === 40)).toHaveLength(2)
    expect(waits.filter((wait) => wait === 7).length).toBeGreaterThanOrEqual(3)
  })

  it('keeps to the paths told and reads linked files only when told', async () => {
    const site: Site = {
      '/': page('首页。', ['/help/a', '/help/old/b', '/blog/c', '/help/list.csv']),
      '/help/a': page('帮助。'),
      '/help/old/b': page('旧帮助。'),
      '/blog/c': page('博客。'),
      '/help/list.csv': { headers: { 'content-type': 'text/csv' }, body: '问题,答案\n怎么退,七天\n' },
    }
    const { origin } = await serve(site)
    const options = { include: ['/help/*'], exclude: ['/help/old'] }
    expect((await crawl(origin, options)).seen).toEqual(['new /', 'new /help/a'])
    expect((await crawl(origin, { ...options, documents: true })).seen).toEqual([
      'new /',
      'new /help/a',
      'new /help/list.csv',
    ])
  })

  it('says of pages that only a browser could show that they need one', async () => {
    const shell = '<html><head><script src="/app.js"></script></head><body><div id="root"></div></body></html>'
    const { origin } = await serve({ '/': page('首页。', ['/app']), '/app': shell })
    expect((await crawl(origin)).seen).toEqual(['new /', 'left_out /app needs_script'])
  })

  it('ends in sites without end, at the number of pages told, and when stopped', async () => {
    const endless: Site = new Proxy(
      {},
      {
        get: (_, path: string) =>
          path === '/robots.txt' || path === '/sitemap.xml'
            ? undefined
            : page(`第 ${path} 页。`, [
                `${path === '/' ? '' : path}/x`,
                `/calendar?day=${path.length}${Math.abs(path.length * 7)}`,
              ]),
      },
    )
    const { origin } = await serve(endless)
    const { summary } = await crawl(origin, { maxPages: 5, maxDepth: 1_000 })
    expect(summary).toMatchObject({ stopped: 'max_pages', counts: { new: 5 } })
    const all = await crawl(origin, { maxPages: 1_000, maxDepth: 1_000 })
    expect(all.summary.stopped).toBe('end')
  })

  it('never touches the own network unless that is allowed', async () => {
    const { origin, asked } = await serve({ '/': page('内部。') })
    expect((await crawl(origin, { allowPrivate: false })).seen).toEqual(['left_out / robots_unreachable'])
    expect(asked).toEqual([])
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      '::ffff:7f00:1',
    ])
      expect([address, isInsideAddress(address)]).toEqual([address, true])
    for (const address of ['8.8.8.8', '114.114.114.114', '2606:4700::1111'])
      expect(isInsideAddress(address)).toBe(false)
    const mixed = async () => ['8.8.8.8', '127.0.0.1']
    expect(await isPublicHost(new URL('http://rebind.example'), mixed)).toBe(false)
    expect(await isPublicHost(new URL('http://[::1]/'))).toBe(false)
    // Written as one number, in octal and in hexadecimal.
    for (const host of ['2130706433', '0177.0.0.1', '0x7f.1'])
      expect(await isPublicHost(new URL(`http://${host}/`))).toBe(false)
  })
})
