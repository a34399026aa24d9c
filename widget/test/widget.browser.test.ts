import { createRequire } from 'node:module'
import type { Part } from '@loopdesk/contracts/messages.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accepted, conversation, conversationId, message, type Peer, welcome } from './scripted-server.ts'
import { openStage } from './stage.ts'

const axe = createRequire(import.meta.url).resolve('axe-core')
const fileId = '0190a000-0000-7000-a000-000000000009'
// A browser on a busy machine takes its time; every wait below is for an event.
vi.setConfig({ testTimeout: 30_000 })

let stage: Awaited<ReturnType<typeof openStage>>
let page: Page
let peer: Peer

beforeAll(async () => {
  stage = await openStage()
}, 60_000)
afterAll(() => stage.close())
afterEach(() => page.context().close())

const site = welcome({
  site: { ...welcome().site, topics: { zh: ['我的快递到哪了', '开发票'], en: ['Where is my parcel'] } },
})

/** Opens a page, greets the widget and hands both over. */
async function visit(path = '/', options: BrowserContextOptions = {}, greeting = site) {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  page = await context.newPage()
  await page.goto(stage.server.origin + path)
  peer = await stage.server.peer()
  const hello = await peer.next('hello')
  peer.say(greeting)
  return hello
}
const input = () => page.getByRole('textbox', { name: '请输入您的问题' })
const launcher = () => page.getByRole('button', { name: /打开在线客服/ })

describe('in the corner of a page', () => {
  beforeEach(() => stage.host('data-locale="zh"'))

  it('the widget neither moves the page nor takes its styles', async () => {
    await visit()
    const shape = () =>
      page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight])
    const before = await shape()
    await launcher().click()
    await input().waitFor()
    expect(await shape()).toEqual(before)
    const look = await input().evaluate((area) => {
      const { letterSpacing, fontSize } = getComputedStyle(area)
      return [letterSpacing, fontSize]
    })
    expect(look).toEqual(['normal', '14px'])
  })

  it('Enter that ends a Chinese composition picks the word, the next Enter sends', async () => {
    await visit()
    await launcher().click()
    await input().click()
    const keys = await page.context().newCDPSession(page)
    await keys.send('Input.imeSetComposition', { text: 'tuihuo', selectionStart: 6, selectionEnd: 6 })
    await input().evaluate((area) =>
      area.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      ),
    )
    await keys.send('Input.insertText', { text: '退货' })
    expect(await input().inputValue()).toBe('退货')
    await input().press('Shift+Enter')
    await input().pressSequentially('ok')
    await input().press('Enter')
    expect((await peer.next('send')).content).toEqual({ type: 'text', text: '退货\nok' })
    expect(await input().inputValue()).toBe('')
  })

  it('a topic is asked with one tap and a person called with one more', async () => {
    await visit()
    await launcher().click()
    await page.getByRole('button', { name: '我的快递到哪了' }).click()
    const first = await peer.next('send')
    expect(first.content).toEqual({ type: 'text', text: '我的快递到哪了' })
    peer.say(accepted(first.id, 1))
    await page.getByRole('button', { name: '转人工' }).click()
    const second = await peer.next('send')
    expect(second.content).toEqual({ type: 'text', text: '转人工' })
    peer.say(accepted(second.id, 2))
    const queue = { position: 3, expectedWaitSeconds: 190 }
    peer.say({ type: 'conversation', conversation: conversation({ owner: 'queue', queue }) })
    await page.getByText('前面还有 2 位').waitFor()
  })

  it('a pressed choice goes back with its value and cannot be pressed again', async () => {
    await visit()
    await launcher().click()
    const choices = [
      { value: 'order:1', label: '就是这笔' },
      { value: 'order:2', label: '另一笔' },
    ]
    peer.say({ type: 'conversation', conversation: conversation() })
    peer.say({ type: 'message', message: message(1, { parts: [{ type: 'choices', choices }] }) })
    await page.getByRole('region', { name: '最近的对话' }).getByRole('button').click()
    await page.getByRole('button', { name: '就是这笔' }).click()
    expect((await peer.next('send')).content).toEqual({ type: 'choice', value: 'order:1', label: '就是这笔' })
    expect(await page.getByRole('button', { name: '另一笔' }).isDisabled()).toBe(true)
  })

  it('markup in a message is shown as the words it is', async () => {
    const evil = '<img src=x onerror="window.hacked=1"> javascript:alert(1) https://a.example/<b>'
    const card = { type: 'card', title: '<b>t</b>', url: 'javascript:alert(1)', fields: [], choices: [] } satisfies Part
    const messages = [message(1, { text: evil, parts: [card] })]
    await visit('/', {}, { ...site, conversation: conversation(), messages })
    await page.getByRole('button', { name: '打开在线客服，1 条未读消息' }).click()
    await page.getByText('<img src=x').last().waitFor()
    const links = await page.locator('.rows a').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    expect(links).toEqual(['https://a.example/'])
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect((await peer.next('read')).seq).toBe(1)
  })

  it('Escape closes and gives the focus back; a message meanwhile is counted', async () => {
    await visit()
    await launcher().click()
    await input().waitFor()
    await page.keyboard.press('Escape')
    await page.waitForFunction(
      () => document.querySelector('#loopdesk')?.shadowRoot?.activeElement?.className === 'launcher',
    )
    peer.say({ type: 'conversation', conversation: conversation() })
    peer.say({ type: 'message', message: message(1, { text: '您的包裹已签收' }) })
    await page.getByRole('button', { name: '打开在线客服，1 条未读消息' }).waitFor()
    await page.getByText('您的包裹已签收').first().waitFor()
  })

  it('a pasted picture is uploaded and sent; a refused one says why', async () => {
    await visit()
    await launcher().click()
    await input().click()
    const replies = [
      { status: 413, body: { code: 'payload_too_large', status: 413, title: 'x', type: 'x' } },
      { body: { fileId, name: 'leak.png', mime: 'image/png', size: 3 } },
    ]
    stage.server.route('/chat/v1/files', (_, request) => {
      expect(request.headers['x-visitor-token']).toBe('visitor-1')
      return replies.shift() ?? { status: 500, body: {} }
    })
    const paste = () =>
      input().evaluate((area) => {
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File(['png'], 'leak.png', { type: 'image/png' }))
        area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      })
    await paste()
    await page.getByText('文件太大，无法上传').waitFor()
    expect(await page.getByRole('button', { name: '发送' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: '移除 leak.png' }).click()
    await paste()
    await input().fill('漏水的地方')
    await page.getByRole('button', { name: '发送', disabled: false }).click()
    expect((await peer.next('send')).content).toEqual({ type: 'files', fileIds: [fileId], text: '漏水的地方' })
  })

  it('the site can steer it: open, page, sign-in, events, calls made too early', async () => {
    stage.host('data-locale="zh"', '<script>(window.loopdesk ||= []).push(["open"])</script>')
    await visit()
    await input().waitFor()
    type Api = {
      setPage(meta: object): void
      identify(token: string): void
      on(event: string, run: (data: unknown) => void): void
      close(): void
    }
    await page.evaluate(() => (window as unknown as { loopdesk: Api }).loopdesk.setPage({ orderId: 42 }))
    expect((await peer.next('page')).page.meta).toEqual({ orderId: '42' })
    await page.evaluate(() => (window as unknown as { loopdesk: Api }).loopdesk.identify('jwt-1'))
    const signedIn = await stage.server.peer()
    expect(await signedIn.next('hello')).toMatchObject({ visitorToken: 'visitor-1', userToken: 'jwt-1' })
    await page.evaluate(() => (window as unknown as { loopdesk: Api }).loopdesk.close())
    await launcher().waitFor()
  })
})

describe('on a phone', () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

  it('the chat takes the whole screen and the input stays above the keyboard', async () => {
    stage.host('data-locale="zh"')
    await visit('/', phone)
    await launcher().tap()
    const panel = page.getByRole('dialog')
    await panel.waitFor()
    expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    await page.setViewportSize({ width: 390, height: 480 })
    await page.waitForFunction(
      () => document.querySelector('#loopdesk')?.shadowRoot?.querySelector('.panel')?.clientHeight === 480,
    )
    const box = await input().boundingBox()
    expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThan(480)
  })

  it('everything to press is at least 44 pixels high', async () => {
    stage.host('data-locale="zh"')
    await visit('/', phone, { ...site, conversation: conversation(), messages: [message(1)] })
    await page.getByRole('button', { name: /打开在线客服/ }).tap()
    await page.getByRole('dialog').waitFor()
    const heights = await page.locator('.panel button').evaluateAll((all) => all.map((button) => button.clientHeight))
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
  })
})

describe('as a page of its own', () => {
  it('opens at once, knows who signed in and keeps the token out of the address', async () => {
    const hello = await visit('/chat.html?site=demo&locale=zh&orderId=7#token=jwt-9')
    expect(hello).toMatchObject({ siteKey: 'demo', userToken: 'jwt-9', page: { meta: { orderId: '7' } } })
    await input().waitFor()
    expect(page.url()).not.toContain('jwt-9')
    expect(await page.getByRole('button', { name: '关闭' }).count()).toBe(0)
  })
})

describe('accessibility', () => {
  it.each(['light', 'dark'] as const)('axe finds nothing to complain about in the %s theme', async (colorScheme) => {
    stage.host('data-locale="zh"', '<main><h1>Shop</h1></main>')
    const parts: Part[] = [
      { type: 'choices', choices: [{ value: 'a', label: '确认' }] },
      {
        type: 'progress',
        title: '退货',
        steps: [
          { label: '核对身份', state: 'done' },
          { label: '退款', state: 'next' },
        ],
      },
      { type: 'sources', sources: [{ id: 's', title: '退货政策', quote: '七日内' }] },
      { type: 'rating', scale: 5 },
    ]
    const messages = [
      message(1, { sender: 'customer', text: '退货', delivery: null }),
      message(2, { parts }),
      message(3, { sender: 'system', text: '已转接人工客服' }),
    ]
    await visit('/', { colorScheme, reducedMotion: 'reduce' }, { ...site, conversation: conversation(), messages })
    await page.getByRole('button', { name: /打开在线客服/ }).click()
    await page.addScriptTag({ path: axe })
    const violations = () =>
      page.evaluate(async () => {
        type Axe = {
          run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>
        }
        const { violations: found } = await (window as unknown as { axe: Axe }).axe.run()
        return found.map(
          (each) => `${each.id}: ${each.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
        )
      })
    await page.getByText('已转接人工客服').waitFor()
    peer.say({ type: 'turn.started', conversationId, seq: 1 })
    await page.locator('.typing').waitFor()
    expect(await violations()).toEqual([])
    await page.getByRole('button', { name: '返回首页' }).click()
    expect(await violations()).toEqual([])
  })
})
