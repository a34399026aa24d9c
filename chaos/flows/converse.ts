import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { FormPart, FormValue } from '@loopdesk/contracts/form.ts'
import type { CustomerContent, Message } from '@loopdesk/contracts/messages.ts'
import { visibleText } from '../../eval/tasks/choose-answer.ts'
import { signIdentity } from '../../examples/shop/src/page/identity-token.ts'
import { type Acknowledged, openResilientChat, type ResilientChat } from '../kill/resilient-chat.ts'
import type { Story } from './stories.ts'
import type { FlowsWorld } from './world.ts'

/** What a customer went through. */
export interface Lived {
  story: Story
  conversationId: string | undefined
  /** Everything the bot said, oldest first. */
  said: string[]
  done: boolean
  handedOver: boolean
  /** Why the customer stopped, where the story came to no end. */
  stopped: string | null
  acknowledged: Acknowledged[]
  /** What the protocol rules out and yet happened. */
  complaints: string[]
}

const acceptWithin = 90_000
const settleWithin = 90_000
const mostTurns = 14
const photo = fileURLToPath(new URL('../../examples/shop/scenarios/fixtures/leak.jpg', import.meta.url))

/** What every customer answers to what bots ask for. */
const common: [when: RegExp, say: string][] = [
  [/验证码|6 ?位数字/, '$code'],
  [/对吗|请确认/, '对'],
  [/照片|上传|图片/, '$photo'],
  [/哪天|什么时间方便|约.{0,6}时间|几点/, '明天下午'],
  [/哪(个|一个|笔|一笔)?(订单|单)|您说的是哪|您指的是/, '$order'],
]
const over = /还有其他可以帮您的吗/

/** Lets a customer live through a story to its end, through every break of the line. */
export async function converse(world: FlowsWorld, story: Story): Promise<Lived & { close(): Promise<void> }> {
  const lived: Lived = {
    story,
    conversationId: undefined,
    said: [],
    done: false,
    handedOver: false,
    stopped: null,
    acknowledged: [],
    complaints: [],
  }
  const { siteKey, identitySecret } = world.shop.credentials
  const { customerId, lang } = story
  const userToken = signIdentity(
    { sub: customerId, name: customerId, locale: lang },
    identitySecret,
    new Date(),
    86_400,
  )
  const hello = { siteKey, userToken, locale: lang }
  const chat = openResilientChat(world.url, hello, (what) => lived.complaints.push(what))
  const used = new Map<RegExp, number>()
  let content: CustomerContent | undefined = { type: 'text', text: story.opening }
  for (let turn = 0; content && turn < mostTurns; turn++) {
    const said = await exchange(chat, content, lived)
    if (!said) break
    const last = visibleText(said)
    lived.said.push(last)
    lived.done ||= story.done.test(last)
    lived.handedOver = chat.owner() !== 'bot'
    if (story.life?.when.test(last)) await liveOn(chat, world, story.life, lived)
    if (lived.done || lived.handedOver || over.test(lived.said.at(-1)!)) break
    content = await answerTo(said, last)
    if (!content) lived.stopped = `no answer to: ${last.slice(0, 200)}`
  }
  if (content && !lived.done && !lived.handedOver && !over.test(lived.said.at(-1) ?? ''))
    lived.stopped ??= 'too many turns'
  lived.acknowledged = chat.acknowledged
  return {
    ...lived,
    /** Hears what came since, and leaves. */
    close: () => chat.close(),
  }

  async function answerTo(said: Message[], last: string): Promise<CustomerContent | undefined> {
    const form = openForm(said)
    if (form) return fillIn(chat, world.url, form, story.form ?? {})
    const rule = [...(story.answers ?? []), ...common].find(([when]) => when.test(last) && (used.get(when) ?? 0) < 4)
    if (rule) {
      used.set(rule[0], (used.get(rule[0]) ?? 0) + 1)
      return sayingOf(rule[1])
    }
    const choices = said.flatMap(({ parts }) => parts).findLast((part) => part.type === 'choices')
    const first = choices?.type === 'choices' ? choices.choices[0] : undefined
    return first && { type: 'choice', value: first.value, label: first.label }
  }

  async function sayingOf(say: string): Promise<CustomerContent> {
    if (say === '$photo') return { type: 'files', fileIds: [await upload(chat, world.url)], text: '' }
    const code = () => world.shop.control.sms({ customerId }).code ?? '没收到验证码'
    return { type: 'text', text: say === '$code' ? code() : say === '$order' ? story.about[0]! : say }
  }
}

/** Life goes on outside; the customer waits for what the bot says of it. */
async function liveOn(
  chat: ResilientChat,
  world: FlowsWorld,
  life: NonNullable<Story['life']>,
  lived: Lived,
): Promise<void> {
  const before = [...chat.messages.keys()].reduce((most, seq) => Math.max(most, seq), 0)
  life.act(world.shop)
  for (const end = Date.now() + settleWithin; Date.now() < end && !lived.done; await wait(200)) {
    const said = visibleText(chat.messagesAfter(before).filter(({ sender }) => sender !== 'customer'))
    lived.done = lived.story.done.test(said)
    if (said !== '' && (lived.done || chat.owner() !== 'bot' || over.test(said))) {
      lived.said.push(said)
      break
    }
  }
  lived.handedOver = chat.owner() !== 'bot'
}

/** Says something, and hears all that is said to it. Undefined when nobody dealt with it. */
async function exchange(chat: ResilientChat, content: CustomerContent, lived: Lived): Promise<Message[] | undefined> {
  const before = [...chat.messages.keys()].reduce((most, seq) => Math.max(most, seq), 0)
  const seq = await chat.send(content, acceptWithin)
  lived.conversationId = chat.conversationId()
  if (seq === undefined) {
    lived.complaints.push(`${JSON.stringify(content).slice(0, 100)} was not accepted within ${acceptWithin / 1000} s`)
    return undefined
  }
  if (!(await chat.settled(seq, settleWithin))) {
    lived.complaints.push(`message ${seq} was not dealt with within ${settleWithin / 1000} s`)
    return undefined
  }
  return chat.messagesAfter(before).filter(({ sender }) => sender !== 'customer')
}

/** A form just shown. */
function openForm(said: Message[]): FormPart | undefined {
  const newest = said.flatMap(({ parts }) => parts).findLast((part) => part.type === 'form')
  return newest?.type === 'form' && newest.state === 'open' ? newest : undefined
}

async function fillIn(
  chat: ResilientChat,
  url: string,
  form: FormPart,
  given: Record<string, FormValue>,
): Promise<CustomerContent> {
  const values: Record<string, FormValue> = {}
  for (const field of form.fields) {
    const { name, kind, options = [] } = field
    if (name in given) values[name] = given[name]!
    else if (kind === 'files' || kind === 'signature') values[name] = [{ fileId: await upload(chat, url) }]
    else if (kind === 'choice') values[name] = options[0]?.value ?? ''
    else if (kind === 'choices') values[name] = options.slice(0, 1).map(({ value }) => value)
    else if (kind === 'yesno') values[name] = true
    else if (kind === 'number') values[name] = field.min ?? 1
    else if (kind === 'date') values[name] = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10)
    else if (kind === 'phone') values[name] = '13812345678'
    else if (kind === 'email') values[name] = 'customer@example.com'
    else if (kind === 'location') values[name] = { name: '浙江省杭州市西湖区文三路138号' }
    else if (kind === 'address') values[name] = '浙江省杭州市西湖区文三路138号2幢301'
    else values[name] = '通电没有反应'
  }
  const text = form.fields.map(({ name, label }) => `${label}: ${JSON.stringify(values[name])}`).join('\n')
  return { type: 'form', formId: form.formId, values, text }
}

/** Uploads a photo, again and again until somebody takes it. */
async function upload(chat: ResilientChat, url: string): Promise<string> {
  const bytes = readFileSync(photo)
  for (let tries = 0; ; tries++) {
    const body = new FormData()
    body.set('file', new Blob([bytes]), 'leak.jpg')
    const headers = { 'x-visitor-token': chat.visitorToken() ?? '' }
    const reply = await fetch(`${url}/chat/v1/files`, { method: 'POST', headers, body }).catch(() => undefined)
    if (reply?.ok) return ((await reply.json()) as { fileId: string }).fileId
    if (tries > 200) throw new Error(`a photo could not be uploaded: ${reply?.status ?? 'nobody answers'}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
