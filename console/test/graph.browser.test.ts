import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { type GraphWorld, openGraphWorld } from '../../server/test/graph-world.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
// A browser on a busy machine takes its time; every wait below is for an event.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let consoleDir: string
let world: GraphWorld
let cookie: string
let origin: string
let browser: Browser
let page: Page

beforeAll(async () => {
  consoleDir = await mkdtemp(join(tmpdir(), 'loopdesk-console-'))
  await build({ root, configFile: `${root}/vite.config.ts`, logLevel: 'silent', build: { outDir: consoleDir } })
  world = await openGraphWorld({ consoleDir })
  origin = await world.app.listen({ port: 0, host: '127.0.0.1' })
  cookie = await world.hire('admin')
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
})
afterEach(() => page.context().close())
afterAll(async () => {
  await browser?.close()
  await world?.close()
  await rm(consoleDir, { recursive: true, force: true })
})

async function visit(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(30_000)
  await context.addCookies([{ name: 'loopdesk_session', value: cookie, url: origin }])
  page = await context.newPage()
  await page.goto(`${origin}/console/graph/${path}`)
}
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
const sees = (text: string | RegExp) => page.getByText(text).first().waitFor()
/** For looking at the pages: set PICTURES to a folder. */
const picture = async (name: string) => {
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) })
}

it('an ontology is begun, a table imported, and questions are answered with what they follow from', async () => {
  await visit('ontology')
  await press('产品与配件')
  await sees('有未保存的修改')
  await picture('ontology-draft')
  await press('保存为第 1 版')
  await sees('已保存为第 1 版')
  await picture('ontology')
  await page.goto(`${origin}/console/graph/import`)
  await page
    .getByLabel('在这里粘贴表格（首行是列名）')
    .fill(
      '编号,型号,额定功率,噪音,价格,可用配件\nS1,A100,1.5kW,62dB,1999元,滤芯 F2\nS2,A200,2100W,58,3299,滤芯 F2、滤芯 F3\nS3,A300,很大,50,999,',
    )
  await press('下一步：对应列')
  await sees('第 3 行 · 额定功率：不是数字')
  await picture('import')
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await sees(/已导入：新实体 2/)
  await page.goto(`${origin}/console/graph/ask`)
  await page.getByRole('textbox', { name: '问图谱' }).fill('滤芯 F2 适用于哪些型号？')
  await page.keyboard.press('Enter')
  await sees('符合“滤芯 F2”的型号有 2 个：A100、A200。')
  await picture('ask')
  await page.getByRole('textbox', { name: '问图谱' }).fill('比较 A100 和 A200')
  await page.keyboard.press('Enter')
  await sees('额定功率：A100 1,500 W，A200 2,100 W')
  await picture('ask-compare')
  await page.getByRole('textbox', { name: '问图谱' }).fill('A100 几米高')
  await page.keyboard.press('Enter')
  await sees('图谱答不了')
  await page.goto(`${origin}/console/graph/entities`)
  await page.getByRole('button', { name: 'A100', exact: true }).click()
  await sees('已确认的事实')
  await picture('entity')
})

it('what documents state is reviewed with the keys, and contradictions stand side by side', async () => {
  await world.write('document:manual', '产品手册', 'A200 的额定功率为 2.2kW。A100 的噪音为 60 dB。')
  await world.write('entry:returns', '退货政策', '签收后 7 天内可以无理由退货。满减活动至 2020 年 6 月 30 日。')
  await world.write('entry:how', '如何退货', '签收后 15 天内支持无理由退货。')
  await visit('review')
  await sees('A200 · 额定功率 · 2,200 W')
  await picture('review')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await vi.waitFor(async () => expect(await page.locator('.kg-item').count()).toBe(1))
  await page.keyboard.press('a')
  await sees('没有待审的事实')
  await page.goto(`${origin}/console/graph/findings`)
  await vi.waitFor(
    async () =>
      expect(await page.locator('.kg-side mark').allTextContents()).toEqual(expect.arrayContaining(['7 天', '15 天'])),
    { timeout: 15_000 },
  )
  await picture('findings')
  await page.getByText('过期', { exact: true }).click()
  await sees('日期已过')
  await page.getByText('禁用词', { exact: true }).click()
  await sees('没有用到禁用词')
  await picture('forbidden')
})

it('on a phone nothing runs over the edge', async () => {
  for (const section of ['ask', 'entities', 'ontology', 'import', 'review', 'findings']) {
    await visit(section, { viewport: { width: 390, height: 844 } })
    await page.locator('.kg-body h1, .kg-body .state-title').first().waitFor()
    await picture(`phone-${section}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), section).toBeLessThanOrEqual(390)
    if (section !== 'findings') await page.context().close()
  }
})
