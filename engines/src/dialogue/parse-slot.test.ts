import { type Slot, slot as slotSchema } from '@loopdesk/contracts/flow.ts'
import { describe, expect, test } from 'vitest'
import type { SlotOption } from './parse-choice.ts'
import { parseSlot } from './parse-slot.ts'
import type { Reading } from './reading.ts'
import type { Offered } from './state.ts'
import { reading } from './test-reading.ts'

const options: SlotOption[] = [
  { value: 'defect', words: ['defect', '故障或损坏', 'Defective or broken', '坏了', '漏水', 'broken', 'leak'] },
  { value: 'wrong', words: ['wrong', '发错了', 'Wrong item', '寄错', 'not what i ordered'] },
  { value: 'unwanted', words: ['unwanted', '不想要了', 'No longer needed', '买多了', 'changed my mind'] },
]
const shown: Offered[] = options.map(({ value, words }) => ({ value: String(value), label: words[1]! }))

interface Setting {
  asked?: boolean
  intents?: Record<string, number>
  options?: SlotOption[]
  shown?: Offered[]
  more?: Partial<Reading>
}

function parsed(definition: Record<string, unknown>, text: string, setting: Setting = {}): unknown {
  const slot: Slot = slotSchema.parse(definition)
  const given = reading(text, setting.intents, setting.more)
  return parseSlot(slot, given, setting.options ?? [], setting.shown ?? [], setting.asked ?? true)?.value
}

describe('a choice', () => {
  const choice = (text: string, setting: Setting = {}) =>
    parsed({ kind: 'choiceOf', options: 'x' }, text, { options, shown, ...setting })

  test.each([
    ['故障或损坏', 'defect'],
    ['底下一直漏水', 'defect'],
    ["it's BROKEN!!", 'defect'],
    ['你们发错了', 'wrong'],
    ['买多了，不想要了', 'unwanted'],
    ['i changed my mind', 'unwanted'],
  ])('by its label or another way of saying it: %s', (text, value) => {
    expect(choice(text)).toBe(value)
  })

  test('a slip of the finger does not matter when it was asked for', () => {
    expect(choice('故障或损杯')).toBe('defect')
    expect(choice('wrong itme')).toBe('wrong')
  })

  test.each([
    ['第二个', 'wrong'],
    ['2', 'wrong'],
    ['the third one', 'unwanted'],
    ['最后一个', 'unwanted'],
  ])('by its place among what was shown: %s', (text, value) => {
    expect(choice(text)).toBe(value)
  })

  test('nothing is read into other words', () => {
    expect(choice('我再想想')).toBeUndefined()
    expect(choice('第九个')).toBeUndefined()
  })

  test('said in passing only clear words count', () => {
    expect(choice('净水器漏水要退', { asked: false })).toBe('defect')
    expect(choice('第二个', { asked: false })).toBeUndefined()
  })

  test('times that are offered are found by day and part of the day', () => {
    const times: SlotOption[] = [
      '2026-03-03 09:00-12:00',
      '2026-03-03 13:00-18:00',
      '2026-03-04 09:00-12:00',
      '2026-03-04 13:00-18:00',
    ].map((value) => ({ value, words: [value] }))
    expect(choice('后天下午', { options: times })).toBe('2026-03-04 13:00-18:00')
    expect(choice('tomorrow morning', { options: times })).toBe('2026-03-03 09:00-12:00')
  })
})

describe('a day', () => {
  const day = (text: string) => parsed({ kind: 'date' }, text)
  test.each([
    ['明天', { date: '2026-03-03' }],
    ['后天下午三点', { date: '2026-03-04', from: '15:00' }],
    ['3月8号', { date: '2026-03-08' }],
    ['next Friday', { date: '2026-03-13' }],
    ['tomorrow', { date: '2026-03-03' }],
  ])('%s', (text, value) => {
    expect(day(text)).toMatchObject(value)
  })
  test('a part of the day comes along', () => {
    expect(day('后天上午')).toMatchObject({ date: '2026-03-04', from: expect.stringMatching(/^\d\d:\d\d$/) })
  })
  test('no day, no guess', () => {
    expect(day('都可以吧')).toBeUndefined()
  })
})

describe('words and numbers', () => {
  test('free words are taken without their lead-in, within the allowed length', () => {
    const title = { kind: 'text', min: 2, max: 20 }
    expect(parsed(title, '杭州清泉科技有限公司。')).toBe('杭州清泉科技有限公司')
    expect(parsed(title, '喂')).toBeUndefined()
    expect(parsed(title, '很'.repeat(21))).toBeUndefined()
    expect(parsed(title, '杭州清泉科技有限公司', { asked: false })).toBeUndefined()
  })
  test('a pattern picks the value out of a sentence, full width or not', () => {
    const tax = { kind: 'text', pattern: '\\b([0-9A-Z]{18})\\b' }
    expect(parsed(tax, '税号是 ９１３３０１００ＭＡ２Ｈ２Ｊ４Ｋ５Ｌ 谢谢')).toBe('91330100MA2H2J4K5L')
    expect(parsed(tax, '我找一下')).toBeUndefined()
  })
  test('a phone number, an e-mail address, an amount', () => {
    expect(parsed({ kind: 'phone' }, '打我 138-0013-8000')).toBe('13800138000')
    expect(parsed({ kind: 'phone' }, '打我电话')).toBeUndefined()
    expect(parsed({ kind: 'email' }, 'send it to emma@example.com please')).toBe('emma@example.com')
    expect(parsed({ kind: 'money' }, '一百二十块')).toBe(120)
    expect(parsed({ kind: 'money' }, '120')).toBe(120)
    expect(parsed({ kind: 'money' }, '120', { asked: false })).toBeUndefined()
  })
  test('a quantity within bounds, as digit, word or with its measure', () => {
    const quantity = { kind: 'quantity', min: 1, max: 10 }
    expect(parsed(quantity, '3')).toBe(3)
    expect(parsed(quantity, '来两台')).toBe(2)
    expect(parsed(quantity, '要两台', { asked: false })).toBe(2)
    expect(parsed(quantity, '11')).toBeUndefined()
    expect(parsed(quantity, '3', { asked: false })).toBeUndefined()
  })
  test('a product by any of its names', () => {
    expect(parsed({ kind: 'catalogue', catalogue: 'product' }, '电热水壶')).toMatchObject({ id: 'kettle' })
    expect(parsed({ kind: 'catalogue', catalogue: 'product' }, '微波炉')).toBeUndefined()
  })
})

describe('an address', () => {
  const address = (text: string, asked = true) => parsed({ kind: 'address' }, text, { asked })
  test('is taken apart, with name and phone', () => {
    expect(address('浙江省杭州市西湖区文三路100号2幢301室 王建明 13900001111')).toMatchObject({
      province: expect.stringContaining('浙江'),
      city: expect.stringContaining('杭州'),
      district: expect.stringContaining('西湖'),
      detail: expect.stringContaining('文三路100号2幢301室'),
      phone: '13900001111',
      name: '王建明',
    })
  })
  test('a street and a number will do when it was asked for', () => {
    expect(address('文三路100号')).toMatchObject({ detail: expect.stringContaining('文三路100号') })
  })
  test('talk about an address is none', () => {
    expect(address('我想改一下收货的地方')).toBeUndefined()
    expect(address('地址写错了', false)).toBeUndefined()
  })
})

describe('yes, no and files', () => {
  test('yes and no count only as an answer', () => {
    expect(parsed({ kind: 'yesno' }, '嗯是的', { intents: { 'act:affirm': 0.9 } })).toBe(true)
    expect(parsed({ kind: 'yesno' }, 'nope', { intents: { 'act:deny': 0.8 } })).toBe(false)
    expect(parsed({ kind: 'yesno' }, '嗯是的', { intents: { 'act:affirm': 0.9 }, asked: false })).toBeUndefined()
    expect(parsed({ kind: 'yesno' }, '什么意思', { intents: { 'act:repeat': 0.7 } })).toBeUndefined()
  })
  test('as many files as are needed', () => {
    const file = { fileId: 'f', name: 'a.png', mime: 'image/png', size: 1 }
    expect(parsed({ kind: 'files' }, '', { more: { files: [file] } })).toEqual([file])
    expect(parsed({ kind: 'files', min: 2 }, '', { more: { files: [file] } })).toBeUndefined()
    expect(parsed({ kind: 'files' }, '照片发你了')).toBeUndefined()
  })
})
