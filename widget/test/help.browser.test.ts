import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { welcome } from './scripted-server.ts'
import { openStage } from './stage.ts'

const axe = createRequire(import.meta.url).resolve('axe-core')
const shots = process.env.HELP_SHOTS
// A browser on a busy machine takes its time; every wait below is for an event.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

let stage: Awaited<ReturnType<typeof openStage>>
let page: Page

beforeAll(async () => {
  stage = await openStage()
  stage.host('data-locale="zh"')
})
afterEach(() => page.context().close())
afterAll(() => stage?.close())

const json = (path: string, body: object) =>
  stage.server.page(`/help/-/widget/demo/${path}`, 'application/json', JSON.stringify(body))

async function open() {
  page = await (await stage.browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
  await page.goto(stage.server.origin)
  const peer = await stage.server.peer()
  await peer.next('hello')
  peer.say(welcome())
  await page.getByRole('button', { name: /打开在线客服/ }).click()
}

it('the first screen finds an article and shows it in place', async () => {
  const url = 'https://help.example/zh/a/returns'
  json('search', {
    query: '',
    items: [{ source: 'entry:returns', title: '怎么退货', snippet: { text: '七天内…' }, url }],
  })
  json('articles/returns', {
    title: '怎么退货',
    html: '<p>七天内<strong>可以</strong>退货。</p><ol><li>打开订单</li></ol>',
    url,
  })
  await open()
  await page.getByRole('searchbox', { name: '搜索帮助文章' }).fill('退货')
  await page.getByRole('button', { name: '怎么退货' }).click()
  await page.getByRole('heading', { name: '怎么退货' }).waitFor()
  await page.getByText('七天内可以退货').waitFor()
  expect(await page.getByRole('link', { name: '在新页面打开' }).getAttribute('href')).toBe(url)
  if (shots) await page.screenshot({ path: join(shots, 'widget-article.png') })
  await page.addScriptTag({ path: axe })
  // @ts-expect-error axe adds itself to the page.
  const { violations } = await page.evaluate(() => window.axe.run('#loopdesk', { runOnly: ['wcag2a', 'wcag2aa'] }))
  expect(violations.map(({ id }: { id: string }) => id)).toEqual([])
  await page.getByRole('button', { name: '返回搜索' }).click()
  if (shots) await page.screenshot({ path: join(shots, 'widget-search.png') })
  expect(await page.getByRole('searchbox').inputValue()).toBe('退货')
})

it('a company without a help centre has no search on the first screen', async () => {
  json('search', { query: '', items: null })
  await open()
  await page.getByRole('textbox', { name: '请输入您的问题' }).waitFor()
  expect(await page.getByRole('searchbox').count()).toBe(0)
})
