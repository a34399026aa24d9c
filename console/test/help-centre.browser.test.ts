import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type HelpCompany, type HelpWorld, openHelpWorld } from '../../server/test/help-world.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
/** Where pictures of all pages are left to be looked at, when this is set. */
const shots = process.env.HELP_SHOTS
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let world: HelpWorld
let browser: Browser
let shop: HelpCompany
let manual: string
/** A site of the company's, elsewhere. */
let host: Server
let hostUrl: string

beforeAll(async () => {
  world = await openHelpWorld()
  host = createServer((_request, reply) => reply.setHeader('content-type', 'text/html; charset=utf-8').end(hostPage()))
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
  shop = await world.company('water')
  await fill(shop)
  manual = await shop.upload('QM-500 净水器使用手册.md', manualText, { category: 'products' })
  await shop.site({
    title: { zh: '清泉净水帮助中心', en: 'Clearspring help centre' },
    intro: {
      zh: '选购、安装、换芯、退换货，都在这里。也可以直接提问。',
      en: 'Choosing, installing, changing filters, returning: it is all here. Or just ask.',
    },
    links: [{ label: { zh: '官网', en: 'Website' }, url: 'https://www.water.example' }],
    footer: { zh: '© 清泉净水 · 客服时间 9:00–21:00', en: '© Clearspring · Service hours 9:00–21:00' },
    contact: { url: 'https://www.water.example/contact' },
    featured: { categories: ['returns'], entries: ['change-filter', 'return-policy'] },
    origins: ['https://www.water.example', hostUrl],
  })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
})
afterAll(async () => {
  await browser?.close()
  host?.close()
  await world?.close()
})

/** Both on a desk; the rest is the same styles with other words. */
const languagesOf = (look: string): ('zh' | 'en')[] =>
  look === 'wide' ? ['zh', 'en'] : look === 'phone' ? ['zh'] : ['en']

const looks = {
  wide: { viewport: { width: 1280, height: 860 }, colorScheme: 'light' as const },
  phone: { viewport: { width: 375, height: 780 }, colorScheme: 'light' as const },
  dark: { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' as const },
}

const pages = (language: 'zh' | 'en') => ({
  home: '',
  category: '/c/returns',
  article: '/a/return-policy',
  'article-untranslated': '/a/warranty',
  voted: '/a/return-policy?voted=no',
  document: `/d/${manual}?passage=2`,
  answered: `/search?q=${encodeURIComponent(language === 'zh' ? '滤芯多久换一次' : 'how do I return an item')}`,
  nothing: '/search?q=zzqwx',
  lost: '/a/nowhere',
})

it('can be used by everybody, on every page, in both languages, on phones and in the dark', async () => {
  const found: string[] = []
  for (const [look, options] of Object.entries(looks))
    for (const language of languagesOf(look)) {
      const context = await browser.newContext({ ...options, locale: language === 'zh' ? 'zh-CN' : 'en-GB' })
      for (const [name, path] of Object.entries(pages(language))) {
        const page = await context.newPage()
        const complaints = listen(page)
        await page.goto(`${world.url}/help/water/${language}${path}`)
        found.push(...(await violations(page)).map((each) => `${look} ${language} ${name}: ${each}`))
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)
        if (wide) found.push(`${look} ${language} ${name}: wider than the screen`)
        found.push(...complaints.map((each) => `${look} ${language} ${name}: ${each}`))
        if (shots) await page.screenshot({ path: join(shots, `${name}-${language}-${look}.png`), fullPage: true })
        await page.close()
      }
      await context.close()
    }
  expect(found).toEqual([])
})

it('suggests while one types, with the keyboard alone, and scrolls to what was quoted', async () => {
  await inContext(async (context) => {
    const page = await context.newPage()
    await page.goto(`${world.url}/help/water/zh`)
    await page.keyboard.press('/')
    await page.keyboard.type('退货')
    const list = page.getByRole('listbox')
    await list.getByRole('option').first().waitFor()
    expect(await violations(page)).toEqual([])
    if (shots) await page.screenshot({ path: join(shots, 'suggestions.png') })
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('combobox').getAttribute('aria-activedescendant')).toBe('q-large-list-0')
    await Promise.all([page.waitForURL(/\/a\//), page.keyboard.press('Enter')])
    const found = await page.request.get(
      `${world.url}/help/water/api/search?language=zh&q=${encodeURIComponent('超过三天不用')}`,
    )
    const { items } = (await found.json()) as { items: { path: string; source: string }[] }
    await page.goto(world.url + items.find(({ source }) => source.startsWith('document:'))!.path)
    await page.waitForFunction(() => {
      const { top, bottom } = document.getElementById('quoted')!.getBoundingClientRect()
      return scrollY > 100 && top >= 0 && bottom <= innerHeight
    })
    if (shots) await page.screenshot({ path: join(shots, 'quoted.png') })
  })
})

it('takes a vote, and words after a no, without scripts', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(`${world.url}/help/water/zh/a/return-policy`)
  await page.getByRole('button', { name: '没有帮助' }).click()
  await page.getByLabel('缺了什么').fill('没写运费谁出')
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByText('已收到，谢谢').waitFor()
  await page.goto(`${world.url}/help/water/zh`)
  await page.getByRole('searchbox').fill('怎么退货')
  await page.getByRole('button', { name: '搜索' }).click()
  await page.getByText('直接回答').waitFor()
  await context.close()
})

it('searches from the page of an allowed site, in a shadow of its own', async () => {
  await inContext(async (context) => {
    const page = await context.newPage()
    await page.goto(hostUrl)
    const field = page.getByRole('combobox', { name: '在帮助中心里搜索' })
    await field.fill('换滤芯')
    await page.getByRole('option').first().waitFor()
    expect(await violations(page)).toEqual([])
    if (shots) await page.screenshot({ path: join(shots, 'embed.png') })
    await page.keyboard.press('ArrowDown')
    await Promise.all([page.waitForURL(/service\.example/).catch(() => undefined), page.keyboard.press('Enter')])
  })
})

const hostPage =
  () => `<!doctype html><html lang="zh-CN"><title>Shop</title><style>input{background:lime!important;font:40px serif}</style>
<main><h1>商店</h1><loopdesk-search accent="#0f766e"></loopdesk-search></main><script src="${world.url}/help/water/embed.js"></script></html>`

async function inContext(work: (context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ ...looks.wide, locale: 'zh-CN', reducedMotion: 'reduce' })
  context.setDefaultTimeout(30_000)
  await work(context).finally(() => context.close())
}

/** What the browser refuses or throws. */
function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => line.type() === 'error' && !line.text().includes('404') && complaints.push(line.text()))
  return complaints
}

/** Rules of WCAG 2.2 AA that the page breaks. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished)))
  // As a script of the page it would be refused.
  await page.evaluate(axe)
  return page.evaluate(async () => {
    // @ts-expect-error axe adds itself to the page.
    const { violations: found } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return found.map((each: { id: string; nodes: { html: string }[] }) => `${each.id}: ${each.nodes[0]!.html}`)
  })
}

async function fill(company: HelpCompany): Promise<void> {
  const cookie = company.cookie
  const categories = [
    {
      id: 'products',
      name: { zh: '产品与选购', en: 'Products' },
      description: { zh: '各型号的区别、适用水质', en: 'Models and which water they suit' },
    },
    {
      id: 'returns',
      name: { zh: '退换货与保修', en: 'Returns and warranty' },
      description: { zh: '期限、流程、运费', en: 'Periods, steps, shipping costs' },
    },
    { id: 'warranty-cases', name: { zh: '保修细则', en: 'Warranty cases' }, parent: 'returns' },
    {
      id: 'care',
      name: { zh: '安装与保养', en: 'Installing and care' },
      description: { zh: '上门安装、换芯、清洁', en: 'Fitting, filters, cleaning' },
    },
  ]
  for (const json of categories)
    await world.visit('/v1/knowledge/categories', { method: 'POST', json, headers: { cookie } })
  await company.publish(
    {
      id: 'return-policy',
      category: 'returns',
      title: { zh: '怎么申请七天无理由退货？', en: 'How do I return an item within seven days?' },
      questions: { zh: ['如何退货', '不想要了能退吗'], en: ['how do I return an item'] },
      answer: {
        zh: '签收后 **7 天内**、未拆封或不影响二次销售的商品，可以申请无理由退货。\n\n## 怎么申请\n\n1. 打开“我的订单”，找到要退的商品；\n2. 点“申请退货”，选择原因；\n3. 等待上门取件，一般 48 小时内。\n\n> 滤芯、水龙头滤嘴等卫生用品拆封后不支持无理由退货。\n\n## 运费谁出\n\n| 情况 | 运费 | 退款时间 |\n|-|-|-|\n| 质量问题 | 我们承担 | 签收后 24 小时 |\n| 无理由 | 买家承担，有运费险的除外 | 验收后 3 个工作日 |\n\n更多规定见[三包规定](https://www.water.example/rules)。',
        en: 'Within **7 days** of delivery you can return anything that is unopened or can still be sold.\n\n## How to ask for it\n\n1. Open “My orders” and find the item.\n2. Press “Return” and choose a reason.\n3. Wait for the courier, usually within 48 hours.\n\n| Case | Shipping |\n|-|-|\n| Faulty | we pay |\n| Changed your mind | you pay |',
      },
      related: ['change-filter'],
    },
    {
      id: 'warranty',
      category: 'warranty-cases',
      title: { zh: '保修期是多久？' },
      answer: { zh: '整机保修**三年**，滤芯不在保修范围内。' },
    },
    {
      id: 'change-filter',
      category: 'care',
      title: { zh: '滤芯多久更换一次？', en: 'How often is the filter changed?' },
      answer: {
        zh: 'PP 棉滤芯每 6 个月更换一次，RO 膜每 24 个月更换一次。',
        en: 'The cotton filter every 6 months, the RO membrane every 24 months.',
      },
    },
    {
      id: 'install',
      category: 'care',
      title: { zh: '上门安装要收费吗？', en: 'Is installing free?' },
      answer: {
        zh: '首次上门安装免费，打孔每个 30 元。',
        en: 'The first visit is free; each hole drilled costs 30 yuan.',
      },
    },
    {
      id: 'choose',
      category: 'products',
      title: { zh: '怎么选净水器？', en: 'Which model suits me?' },
      answer: { zh: '三口之家选 600 加仑，水压低于 0.1 MPa 需要增压泵。', en: 'A family of three takes 600 gallons.' },
    },
  )
}

const manualText = `# QM-500 净水器使用手册

## 一、安全须知

本机只用于市政自来水，不要接入热水或未经处理的井水。环境温度应在 5 ℃ 到 38 ℃ 之间。

请勿把本机安装在阳光直射或可能结冰的地方。

## 二、各部件名称

进水口、纯水口、废水口、滤芯仓、指示灯。

## 三、更换滤芯

滤芯指示灯变红时应更换滤芯。更换前先关闭进水阀，打开纯水龙头放水泄压。

1. 按住滤芯仓上的卡扣，向外拉开；
2. 逆时针旋下旧滤芯；
3. 装入新滤芯，顺时针旋紧，听到“咔嗒”声为止。

## 四、规格

| 项目 | QM-500 | QM-600 |
|-|-|-|
| 通量 | 500 加仑 | 600 加仑 |
| 净水流速 | 1.3 升/分 | 1.6 升/分 |
| 额定功率 | 65 瓦 | 78 瓦 |

## 五、故障排除

出水变小：先看进水阀是否全开，再检查 PP 棉滤芯是否堵塞。

漏水：立即关闭进水阀并断电，然后联系客服，不要自行拆开机器。

## 六、长期不用

超过三天不用时，请关闭进水阀，再次使用前放水五分钟。

## 七、售后服务

整机保修三年。
`
