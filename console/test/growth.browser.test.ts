import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import {
  type Colleague,
  type GrowthCompany,
  type GrowthWorld,
  openGrowthWorld,
} from '../../server/test/growth-world.ts'

const axe = createRequire(import.meta.url).resolve('axe-core')
const root = fileURLToPath(new URL('..', import.meta.url))
// A browser on a busy machine takes its time; every wait below is for an event.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 })

let consoleDir: string
let world: GrowthWorld
let acme: GrowthCompany
let owner: Colleague
let origin: string
let browser: Browser
let page: Page

beforeAll(async () => {
  consoleDir = await mkdtemp(join(tmpdir(), 'loopdesk-console-'))
  await build({ root, configFile: `${root}/vite.config.ts`, logLevel: 'silent', build: { outDir: consoleDir } })
  world = await openGrowthWorld({ consoleDir })
  origin = await world.app.listen({ port: 0, host: '127.0.0.1' })
  acme = await world.company('acme')
  owner = await acme.hire('林晓', 'owner')
  await fill()
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
})
afterEach(() => page?.context().close())
afterAll(async () => {
  await browser?.close()
  await world?.close()
  await rm(consoleDir, { recursive: true, force: true })
})

/** Some days of a small company: what is known, what is not, and how agents helped out. */
async function fill() {
  const agent = await acme.hire('王芳', 'agent')
  await acme.write('怎么申请退货', '签收后七天内可在订单页申请退货，运费由我们承担。')
  await acme.write('发票什么时候开', '发货后二十四小时内开具电子发票，可在订单详情页下载。')
  const unknown = [
    '宠物寄养柜押金多少',
    '寄养柜要交押金吗',
    '寄存宠物的柜子押金要几块',
    '旧手表你们收不收',
    '可以刻字吗',
    '租帐篷多少钱一天',
    '租帐篷多少钱一周',
  ]
  for (const text of unknown) {
    const chat = await acme.chat()
    await chat.ask(text, { decision: 'declined', ids: [] })
    await chat.handOver()
    if (text.includes('押金'))
      await chat.agentSays(agent, '您好，宠物寄养柜的押金是66元，取走宠物当天原路退回。还有什么可以帮您？')
    await chat.resolve()
    await chat.rate(5)
  }
  for (const helpful of [true, false, false]) {
    const chat = await acme.chat()
    const { seq } = await chat.ask('怎么申请退货')
    await chat.feedback(seq, helpful)
    await chat.resolve()
  }
  await world.settled()
}

async function visit(path: string, options: BrowserContextOptions = {}) {
  const viewport = { width: 1440, height: 900 }
  const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(40_000)
  await context.addCookies([{ name: 'loopdesk_session', value: owner.cookie, url: origin }])
  page = await context.newPage()
  await page.goto(`${origin}/console/knowledge/${path}`)
}
const sees = (text: string | RegExp) => page.getByText(text).first().waitFor()
/** For looking at the pages: set PICTURES to a folder. */
const picture = async (name: string) => {
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) })
}

it('a gap is chosen with the keyboard, drafted, and published in place', async () => {
  await visit('gaps')
  const list = page.getByRole('list', { name: '没答好的问题' })
  await list.getByRole('button').first().waitFor()
  await picture('gaps')
  await list.getByRole('button', { name: /押金/ }).click()
  await page.getByRole('heading', { level: 2, name: /押金/ }).waitFor()
  await page.keyboard.press('d')
  const draft = page.getByRole('region', { name: '草稿' })
  await draft.getByText('答案取自坐席的回答').waitFor()
  await draft.getByText(/王芳/).first().waitFor()
  await picture('gaps-draft')
  expect(await draft.getByText('发票什么时候开').count()).toBe(0)
  await draft.getByRole('button', { name: '发布' }).click()
  await sees('已发布，几秒后生效')
  await sees('已上线')
})

it('what does not belong in a gap is chosen and made one of its own, and merged back', async () => {
  await visit('gaps?q=帐篷')
  const list = page.getByRole('list', { name: '没答好的问题' })
  await list.getByRole('button').first().waitFor()
  expect(await list.getByRole('button').count()).toBe(1)
  await sees('客户会话 2')
  await page.getByRole('checkbox', { name: /一周/ }).check()
  await picture('gaps-regroup')
  await page.getByRole('button', { name: '单独成组' }).click()
  await sees(/已单独成组/)
  await expect.poll(() => list.getByRole('button').count()).toBe(2)
  await list.getByRole('button', { name: /一周/ }).click()
  await page.getByRole('combobox', { name: '并入另一组…' }).click()
  await page.getByTitle('租帐篷多少钱一天').click()
  await sees('已合并')
  await expect.poll(() => list.getByRole('button').count()).toBe(1)
})

it('a gap that is none is put aside with x and found among those put aside', async () => {
  await visit('gaps?q=手表')
  await page.getByRole('heading', { level: 2, name: /手表/ }).waitFor()
  await page.keyboard.press('x')
  await sees('已搁置；再多一半会自动回来')
  await page.getByText('不处理', { exact: true }).first().click()
  await page.getByRole('button', { name: '重新处理' }).waitFor()
})

it('what agents answered is proposed, and becomes the draft of an entry', async () => {
  await visit('proposals')
  await page.getByRole('button', { name: '做成条目' }).first().waitFor()
  await picture('proposals')
  await page.getByRole('button', { name: '做成条目' }).first().click()
  await sees('已做成草稿')
})

it('health says what needs work first, in words, and leads to the conversations', async () => {
  await visit('health')
  await sees(/被点“没帮助”/)
  await picture('health')
  const row = page.getByRole('row', { name: /怎么申请退货/ })
  await row.getByRole('button').click()
  await page.getByRole('dialog').getByRole('link', { name: '怎么申请退货' }).first().waitFor()
})

it('it fits a phone and the dark, and people with a screen reader find their way', async () => {
  await visit('gaps', { viewport: { width: 390, height: 844 } })
  await page.getByRole('list', { name: '没答好的问题' }).getByRole('button').first().click()
  await page.getByRole('button', { name: '返回列表' }).waitFor()
  await picture('gaps-phone')
  const tooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  expect(tooWide).toBe(false)
  await page.context().close()
  await visit('health', { colorScheme: 'dark', bypassCSP: true })
  await sees(/被点“没帮助”/)
  await picture('health-dark')
  await page.addScriptTag({ path: axe })
  const found = (await page.evaluate(
    "axe.run('.kb-page', { rules: { 'color-contrast': { enabled: false } } }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes[0].html))",
  )) as string[]
  expect(found).toEqual([])
})
