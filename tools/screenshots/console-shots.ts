import type { Page } from 'playwright-core'
import { openChat } from '../../eval/tasks/chat-client.ts'
import type { Lang } from './customer-shots.ts'
import { type Demo, logIn } from './open-demo.ts'
import type { Studio } from './studio.ts'

interface Call {
  customerId: string
  lines: string[]
}

/** Who takes over, from whom: the customer of the pictures last, with what they wrote before. */
const shifts: Record<Lang, { agent: string; customer: string; calls: Call[]; reply: string }> = {
  zh: {
    agent: 'wangmin@shop.example',
    customer: '王建明',
    calls: [
      { customerId: 'C1019', lines: ['我的油汀怎么一直不动', '找人工'] },
      { customerId: 'C1007', lines: ['原来的包装箱扔了 没关系吧', '还是让人工跟我说一下'] },
    ],
    reply: '您好，没有包装箱也能退，快递员会带纸箱来，您把主机和滤芯放在一起就行。',
  },
  en: {
    agent: 'anna@shop.example',
    customer: 'Emma Thompson',
    calls: [
      { customerId: 'C1014', lines: ['where is the refund for my fan?', 'can I talk to somebody'] },
      {
        customerId: 'C1003',
        lines: ['I threw the box away, is that a problem?', "I'd rather talk to a person please"],
      },
    ],
    reply:
      'Hello Emma, Anna here. No problem at all without the box: the courier brings one. Please put the base in as well.',
  },
}

const words = {
  zh: { done: /办好了，退货单/, ticket: '建工单' },
  en: { done: /Your return number is/, ticket: 'Make ticket' },
}

/** The inbox after a hand-over, how the bot came to a reply, and a ticket prefilled from the conversation. */
export async function takeConsoleShots(studio: Studio, demo: Demo, lang: Lang): Promise<void> {
  const { agent, customer, calls, reply } = shifts[lang]
  const { done, ticket } = words[lang]
  const locale = lang === 'zh' ? 'zh-CN' : 'en-GB'
  await studio.onPage({ locale, width: 1440, height: 900 }, async (page) => {
    await logIn(page, demo, agent)
    await setPresence(page, demo, 'online')
    for (const call of calls) await write(demo, lang, call)
    await page.locator('.row', { hasText: customer }).click()
    await page.getByText(done).first().waitFor()
    await answer(page, reply)
    await studio.shoot(page, `inbox-${lang}`)

    const result = page.locator('article', { hasText: done }).first()
    await result.hover()
    await result.locator('.trace-button').click()
    await page.locator('.story').waitFor()
    await studio.shoot(page, `trace-${lang}`)
    await page.locator('.ant-drawer-close').click()
    await page.locator('.story').waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: ticket }).first().click()
    await page.locator('form textarea').first().waitFor()
    await studio.shoot(page, `ticket-${lang}`)
    await setPresence(page, demo, 'offline')
  })
}

/** What a customer writes through the public chat protocol, each line after the answer to the one before. */
async function write(demo: Demo, lang: Lang, { customerId, lines }: Call): Promise<void> {
  const chat = await openChat(demo.url, { siteKey: demo.siteKey, userToken: demo.tokenOf(customerId, lang) }, 30_000)
  try {
    for (const text of lines) await chat.settled(await chat.send({ type: 'text', text }).wait())
  } finally {
    chat.close()
  }
}

async function setPresence(page: Page, demo: Demo, presence: 'online' | 'offline'): Promise<void> {
  const response = await page.request.put(`${demo.url}/v1/me/presence`, {
    data: { presence },
    headers: { origin: new URL(demo.url).origin },
  })
  if (!response.ok()) throw new Error(`the presence could not be set: ${await response.text()}`)
}

/** The agent's answer, waited for until it stands in the conversation. */
async function answer(page: Page, text: string): Promise<void> {
  const input = page.locator('textarea:not([aria-hidden])').last()
  await input.fill(text)
  await input.press('Enter')
  await page.locator('article[id^=m]', { hasText: text }).waitFor()
}
