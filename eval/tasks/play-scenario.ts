import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CustomerContent, Message } from '@loopdesk/contracts/messages.ts'
import { signIdentity } from '../../examples/shop/src/page/identity-token.ts'
import type { Shop } from '../../examples/shop/src/start-shop.ts'
import { type Chat, ChatError, openChat } from './chat-client.ts'
import { type Move, makeCustomer, visibleText } from './choose-answer.ts'
import { makeRandom, type Random } from './random.ts'
import type { Scenario } from './scenario.ts'
import { addTypingNoise } from './typing-noise.ts'

export type Line = { who: 'customer' | 'bot' | 'agent' | 'system'; text: string; choices?: string[] }

export type Played = {
  /** What the customer sent, counted by turns; messages sent at once are one turn. */
  turns: number
  /** Milliseconds from sending to settled, one for each turn. */
  ms: number[]
  transcript: Line[]
  conversationId: string | null
  /** Why the conversation itself failed; null when it came to an end. */
  broken: string | null
}

export type Play = {
  scenario: Scenario
  seed: string
  noise: number
  /** Where the product answers. */
  url: string
  shop: Shop
  /** How long a turn may take, in ms. */
  patience: number
  /** Called after every turn, while the customer reads. */
  onTurn?: (chat: Chat) => Promise<void>
}

/** Plays the customer of a scenario through the public chat protocol until the story ends. */
export async function playScenario(play: Play): Promise<Played> {
  const { scenario, shop } = play
  const random = makeRandom(`${scenario.id}/${play.seed}`)
  const story: Story = { turns: 0, ms: [], sent: [] }
  let chat: Chat | undefined
  let broken: string | null = null
  try {
    chat = await openChat(play.url, helloOf(scenario, shop), play.patience)
    await converse(play, chat, random, story)
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    broken = error.message
  } finally {
    chat?.close()
  }
  return {
    turns: story.turns,
    ms: story.ms,
    conversationId: chat?.conversationId() ?? null,
    transcript: transcriptOf(story, chat?.messagesAfter(0) ?? []),
    broken,
  }
}

type Story = { turns: number; ms: number[]; sent: { seq: number; text: string }[] }

async function converse(play: Play, chat: Chat, random: Random, story: Story): Promise<void> {
  const { scenario } = play
  const next = makeCustomer(scenario, random)
  const opening = [...scenario.opening]
  let heardUpTo = 0
  while (story.turns < scenario.maxTurns) {
    const opener = opening.shift()
    const moves: Move[] = opener
      ? [opener].flat().map((text) => ({ kind: 'say', text }) as const)
      : [next(fromUs(chat.messagesAfter(heardUpTo)), story.turns)]
    if (moves.some((move) => move.kind === 'end')) return
    const contents = await Promise.all(moves.map((move) => contentOf(move, play, chat, random)))
    heardUpTo = chat.messagesAfter(0).at(-1)?.seq ?? 0
    const lines = contents.map(({ shown }) => ({ seq: Number.POSITIVE_INFINITY, text: shown }))
    story.sent.push(...lines)
    story.turns++
    const started = performance.now()
    const seqs = await sendAll(
      contents.map(({ content }) => content),
      chat,
      random,
    )
    for (const [i, line] of lines.entries()) line.seq = seqs[i]!
    await chat.settled(Math.max(...seqs))
    story.ms.push(Math.round(performance.now() - started))
    await play.onTurn?.(chat)
  }
}

const fromUs = (messages: Message[]) => messages.filter((message) => message.sender !== 'customer')

function transcriptOf(story: Story, messages: Message[]): Line[] {
  const heard = fromUs(messages).map((message) => ({ seq: message.seq, line: lineOf(message) }))
  const sent = story.sent.map(({ seq, text }) => ({ seq, line: { who: 'customer', text } satisfies Line }))
  return [...heard, ...sent].sort((a, b) => a.seq - b.seq || 0).map(({ line }) => line)
}

/** Sends messages that come at once: by seed, one after another's receipt or without waiting. Answers their places. */
async function sendAll(contents: CustomerContent[], chat: Chat, random: Random): Promise<number[]> {
  if (random.chance(0.5)) return Promise.all(contents.map((each) => chat.send(each)).map((sent) => sent.wait()))
  const seqs: number[] = []
  for (const content of contents) seqs.push(await chat.send(content).wait())
  return seqs
}

async function contentOf(
  move: Move,
  play: Play,
  chat: Chat,
  random: Random,
): Promise<{ content: CustomerContent; shown: string }> {
  if (move.kind === 'choose') {
    const { value, label } = move.choice
    return { content: { type: 'choice', value, label }, shown: `[${label}]` }
  }
  if (move.kind === 'files') {
    const upload = async (name: string) =>
      chat.upload(basename(name), new Uint8Array(await readFile(join(play.scenario.folder, name))))
    const fileIds: string[] = []
    for (const name of move.names) fileIds.push(await upload(name))
    return { content: { type: 'files', fileIds, text: '' }, shown: `[${move.names.join(', ')}]` }
  }
  const raw = move.kind === 'say' ? move.text : ''
  const text = withCodes(raw.includes('$') ? raw : addTypingNoise(raw, play.noise, random), play)
  return { content: { type: 'text', text }, shown: text }
}

/** Puts the newest code of this customer in the place of `$sms`, and a wrong one in that of `$wrongsms`. */
function withCodes(text: string, { shop, scenario }: Play): string {
  if (!/\$(wrong)?sms/.test(text)) return text
  const customerId = scenario.customer.shopCustomerId
  const own = customerId ? shop.control.sms({ customerId }).code : null
  const code = own ?? shop.control.sms({}).code
  if (!code) return scenario.lang === 'zh' ? '我没收到验证码' : "I haven't got a code"
  const wrong = code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))
  return text.replaceAll('$wrongsms', wrong).replaceAll('$sms', code)
}

function helloOf(scenario: Scenario, shop: Shop) {
  const { shopCustomerId, signedIn, page } = scenario.customer
  const record = shopCustomerId ? shop.stores.orders.get('customers', shopCustomerId) : undefined
  if (shopCustomerId && !record) throw new ChatError(`the shop has no customer ${shopCustomerId}`)
  const { siteKey, identitySecret } = shop.credentials
  const userToken =
    signedIn && record
      ? signIdentity(
          { sub: record.id, name: record.name, locale: record.locale, phone: record.phone },
          identitySecret,
          new Date(),
        )
      : undefined
  return {
    siteKey,
    locale: scenario.lang,
    ...(userToken ? { userToken } : {}),
    ...(page
      ? {
          page: {
            url: new URL(page.url, shop.urls.page).href,
            title: page.title,
            meta: page.meta ?? aboutOf(page.url),
          },
        }
      : {}),
  }
}

/** What the shop's own pages say they are about, by their address. */
function aboutOf(url: string): Record<string, string> {
  const order = /\/orders\/(O\d+)/.exec(url)?.[1]
  const product = /\/products\/(P\d+)/.exec(url)?.[1]
  return { ...(order ? { orderId: order } : {}), ...(product ? { productId: product } : {}) }
}

function lineOf(message: Message): Line {
  const choices = message.parts.flatMap((part) => (part.type === 'choices' || part.type === 'card' ? part.choices : []))
  const bare = { ...message, parts: message.parts.filter((part) => part.type !== 'choices') }
  return {
    who: message.sender,
    text: visibleText([bare]),
    ...(choices.length > 0 ? { choices: choices.map((each) => each.label) } : {}),
  }
}
