import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { openWorld, type World } from '../../server/test/open-world.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
const shots = process.env.HELP_SHOTS
// A browser on a busy machine takes its time; every wait below is for an event.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let world: World
let browser: Browser
let page: Page

beforeAll(async () => {
  world = await openWorld()
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
})
afterEach(() => page.context().close())
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

async function visit(options: BrowserContextOptions = {}) {
  const viewport = { width: 1440, height: 900 }
  const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(40_000)
  await context.request.post(`${world.server.url}/v1/session`, {
    data: { email: 'owner@shop.example', password: 'loopdesk-demo' },
    headers: { origin: world.server.url },
  })
  page = await context.newPage()
  await page.goto(`${world.server.url}/console/knowledge/help`)
}

const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
const shot = (name: string) => shots && page.screenshot({ path: join(shots, `${name}.png`) })

async function violations(): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    // @ts-expect-error axe adds itself to the page.
    const { violations: found } = await window.axe.run('.help-page', { runOnly: ['wcag2a', 'wcag2aa'], iframes: false })
    return found.map((each: { id: string; nodes: { html: string }[] }) => `${each.id}: ${each.nodes[0]!.html}`)
  })
}

it('an owner sets the help centre up, sees it before it is saved, and opens it to everybody', async () => {
  await visit()
  await page.getByRole('heading', { name: '帮助中心' }).waitFor()
  if ((await page.getByRole('button', { name: /建立帮助中心/ }).count()) > 0) {
    await page.getByLabel('地址').fill('shop-help')
    await press(/建立帮助中心/)
  }
  const name = page.getByLabel('名称（中文）')
  await name.fill('数码小店帮助中心')
  const preview = page.frameLocator('iframe[title="网站预览"]')
  await preview.getByRole('heading', { name: '数码小店帮助中心', level: 1 }).waitFor()
  const open = page.getByRole('switch', { name: '对外开放' })
  if ((await open.getAttribute('aria-checked')) === 'false') await open.click()
  await page.getByLabel('地址').fill('our-help')
  await shot('console-settings')
  const slow = await fetch(`${world.server.url}/help/our-help/zh`)
  expect(slow.status).toBe(404)
  await press(/保\s*存/)
  await page.getByText('已保存').waitFor()
  expect(await violations()).toEqual([])
  const home = await (await fetch(`${world.server.url}/help/our-help/zh`)).text()
  expect(home).toContain('数码小店帮助中心')
})

it('figures and feedback show what visitors did', async () => {
  const headers = { 'user-agent': 'Mozilla/5.0' }
  const map = await (await fetch(`${world.server.url}/help/our-help/sitemap.xml`)).text()
  const [, path] = /<loc>[^<]*(\/help\/our-help\/zh\/a\/[^<]+)<\/loc>/.exec(map)!
  await fetch(world.server.url + path, { headers })
  await fetch(`${world.server.url}/help/our-help/zh/search?q=zzqxw`, { headers })
  const source = `entry:${decodeURIComponent(path!.split('/')[5]!)}`
  const form = new URLSearchParams({ source, helpful: 'no', comment: '没写清楚' })
  await fetch(`${world.server.url}/help/our-help/zh/feedback`, { method: 'POST', body: form, redirect: 'manual' })
  await visit()
  await page.getByText('统计', { exact: true }).click()
  await page.getByText('全部', { exact: true }).click()
  await page.getByText('zzqxw').waitFor()
  expect(await violations()).toEqual([])
  await shot('console-figures')
  await page.getByText('反馈', { exact: true }).click()
  await page.getByText('没写清楚').waitFor()
  expect(await violations()).toEqual([])
  await shot('console-feedback')
})

it('can be used on a phone and in the dark', async () => {
  await visit({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await page.getByLabel('名称（中文）').waitFor()
  await shot('console-phone-dark')
})
