import { readFile } from 'node:fs/promises'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { openWorld, type World } from '../../server/test/open-world.ts'

// A browser on a busy machine takes its time; every wait below is for an event.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

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

/** Enters the console as the owner of the demo company. */
async function visit(path: string, options: BrowserContextOptions = {}) {
  const viewport = { width: 1440, height: 900 }
  const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(20_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.server.url })
  const login = await context.request.post(`${world.server.url}/v1/session`, {
    data: { email: 'owner@shop.example', password: 'loopdesk-demo' },
    headers: { origin: world.server.url },
  })
  expect(login.status()).toBe(200)
  page = await context.newPage()
  await page.goto(`${world.server.url}/console/${path}`)
}

/** A button by its words, whatever sign stands before them. */
const button = (name: string, within: Page | Locator = page) =>
  within.getByRole('button', { name: new RegExp(`(^|\\s)${name}$`) })
const press = (name: string, within?: Page | Locator) => button(name, within).click()
const sees = (text: string | RegExp) => page.getByText(text).first().waitFor()
const canvas = () => page.getByRole('region', { name: '流程图' })
const node = (id: string) => canvas().locator(`[data-id="${id}"]`)
const handle = (id: string, exit: string) => canvas().locator(`[data-nodeid="${id}"][data-handleid="${exit}"]`)
const form = () => page.getByRole('complementary', { name: '属性' })
const proof = () => page.getByRole('region', { name: '检查' })
const sound = () => proof().getByText('没有发现问题').waitFor()
const test = () => page.getByRole('complementary', { name: '测试' })

/** A new blank flow: a greeting and an end. */
async function newFlow(zh: string, en: string) {
  await visit('flows')
  await press('新建流程')
  const dialog = page.getByRole('dialog', { name: '新建流程' })
  await dialog.getByLabel('中文名称').fill(zh)
  await dialog.getByLabel('英文名称').fill(en)
  await press('创建并打开', dialog)
  await node('hello').waitFor()
}

/** Types a kind into the little list that `N`, or a line let go, has opened. */
async function pick(kind: string) {
  const list = page.getByRole('dialog', { name: '添加节点' })
  await list.getByRole('textbox', { name: '查找节点' }).fill(kind)
  await page.keyboard.press('Enter')
  await list.waitFor({ state: 'hidden' })
}

async function words(label: string, zh: string, en: string, at = 0) {
  await form().getByLabel(`${label} · 中文`).nth(at).fill(zh)
  await form().getByLabel(`${label} · 英文`).nth(at).fill(en)
}

async function publish(note: string) {
  await press('发布')
  const drawer = page.getByRole('dialog', { name: /^发布「/ })
  await drawer.getByLabel('这次改了什么').fill(note)
  return drawer
}

it('a flow is made by hand, mended until it is sound, tested, and published', async () => {
  await newFlow('旧机回收', 'Trade in')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('n')
  await pick('选项菜单')
  await proof()
    .getByText(/\d+ 个错误/)
    .waitFor()
  await words('怎么问', '旧机要上门拆走吗？', 'Shall we take the old one away?')
  await form().getByRole('textbox', { name: '值' }).nth(0).fill('yes')
  await words('显示为', '要', 'Yes', 0)
  await form().getByRole('textbox', { name: '值' }).nth(1).fill('no')
  await words('显示为', '不要', 'No', 1)
  // One way is let go over the open canvas, where a new node is asked for; another leads to what is there now.
  await handle('choice', 'options/1/next').hover()
  await page.mouse.down()
  const room = (await canvas().boundingBox())!
  await page.mouse.move(room.x + room.width / 2, room.y + room.height - 200, { steps: 4 })
  await page.mouse.up()
  await pick('转人工')
  await handle('choice', 'exhausted').dragTo(handle('handoff', 'in'))
  await sound()

  await press('测试')
  await press('开始测试', test())
  await test().getByText('旧机要上门拆走吗？').waitFor()
  await press('不要', test())
  await test()
    .getByText(/^结束：/)
    .waitFor()
  await press('存为回归场景', test())
  const scenario = page.getByRole('dialog', { name: '存为回归场景' })
  await scenario.getByLabel('场景名称').fill('不要就转人工')
  await press('保存', scenario)
  await sees('已存为场景')

  const drawer = await publish('旧机回收上线')
  await drawer.getByText('没有错误').waitFor()
  await drawer.getByText('1 个全部通过').waitFor()
  await press('发布', drawer)
  await sees('已发布 v1')
  await sees('线上 v1')
})

it('a flow of 120 steps is built, proven, tested, published and rolled back', async () => {
  await newFlow('漫长的流程', 'Long way')
  await page.keyboard.press('ArrowRight')
  // The first dozen by keyboard: each new step comes after the one before, on the way to the end.
  for (let number = 1; number <= 10; number++) {
    await page.keyboard.press('n')
    await pick('消息')
    await words('说什么', `第 ${number} 句`, `Sentence ${number}`)
    await canvas().getByText(`第 ${number} 句`).first().waitFor()
    await page.keyboard.press('Escape')
  }
  await sound()
  // The rest in the text, as people do who have it from elsewhere: read, written longer, pasted over.
  const longer = lengthened(await exported(), 120)
  await page.getByText('文本', { exact: true }).click()
  const text = page.getByLabel('流程的 YAML 文本')
  await text.click()
  await page.keyboard.press('Control+a')
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), longer)
  await page.keyboard.press('Control+v')
  await page.getByText('文本与画布同步').waitFor()
  await page.getByText('画布', { exact: true }).click()
  await press('自动排列 \\(L\\)')
  await canvas().getByText('第 118 句').waitFor()
  await sound()

  await press('测试')
  await press('开始测试', test())
  await test().getByText('第 118 句').waitFor()
  await test()
    .getByText(/^结束：/)
    .waitFor()
  await press('测试')

  const first = await publish('第一版')
  await first.getByText('第一次发布，共 120 个节点').waitFor()
  await press('发布', first)
  await sees('线上 v1')

  await page.keyboard.press('Control+f')
  await page.getByRole('textbox', { name: '查找节点、文字或工具' }).fill('我来帮您办理')
  await words('说什么', '您好，请听完。', 'Hello, please listen to all of it.')
  const second = await publish('换了开场白')
  await second.getByText('hello.text').first().click()
  await second.getByText('您好，请听完。').first().waitFor()
  await press('发布', second)
  await sees('线上 v2')

  await press('版本')
  const versions = page.getByRole('dialog', { name: '版本' })
  await press('退回这个版本', versions)
  const back = page.getByRole('dialog', { name: '退回 v1' })
  await back.getByLabel('原因').fill('还是原来的好')
  await press('退回这个版本', back)
  await sees('线上版本已是 v1')
})

/** The open flow as the file its menu gives. */
async function exported(): Promise<string> {
  const download = page.waitForEvent('download')
  await press('更多操作')
  await page.getByRole('menuitem', { name: '导出 YAML' }).click()
  return readFile(await (await download).path(), 'utf8')
}

/** The flow with sentences before its end until it has so many nodes; the canvas arranges it. */
function lengthened(file: string, count: number): string {
  const { layout: _, ...flow } = parse(file)
  const last = Object.keys(flow.nodes).find((name) => flow.nodes[name].next === 'done')!
  let before = flow.nodes[last]
  for (let number = 11; Object.keys(flow.nodes).length < count; number++) {
    before.next = `more${number}`
    before = { type: 'say', text: { zh: `第 ${number} 句`, en: `Sentence ${number}` }, next: 'done' }
    flow.nodes[`more${number}`] = before
  }
  return stringify(flow)
}

it('a flow goes out as a file and comes in again as it was; what it would replace is said first', async () => {
  await visit('flows/complaint')
  await canvas().waitFor()
  const file = await exported()
  const { id: _, ...flow } = parse(file)
  const copy = stringify({ id: 'long_copy', ...flow })

  await page.goto(`${world.server.url}/console/flows`)
  await press('导入')
  const dialog = page.getByRole('dialog', { name: '导入流程' })
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.yaml', mimeType: 'application/yaml', buffer: Buffer.from(copy) })
  await press('导入为草稿', dialog)
  await sees('已导入为草稿')
  await sound()
  expect(parse(await exported())).toEqual({ ...flow, id: 'long_copy' })

  await page.goto(`${world.server.url}/console/flows`)
  await press('导入')
  await dialog
    .getByRole('textbox', { name: '导入流程' })
    .fill(stringify({ id: 'long_copy', ...flow, name: { zh: '换了名字', en: 'Renamed' } }))
  await press('导入为草稿', dialog)
  await dialog.getByText('「long_copy」已有草稿，导入会替换它。').waitFor()
  await press('导入为草稿', dialog)
  await page.getByRole('heading', { name: '换了名字' }).waitFor()
})
