import { createRequire } from 'node:module'
import type { FormField, FormPart } from '@loopdesk/contracts/form.ts'
import type { Message, Part } from '@loopdesk/contracts/messages.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { accepted, conversation, message, type Peer, welcome } from './scripted-server.ts'
import { openStage } from './stage.ts'

const axe = createRequire(import.meta.url).resolve('axe-core')
// A browser on a busy machine takes its time; every wait below is for an event.
vi.setConfig({ testTimeout: 30_000 })

let stage: Awaited<ReturnType<typeof openStage>>
let page: Page
let peer: Peer

beforeAll(async () => {
  stage = await openStage()
  stage.host('data-locale="zh"')
}, 60_000)
afterAll(() => stage.close())
afterEach(() => page.context().close())

const field = (name: string, kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  name,
  label: name,
  kind,
  required: true,
  ...more,
})
const everyField: FormField[] = [
  field('姓名', 'text', { value: '王芳' }),
  field('电话', 'phone', { hint: '师傅会打这个电话' }),
  field('台数', 'number', { min: 1, max: 9 }),
  field('日期', 'date'),
  field('时间段', 'choice', {
    options: [
      { value: 'am', label: '上午' },
      { value: 'pm', label: '下午' },
    ],
  }),
  field('故障', 'choices', { required: false, options: [{ value: 'leak', label: '漏水' }] }),
  field('有电梯', 'yesno'),
  field('照片', 'files', { accept: 'image/*', max: 2 }),
  field('位置', 'location'),
  field('说明', 'longtext', { required: false }),
  field('签名', 'signature'),
]
const form = (fields: FormField[], more: Partial<FormPart> = {}): FormPart => ({
  type: 'form',
  formId: 'visit:1',
  title: '预约上门',
  fields,
  submit: '提交预约',
  state: 'open',
  ...more,
})

/** Opens the chat in a conversation in which the bot has said this. */
async function visit(parts: Part[], options: BrowserContextOptions = {}, more: Message[] = []) {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  page = await context.newPage()
  const messages = [message(1, { text: '请填写', parts }), ...more]
  await page.goto(stage.server.origin)
  peer = await stage.server.peer()
  await peer.next('hello')
  peer.say(welcome({ conversation: conversation({ lastSeq: messages.length }), messages }))
  await page.getByRole('button', { name: /打开在线客服/ }).click()
}
const submit = () => page.getByRole('button', { name: '提交预约' }).click()
let uploads = 0
const nextFileId = () => `0190a000-0000-7000-a000-${String(++uploads).padStart(12, '0')}`
function acceptUploads() {
  stage.server.route('/chat/v1/files', () => ({
    body: { fileId: nextFileId(), name: 'a.png', mime: 'image/png', size: 9 },
  }))
}

it('a form says what is missing where it is missing, and goes there', async () => {
  await visit([form(everyField)])
  await submit()
  const phone = page.getByLabel('电话')
  expect(await phone.getAttribute('aria-invalid')).toBe('true')
  expect(await phone.evaluate((control) => control.matches(':focus'))).toBe(true)
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([
    '这一项需要填写',
    '这一项需要填写',
    '这一项需要填写',
    '请选择一项',
    '请选择一项',
    '请添加文件',
    '这一项需要填写',
    '请签名',
  ])
  await phone.fill('13800001234')
  expect(await phone.getAttribute('aria-invalid')).toBe('false')
})

it('everything is sent as it was filled in, and stays to be read', async () => {
  acceptUploads()
  const options = { permissions: ['geolocation'], geolocation: { latitude: 30.2741, longitude: 120.1551 } }
  await visit([form(everyField)], { ...options, hasTouch: true, viewport: { width: 375, height: 800 } })
  await page.getByLabel('电话').fill('13800001234')
  await page.getByLabel('台数').fill('２')
  await page.getByLabel('日期').fill('2026-11-28')
  await page.getByLabel('下午').check()
  await page.getByLabel('漏水').check()
  await page.getByLabel('否', { exact: true }).check()
  const picture = { name: 'leak.png', mimeType: 'image/png', buffer: Buffer.from('x') }
  await page.getByLabel(/添加照片/).setInputFiles(picture)
  await page.getByRole('button', { name: '移除 leak.png' }).waitFor()
  await page.getByRole('button', { name: '使用当前位置' }).click()
  await page.getByText(/已定位/).waitFor()
  const pad = page.getByRole('img', { name: '在框内签名' })
  await pad.scrollIntoViewIfNeeded()
  const box = (await pad.boundingBox())!
  await page.mouse.move(box.x + 30, box.y + 30)
  await page.mouse.down()
  await page.mouse.move(box.x + 120, box.y + 80, { steps: 5 })
  await page.mouse.up()
  await submit()
  const sent = await peer.next('send')
  const file = expect.stringMatching(/^0190a000-0000-7000-a000-/)
  expect(sent.content).toEqual({
    type: 'form',
    formId: 'visit:1',
    values: {
      姓名: '王芳',
      电话: '13800001234',
      台数: 2,
      日期: '2026-11-28',
      时间段: 'pm',
      故障: ['leak'],
      有电梯: false,
      照片: [{ fileId: file }],
      位置: { latitude: 30.2741, longitude: 120.1551 },
      说明: null,
      签名: [{ fileId: file }],
    },
    text: expect.stringContaining('时间段：下午\n故障：漏水\n有电梯：否'),
  })
  peer.say(accepted(sent.id, 2))
  await page.getByText('预约上门 · 已提交').waitFor()
  expect(await page.locator('.sent-form dl > div').count()).toBe(10)
  expect(await page.getByRole('button', { name: '提交预约' }).count()).toBe(0)
})

it('a signature can be typed, and one that did not upload is asked for again', async () => {
  stage.server.route('/chat/v1/files', () => ({ status: 503, body: {} }))
  await visit([form([field('签名', 'signature')])])
  await page.getByRole('button', { name: '输入姓名' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: '您的姓名' }).fill('王芳')
  await page.keyboard.press('Enter')
  await page.getByText('签名没有上传成功，请再试一次').waitFor()
  acceptUploads()
  await submit()
  expect((await peer.next('send')).content).toMatchObject({ values: { 签名: [{ fileId: expect.any(String) }] } })
})

it('where the device may not tell the place, the address is typed', async () => {
  await visit([form([field('位置', 'location')])], { permissions: [] })
  await page.getByRole('button', { name: '使用当前位置' }).click()
  await page.getByText('没有定位权限，请直接输入地址。').waitFor()
  await page.getByRole('textbox', { name: '或者输入地址' }).fill('文三路 90 号')
  await submit()
  expect((await peer.next('send')).content).toMatchObject({ values: { 位置: { name: '文三路 90 号' } } })
})

it('what was filled in is still there after the window was closed', async () => {
  await visit([form([field('姓名', 'text')])])
  await page.getByLabel('姓名').fill('王芳')
  await page.getByRole('button', { name: '关闭' }).first().click()
  await page.getByRole('button', { name: /打开在线客服/ }).click()
  await page.getByText('请填写').first().click()
  expect(await page.getByLabel('姓名').inputValue()).toBe('王芳')
})

it('the running matter stays in view above the input until it is done', async () => {
  const progress = (state: 'now' | 'done'): Part => ({
    type: 'progress',
    key: 'run-1',
    title: '上门检修',
    steps: [{ label: '核对订单', state: 'done' }, { label: '安排师傅', state }], // biome-ignore format: one line
  })
  await visit([progress('now')])
  const pinned = page.locator('.pinned')
  expect(await pinned.innerText()).toContain('第 2 步，共 2 步')
  peer.say({ type: 'message', message: message(2, { parts: [progress('done')] }) })
  await pinned.waitFor({ state: 'detached' })
  await page.getByText('上门检修 · 下方有最新进展').waitFor()
})

it.each(['light', 'dark'] as const)('a form has no accessibility fault in the %s', async (colorScheme) => {
  await visit([form(everyField)], { colorScheme, viewport: { width: 375, height: 800 } })
  await submit()
  await page.getByRole('alert').first().waitFor()
  await page.addScriptTag({ path: axe })
  const faults = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(where: object): Promise<{ violations: { id: string }[] }> } }
    const { violations } = await axe.run(document.getElementById('loopdesk')!)
    return violations.map((each) => JSON.stringify(each, ['id', 'nodes', 'html', 'failureSummary']))
  })
  expect(faults).toEqual([])
  const small = await page
    .locator('.form :is(button, .chip, .entry, .add)')
    .evaluateAll((all) => all.filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.className))
  expect(small).toEqual([])
})

it('a form whose script did not come can be tried again', async () => {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  await page.route('**/widget-forms.js', (route) => route.abort())
  await page.goto(stage.server.origin)
  peer = await stage.server.peer()
  await peer.next('hello')
  const asks = message(1, { text: '请填写', parts: [form([field('姓名', 'text', { error: '请写全名' })])] })
  peer.say(welcome({ conversation: conversation({ lastSeq: 1 }), messages: [asks] }))
  await page.getByRole('button', { name: /打开在线客服/ }).click()
  const again = page.getByRole('button', { name: '表单没有加载出来，点此重试' })
  await again.waitFor()
  await page.unroute('**/widget-forms.js')
  await again.click()
  await page.getByLabel('姓名').waitFor()
  expect(await page.getByRole('alert').innerText()).toBe('请写全名')
})
