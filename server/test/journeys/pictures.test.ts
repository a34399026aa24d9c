import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../open-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** A screenshot of a phone: lines of text, one under the other. */
function screenshot(lines: string[], { dark = false, size = 17 } = {}): Promise<Buffer> {
  const [back, ink] = dark ? ['#101216', '#e8eaed'] : ['#ffffff', '#1d2129']
  const drawn = lines.map((line, i) => `<text x="24" y="${50 + i * 40}" font-size="${size}" fill="${ink}">${line}</text>`)
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="${140 + lines.length * 80}" viewBox="0 0 400 ${70 + lines.length * 40}" font-family="Noto Sans CJK SC"><rect width="100%" height="100%" fill="${back}"/>${drawn.join('')}</svg>`,
    ),
  )
    .flatten()
    .png()
    .toBuffer()
}
const file = (bytes: Buffer) => [{ name: 'IMG_0412.png', bytes }]
const orderPage = (id: string) => screenshot(['订单详情', '卖家已发货', `订单编号  ${id}`, '下单时间  2026-05-02 14:36', '查看物流  申请售后'])

describe('a screenshot of an order', () => {
  test('with “退这个” starts the return with that order', async () => {
    const chat = await world.chat('C1007')
    const said = await chat.sendFiles(file(await orderPage('O20260007')), '我要退这个')
    expect(said).toMatch(/净水器/)
    expect(said).not.toMatch(/哪(个|一个|笔)/)
  })

  test('alone is recognised, and what can be done with it is offered', async () => {
    const chat = await world.chat('C1007')
    const said = await chat.sendFiles(file(await orderPage('O20260007')))
    expect(said).toMatch(/O20260007/)
    expect(said).toMatch(/净水器/)
  })

  test('of somebody else is not looked into', async () => {
    const chat = await world.chat('C1008')
    const said = await chat.sendFiles(file(await orderPage('O20260007')), '这个')
    expect(said).toMatch(/O20260007/)
    expect(said).not.toMatch(/净水器/)
  })

  test('answers the question which order is meant', async () => {
    const chat = await world.chat('C1007')
    await chat.say('转人工')
    expect(chat.messages.length).toBeGreaterThan(0)
  })
})

describe('a photo of a display', () => {
  test('with a known text gets the steps', async () => {
    const chat = await world.chat('C1009')
    const said = await chat.sendFiles(file(await screenshot(['智能门锁', '电量不足，请更换电池'], { dark: true })))
    expect(said).toMatch(/1\. .*充电宝/)
  })
})
