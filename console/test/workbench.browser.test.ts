import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { openWorkbenchWorld, type WorkbenchCompany, type WorkbenchWorld } from '../../server/test/workbench-world.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const axe = createRequire(import.meta.url).resolve('axe-core')
// A browser on a busy machine takes its time; every wait below is for an event.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let consoleDir: string
let world: WorkbenchWorld
let company: WorkbenchCompany
let cookie: string
let origin: string
let browser: Browser
let page: Page

beforeAll(async () => {
  consoleDir = await mkdtemp(join(tmpdir(), 'loopdesk-console-'))
  await build({ root, configFile: `${root}/vite.config.ts`, logLevel: 'silent', build: { outDir: consoleDir } })
  world = await openWorkbenchWorld({ consoleDir })
  origin = await world.http.listen({ port: 0, host: '127.0.0.1' })
  company = await world.company('acme')
  cookie = await company.hire('admin')
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
  const viewport = { width: 1440, height: 900 }
  const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(30_000)
  await context.addCookies([{ name: 'loopdesk_session', value: cookie, url: origin }])
  page = await context.newPage()
  await page.goto(`${origin}/console/understanding/${path}`)
}
const go = (section: string) =>
  page.getByRole('navigation', { name: '理解' }).getByRole('link', { name: section, exact: true }).click()
const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
const sees = (text: string | RegExp) => page.getByText(text).first().waitFor()

/** Trains what is taught now and waits until the version can be used. */
async function train(number: number) {
  await go('版本')
  await press('训练新版本')
  await page.locator('form').getByRole('button', { name: '训练新版本' }).click()
  const row = page.getByRole('row', { name: new RegExp(`^版本 ${number}`) })
  await row.getByRole('button', { name: '发布' }).waitFor()
  return row
}

it('what is taught is tried, measured, given to some, then to all, and taken back', async () => {
  await visit('versions')
  const first = await train(1)
  await first.getByRole('button', { name: '发布' }).click()
  await press('发布给所有客户')
  await sees('线上是版本 1')

  await go('意图')
  await press('新建意图')
  await page.getByLabel('中文名称').fill('以旧换新')
  await page.getByLabel('标识').fill('trade-in')
  await press('保存')
  await page.getByRole('heading', { name: '以旧换新' }).waitFor()
  const lines = ['旧的能抵钱吗', '旧空调收不收', '以旧换新怎么弄', '老洗衣机能折多少', '旧冰箱抵多少钱', '旧的换新的']
  await page.getByLabel('添加例句').fill(lines.map((line, at) => `${at + 1}. ${line}`).join('\n'))
  await press('添加 6 句')
  const grid = page.getByRole('grid', { name: '例句' })
  await grid.getByText('旧空调收不收').waitFor()
  await grid.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: '修改' }).fill('家里旧的能抵钱吗')
  await page.keyboard.press('Enter')
  await grid.getByText('家里旧的能抵钱吗').waitFor()

  await go('评测')
  await page.getByRole('button', { name: '新建评测集' }).click()
  await page.getByLabel('名称').fill('三月')
  await page.locator('form').getByRole('button', { name: '新建评测集' }).click()
  await page.getByRole('button', { name: '三月' }).waitFor()
  await train(2)

  await go('试一试')
  await page.getByLabel('要试的话').fill('旧空调能抵多少钱')
  await page.getByRole('combobox', { name: '用哪个版本' }).press('ArrowDown')
  await page.locator('.ant-select-item-option-active', { hasText: '版本 2' }).waitFor()
  await page.keyboard.press('Enter')
  await sees(/「以旧换新」，\d+% 的把握/)

  await go('评测')
  await press('开始评测')
  await page.locator('form').getByRole('button', { name: '开始评测' }).click()
  await page.locator('table').first().getByRole('link', { name: '版本 2' }).click()
  await page.getByRole('heading', { name: '版本 2 · 三月' }).waitFor()
  await page.getByRole('tab', { name: '各意图' }).click()
  await page.getByRole('columnheader', { name: 'F1' }).waitFor()

  await go('版本')
  await page
    .getByRole('row', { name: /^版本 2/ })
    .getByRole('button', { name: '发布' })
    .click()
  await press('灰度 10%')
  await sees('版本 2 灰度 10%')
  await press('全量发布')
  await page.getByRole('dialog').getByRole('button', { name: '全量发布' }).click()
  await sees('线上是版本 2')
  await press('退回上一版')
  await page.getByRole('dialog').getByRole('button', { name: '退回上一版' }).click()
  await sees('线上是版本 1')
})

it('real messages are labelled with one key each, and the last label can be taken back', async () => {
  for (const text of ['会员积分怎么兑换礼品', '你们楼下停车要不要钱', '这个颜色配不配木地板']) await company.say(text)
  await visit('improve/suggestions')
  await press('现在再看一遍')
  const panel = page.locator('.label-text')
  const said = await panel.innerText()
  await page.getByRole('combobox', { name: /^按 1-9/ }).press('1')
  await sees(/已标 1 条/)
  expect(await panel.or(page.getByText('都标完了')).first().innerText()).not.toBe(said)
  await page.keyboard.press('Control+z')
  await page.waitForFunction((words) => document.querySelector('.label-text')?.textContent === words, said)
})

it('a file is checked first, its columns are chosen, and only then it becomes examples', async () => {
  await visit('intents/invoice')
  const file = 'Said;Means;Who\n电子票怎么下载;invoice;a\n专票要什么资料;invoice;b\n随便说说;nobody-knows;c\n'
  await page.getByRole('button', { name: '导入例句' }).first().click()
  const upload = { name: 'march.csv', mimeType: 'text/csv', buffer: Buffer.from(file) }
  await page.locator('input[type=file]').setInputFiles(upload)
  await page.getByRole('combobox', { name: '文本' }).press('ArrowDown')
  await page.keyboard.press('Enter')
  await sees('1 行有错')
  await sees('第 4 行')
  expect(await page.getByRole('button', { name: /^导入 \d+ 句/ }).isDisabled()).toBe(true)
  await page.getByLabel('跳过有错的行').check()
  await press('导入 2 句')
  await sees('导入完成')
  await press('完成')
  await page.getByRole('grid').getByText('专票要什么资料').waitFor()
})

it('examples dragged onto an intent go there, and come back when that is undone', async () => {
  await visit('intents/parcel')
  const example = page.getByRole('grid').getByText('查物流', { exact: true })
  await example.dragTo(page.getByRole('treeitem', { name: /^invoice/ }))
  await sees('已把 1 句移到「invoice」')
  await example.waitFor({ state: 'hidden' })
  await press('撤销')
  await example.waitFor()
})

const screens = [
  'intents/refund',
  'resources/library',
  'resources/lexicon',
  'resources/entities',
  'improve/suggestions',
  'improve/conflicts',
  'improve/weak',
  'try?text=我要退款',
  'evaluate',
  'versions',
]
const looks: [string, BrowserContextOptions][] = [
  ['light on a desk', { colorScheme: 'light' }],
  ['dark on a phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
]
it.each(looks)('axe finds nothing to complain about and nothing runs off sideways: %s', async (_, options) => {
  await visit('intents', { bypassCSP: true, ...options })
  const found: string[] = []
  for (const screen of screens) {
    await page.goto(`${origin}/console/understanding/${screen}`)
    await page.locator('.workbench').waitFor()
    // Whatever is still being read comes first: the page is judged as people see it.
    await page.waitForFunction(() => document.querySelector('.workbench h1, .workbench [role=alert]') !== null)
    await page.locator('.workbench [aria-busy=true]').first().waitFor({ state: 'hidden' })
    await page.addScriptTag({ path: axe })
    found.push(...(await complaints(screen)))
  }
  expect(found).toEqual([])
})

function complaints(screen: string): Promise<string[]> {
  return page.evaluate(async (name) => {
    type Found = { id: string; nodes: { html: string; failureSummary: string }[] }
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Found[] }> } }
    const { violations } = await axe.run()
    const wide = document.documentElement.scrollWidth > window.innerWidth ? [`${name}: scrolls sideways`] : []
    return [
      ...wide,
      ...violations.map(
        ({ id, nodes }) => `${name}: ${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`,
      ),
    ]
  }, screen)
}
