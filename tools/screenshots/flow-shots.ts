import type { Page } from 'playwright-core'
import { openChat } from '../../eval/tasks/chat-client.ts'
import type { Lang } from './customer-shots.ts'
import { type Demo, logIn } from './open-demo.ts'
import type { Studio } from './studio.ts'

const words = {
  zh: {
    locale: 'zh-CN',
    find: '查找节点、文字或工具',
    test: '测试',
    start: '开始测试',
    fail: '系统故障',
    returns: '退货退款',
  },
  en: {
    locale: 'en-GB',
    find: 'Find nodes, words or tools',
    test: 'Test',
    start: 'Start the test',
    fail: 'System down',
    returns: 'return and refund',
  },
} as const

/** A return with one answer lost for good: not all of it can be undone. Each language has a system of its own. */
const broken = {
  zh: {
    service: 'inventory',
    operation: 'expectReturn',
    lookup: 'findExpectedReturns',
    customerId: 'C1012',
    lines: ['空气净化器不想要了，想退货', '后天下午', '对', 'CODE'],
  },
  en: {
    service: 'logistics',
    operation: 'createPickup',
    lookup: 'findPickups',
    customerId: 'C1021',
    lines: ["I don't need the mattress vacuum any more, I'd like to return it", 'tomorrow morning', 'yes', 'CODE'],
  },
} as const

/** A company that wants more off than the list gives: a colleague has to decide. */
const asked: Record<Lang, { customerId: string; lines: string[] }> = {
  zh: { customerId: 'C1002', lines: ['我们公司要团购一批水壶', 'FORM', '海蓝', '还想再优惠', '15'] },
  en: {
    customerId: 'C1018',
    lines: ['our company would like to buy kettles in bulk', 'FORM', 'sea blue', 'I would like a better price', '15'],
  },
}
const needs = {
  zh: { product: '滤水壶', quantity: 60, company: '杭州青禾科技有限公司' },
  en: { product: 'filter jug', quantity: 60, company: 'Greenfield Trading Ltd' },
}

/** The designer, a test with a failure put in, what runs left behind, and what waits for a colleague. */
export async function takeFlowShots(studio: Studio, demo: Demo, lang: Lang): Promise<void> {
  const { locale, ...say } = words[lang]
  // First the purchase: a system that failed is left in peace for a while.
  await write(demo, lang, asked[lang])
  const { service, operation, lookup } = broken[lang]
  demo.setFault({ service, operation, mode: 'lost-reply' })
  demo.setFault({ service, operation: lookup, mode: 'error', times: 99 })
  await write(demo, lang, broken[lang])
  demo.clearFaults()
  await studio.onPage({ locale, width: 1440, height: 900 }, async (page) => {
    const go = (path: string) => page.goto(`${demo.url}/console/flows${path}`)
    await logIn(page, demo, 'owner@shop.example')
    await go('/return_refund')
    await page.locator('.flow-step').first().waitFor()
    await page.keyboard.press('Control+f')
    await page.getByRole('textbox', { name: say.find }).fill('createReturn')
    await page.locator('.inspector .form-head').waitFor()
    await page.keyboard.press('Escape')
    await studio.shoot(page, `flow-designer-${lang}`)

    await rehearse(page, demo, lang)
    await studio.shoot(page, `flow-test-${lang}`)

    await go('/runs')
    await page.locator('tbody tr', { hasText: say.returns }).first().click()
    await page.locator('.flow-map .map-node').first().waitFor()
    await studio.shoot(page, `flow-run-${lang}`)

    await go('/incidents')
    await page.locator('.incident-row').first().click()
    await page.locator('.incident-pane').waitFor()
    await studio.shoot(page, `flow-incident-${lang}`)

    await go('/approvals?whose=all')
    await page.locator('article.approval').first().waitFor()
    await studio.shoot(page, `flow-approvals-${lang}`)
  })
}

/** Questions about a membership, tested with the system they are asked of down. */
async function rehearse(page: Page, demo: Demo, lang: Lang): Promise<void> {
  const say = words[lang]
  await page.goto(`${demo.url}/console/flows/membership`)
  const call = page.locator('.flow-step', { hasText: 'crm.getMember' }).first()
  await call.click({ button: 'right' })
  await page.getByRole('menuitem', { name: say.fail }).click()
  const panel = page.getByRole('complementary', { name: say.test })
  await panel.getByRole('button', { name: say.start }).click()
  await panel.locator('.line-bot, .rehearse-end').first().waitFor()
}

/** What a customer writes through the public chat protocol, each line after the answer to the one before. */
async function write(
  demo: Demo,
  lang: Lang,
  { customerId, lines }: { customerId: string; lines: readonly string[] },
): Promise<void> {
  const chat = await openChat(demo.url, { siteKey: demo.siteKey, userToken: demo.tokenOf(customerId, lang) }, 30_000)
  try {
    for (const line of lines) {
      const form = line === 'FORM' && chat.messagesAfter(0).flatMap((message) => message.parts)
      const part = form ? form.findLast((one) => one.type === 'form') : undefined
      const text = line === 'CODE' ? demo.codeOf(customerId) : line
      const content = part
        ? { type: 'form' as const, formId: part.formId, values: needs[lang], text: needs[lang].company }
        : { type: 'text' as const, text }
      await chat.settled(await chat.send(content).wait())
    }
  } finally {
    chat.close()
  }
}
