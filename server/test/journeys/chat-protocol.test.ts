import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pixel } from '../chat-client.ts'
import { openWorld, type World } from '../open-world.ts'

let world: World
let siteKey: string
beforeAll(async () => {
  world = await openWorld()
  siteKey = world.shop.credentials.siteKey
})
afterAll(() => world.close())

const post = async (path: string, body: unknown) => {
  const response = await fetch(`${world.server.url}/chat/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
  return { status: response.status, body: (await response.json()) as any }
}
async function stored(): Promise<string> {
  const { rows } = await world.db.system((tx) =>
    sql`select (select count(*) from messages) as messages, (select count(*) from conversations) as conversations,
      (select count(*) from files) as files`.execute(tx.query),
  )
  return JSON.stringify(rows)
}

test('an answer that did not help is noted, the last word counts, and only its own customer can judge it', async () => {
  const chat = await world.chat('C1032')
  await chat.say('你们几点下班')
  const { seq, conversationId } = chat.messages.find(({ sender }) => sender === 'bot')!
  const judge = (visitorToken: string, helpful: boolean) =>
    post('feedback', { visitorToken, conversationId, seq, helpful }).then(({ body }) => body.stored)
  const stranger = await world.chat('C1033')
  expect(await judge(stranger.visitorToken, true)).toBe(false)
  expect(await judge(chat.visitorToken, true)).toBe(true)
  expect(await judge(chat.visitorToken, false)).toBe(true)
  const { rows } = await world.db.system((tx) =>
    sql`select seq, helpful from message_feedback where conversation_id = ${conversationId}`.execute(tx.query),
  )
  expect(rows).toEqual([{ seq, helpful: false }])
})

describe('what a client sends', () => {
  test('again under the same id is stored once and gets the first answer again', async () => {
    const chat = await world.chat('C1030')
    const first = await chat.send('你好', 'm-1')
    const again = await chat.send('你好', 'm-1')
    expect(again).toEqual({ ...first, duplicate: true })
    await chat.say('在吗')
    expect(chat.messages.filter(({ text }) => text === '你好')).toHaveLength(1)
  })

  test('in quick succession is dealt with in order, without gaps', async () => {
    const chat = await world.chat('C1031')
    const sent = await Promise.all(['你好', '在吗', '保修多久', '谢谢'].map((text) => chat.send(text)))
    const last = sent.at(-1)!
    await chat.until('turn.settled', ({ seq }) => last.type === 'accepted' && seq >= last.seq)
    expect(chat.messages.map(({ seq }) => seq)).toEqual(chat.messages.map((_, index) => index + 1))
    expect(chat.messages.filter(({ sender }) => sender === 'customer').map(({ text }) => text)).toEqual([
      '你好',
      '在吗',
      '保修多久',
      '谢谢',
    ])
  })

  test.each([
    ['not JSON', '{"type":"send"'],
    ['not an object', '42'],
    ['an unknown type', '{"type":"drop_tables"}'],
    ['a missing field', '{"type":"send","id":"x"}'],
    ['a wrong type', '{"type":"send","id":7,"content":{"type":"text","text":"hi"}}'],
    ['an empty text', '{"type":"send","id":"x","content":{"type":"text","text":""}}'],
    ['a text too long', JSON.stringify({ type: 'send', id: 'x', content: { type: 'text', text: '长'.repeat(4001) } })],
    ['a file id that is none', '{"type":"send","id":"x","content":{"type":"files","fileIds":["1"]}}'],
    [
      'a file nobody uploaded',
      JSON.stringify({ type: 'send', id: 'x', content: { type: 'files', fileIds: [randomUUID()] } }),
    ],
    ['a rating nobody asked for', '{"type":"send","id":"x","content":{"type":"rating","score":5}}'],
    ['a rating off the scale', '{"type":"send","id":"x","content":{"type":"rating","score":9}}'],
    ['a NUL in the text', '{"type":"send","id":"x","content":{"type":"text","text":"a\\u0000b"}}'],
    ['half a character', '{"type":"send","id":"x","content":{"type":"text","text":"a\\ud800b"}}'],
    ['a negative sequence', '{"type":"read","seq":-1}'],
  ])('that is unsound (%s) is rejected with a reason and changes nothing', async (_name, frame) => {
    const chat = await world.chat('C1032')
    const before = await stored()
    chat.raw(frame)
    const { problem } = await chat.until('rejected')
    expect(problem).toMatchObject({ status: expect.any(Number), code: expect.stringMatching(/^[a-z_]+$/) })
    expect(problem.status).toBeLessThan(500)
    expect(problem.detail ?? problem.title).toMatch(/\w+/)
    chat.frame({ type: 'ping' })
    await chat.until('pong')
    expect(await stored()).toBe(before)
  })

  test('in one enormous frame ends the connection, not the server', async () => {
    const chat = await world.chat('C1032')
    chat.raw(`{"type":"send","id":"x","content":{"type":"text","text":"${'x'.repeat(200_000)}"}}`)
    expect((await chat.closed).code).toBe(1009)
    await (await world.chat('C1032')).until('welcome')
  })

  test('faster than anybody writes is slowed down', async () => {
    const chat = await world.chat('C1033')
    const all = await Promise.all(Array.from({ length: 45 }, (_, index) => chat.send(`话 ${index}`)))
    const refused = all.filter((each) => each.type === 'rejected')
    expect(refused).toHaveLength(5)
    expect(refused[0]).toMatchObject({ problem: { code: 'rate_limited', status: 429 } })
  })

  test('before it said hello is not heard', async () => {
    const socket = new WebSocket(`${world.server.url.replace('http', 'ws')}/chat/v1/socket`)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send('{"type":"send","id":"x","content":{"type":"text","text":"hi"}}')
    const { code } = await new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
    expect(code).toBe(1008)
  })
})

describe('who a client is', () => {
  test('an unknown site, a forged user and a forged visitor are turned away', async () => {
    const forged = `${(await world.userToken('C1001')).slice(0, -4)}AAAA`
    for (const hello of [{ siteKey: 'nobody' }, { siteKey, userToken: forged }, { siteKey, visitorToken: 'x.y.z' }]) {
      const chat = await world.chat(null, hello)
      expect((await chat.until('rejected')).problem.status).toBeLessThan(500)
      expect((await chat.closed).code).toBe(1008)
    }
  })

  test('a visitor comes back to what was said, a stranger sees nothing of it', async () => {
    const first = await world.chat(null)
    await first.say('保修多久')
    const back = await world.chat(null, { visitorToken: first.visitorToken })
    expect(back.messages.map(({ seq }) => seq)).toEqual(first.messages.map(({ seq }) => seq))
    const stranger = await world.chat(null, { conversationId: first.conversationId() })
    expect(stranger.messages).toEqual([])
    expect(stranger.conversation()).toBeNull()
  })

  test('who was signed in leaves nothing behind for the next person at the browser', async () => {
    const signedIn = await world.chat('C1034')
    await signedIn.say('保修多久')
    const next = await world.chat(null, { visitorToken: signedIn.visitorToken })
    expect(next.messages).toEqual([])
    expect(next.conversation()).toBeNull()
  })
})

describe('resuming', () => {
  test('a client that comes back gets exactly what it missed', async () => {
    const chat = await world.chat('C1035')
    await chat.say('你好')
    const held = chat.messages.at(-1)!.seq
    chat.close()
    const other = await world.chat('C1035')
    await other.say('保修多久')
    const back = await world.chat('C1035', { conversationId: chat.conversationId(), afterSeq: held })
    expect(back.messages.map(({ seq }) => seq)).toEqual(
      other.messages.map(({ seq }) => seq).filter((seq) => seq > held),
    )
  })

  test('two windows of one customer show the same', async () => {
    const one = await world.chat('C1036')
    await one.say('你好')
    const two = await world.chat('C1036')
    await one.say('保修多久')
    const last = one.messages.at(-1)!
    await two.hear(({ seq }) => seq === last.seq)
    expect(two.messages).toEqual(
      one.messages.map((each) => ({
        ...each,
        delivery:
          expect.anything() === each.delivery
            ? each.delivery
            : two.messages.find(({ seq }) => seq === each.seq)!.delivery,
      })),
    )
  })

  test('a client on another process hears of it too', async () => {
    const other = await world.startServer()
    const here = await world.chat('C1037')
    await here.say('你好')
    const there = await world.chat('C1037', {}, other)
    await here.say('保修多久')
    await there.hear(({ seq }) => seq === here.messages.at(-1)!.seq)
    expect(there.messages.map(({ text }) => text)).toEqual(here.messages.map(({ text }) => text))
  })
})

describe('where sockets are blocked', () => {
  test('the same is had by plain requests', async () => {
    const opened = await post('session', { siteKey, userToken: await world.userToken('C1038') })
    const { visitorToken } = opened.body
    expect(opened.body).toMatchObject({ conversation: null, messages: [], site: { name: '清屋家电' } })
    const sent = await post('messages', { visitorToken, id: 'p-1', content: { type: 'text', text: '保修多久' } })
    expect(sent.body).toMatchObject({ seq: 1, duplicate: false })
    const { conversationId } = sent.body
    const heard = []
    let settledSeq = 0
    while (settledSeq < 1) {
      const afterSeq = heard.at(-1)?.seq ?? 0
      const { body } = await post('poll', { visitorToken, conversationId, afterSeq, settledSeq, waitSeconds: 10 })
      heard.push(...body.messages)
      settledSeq = body.conversation.settledSeq
    }
    const socket = await world.chat('C1038')
    expect(heard.map(({ seq, text }) => [seq, text])).toEqual(socket.messages.map(({ seq, text }) => [seq, text]))
    const again = await post('messages', { visitorToken, id: 'p-1', content: { type: 'text', text: '保修多久' } })
    expect(again.body).toEqual({ ...sent.body, duplicate: true })
  })

  test('unsound requests are refused in the one error shape', async () => {
    for (const [path, body] of [
      ['session', '{'],
      ['session', { siteKey: 7 }],
      ['messages', { visitorToken: 'nonsense', id: 'x', content: { type: 'text', text: 'x' } }],
      ['poll', { visitorToken: 'nonsense' }],
    ] as const) {
      const answer = await post(path, body)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(answer.body).toMatchObject({ status: answer.status, code: expect.any(String), title: expect.any(String) })
    }
  })
})

describe('files', () => {
  test('are known by what they contain, not by what they are called', async () => {
    const chat = await world.chat('C1039')
    const page = Buffer.from('<!doctype html><script>alert(1)</script>')
    expect(await chat.upload('photo.png', page)).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    })
    expect(await chat.upload('empty.png', Buffer.alloc(0))).toMatchObject({
      status: expect.toSatisfy((status: number) => status >= 400 && status < 500),
    })
    expect(await chat.upload('photo.html', pixel)).toMatchObject({ status: 200, body: { mime: 'image/png' } })
  })

  test('belong to who uploaded them: nobody else can send or read them', async () => {
    const owner = await world.chat('C1040')
    const { body } = await owner.upload('a.png', pixel)
    const thief = await world.chat('C1041')
    const content = { type: 'files' as const, fileIds: [body.fileId!], text: '' }
    expect(await thief.send(content)).toMatchObject({ type: 'rejected', problem: { status: 404 } })
    const read = (token: string) => fetch(`${world.server.url}/chat/v1/files/${body.fileId}?token=${token}`)
    expect((await read(thief.visitorToken)).status).toBe(404)
    expect((await read('nonsense')).status).toBe(401)
    const own = await read(owner.visitorToken)
    expect(own.status).toBe(200)
    expect(own.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Buffer.from(await own.arrayBuffer()).equals(pixel)).toBe(true)
  })
})

describe('a form', () => {
  const content = (fileId: string) => ({
    type: 'form' as const,
    formId: 'visit:1',
    values: { day: '2026-11-28', sign: [{ fileId }], where: { latitude: 30.27, longitude: 120.15 }, lift: true },
    text: '上门日期：2026-11-28\n签名：已签名',
  })

  test('is kept with its values and its files, and comes back with the message', async () => {
    const chat = await world.chat('C1042')
    const { body } = await chat.upload('signature.png', pixel)
    const sent = content(body.fileId!)
    expect(await chat.send(sent, 'form-1')).toMatchObject({ type: 'accepted' })
    expect(await chat.send(sent, 'form-1')).toMatchObject({ type: 'accepted', duplicate: true })
    const own = await chat.until('message', ({ message }) => message.clientId === 'form-1')
    expect(own.message).toMatchObject({
      text: sent.text,
      form: { formId: sent.formId, values: sent.values },
      parts: [{ type: 'file', file: { fileId: body.fileId, mime: 'image/png' } }],
    })
  })

  test('cannot bring the files of somebody else, nor values that are no answers', async () => {
    const owner = await world.chat('C1043')
    const { body } = await owner.upload('signature.png', pixel)
    const thief = await world.chat('C1044')
    expect(await thief.send(content(body.fileId!))).toMatchObject({
      type: 'rejected',
      problem: { status: 404, errors: [{ path: '/content/values/sign/0' }] },
    })
    for (const values of [
      { day: { deep: { er: 1 } } },
      { where: { latitude: 30 } },
      { 'a b': 'x' },
      { a: 'x'.repeat(2001) },
    ]) {
      const wrong = { ...content(body.fileId!), values } as unknown as ReturnType<typeof content>
      expect(await owner.send(wrong)).toMatchObject({ type: 'rejected', problem: { status: 400 } })
    }
  })

  test('and a place are two ways to say where: a shared place comes as a part', async () => {
    const chat = await world.chat('C1045')
    const place = { type: 'location' as const, latitude: 30.2741, longitude: 120.1551, name: '西湖区文三路 90 号' }
    await chat.send(place, 'place-1')
    const own = await chat.until('message', ({ message }) => message.clientId === 'place-1')
    expect(own.message).toMatchObject({ text: place.name, parts: [place] })
  })
})
