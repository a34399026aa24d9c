import type { Page } from 'playwright-core'
import type { Demo } from './open-demo.ts'
import type { Studio } from './studio.ts'

export type Lang = 'zh' | 'en'

/** What a customer says, and words of the answer by which it is known to be there. */
type Turn = { say: string | 'CODE'; answer: RegExp }

interface Story {
  customerId: string
  page: string
  turns: Turn[]
}

const returning: Record<Lang, Story> = {
  zh: {
    customerId: 'C1007',
    page: '/orders/O20260007',
    turns: [
      { say: '净水器不想要了，想退货', answer: /约哪天/ },
      { say: '后天下午', answer: /请确认这次退货/ },
      { say: '对', answer: /验证码已发到/ },
      { say: 'CODE', answer: /办好了，退货单/ },
    ],
  },
  en: {
    customerId: 'C1003',
    page: '/orders/O20260003',
    turns: [
      { say: "I don't need the kettle any more, I'd like to return it", answer: /When suits you/ },
      { say: 'tomorrow morning', answer: /Please confirm this return/ },
      { say: 'yes', answer: /A code is on its way/ },
      { say: 'CODE', answer: /Your return number is/ },
    ],
  },
}

const onPhone: Record<Lang, Story> = {
  zh: {
    customerId: 'C1005',
    page: '/orders',
    turns: [
      { say: '我的快递到哪了', answer: /查哪个订单/ },
      { say: '破壁机那个', answer: /还没发出/ },
      { say: '顺便问下 保修多久', answer: /大家电保修/ },
    ],
  },
  en: {
    customerId: 'C1010',
    page: '/orders',
    turns: [
      { say: 'order the coffee machine again please', answer: /How would you like to pay/ },
      { say: 'from my balance', answer: /Please confirm this purchase/ },
    ],
  },
}

/** The shop's page with a return being settled in the widget, and a conversation on a phone. */
export async function takeCustomerShots(studio: Studio, demo: Demo, lang: Lang): Promise<void> {
  const locale = lang === 'zh' ? 'zh-CN' : 'en-GB'
  await studio.onPage({ locale, width: 1280, height: 860 }, async (page) => {
    await talk(page, demo, lang, returning[lang])
    await studio.shoot(page, `customer-${lang}`)
  })
  await studio.onPage({ locale, width: 390, height: 780, scale: 2, touch: true }, async (page) => {
    await talk(page, demo, lang, onPhone[lang])
    await studio.shoot(page, `phone-${lang}`)
  })
}

/** Signs in at the shop, opens the widget and plays the customer's side. */
export async function talk(page: Page, demo: Demo, lang: Lang, story: Story): Promise<void> {
  await page.context().addCookies([
    { name: 'shop_customer', value: story.customerId, url: demo.shopUrl },
    { name: 'shop_locale', value: lang, url: demo.shopUrl },
  ])
  await page.goto(demo.shopUrl + story.page)
  await page.getByRole('button', { name: lang === 'zh' ? /打开在线客服/ : /^Open chat/i }).click()
  for (const turn of story.turns)
    await say(page, turn.say === 'CODE' ? demo.codeOf(story.customerId) : turn.say, turn.answer)
}

async function say(page: Page, text: string, answer: RegExp): Promise<void> {
  const input = page.getByRole('textbox').last()
  const answers = page.getByText(answer)
  const before = await answers.count()
  await input.fill(text)
  await input.press('Enter')
  await answers.nth(before).waitFor()
}
