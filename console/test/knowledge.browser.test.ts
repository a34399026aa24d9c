import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { openWorld, type World } from '../../server/test/open-world.ts'

const axe = createRequire(import.meta.url).resolve('axe-core')
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

/** Enters the knowledge base as a colleague of the demo company. */
async function visit(path: string, who = 'owner', options: BrowserContextOptions = {}) {
  const viewport = { width: 1440, height: 900 }
  const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(40_000)
  const login = await context.request.post(`${world.server.url}/v1/session`, {
    data: { email: `${who}@shop.example`, password: 'loopdesk-demo' },
    headers: { origin: world.server.url },
  })
  expect(login.status()).toBe(200)
  page = await context.newPage()
  await page.goto(`${world.server.url}/console/knowledge/${path}`)
}

/** A button by its words, whatever sign stands before them. */
const button = (name: string, within: Page | Locator = page) =>
  within.getByRole('button', { name: new RegExp(`(^|\\s)${name}(\\s|$)`) })
const press = (name: string, within?: Page | Locator) => button(name, within).first().click()
const sees = (text: string | RegExp, within: Page | Locator = page) => within.getByText(text).first().waitFor()
const dialog = (name: string | RegExp) => page.getByRole('dialog', { name })
const testBox = () => dialog('问一问')

async function ask(question: string) {
  await testBox().getByLabel('要问的问题').fill(question)
  await press('提问', testBox())
}

/** Fills in the dialog of a new entry: in the first category there is, with an answer, saved. */
async function write(title: string, questions: string, answer: string) {
  const made = dialog('新建条目')
  await made.getByLabel('标题').fill(title)
  await made.getByRole('combobox', { name: '分类' }).click()
  await page.locator('.ant-select-tree-title').first().click()
  await made.getByLabel(/^问法/).fill(questions)
  await press('创建并编辑', made)
  await page.getByRole('textbox', { name: '答案', exact: true }).fill(answer)
  await page.locator('.save-saved').waitFor()
}

it('an entry is written, published, and answers with its source', async () => {
  await visit('entries')
  await page.getByRole('grid', { name: '条目' }).waitFor()
  await page.keyboard.press('n')
  await write(
    '宠物寄养柜押金',
    '1. 宠物寄养柜押金多少\n2. 寄养柜要交押金吗',
    '宠物寄养柜的押金是 **66 元**，取走宠物后当天退回。',
  )
  await page.getByText('寄养柜要交押金吗').waitFor()
  await press('发布')
  await press('发布', dialog('发布'))
  await sees('已上线')

  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('t')
  await ask('宠物寄养柜押金多少')
  await sees('会回答', testBox())
  const answer = testBox().getByRole('region', { name: '答案' })
  await sees(/66 元/, answer)
  await answer
    .getByRole('list', { name: '依据' })
    .getByRole('link', { name: /宠物寄养柜押金/ })
    .waitFor()
  const best = testBox().getByRole('region', { name: '候选' }).getByRole('listitem').first()
  await best.getByText('用在答案里').waitFor()
  await best.locator('.candidate-score summary').click()
  await sees('词', best.locator('.score-table'))
})

it('a document is uploaded, answers, and opens on the page with the passage marked', async () => {
  await visit('documents')
  await press('上传文档')
  const drawer = dialog('上传文档')
  const manual = await makeManual()
  await drawer.locator('input[type=file]').setInputFiles([
    { name: '风机手册.pdf', mimeType: 'application/pdf', buffer: manual },
    { name: '坏的.docx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004nonsense') },
  ])
  await sees('可用', drawer)
  await sees(/文件损坏或不完整/, drawer)
  await page.keyboard.press('Escape')

  await press('问一问')
  await ask('X9 风机的静电模块多久清洗一次')
  const source = testBox().getByRole('list', { name: '依据' }).getByRole('link').first()
  await source.click()
  await page.waitForURL(/\/knowledge\/documents\/[\w-]+\?.*passage=\d+/)
  await page.locator('.pdf-mark').first().waitFor()
  expect(await page.getByLabel('跳到第几页').inputValue()).toBe('2')
  await page.locator('.viewer-look').getByText('读出的文字').click()
  await page.locator('.passage-mark').filter({ hasText: '静电模块' }).first().waitFor()
})

it('a draft that is handed in is sent back with a word why, and its author sees it', async () => {
  await visit('entries', 'supervisor')
  await press('新建条目')
  await write('会员日时间', '会员日是哪天', '每个月的 18 号是会员日。')
  const address = page.url()
  await press('提交审核')
  await dialog('提交审核').getByRole('textbox').fill('新的会员日规则')
  await press('提交审核', dialog('提交审核'))
  await sees('已提交审核')
  await page.context().close()

  await visit('todo')
  await page.getByRole('link', { name: '会员日时间' }).click()
  await sees('新的会员日规则')
  await press('退回')
  expect(await button('退回', dialog('退回修改')).isDisabled()).toBe(true)
  await dialog('退回修改').getByRole('textbox').fill('请写明几点开始')
  await press('退回', dialog('退回修改'))
  await sees('已退回')
  await page.context().close()

  await visit(address.split('/knowledge/')[1]!, 'supervisor')
  await sees('请写明几点开始')
  await page.getByRole('button', { name: '提交审核' }).waitFor()
})

it('a sheet is checked, its columns are chosen, it is taken in and taken back', async () => {
  await visit('imports/new')
  const sheet =
    '怎么问,怎么答,备注\n露营灯怎么充电,用 Type-C 线，约 3 小时充满。,a\n露营灯防水吗,防泼溅，不能泡在水里。,b\n,没有问题的一行,c\n'
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '露营灯.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${sheet}`) })
  const drawer = dialog('导入问答表')
  await drawer.getByRole('columnheader', { name: /备注/ }).waitFor()
  const is = async (column: string, field: string) => {
    const choice = drawer.getByRole('combobox', { name: `「${column}」是什么` })
    if ((await drawer.getByRole('columnheader', { name: new RegExp(column) }).innerText()).includes(field)) return
    await choice.click()
    await page.locator('.ant-select-dropdown:visible').getByText(field, { exact: true }).click()
  }
  await is('怎么问', '问题')
  await is('怎么答', '答案')
  await sees('1 行有错', drawer)
  // Ticked once the sheet is checked anew: `check` would not wait for that.
  await drawer.getByLabel('跳过有错的行').click()
  await press('导入 2 条', drawer)
  await sees('导入完成', drawer)
  await press('撤销这次导入', drawer)
  await page.getByRole('tooltip').getByRole('button', { name: '撤销这次导入' }).click()
  await sees(/已撤销/, drawer)
})

it('what goes against the knowledge graph is shown with what is known, and published only when somebody says so', async () => {
  await visit('entries')
  await page.getByRole('grid', { name: '条目' }).waitFor()
  await page.keyboard.press('n')
  await write('延长保修的说法', '延长保修是多久', '清源厨下净水器 R600 的保修期为 24 个月。')
  const against = page.getByRole('region', { name: '和知识图谱里的事实或规则说法不同' })
  await sees(/这里写 24/, against)
  await sees(/已知 12/, against)
  await press('发布')
  const asked = dialog('发布')
  await sees(/已知 12/, asked)
  expect(await button('发布', asked).isDisabled()).toBe(true)
  await asked.getByRole('checkbox', { name: '我核对过，仍然发布' }).check()
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/against.png` })
  await press('发布', asked)
  await sees('已上线')
})

const screens = [
  'entries',
  'entries/water_quality',
  'entries/water_quality?tab=preview',
  'entries/water_quality?tab=versions',
  'entries?ask=保修多久',
  'documents',
  'sources',
  'imports',
  'todo',
  'audiences',
  'tuning',
  'packs',
  'settings',
]
const looks: [string, BrowserContextOptions][] = [
  ['light on a desk', { colorScheme: 'light' }],
  ['dark on a phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
]
it.each(looks)('axe finds nothing to complain about and nothing runs off sideways: %s', async (_, options) => {
  await visit('entries', 'owner', { bypassCSP: true, ...options })
  const found: string[] = []
  for (const screen of screens) {
    await page.goto(`${world.server.url}/console/knowledge/${screen}`)
    // Whatever is still being read comes first: the page is judged as people see it.
    await page.waitForFunction(() => document.querySelector('.kb h1, .kb [role=alert]') !== null)
    await page.locator('.state[aria-busy=true]').first().waitFor({ state: 'hidden' })
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

/** Two pages with text that can be selected, as a printer driver would make them. */
async function makeManual(): Promise<Buffer> {
  const sheet = await browser.newPage()
  await sheet.setContent(
    `<style>body{font:15px/1.8 sans-serif}h2{break-before:page}</style>
     <h1>X9 风机使用手册</h1><p>本手册适用于 X9 风机，安装前请先阅读。</p>
     <h2>保养</h2><p>X9 风机的静电模块每 6 个月清洗一次，用专用清洁剂浸泡 20 分钟。</p>
     <p>外壳用干布擦拭，不要用酒精。</p>`,
  )
  const bytes = await sheet.pdf({ format: 'A4', margin: { top: '20mm', bottom: '20mm', left: '20mm', right: '20mm' } })
  await sheet.close()
  return Buffer.from(bytes)
}
