import { describe, expect, test } from 'vitest'
import { decide } from './decide.ts'
import { newDialogue, type Pending } from './state.ts'
import {
  address,
  asked,
  confirm,
  deciding,
  does,
  during,
  given,
  meant,
  moving,
  proposed,
  refunding,
} from './test-conversation.ts'
import { reading } from './test-reading.ts'

describe('a correction', () => {
  test.each([
    ['不对，是200号', 'correct address=文三路200号2幢301室'],
    ['门牌错了 应该是200号', 'correct address=文三路200号2幢301室'],
    ['不是100号是200号', 'correct address=文三路200号2幢301室'],
    ['对，不过是302室', 'correct address=文三路100号2幢302室'],
    ['是文二路不是文三路', 'correct address=文二路100号2幢301室'],
    ['收件人改成李晓红', 'correct address=文三路100号2幢301室'],
  ])('of a part of an address is no plain no: %s', (text, commands) => {
    expect(meant(moving(), text, { 'act:deny': 0.8 })).toBe(commands)
  })

  test.each([
    ['不是这个，是上一单', /^correct order=/],
    ['搞错了，是热水壶那单', /^correct order=/],
    ['no, not this one, my last order', /^correct order=/],
    ['等等 改成后天', /^correct day=2026-03-04$/],
    ['嗯嗯对 不过后天取', /^correct day=2026-03-04$/],
    ['原因不对，是发错了', /^correct reason=mixed_up$/],
    ['不是坏了，是发错了', /^correct reason=mixed_up$/],
    ['no wait, the blue one', /^correct items=blue$/],
    ['actually the blue one', /^correct items=blue$/],
    ['不要红色的，要蓝色的', /^correct items=blue$/],
    ['no, i meant the day after tomorrow', /^correct day=2026-03-04$/],
    ['不对，是第一个和第三个', /^correct items=red,scale$/],
    ['不是这个，是另一单', /^correct order=[^,]*，[^,]*$/],
  ])('at a confirmation: %s', (text, commands) => {
    expect(meant(refunding(), text, { 'act:deny': 0.6 })).toMatch(commands)
  })

  test.each([
    ['等下，不是红色的，是蓝色的', 'correct items=blue'],
    ['no wait, the blue one', 'correct items=blue'],
    ['刚才说错了，是厨房秤', 'correct items=scale'],
  ])('of an earlier answer while something else is asked: %s', (text, commands) => {
    expect(meant(during(asked('day'), [['refund', { ...given, day: undefined }]]), text)).toBe(commands)
  })
})

describe('something is wrong, and the right value was not said', () => {
  test.each([
    ['对但是地址错了', 'reopen address'],
    ['地址不对', 'reopen address'],
    ['可以，就是地址要改一下', 'reopen address'],
    ['门牌号写错了', 'reopen address'],
    ['没问题，就是电话不对', 'reopen address'],
    ['不是这个订单', /^correct order=/],
    ['yes but the address is wrong', 'reopen address'],
    ['wrong address', 'reopen address'],
  ])('what it is called is asked again: %s', (text, commands) => {
    expect(meant(moving(), text, { 'act:affirm': 0.5 })).toMatch(commands)
  })
  test.each([
    ['对，但是时间不对', 'reopen day'],
    ['取件时间错了', 'reopen day'],
    ['原因选错了', 'reopen reason'],
    ['the reason is wrong', 'reopen reason'],
    ['ok but change the pick-up day please', 'reopen day'],
  ])('by label, kind or question: %s', (text, commands) => expect(meant(refunding(), text)).toBe(commands))

  test.each([
    '对，但是有一项不对',
    '是的，不过好像有误',
    'yes, but something is wrong',
  ])('which part, is asked once with choices: %s', (text) => {
    const { todo } = decide(refunding(), proposed(refunding(), reading(text)), deciding)
    expect(todo).toEqual([{ do: 'offerChanges', slots: ['order', 'reason', 'items', 'day'] }])
  })

  test('an address is kept until the new one, or the part of it, is said', () => {
    const { state, todo } = decide(moving(), [{ type: 'reopen_slot', slot: 'address' }], deciding)
    expect(todo).toEqual([{ do: 'askOver', slot: 'address', node: 'askAddress' }])
    const over = { ...state, pending: { ...asked('address'), node: 'askAddress' } as Pending }
    expect(meant(over, '302室')).toBe('set address=文三路100号2幢302室')
    expect(meant(over, '电话是13711112222')).toBe('set address=文三路100号2幢301室')
  })
  test('a street alone stays in the city of the address it replaces', () => {
    const over = during({ ...asked('address'), node: 'askAddress' } as Pending, [['move', { order: {}, address }]])
    const [set] = proposed(over, reading('文二路29号1幢101室'))
    expect(set).toMatchObject({
      slot: 'address',
      value: { city: '杭州市', district: '西湖区', name: '王建明', detail: expect.stringContaining('29号') },
    })
  })
  test('any other value is asked from the start, and what was said before counts no more', () => {
    const { state, todo } = decide(refunding(), [{ type: 'reopen_slot', slot: 'reason' }], deciding)
    expect(does(todo)).toEqual(['flow'])
    expect(state.stack[0]).toMatchObject({ node: 'askReason' })
    expect(state.stack[0]!.scope.reason).toBeUndefined()
    expect(state.mentions).toEqual([])
  })
  test('what has been done already is not reopened', () => {
    const late = refunding()
    late.stack[0]!.writes.push({ step: 'a#1', tool: 'x.a' })
    for (const command of [{ type: 'reopen_slot', slot: 'reason' }, { type: 'ask_what_to_change' }] as const)
      expect(does(decide(late, [command], deciding).todo)).toEqual(['say cancel_too_late', 'askAgain'])
  })
})

describe('a confirmation in other words', () => {
  test.each([
    '行行行你说了算',
    '好好好 随你',
    '没毛病',
    '就这么办吧',
    '嗯哪',
    'OKOK',
    '👌',
    'sure, go ahead',
    'if you say so',
  ])('yes: %s', (text) => expect(meant(refunding(), text, { 'act:affirm': 0.4 })).toBe('affirm'))
  test.each(['对你个头', '想得美', '不用了谢谢', 'hell no', 'no thanks'])('no: %s', (text) =>
    expect(meant(refunding(), text)).toBe('deny'))
  test.each([
    '可以，不过先别扣款',
    '先别',
    '等等',
    '我再想想',
    'looks good but wait, don’t charge me yet',
    'hold on',
  ])('not yet: nothing is done, and the question stands: %s', (text) => {
    const { state, todo } = decide(refunding(), proposed(refunding(), reading(text)), deciding)
    expect(does(todo)).toEqual(['say on_hold'])
    expect(state.pending).toEqual(confirm)
  })
  test('mockery is asked about plainly, and a human comes before it goes round in circles', () => {
    let state = refunding()
    const done = ['呵呵，你们真行', 'yeah right', '行啊你们真厉害'].map((text) => {
      const decided = decide(state, proposed(state, reading(text, { 'act:affirm': 0.7 })), deciding)
      state = decided.state
      return does(decided.todo).join(' ')
    })
    expect(done).toEqual(['say confirm_unclear askAgain', 'say confirm_unclear askAgain', 'handoff'])
  })
})

describe('a refusal of one thing for another', () => {
  test.each([
    ['不要退款，我要换货', 'instead exchange'],
    ['不要退款了 我要换货', 'instead exchange'],
    ['我不是要退款，是要开发票', 'instead invoice'],
    ["i don't want a refund, i want to exchange it", 'instead exchange'],
  ])('gives up the open matter: %s', (text, commands) => {
    expect(meant(during(asked('reason'), [['refund', { order: {} }]]), text, { refund: 0.6, 'act:cancel': 0.6 })).toBe(
      commands,
    )
  })
  test('said first, only the wanted one begins', () => {
    expect(meant(newDialogue('zh'), '不要退款，我要换货', { refund: 0.7, exchange: 0.2 })).toBe('start exchange')
    expect(meant(newDialogue('zh'), '我不要退款要换货', { refund: 0.9 })).toBe('start exchange')
    expect(meant(newDialogue('en'), "no refund please, i'd rather exchange", { refund: 0.7 })).toBe('start exchange')
  })
  test('a complaint that it is not done refuses nothing', () => {
    expect(meant(newDialogue('zh'), '你们怎么还不退款', { refund: 0.8 })).toBe('start refund')
    expect(meant(newDialogue('zh'), '为什么不要退货单号', { 'kb:x': 0.2 })).not.toContain('instead')
  })
  test('the open matter is dropped unless something has been done in it', () => {
    const state = during(asked('reason'), [['refund', { order: {} }]])
    const started = decide(state, [{ type: 'start_flow', flow: 'exchange', score: 1, instead: true }], deciding)
    expect(started.state.stack.map(({ flow }) => flow)).toEqual(['exchange'])
    expect(does(started.todo)).toEqual(['say dropped', 'flow'])
    state.stack[0]!.writes.push({ step: 'a#1', tool: 'x.a' })
    const late = decide(state, [{ type: 'start_flow', flow: 'exchange', score: 1, instead: true }], deciding)
    expect(late.state.stack.map(({ flow }) => flow)).toEqual(['refund', 'exchange'])
  })
  test('what waits can be taken off', () => {
    const state = during(asked('reason'), [['refund', { order: {} }]], {
      waiting: [{ flow: 'invoice', mention: null }],
    })
    expect(meant(state, '发票不用开了，不要发票')).toBe('cancel_flow invoice')
    const { state: after } = decide(state, [{ type: 'cancel_flow', flow: 'invoice' }], deciding)
    expect(after.waiting).toEqual([])
    expect(after.pending).toMatchObject({ slot: 'reason' })
  })
})

describe('answers out of order and several at once', () => {
  test.each([
    ['姓名张三，电话13812345678，要蓝色的', 'set name=张三, set phone=13812345678, set colour=blue'],
    ['张三，13812345678，蓝色', 'set name=张三, set phone=13812345678, set colour=blue'],
    ['我叫张三', 'set name=张三'],
    ['要蓝色的', 'set colour=blue'],
    ['name: Emma, phone 13812345678, blue please', 'set name=Emma, set phone=13812345678, set colour=blue'],
  ])('asked for the name: %s', (text, commands) => {
    const heard = meant(during(asked('name'), [['signUp']]), text)
      .split(', ')
      .toSorted()
    for (const command of commands.split(', ')) expect(heard.map((each) => each.replace('我叫', ''))).toContain(command)
  })
  test.each([
    ['蓝色，电话13812345678', ['set colour=blue', 'set phone=13812345678']],
    ['姓名不是张三是张山，电话13812345678', ['set phone=13812345678', 'correct name=张山']],
  ])('asked for the phone: %s', (text, commands) => {
    const heard = meant(during(asked('phone'), [['signUp', { name: '张三' }]]), text).split(', ')
    for (const command of commands) expect(heard).toContain(command)
  })
  test('a refund with everything in one breath', () => {
    expect(meant(during(asked('items'), [['refund', { order: {} }]]), '红色水壶，坏了，明天来取').split(', ')).toEqual([
      'set items=red',
      'set reason=defect',
      'set day=2026-03-03',
    ])
  })
})
