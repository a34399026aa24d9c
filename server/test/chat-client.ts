import { randomUUID } from 'node:crypto'
import { type ClientFrame, type Hello, type ServerFrame, serverFrame } from '@loopdesk/contracts/chat-protocol.ts'
import type { Choice, CustomerContent, Message, PublicConversation } from '@loopdesk/contracts/messages.ts'

export type Greeting = Partial<Hello> & { siteKey: string }
type Frame<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>

/** A customer's client on a real WebSocket, as a stranger would write it from docs/chat-protocol.md. */
export interface ChatClient {
  readonly visitorToken: string
  readonly frames: ServerFrame[]
  /** What has been said, in order; what was not gap-free shows here. */
  readonly messages: Message[]
  conversation(): PublicConversation | null
  conversationId(): string
  /** Sends words (or other content), waits until the bot has dealt with them and answers what it said to that. */
  say(content: string | CustomerContent): Promise<string>
  /** Presses the button with this label (or one that contains it) under the newest message that has buttons. */
  press(label: string): Promise<string>
  /** Uploads files and sends them. */
  sendFiles(files: { name: string; bytes: Uint8Array }[], text?: string): Promise<string>
  upload(name: string, bytes: Uint8Array): Promise<{ status: number; body: { fileId?: string; code?: string } }>
  /** Sends without waiting; answers the frame that accepted or rejected it. */
  send(content: string | CustomerContent, id?: string): Promise<Frame<'accepted'> | Frame<'rejected'>>
  /** Sends text as it is, sound or not. */
  raw(text: string): void
  /** Sends any frame of the protocol. */
  frame(frame: ClientFrame): void
  /** The first frame, from the beginning on or `from` this index on, that fits. */
  until<T extends ServerFrame['type']>(type: T, fits?: (frame: Frame<T>) => boolean, from?: number): Promise<Frame<T>>
  /** Waits for a message that fits. */
  hear(fits: (message: Message) => boolean): Promise<Message>
  readonly closed: Promise<{ code: number; reason: string }>
  close(): void
}

const patienceMs = 15_000

export async function openChatClient(baseUrl: string, hello: Greeting): Promise<ChatClient> {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/chat/v1/socket`)
  const frames: ServerFrame[] = []
  const messages: Message[] = []
  let conversation: PublicConversation | null = null
  let conversationId: string | undefined
  const watchers = new Set<() => void>()
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })),
  )
  socket.addEventListener('message', ({ data }) => {
    const frame = serverFrame.parse(JSON.parse(String(data)))
    frames.push(frame)
    if (frame.type === 'welcome') {
      conversation = frame.conversation
      conversationId = frame.conversation?.id
      messages.push(...frame.messages)
    } else if (frame.type === 'accepted') conversationId = frame.conversationId
    else if (frame.type === 'message') messages.push(frame.message)
    else if (frame.type === 'conversation') conversation = frame.conversation
    for (const look of [...watchers]) look()
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })

  function wait<R>(look: () => R | undefined, what: () => string): Promise<R> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(check)
        reject(new Error(`${what()} did not come; said so far:\n${transcript()}`))
      }, patienceMs)
      const check = () => {
        const found = look()
        if (found === undefined) return
        clearTimeout(timer)
        watchers.delete(check)
        resolve(found)
      }
      watchers.add(check)
      check()
    })
  }
  const transcript = () =>
    messages
      .slice(-12)
      .map(({ sender, text }) => `${sender}: ${text}`)
      .join('\n')

  const until: ChatClient['until'] = (type, fits = () => true, from = 0) =>
    wait(
      () => frames.slice(from).find((frame) => frame.type === type && fits(frame as Frame<typeof type>)),
      () => `a frame ${type}`,
    ) as Promise<Frame<typeof type>>

  const frame = (each: ClientFrame) => socket.send(JSON.stringify(each))
  frame({ type: 'hello', afterSeq: 0, ...hello })
  const first = await wait(
    () => frames.find(({ type }) => type === 'welcome' || type === 'rejected'),
    () => 'the welcome',
  )
  const visitorToken = first.type === 'welcome' ? first.visitorToken : ''

  async function send(content: string | CustomerContent, id: string = randomUUID()) {
    const from = frames.length
    frame({ type: 'send', id, content: typeof content === 'string' ? { type: 'text', text: content } : content })
    return wait(
      () =>
        frames.slice(from).find((each) => (each.type === 'accepted' || each.type === 'rejected') && each.id === id) as
          | Frame<'accepted'>
          | Frame<'rejected'>
          | undefined,
      () => 'the receipt',
    )
  }

  async function say(content: string | CustomerContent): Promise<string> {
    const sent = await send(content)
    if (sent.type === 'rejected') throw new Error(`rejected: ${sent.problem.detail}`)
    await until('turn.settled', ({ seq }) => seq >= sent.seq)
    return messages
      .filter(({ seq, sender }) => seq > sent.seq && sender !== 'customer')
      .map(({ text }) => text)
      .join('\n')
  }

  function buttons(): Choice[] {
    const parts = messages.findLast(({ parts }) => parts.some(({ type }) => type === 'choices'))?.parts ?? []
    return parts.flatMap((part) => (part.type === 'choices' ? part.choices : []))
  }

  async function upload(name: string, bytes: Uint8Array) {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(bytes)]), name)
    const response = await fetch(`${baseUrl}/chat/v1/files`, {
      method: 'POST',
      headers: { 'x-visitor-token': visitorToken },
      body: form,
    })
    return { status: response.status, body: (await response.json()) as { fileId?: string; code?: string } }
  }

  return {
    visitorToken,
    frames,
    messages,
    conversation: () => conversation,
    conversationId() {
      if (!conversationId) throw new Error('nothing has been said yet')
      return conversationId
    },
    say,
    async press(label) {
      const offered = buttons()
      const found = offered.find((each) => each.label === label) ?? offered.find((each) => each.label.includes(label))
      if (!found) throw new Error(`no button ${label} among ${offered.map((each) => each.label)}\n${transcript()}`)
      return say({ type: 'choice', value: found.value, label: found.label })
    },
    async sendFiles(files, text = '') {
      const uploaded = await Promise.all(files.map(({ name, bytes }) => upload(name, bytes)))
      return say({ type: 'files', fileIds: uploaded.map(({ body }) => body.fileId!), text })
    },
    upload,
    send,
    raw: (text) => socket.send(text),
    frame,
    until,
    hear: (fits) =>
      wait(
        () => messages.find(fits),
        () => 'a message',
      ),
    closed,
    close: () => socket.close(),
  }
}

/** The smallest PNG there is: one transparent pixel. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
