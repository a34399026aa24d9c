import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entry, openHelpShop } from '../../../test/help-shop.ts'
import { type HelpCompany, type HelpWorld, outside, plainSettings } from '../../../test/help-world.ts'

let world: HelpWorld
let shop: HelpCompany
let siteId: string
let manual: string
const returns = '/help/shop/zh/a/returns/zen-me-tui-huo'
const get = (path: string, headers: Record<string, string> = {}) => world.visit(path, { headers })

beforeAll(async () => {
  ;({ world, shop, manual, siteId } = await openHelpShop())
})
afterAll(() => world?.close())

describe('the console', () => {
  it('tells what was read, by people and not by programs', async () => {
    const read = async () => {
      const reply = await get(`/v1/help/sites/${siteId}/statistics?days=7`, { cookie: shop.cookie })
      return JSON.parse(reply.text)
    }
    const views = async () =>
      (await read()).articles.find((each: { source: string }) => each.source === 'entry:shipping')?.views ?? 0
    const before = await views()
    await get('/help/shop/zh/a/shipping/duo-jiu-fa-huo')
    await get('/help/shop/zh/a/shipping/duo-jiu-fa-huo')
    await get('/help/shop/zh/a/shipping/duo-jiu-fa-huo', { 'user-agent': 'Googlebot/2.1' })
    expect((await views()) - before).toBe(2)
    expect((await read()).days).toHaveLength(7)
  })

  it('shows settings before they are saved to whoever has the link, nothing changes for others', async () => {
    const settings = { ...plainSettings, title: { zh: '试试新名字' } }
    const headers = { cookie: shop.cookie }
    const { url } = JSON.parse(
      (await world.visit(`/v1/help/sites/${siteId}/preview`, { method: 'POST', json: { settings }, headers })).text,
    )
    const tried = await get(url)
    expect(tried.text).toContain('试试新名字')
    expect(tried.text).toContain('noindex')
    expect((await get('/help/shop/zh')).text).not.toContain('试试新名字')
    expect((await get(url.replace(/.$/, 'A').replace('shop', 'other'))).text).not.toContain('试试新名字')
  })

  it('refuses an address that is taken and settings that cannot be, naming the field', async () => {
    const post = (json: object) =>
      world.visit('/v1/help/sites', { method: 'POST', json, headers: { cookie: shop.cookie } })
    await (await world.company('neighbour')).site()
    const taken = await post({ slug: 'neighbour', enabled: true, settings: plainSettings })
    expect([taken.status, taken.text.includes('/body/slug')]).toEqual([409, true])
    const bad = await post({ slug: 'Nein!', enabled: true, settings: { ...plainSettings, languages: ['en'] } })
    expect([bad.status, bad.text.includes('/body/slug'), bad.text.includes('defaultLanguage')]).toEqual([
      400,
      true,
      true,
    ])
    const script = { ...plainSettings, links: [{ label: { zh: 'x' }, url: 'javascript:alert(1)' }] }
    expect((await post({ slug: 'js', enabled: true, settings: script })).status).toBe(400)
  })
})

describe('links from the chat', () => {
  const source = (id: string, passage: string) => ({
    kind: 'entry' as const,
    id,
    passage,
    title: '怎么退货',
    headings: [],
    quote: '',
  })
  const customer = {
    kind: 'customer' as const,
    channel: 'web',
    verified: false,
    tags: [],
    attributes: {},
    language: 'zh' as const,
  }
  const path = (url: string | undefined) => url!.slice(outside.length)

  it('lead to the page where everybody may read it', async () => {
    const url = await world.help.sourceUrl(shop.id, source('returns', 'entry:returns:0:zh'), customer)
    expect(url).toBe(outside + returns)
    const documents = { ...source(manual, `document:${manual}:0`), kind: 'document' as const }
    const there = await world.help.sourceUrl(shop.id, documents, customer)
    expect((await get(path(there).split('#')[0]!)).text).toContain('id="quoted"')
  })

  it('lead to that passage alone where it is for some, for as long as the link is good', async () => {
    const staff = { kind: 'staff' as const }
    const secret = source('staff-handbook', 'entry:staff-handbook:0:zh')
    const url = path(await world.help.sourceUrl(shop.id, secret, staff))
    const shown = await get(url)
    expect([shown.status, shown.text.includes('青花瓷'), shown.headers['cache-control']]).toEqual([
      200,
      true,
      'private, no-store',
    ])
    expect(shown.headers['referrer-policy']).toBe('no-referrer')
    expect((await get(url.replace('/help/shop', '/help/other'))).status).toBe(404)
    expect((await get(`${url.slice(0, -2)}xx`)).status).toBe(404)
    world.clock.now = () => new Date(Date.now() + 25 * 3600_000)
    try {
      expect((await get(url)).status).toBe(404)
    } finally {
      world.clock.now = () => new Date()
    }
    expect(await world.help.sourceUrl(shop.id, secret, customer)).toBeUndefined()
  })

  it('are not made where a company has no help centre', async () => {
    const none = await world.company('none')
    expect(await world.help.sourceUrl(none.id, source('x', 'entry:x:0:zh'), customer)).toBeUndefined()
  })
})

describe('the chat widget', () => {
  it('finds and shows articles by the key of its site', async () => {
    const { items } = JSON.parse(
      (await get(`/help/-/widget/key-of-shop/search?language=zh&q=${encodeURIComponent('退货')}`)).text,
    )
    expect(items[0].source).toBe('entry:returns')
    const article = await get('/help/-/widget/key-of-shop/articles/returns?language=zh')
    expect(article.headers['access-control-allow-origin']).toBe('*')
    expect(JSON.parse(article.text)).toMatchObject({ title: '怎么退货', url: outside + returns })
    expect((await get('/help/-/widget/key-of-shop/articles/staff-handbook?language=zh')).status).toBe(404)
    expect(JSON.parse((await get('/help/-/widget/no-such-key/search?q=x')).text).items).toBeNull()
  })
})

describe('speed', () => {
  it('sends a page it has made before in a few milliseconds, packed', async () => {
    const times: number[] = []
    for (let at = 0; at < 60; at++) {
      const started = performance.now()
      await get(returns, { 'accept-encoding': 'gzip' })
      times.push(performance.now() - started)
    }
    const [median] = times.sort((a, b) => a - b).slice(30)
    process.stderr.write(`help centre: median of a warm page ${median!.toFixed(1)} ms\n`)
    expect(median!).toBeLessThan(60)
    const [plain, packed] = [await get(returns), await get(returns, { 'accept-encoding': 'gzip' })]
    expect(packed.text).toBe(plain.text)
    expect(packed.bytes).toBeLessThan(plain.bytes / 2)
  })

  it('reads a category of thousands page by page', async () => {
    const many = await world.company('many')
    await many.site()
    await many.publish(...Array.from({ length: 130 }, (_, at) => entry(`e-${at}`, `问题 ${at}`, `答案 ${at}`)))
    const first = (await get('/help/many/zh/c/orders/orders')).text
    expect(first).toContain('rel="next" href="/help/many/zh/c/orders/orders?page=2"')
    const last = (await get('/help/many/zh/c/orders/orders?page=4')).text
    expect([last.includes('rel="prev"'), last.includes('rel="next"')]).toEqual([true, false])
  })
})
