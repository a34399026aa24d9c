import { load } from 'cheerio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entry, openHelpShop } from '../../../test/help-shop.ts'
import { type HelpCompany, type HelpWorld, outside, plainSettings } from '../../../test/help-world.ts'

let world: HelpWorld
let shop: HelpCompany
let siteId: string
let manual: string
const returns = '/help/shop/zh/a/returns/zen-me-tui-huo'
const q = (words: string) => `/help/shop/zh/search?q=${encodeURIComponent(words)}`
const person = { 'user-agent': 'Mozilla/5.0' }
const get = (path: string, headers: Record<string, string> = {}) => world.visit(path, { headers })

beforeAll(async () => {
  ;({ world, shop, manual, siteId } = await openHelpShop())
})
afterAll(() => world?.close())

describe('what everybody reads', () => {
  it('sends visitors to the language they read, and to the language the site has', async () => {
    expect((await get('/help/shop', { 'accept-language': 'en-GB,en;q=0.9,zh;q=0.5' })).headers.location).toBe(
      '/help/shop/en',
    )
    expect((await get('/help/shop', { 'accept-language': 'fr' })).headers.location).toBe('/help/shop/zh')
    const home = await get('/help/shop/zh')
    expect(home.status).toBe(200)
    expect(home.text).toContain('<html lang="zh-CN"')
    expect(home.text).toContain('怎么退货')
  })

  it('shows an article with its formatting, its related articles and when it changed', async () => {
    const { text, headers } = await get(returns)
    expect(text).toContain('<strong>7 天内</strong>')
    expect(text).toContain('<h2>步骤</h2>')
    expect(text).toContain('<th>类别</th>')
    expect(text).toContain('多久发货')
    expect(text).toMatch(/<time datetime="\d{4}-/)
    expect(headers['last-modified']).toBeTruthy()
  })

  it('keeps the address of an article when its title changes: old ones lead to the new one', async () => {
    const old = await get('/help/shop/zh/a/returns/tui-huo-liu-cheng')
    expect([old.status, old.headers.location]).toEqual([301, returns])
    expect((await get('/help/shop/zh/a/returns')).headers.location).toBe(returns)
  })

  it('keeps the article when the language is switched', async () => {
    expect((await get(returns)).text).toContain('href="/help/shop/en/a/returns/how-to-return-an-item"')
    expect((await get('/help/shop/en/a/returns/how-to-return-an-item')).text).toContain('<strong>7 days</strong>')
  })

  it('shows the original with a notice where a translation is missing, and tells search engines where it belongs', async () => {
    const { text } = await get('/help/shop/en/a/shipping/duo-jiu-fa-huo')
    expect(text).toContain('not available in English yet')
    expect(text).toContain('<div class="prose" lang="zh-CN">')
    expect(text).toContain(`<link rel="canonical" href="${outside}/help/shop/zh/a/shipping/duo-jiu-fa-huo">`)
  })

  it('shows a document with the quoted passage marked, and hands out the original', async () => {
    const { text } = await get(`/help/shop/zh/d/${manual}?passage=0`)
    expect(text).toMatch(/id="quoted"[^>]*>.*滤芯每六个月更换一次/s)
    expect(text).toContain('外壳用软布擦拭')
    const file = await get(`/help/shop/zh/d/${manual}/original`)
    expect(file.text).toContain('# 净水器说明书')
    expect(file.headers['content-disposition']).toContain('attachment')
  })

  it('shows an edit with the next visit', async () => {
    await shop.publish(entry('fresh', '新的文章', '第一版。'))
    const path = '/help/shop/zh/a/fresh/xin-de-wen-zhang'
    const first = await get(path)
    expect(first.text).toContain('第一版。')
    expect((await get(path, { 'if-none-match': String(first.headers.etag) })).status).toBe(304)
    await shop.publish(entry('fresh', '新的文章', '第二版。'))
    const second = await get(path, { 'if-none-match': String(first.headers.etag) })
    expect([second.status, second.text.includes('第二版。')]).toEqual([200, true])
  })

  it('shows what begins to hold at the minute it begins, from a page that was in memory', async () => {
    expect((await get('/help/shop/zh/a/next-year')).status).toBe(404)
    world.clock.now = () => new Date('2099-06-01T00:00:00Z')
    try {
      expect((await get('/help/shop/zh/a/next-year')).status).toBe(301)
    } finally {
      world.clock.now = () => new Date()
    }
  })
})

describe('what is not for everybody', () => {
  const secrets = [
    '内部退款额度',
    '青花瓷',
    '白玉兰',
    '紫荆花',
    '成本价',
    '金丝雀',
    '内部价目',
    'staff-handbook',
    'last-year',
    'next-year',
  ]
  const saysNothing = (text: string) => secrets.filter((each) => text.includes(each))

  it('is neither listed, found, served, suggested nor in the sitemap', async () => {
    const pages = [
      '/help/shop/zh',
      '/help/shop/en',
      '/help/shop/zh/c/orders/orders',
      '/help/shop/sitemap.xml',
      '/help/shop/feed-zh.xml',
    ]
    for (const page of pages) {
      const { status, text } = await get(page)
      expect([page, status, saysNothing(text)]).toEqual([page, 200, []])
    }
    for (const words of [
      '内部退款额度',
      '客服每单可以赔多少',
      '去年大促规则',
      '明年大促规则',
      '经销商成本价是多少',
      '内部口令',
    ]) {
      const found = await get(q(words))
      const said = found.text.replaceAll(words, '')
      expect([words, said.match(/青花瓷|白玉兰|紫荆花|金丝雀|88 元|312/g)]).toEqual([words, null])
      const suggested = await get(`/help/shop/api/search?language=zh&q=${encodeURIComponent(words)}`)
      expect(JSON.stringify(JSON.parse(suggested.text).items)).not.toMatch(/青花瓷|白玉兰|紫荆花|金丝雀|staff-handbook/)
    }
    for (const id of ['staff-handbook', 'last-year', 'next-year', 'there-is-none']) {
      const { status, text } = await get(`/help/shop/zh/a/${id}`)
      expect([id, status, text.includes('青花瓷')]).toEqual([id, 404, false])
    }
  })

  it('leaves an article its public wording where colleagues have another', async () => {
    const { headers } = await get('/help/shop/zh/a/mixed')
    const { text } = await get(String(headers.location))
    expect(text).toContain('普通价格 100 元')
    expect(text).not.toContain('60 元')
  })

  it('is as absent as what does not exist: both pages are the same', async () => {
    const [hidden, none] = [await get('/help/shop/zh/a/staff-handbook'), await get('/help/shop/zh/a/no-such-thing')]
    expect(hidden.text).toBe(none.text)
  })

  it('disappears with the next visit when it is made internal', async () => {
    await shop.publish(entry('soon-internal', '快要内部', '口令映山红。'))
    const path = '/help/shop/zh/a/soon-internal/kuai-yao-nei-bu'
    expect((await get(path)).text).toContain('映山红')
    await shop.publish(entry('soon-internal', '快要内部', '口令映山红。', { audiences: ['staff'] }))
    expect((await get(path)).status).toBe(404)
    expect((await get('/help/shop/sitemap.xml')).text).not.toContain('soon-internal')
  })

  it('serves nothing while the site is closed, and nothing of documents where they are not shown', async () => {
    const closed = await world.company('closed')
    await closed.publish(entry('open', '公开的', '内容。'))
    await closed.site({}, { enabled: false })
    for (const page of ['', '/zh', '/zh/a/open', '/sitemap.xml', '/robots.txt', '/api/search?q=x', '/logo'])
      expect([page, (await get(`/help/closed${page}`)).status]).toEqual([page, 404])
    const plain = await world.company('plain')
    const document = await plain.upload('手册.md', '# 手册\n\n保修期是三年，从购买之日算起。\n')
    await plain.site({ documents: false })
    expect((await get(`/help/plain/zh/d/${document}`)).status).toBe(404)
    expect((await get(`/help/plain/zh/d/${document}/original`)).status).toBe(404)
    const found = await get(`/help/plain/zh/search?q=${encodeURIComponent('保修期是多久')}`)
    expect(found.text).not.toContain('三年')
    expect((await get('/help/plain/sitemap.xml')).text).not.toContain(document)
  })

  it('stays with its company: other sites and domains show nothing of it', async () => {
    const other = await world.company('other')
    await other.publish(entry('theirs', '别家的文章', '别家的口令木棉花。'))
    await other.site({}, { domain: 'help.other.example' })
    expect((await get('/help/shop/zh/a/theirs')).status).toBe(404)
    expect((await get('/help/other/zh/a/returns')).status).toBe(404)
    expect((await get(`/help/other/zh/d/${manual}`)).status).toBe(404)
    expect((await get(q('别家的口令'))).text.replaceAll('别家的口令', '')).not.toContain('木棉花')
    const theirs = await world.visit('/zh/search?q=%E9%80%80%E8%B4%A7', { host: 'help.other.example' })
    expect([theirs.status, theirs.text.includes('7 天')]).toEqual([200, false])
    const statistics = await get(`/v1/help/sites/${siteId}/statistics`, { cookie: other.cookie })
    expect(statistics.status).toBe(404)
    const change = { slug: 'shop2', enabled: true, settings: plainSettings }
    const taken = await world.visit(`/v1/help/sites/${siteId}`, {
      method: 'PUT',
      json: change,
      headers: { cookie: other.cookie },
    })
    expect(taken.status).toBe(404)
  })
})

describe('searching', () => {
  it('answers on top, with the source, then lists what else fits', async () => {
    const { text } = await get(q('怎么退货'))
    expect(text).toMatch(/class="answer".*<strong>7 天内<\/strong>.*出处：<a href="\/help\/shop\/zh\/a\/returns/s)
    const manualText = (await get(q('滤芯多久更换一次'))).text
    expect(manualText).toMatch(/class="answer".*六个月/s)
    expect(manualText).toContain(`/help/shop/zh/d/${manual}?passage=`)
  })

  it('forgives typing errors', async () => {
    const { items } = JSON.parse((await get('/help/shop/api/search?language=en&q=retrun%20an%20itme')).text)
    expect(items[0].source).toBe('entry:returns')
    const homophone = JSON.parse(
      (await get(`/help/shop/api/search?language=zh&q=${encodeURIComponent('怎么推货')}`)).text,
    )
    expect(homophone.items.map(({ source }: { source: string }) => source)).toContain('entry:returns')
  })

  it('says what to do where nothing is found', async () => {
    const { text } = await get(q('qwzxv'))
    expect(text).toContain('没有找到与“qwzxv”有关的内容')
    expect(text).toContain('换一个说法')
    expect(text).toContain('https://shop.example/contact')
  })

  it('tells whether anything was opened of what an unanswered search lists', async () => {
    world.opened.length = 0
    const { text } = await get(q('收不到快递咋办呀'), person)
    const links = load(text)('.hits a')
      .toArray()
      .map((each) => each.attribs.href!)
    expect(links.length).toBeGreaterThan(0)
    expect(links.every((each) => /[?&]search=[0-9a-f-]{36}(?:#|$)/.test(each))).toBe(true)
    expect(world.opened).toEqual([])
    expect((await get(links[0]!, person)).status).toBe(200)
    expect(world.opened).toEqual([/search=([0-9a-f-]{36})/.exec(links[0]!)![1]])
    await get(`${returns}?search=nonsense`, person)
    expect(world.opened).toHaveLength(1)
    expect((await get(q('怎么退货'), person)).text).not.toContain('search=')
  })

  it('tells those who look after gaps, with personal data masked', async () => {
    world.noted.length = 0
    await get(q('我的电话 13800138000 收不到快递咋办呀'), { 'user-agent': 'Googlebot/2.1' })
    expect(world.noted).toEqual([])
    await get(q('我的电话 13800138000 收不到快递咋办呀'), person)
    expect(world.noted).toHaveLength(1)
    expect(world.noted[0]!.text).not.toContain('13800138000')
    const { items } = JSON.parse((await get(`/v1/help/sites/${siteId}/searches`, { cookie: shop.cookie })).text)
    expect(JSON.stringify(items)).not.toContain('13800138000')
    expect(items.some(({ query }: { query: string }) => query.includes('收不到快递'))).toBe(true)
  })

  it('is open to the pages of allowed sites, to no others', async () => {
    const from = (origin: string) => get('/help/shop/api/search?language=zh&q=x', { origin })
    expect((await from('https://www.shop.example')).headers['access-control-allow-origin']).toBe(
      'https://www.shop.example',
    )
    expect((await from('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined()
    expect((await get('/help/shop/embed.js')).text).toContain('loopdesk-search')
    expect((await get('/help/other/embed.js')).status).toBe(404)
  })

  it('is refused for a while to whoever searches too much', async () => {
    const flood = await world.company('flood')
    await flood.site()
    const replies = []
    for (let at = 0; at < 70; at++) replies.push((await get('/help/flood/en/search')).status)
    expect(new Set(replies)).toEqual(new Set([200, 429]))
    expect((await get('/help/flood/en/search')).text).toContain('a lot of searches')
  })
})

describe('hostile input', () => {
  it('does nothing in titles, texts and questions', async () => {
    const { headers } = await get('/help/shop/zh/a/evil')
    const article = await get(String(headers.location))
    expect(article.status).toBe(200)
    const listed = await get('/help/shop/zh/c/orders/orders')
    const searched = await get(q('"><script>alert(7)</script><img src=x onerror=alert(8)>'))
    const reflected = await get('/help/shop/zh/search?q=%22%20autofocus%20onfocus%3Dalert(9)')
    const map = await get('/help/shop/sitemap.xml')
    for (const { text } of [article, listed, searched, reflected]) expect(activeParts(text)).toEqual([])
    expect(map.text).not.toMatch(/<script|<img/)
    expect(article.text.match(/<script/g)).toHaveLength(3)
    expect(article.text).toContain('\\u003cscript')
  })

  /** Everything in a page that would run, frame or send something that is not ours. */
  function activeParts(text: string): string[] {
    const page = load(text)
    return page('*')
      .toArray()
      .flatMap((each) => {
        const has = page(each).attr() ?? {}
        const name = String(page(each).prop('tagName')).toLowerCase()
        const ours = /^\/(help\/shop\/|widget\.js)/
        const active = Object.entries(has).some(
          ([key, value]) =>
            /^on|^style$|^srcdoc$|^autofocus$/.test(key) || /^\s*(javascript|data|vbscript):/i.test(value),
        )
        const bad =
          active ||
          /^(iframe|object|embed|base|style)$/.test(name) ||
          (name === 'form' && !ours.test(has.action ?? '')) ||
          (name === 'script' && has.type !== 'application/ld+json' && !ours.test(has.src ?? ''))
        return bad ? [page.html(each)] : []
      })
  }

  it('runs no inline script and can be framed by nobody but ourselves', async () => {
    const { headers } = await get(returns)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self';")
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("frame-ancestors 'self'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect((await get(returns)).text).not.toMatch(/<style|\sstyle=/)
  })

  it('survives broken addresses', async () => {
    const odd = [
      '/help/shop/zh/a/%E0%A4%A',
      '/help/shop/zh/a/..%2f..%2fetc',
      '/help/shop/zh/d/not-a-uuid',
      '/help/%00/zh',
      '/help/shop/zh/search?q=%00%ff',
      '/help/shop/zh/c/orders/orders?page=99999',
      '/help/shop/assets/..%2findex.ts',
      '/help/shop/zh/shared/a.b',
      '/help/shop/zh?preview=x.y',
      '/help/-/zh',
      '/help/shop/sitemap-9.xml',
      '/help/shop/zh/a/constructor',
    ]
    for (const path of odd)
      expect([path, [200, 301, 302, 400, 404].includes((await get(path)).status)]).toEqual([path, true])
  })
})

describe('search engines', () => {
  it('learn where a page belongs, its languages and what it is about', async () => {
    const { text } = await get(returns)
    expect(text).toContain(`<link rel="canonical" href="${outside}${returns}">`)
    expect(text).toContain(`hreflang="en" href="${outside}/help/shop/en/a/returns/how-to-return-an-item"`)
    expect(text).toContain('hreflang="x-default"')
    const data = JSON.parse(/application\/ld\+json">(.*?)<\/script>/s.exec(text)![1]!)
    expect(data['@graph'].map((each: { '@type': string }) => each['@type'])).toEqual([
      'Article',
      'FAQPage',
      'BreadcrumbList',
    ])
    expect((await get(q('退货'))).text).toContain('<meta name="robots" content="noindex">')
  })

  it('get a map of everything in all languages, and a robots.txt that names it', async () => {
    const map = (await get('/help/shop/sitemap.xml')).text
    expect(map).toContain(`<loc>${outside}/help/shop/en/a/returns/how-to-return-an-item</loc><lastmod>`)
    expect(map).toContain(`/d/${manual}</loc>`)
    expect((await get('/robots.txt')).text).toContain(`Sitemap: ${outside}/help/shop/sitemap.xml`)
  })

  it('are kept out of a site that is not to be listed', async () => {
    const quiet = await world.company('quiet')
    await quiet.site({ indexable: false })
    expect((await get('/help/quiet/robots.txt')).text).toContain('Disallow: /\n')
    expect((await get('/help/quiet/zh')).text).toContain('noindex')
    expect((await get('/help/quiet/sitemap.xml')).status).toBe(404)
    expect((await get('/robots.txt')).text).not.toContain('/help/quiet/')
  })
})

describe('a domain of its own', () => {
  it('serves the site at its root and nothing of the console', async () => {
    const own = (path: string) => world.visit(path, { host: 'help.other.example' })
    expect((await own('/')).headers.location).toBe('/zh')
    const home = await own('/zh')
    expect(home.text).toContain('href="/assets/help.css')
    expect(home.text).toContain('<link rel="canonical" href="https://help.other.example/zh">')
    expect((await own('/robots.txt')).text).toContain('Sitemap: https://help.other.example/sitemap.xml')
    for (const path of ['/console/', '/v1/help/sites', '/docs', '/metrics'])
      expect([path, (await own(path)).status]).toEqual([path, 404])
  })
})

describe('whether it helped', () => {
  it('is counted once for each visitor, without naming anybody', async () => {
    const before = await votes()
    const form = { source: 'entry:returns', helpful: 'no' }
    const first = await world.visit('/help/shop/zh/feedback', { method: 'POST', form })
    expect([first.status, first.headers.location]).toEqual([303, `${returns}?voted=no#feedback`])
    const cookie = String(first.headers['set-cookie'])
    expect(cookie).toMatch(/^help_visitor=[\w-]{22};.*HttpOnly/)
    const words = { ...form, comment: '没写运费谁出，我的手机是 13912345678' }
    await world.visit('/help/shop/zh/feedback', {
      method: 'POST',
      form: words,
      headers: { cookie: cookie.split(';')[0]! },
    })
    const after = await votes()
    expect(after.length).toBe(before.length + 1)
    expect(after[0]).toMatchObject({ source: 'entry:returns', title: '怎么退货', helpful: false })
    expect(after[0].comment).toContain('运费谁出')
    expect(after[0].comment).not.toContain('13912345678')
    expect((await get(`${returns}?voted=no`)).text).toContain('还缺什么')
  })

  it('cannot be said of what is not for everybody, nor from other sites', async () => {
    const form = { source: 'entry:staff-handbook', helpful: 'yes' }
    expect((await world.visit('/help/shop/zh/feedback', { method: 'POST', form })).status).toBe(404)
    const headers = { 'sec-fetch-site': 'cross-site' }
    const forged = { source: 'entry:returns', helpful: 'yes' }
    expect((await world.visit('/help/shop/zh/feedback', { method: 'POST', form: forged, headers })).status).toBe(403)
  })

  const votes = async () =>
    JSON.parse((await get(`/v1/help/sites/${siteId}/feedback`, { cookie: shop.cookie })).text).items
})
