import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../open-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** A screen with lines of text, one under the other. */
function screen(lines: string[], { dark = false, size = 17 } = {}): Promise<Buffer> {
  const [back, ink] = dark ? ['#101216', '#e8eaed'] : ['#ffffff', '#1d2129']
  const step = size * 2.3
  const drawn = lines.map(
    (line, i) => `<text x="24" y="${60 + i * step}" font-size="${size}" fill="${ink}">${line}</text>`,
  )
  const height = 90 + lines.length * step
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="${2 * height}" viewBox="0 0 400 ${height}" font-family="Noto Sans CJK SC"><rect width="100%" height="100%" fill="${back}"/>${drawn.join('')}</svg>`,
    ),
  )
    .flatten()
    .png()
    .toBuffer()
}

/** A picture without any text: soft light, like a photo of a wall and a window. */
const wall = () =>
  sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><defs><radialGradient id="g"><stop offset="0" stop-color="#fff4d6"/><stop offset="1" stop-color="#b7a98c"/></radialGradient></defs><rect width="600" height="400" fill="url(#g)"/><ellipse cx="180" cy="260" rx="90" ry="60" fill="#8f7d63"/></svg>',
    ),
  )
    .jpeg()
    .toBuffer()

const file = (bytes: Buffer) => [{ name: 'IMG_0412.png', bytes }]
const orderPage = (id: string) =>
  screen(['订单详情', '卖家已发货', `订单编号  ${id}`, '下单时间  2026-05-02 14:36', '再买一单'])

describe('a screenshot of an order', () => {
  test('with “这个到哪了” is the order that is asked about', async () => {
    const chat = await world.chat('C1005')
    const said = await chat.sendFiles(file(await orderPage('O20260005')), '这个到哪了')
    expect(said).toMatch(/吸尘器|运输|途中|路上/)
    expect(said).not.toMatch(/哪(个|一个|一?笔|一?单)/)
  })

  test('alone is recognised, what can be done with it is offered, and the button goes on with that order', async () => {
    const chat = await world.chat('C1001')
    const said = await chat.sendFiles(file(await orderPage('O20260001')))
    expect(said).toMatch(/O20260001/)
    expect(said).toMatch(/空气炸锅/)
    expect(await chat.press('物流')).not.toMatch(/哪(个|一个|一?笔|一?单)/)
  })

  test('of somebody else is not looked into', async () => {
    const chat = await world.chat('C1008')
    const said = await chat.sendFiles(file(await orderPage('O20260007')), '这个')
    expect(said).toMatch(/O20260007/)
    expect(said).not.toMatch(/净水器/)
  })

  test('answers the question which order is meant, and again changes nothing', async () => {
    const chat = await world.chat('C1012')
    expect(await chat.say('我要开发票')).toMatch(/哪|订单/)
    const next = await chat.sendFiles(file(await orderPage('O20260039')))
    expect(next).not.toMatch(/哪(个|一个|一?笔|一?单)/)
    const again = await chat.sendFiles(file(await orderPage('O20260039')))
    expect(again).toMatch(/O20260039/)
    expect(again).not.toMatch(/改过来/)
  })

  test('list with two of them is asked about', async () => {
    const chat = await world.chat('C1002')
    const list = await screen(['我的订单', '待发货  O20260002', '谷香电饭煲', '已完成  O20260032', '清源滤水壶'])
    expect(await chat.sendFiles(file(list), '这个能开发票吗，我要开发票')).toBeTruthy()
    const { parts } = chat.messages.at(-1)!
    const labels = parts.flatMap((part) => (part.type === 'choices' ? part.choices.map(({ value }) => value) : []))
    expect(labels.filter((value) => /O202600(02|32)/.test(value))).toHaveLength(2)
  })

  test('of a visitor nobody knows is named, not looked up', async () => {
    const chat = await world.chat(null)
    const said = await chat.sendFiles(file(await orderPage('O20260007')))
    expect(said).toMatch(/O20260007/)
    expect(said).not.toMatch(/净水器/)
  })

  test('is read once, however often it is sent', async () => {
    const { rows } = await world.db.system((tx) =>
      sql<{ pictures: number; files: number }>`
        select count(distinct p.sha256)::int as pictures, count(*)::int as files
        from files f join picture_texts p using (workspace_id, sha256) having count(*) > 1`.execute(tx.query),
    )
    expect(rows[0]!.files).toBeGreaterThan(rows[0]!.pictures)
  })
})

describe('a photo of a fault', () => {
  test('whose text is known gets the steps', async () => {
    const chat = await world.chat('C1009')
    const said = await chat.sendFiles(file(await screen(['智能门锁', '电量不足，请更换电池'], { dark: true })))
    expect(said).toMatch(/1\. .*充电宝/)
  })

  test('whose code is known gets the steps, in the language of the customer', async () => {
    const chat = await world.chat('C1010', { locale: 'en' })
    const said = await chat.sendFiles(
      file(await screen(['E21'], { dark: true, size: 60 })),
      'My washing machine shows this, what does it mean?',
    )
    expect(said).toMatch(/drain filter/)
    expect(said).toMatch(/2\. /)
  })

  test('with a code nobody knows goes to people, and says so', async () => {
    const chat = await world.chat('C1013')
    const said = await chat.sendFiles(file(await screen(['E97'], { dark: true, size: 60 })))
    expect(said).toMatch(/E97/)
    expect(said).toMatch(/同事/)
  })
})

describe('a picture that says nothing', () => {
  test('is owned up to, with people on offer; a second one goes to them', async () => {
    const chat = await world.chat('C1014')
    expect(await chat.sendFiles(file(await wall()))).toMatch(/没能从里面看出/)
    const other = await sharp(await wall())
      .flop()
      .negate()
      .jpeg()
      .toBuffer()
    expect(await chat.sendFiles(file(other))).toMatch(/同事/)
  })
})

test('personal data in a picture is in no trace', async () => {
  const chat = await world.chat('C1015')
  await chat.sendFiles(
    file(await screen(['收货人  王小明', '电话  13812345678', '地址  上海市浦东新区张杨路500号'])),
    '这个',
  )
  const { rows } = await world.db.system((tx) =>
    sql<{ steps: unknown }>`select steps from turns where conversation_id = ${chat.conversationId()}`.execute(tx.query),
  )
  expect(JSON.stringify(rows)).toMatch(/picture/)
  expect(JSON.stringify(rows)).not.toMatch(/13812345678|张杨路/)
})

test('what can be read is told at /status', async () => {
  const response = await fetch(`${world.server.url}/status`)
  expect(await response.json()).toEqual({ status: 'ok', parts: { pictures: 'ok' } })
})
