import { setTimeout as wait } from 'node:timers/promises'
import { visibleText } from '../../eval/tasks/choose-answer.ts'
import type { Random } from '../../eval/tasks/random.ts'
import { signIdentity } from '../../examples/shop/src/page/identity-token.ts'
import { type Acknowledged, openResilientChat, type ResilientChat } from './resilient-chat.ts'
import type { makeStories, Story } from './stories.ts'
import type { World } from './world.ts'

/** What a customer went through, to be compared with what is stored. */
export interface Told {
  story: Story
  conversationId: string | undefined
  /** Whether the bot said that it was done. */
  done: boolean
  handedOver: boolean
  /** The bot's last words. */
  last: string
}

export interface Lived {
  told: Told[]
  acknowledged: Acknowledged[]
  /** What the protocol rules out and yet happened, as clients saw it. */
  complaints: string[]
}

const acceptWithin = 120_000
const settleWithin = 120_000
const mostTurns = 14
const oftenTwice = 0.05

/** Lets this many customers live through stories at once until `ending` holds; answers what they saw. */
export function simulateCustomers(
  world: World,
  stories: ReturnType<typeof makeStories>,
  count: number,
  random: Random,
) {
  const lived: Lived = { told: [], acknowledged: [], complaints: [] }
  const chats = new Map<string, ResilientChat>()
  let ending = false
  const active = new Map<Story, string>()

  async function live(): Promise<void> {
    while (!ending) {
      const story = stories.next()
      if (!story) {
        await wait(200)
        continue
      }
      active.set(story, 'begins')
      const told = await play(story)
      active.delete(story)
      lived.told.push(told)
      // Handed over: nobody answers there any more, so this customer is not needed again.
      if (!told.handedOver) stories.free(story.customerId)
    }
  }

  function chatOf({ customerId }: Story): ResilientChat {
    const known = chats.get(customerId)
    if (known) return known
    const { siteKey, identitySecret } = world.shop.credentials
    const userToken = signIdentity(
      { sub: customerId, name: customerId, locale: 'zh' },
      identitySecret,
      new Date(),
      86_400,
    )
    const chat = openResilientChat(world.url, { siteKey, userToken, locale: 'zh' }, (what) =>
      lived.complaints.push(what),
    )
    chats.set(customerId, chat)
    return chat
  }

  async function play(story: Story): Promise<Told> {
    const chat = chatOf(story)
    const told: Told = { story, conversationId: undefined, done: false, handedOver: false, last: '' }
    const lines = [...story.opening]
    for (let turn = 0; turn < mostTurns; turn++) {
      const text = lines.shift() ?? answerTo(story, told.last)
      if (text === undefined || told.done || told.handedOver) break
      active.set(story, `says ${text}`)
      const before = [...chat.messages.keys()].reduce((most, seq) => Math.max(most, seq), 0)
      const content = { type: 'text', text } as const
      const seq = await chat.send(content, acceptWithin)
      told.conversationId = chat.conversationId()
      if (seq === undefined) {
        lived.complaints.push(
          `${story.customerId} in ${told.conversationId}: "${text}" was not accepted within ${acceptWithin / 1000} s`,
        )
        break
      }
      if (random.chance(oftenTwice)) chat.repeat(chat.acknowledged.at(-1)!.clientId, content)
      if (!(await chat.settled(seq, settleWithin))) {
        lived.complaints.push(
          `${story.customerId} in ${told.conversationId}: message ${seq} was not dealt with within ${settleWithin / 1000} s`,
        )
        break
      }
      const said = chat.messagesAfter(before).filter(({ sender }) => sender !== 'customer')
      told.last = visibleText(said)
      told.handedOver = chat.owner() !== 'bot'
      if (story.done?.test(told.last)) told.done = true
    }
    return told
  }

  function answerTo({ answers, customerId }: Story, last: string): string | undefined {
    const say = answers.find(([when]) => when.test(last))?.[1]
    return say === '$code' ? (world.shop.control.sms({ customerId }).code ?? '没收到验证码') : say
  }

  const living = Promise.all(Array.from({ length: count }, live))
  return {
    lived,
    /** What each customer who is not finished was last doing. */
    unfinished: () =>
      [...active].map(([story, doing]) => `${story.customerId} ${story.kind} ${story.orderId} ${doing}`),
    /** No new stories; answers when the last customer has finished. */
    async finish(): Promise<Lived> {
      ending = true
      await living
      lived.acknowledged = [...chats.values()].flatMap((chat) => chat.acknowledged)
      return lived
    },
    async close(): Promise<void> {
      await Promise.all([...chats.values()].map((chat) => chat.close()))
    },
  }
}
