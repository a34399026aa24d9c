import { type FlowDefinition, flowDefinition } from '@loopdesk/contracts/flow.ts'
import { describe, expect, test } from 'vitest'
import { newFrame } from '../flow/frame.ts'
import { decide, type Todo } from './decide.ts'
import { type ProposeContext, propose } from './propose.ts'
import type { Reading } from './reading.ts'
import { type DialogueState, newDialogue, type Pending } from './state.ts'
import { reading } from './test-reading.ts'

const both = (zh: string, en = zh) => ({ zh, en })
const end = { type: 'end', outcome: 'solved' }
const ask = (slot: string, prompt: object, next: string, more: object = {}) => ({
  type: 'ask',
  slot,
  prompt,
  next,
  ...more,
})
const define = (
  id: string,
  name: object,
  examples: { zh: string[]; en: string[] },
  slots: Record<string, unknown>,
  nodes: Record<string, unknown>,
): FlowDefinition =>
  flowDefinition.parse({
    id,
    name,
    description: name,
    examples,
    slots,
    start: Object.keys(nodes)[0],
    nodes: { ...nodes, end },
  })
const sure = { type: 'confirm', text: both('对吗？', 'Right?'), yes: 'end', no: 'end' }
const order = { kind: 'record', record: 'order' }

const refund = define(
  'refund',
  both('退款', 'refund'),
  { zh: ['退款', '我要退款', '退货'], en: ['refund', 'i want a refund'] },
  {
    order,
    reason: {
      kind: 'choice',
      options: [
        { value: 'defect', label: both('坏了', 'Broken') },
        { value: 'mixed_up', label: both('发错了', 'Wrong item') },
        { value: 'unwanted', label: both('不想要了', 'Changed my mind') },
      ],
    },
    items: {
      kind: 'choice',
      several: true,
      options: [
        { value: 'red', label: both('红色水壶', 'Red kettle') },
        { value: 'blue', label: both('蓝色水壶', 'Blue kettle') },
        { value: 'scale', label: both('厨房秤', 'Kitchen scale') },
        { value: 'all', label: both('全部', 'Everything') },
      ],
    },
    day: { kind: 'date' },
  },
  {
    askOrder: ask('order', both('哪个订单？', 'Which order?'), 'askItems'),
    askItems: ask('items', both('退哪几样？', 'Which items?'), 'askReason'),
    askReason: ask('reason', both('退的原因是什么？', "What's the reason?"), 'askDay'),
    askDay: ask('day', both('哪天取件？', 'Which day?'), 'confirm', { label: both('取件时间', 'Pick-up day') }),
    confirm: sure,
  },
)
const move = define(
  'move',
  both('改地址', 'address change'),
  { zh: ['改地址', '换地址'], en: ['change my address'] },
  { order, address: { kind: 'address' } },
  {
    askOrder: ask('order', both('哪个订单？', 'Which order?'), 'askAddress'),
    askAddress: ask('address', both('新的地址是？', "What's the new address?"), 'confirm'),
    confirm: sure,
  },
)
const signUp = define(
  'signUp',
  both('预约试用', 'trial'),
  { zh: ['预约试用'], en: ['book a trial'] },
  {
    name: { kind: 'text', min: 2, max: 20 },
    phone: { kind: 'phone' },
    colour: {
      kind: 'choice',
      options: [
        { value: 'blue', label: both('蓝色', 'Blue') },
        { value: 'white', label: both('白色', 'White') },
      ],
    },
  },
  {
    askName: ask('name', both('您的姓名？', 'Your name?'), 'askPhone'),
    askPhone: ask('phone', both('手机号？', 'Phone number?'), 'askColour'),
    askColour: ask('colour', both('要什么颜色？', 'Which colour?'), 'confirm'),
    confirm: sure,
  },
)
const simple = (id: string, name: object, zh: string[], en: string[]) =>
  define(id, name, { zh, en }, { order }, { askOrder: ask('order', both('哪个订单？', 'Which order?'), 'end') })
const exchange = simple('exchange', both('换货', 'exchange'), ['换货', '我要换货'], ['exchange'])
const invoice = simple('invoice', both('开发票', 'invoice'), ['开发票', '发票'], ['invoice'])
const track = simple('track', both('查物流', 'parcel tracking'), ['查快递', '快递到哪了'], ['where is my order'])

const flows = new Map([refund, move, signUp, exchange, invoice, track].map((flow) => [flow.id, flow]))
const optionsOf = (slot: string) =>
  [...flows.values()].flatMap((flow) => {
    const found = flow.slots[slot]
    const amounts: Record<string, number> = { red: 149, blue: 129, scale: 59 }
    return found?.kind === 'choice'
      ? found.options.map(({ value, label }) => ({ value, words: [value, label.zh, label.en], amount: amounts[value] }))
      : []
  })
const proposing: ProposeContext = {
  flows,
  options: optionsOf,
  recordPointers: () => ({ idType: 'record:order', catalogue: 'product' }),
}
const deciding = {
  flows: new Map([...flows].map(([id, definition]) => [id, { definition, version: 1 }])),
  newRunId: () => 'run',
}

type Stack = [string, Record<string, unknown>?][]

function during(pending: Pending | null, stack: Stack = [], more: Partial<DialogueState> = {}): DialogueState {
  const frames = stack.map(([id, scope = {}]) => ({ ...newFrame(`run-${id}`, flows.get(id)!, 1), scope }))
  return { ...newDialogue('zh'), stack: frames, pending, ...more }
}
const asked = (slot: string): Pending => ({
  kind: 'slot',
  slot,
  node: `ask${slot}`,
  skippable: false,
  options: optionsOf(slot).map(({ value, words }) => ({ value, label: words[1]! })),
})
const confirm: Pending = { kind: 'confirm', node: 'confirm' }
const address = {
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路100号2幢301室',
  name: '王建明',
  phone: '13900001111',
  text: '浙江省杭州市西湖区文三路100号2幢301室',
}
const moving = () => during(confirm, [['move', { order: { id: 'O20260102' }, address }]])
const given = { order: { id: 'O20260102' }, items: 'red', reason: 'defect', day: { date: '2026-03-03' } }
const refunding = () => during(confirm, [['refund', given]])

const proposed = (state: DialogueState, said: Reading) => propose(said, state, proposing)
/** Commands in short: `set items=red`, `reopen address`, `yes`. */
function meant(
  state: DialogueState,
  text: string,
  intents: Record<string, number> = {},
  more: Partial<Reading> = {},
): string {
  return proposed(state, reading(text, intents, more))
    .map((each) => {
      const brief = (value: unknown) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? ((value as { date?: string }).date ??
            (value as { detail?: string }).detail ??
            (value as { text?: string }).text)
          : String(value)
      if (each.type === 'set_slot' || each.type === 'correct_slot')
        return `${each.type === 'set_slot' ? 'set' : 'correct'} ${each.slot}=${brief(each.value)}`
      if (each.type === 'reopen_slot') return `reopen ${each.slot}`
      if (each.type === 'start_flow') return `${each.instead ? 'instead' : 'start'} ${each.flow}`
      if (each.type === 'resume_flow' || each.type === 'cancel_flow') return `${each.type} ${each.flow ?? ''}`.trim()
      if (each.type === 'choose_among') return `among ${each.values.join(' ')}`
      if (each.type === 'clarify') return `clarify ${each.flows.join(' ')}`
      return each.type
    })
    .join(', ')
}
const does = (todo: Todo[]) => todo.map((each) => ('key' in each ? `${each.do} ${each.key}` : each.do))

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

describe('places in what was shown', () => {
  const items = (text: string) => meant(during(asked('items'), [['refund', { order: {} }]]), text)
  test.each([
    ['第二个', 'set items=blue'],
    ['倒数第二个', 'set items=blue'],
    ['最后一个', 'set items=scale'],
    ['前两个', 'set items=red,blue'],
    ['第一个和第三个', 'set items=red,scale'],
    ['除了第一个都退', 'set items=blue,scale'],
    ['除了秤都退', 'set items=red,blue'],
    ['都退', 'set items=all'],
    ['全部', 'set items=all'],
    ['最便宜的那个', 'set items=scale'],
    ['最贵的', 'set items=red'],
    ['不是红色的，是蓝色的', 'set items=blue'],
    ['红色水壶和厨房秤', 'set items=red,scale'],
    ['the second one', 'set items=blue'],
    ['all but the first', 'set items=blue,scale'],
    ['the cheapest one', 'set items=scale'],
    ['the red kettle and the scale', 'set items=red,scale'],
    ['2', 'set items=blue'],
    ['1和2', 'set items=red,blue'],
  ])('%s', (text, commands) => expect(items(text)).toBe(commands))

  test('what fits several is asked about with those, once', () => {
    expect(items('水壶')).toBe('among red blue')
    const state = during(asked('items'), [['refund', { order: {} }]])
    const narrowed = decide(state, proposed(state, reading('水壶')), deciding)
    expect(narrowed.todo).toEqual([{ do: 'narrow', slot: 'items' }])
    expect(narrowed.state.pending).toMatchObject({ options: [{ value: 'red' }, { value: 'blue' }] })
    expect(meant(narrowed.state, '第二个')).toBe('set items=blue')
    const again = decide(narrowed.state, [{ type: 'choose_among', slot: 'items', values: ['red', 'blue'] }], deciding)
    expect(does(again.todo)).toEqual(['flow'])
  })
  test('what is not there is said not to be there', () => {
    const state = during(asked('items'), [['refund', { order: {} }]])
    expect(items('第九个')).toBe('no_such_choice')
    const { todo } = decide(state, [{ type: 'no_such_choice', slot: 'items' }], deciding)
    expect(does(todo)).toEqual(['say option_unknown', 'askAgain'])
    expect(does(decide({ ...state, misses: 2 }, [{ type: 'no_such_choice', slot: 'items' }], deciding).todo)).toEqual([
      'handoff',
    ])
  })
  test('which matter is meant is answered by its place or its name', () => {
    const state = during({ kind: 'clarify', flows: ['refund', 'invoice'] })
    expect(meant(state, '第二个')).toBe('start invoice')
    expect(meant(state, '退款那个', { refund: 0.5 })).toBe('start refund')
    expect(meant(state, '发票')).toBe('start invoice')
    expect(meant(state, '两个都要')).toBe('start refund, start invoice')
  })
  test('which matter is meant is asked once more at most', () => {
    let state = during({ kind: 'clarify', flows: ['refund', 'invoice'] })
    const done = [1, 2, 3].map(() => {
      const decided = decide(state, [{ type: 'cannot_handle' }], deciding)
      state = decided.state
      return does(decided.todo).join()
    })
    expect(done).toEqual(['clarify', 'offerHuman', 'handoff'])
  })
})

describe('fragments', () => {
  const after = (flow: string, more: Partial<DialogueState> = {}) =>
    during(null, [], { last: { flow, outcome: 'solved' }, focus: [{ type: 'order', id: 'O20260102' }], ...more })
  test.each([
    ['那热水壶呢', 'start track'],
    ['那个净水器呢？', 'start track'],
    ['那第二个呢', 'start track'],
    ['另一单呢', 'start track'],
    ['O20260103呢', 'start track'],
    ['what about the other order?', 'start track'],
    ['and the kettle?', 'start track'],
    ['不是这个，是上一单', 'start track'],
    ['不对，我说的是热水壶那单', 'start track'],
    ['no, the other one', 'start track'],
  ])('take the matter from before: %s', (text, commands) =>
    expect(meant(after('track'), text, { refund: 0.3 })).toBe(commands))
  test.each([
    ['那退款呢?', 'start refund'],
    ['那发票呢', 'start invoice'],
    ['what about the invoice?', 'start invoice'],
    ['and the refund?', 'start refund'],
  ])('name another matter: %s', (text, commands) => {
    expect(meant(after('track'), text)).toBe(commands)
    expect(meant(during(asked('reason'), [['move']]), text)).toBe(commands)
  })
  test('say too little with nothing before them', () => {
    expect(meant(newDialogue('zh'), '那热水壶呢')).not.toContain('start')
    expect(meant(newDialogue('zh'), '然后呢')).not.toContain('start')
  })
})

describe('leaving a matter and coming back', () => {
  const interrupted = () => during(asked('order'), [['refund', { order: {} }], ['invoice']])
  test.each([
    ['回到刚才的退款', 'resume_flow refund'],
    ['说回退款吧', 'resume_flow refund'],
    ['先办退款', 'resume_flow refund'],
    ['还是先说那个退款', 'resume_flow refund'],
    ['继续刚才的', 'resume_flow'],
    ["let's go back to the refund", 'resume_flow refund'],
    ['back to the refund please', 'resume_flow refund'],
  ])('%s', (text, commands) => expect(meant(interrupted(), text)).toBe(commands))
  test('what was put off can be taken first, and is not begun twice', () => {
    const state = during(asked('address'), [['move', { order: {} }]], {
      waiting: [{ flow: 'invoice', mention: { text: '开票 O20260103', entities: [] } }],
    })
    expect(meant(state, '先说那个发票')).toBe('resume_flow invoice')
    const { state: after, todo } = decide(state, [{ type: 'resume_flow', flow: 'invoice' }], deciding)
    expect(after.stack.map(({ flow }) => flow)).toEqual(['move', 'invoice'])
    expect(after.waiting).toEqual([])
    expect(after.mentions).toEqual([{ text: '开票 O20260103', entities: [] }])
    expect(does(todo)).toEqual(['say back_to', 'flow'])
  })
  test('going on with what is open puts its question again', () => {
    expect(meant(during(asked('reason'), [['refund']]), '继续')).toBe('repeat_question')
    expect(meant(during(asked('reason'), [['refund']]), 'continue')).toBe('repeat_question')
  })
  test('with nothing to go back to it says so; what was given up just now is begun again', () => {
    expect(does(decide(newDialogue('zh'), [{ type: 'resume_flow' }], deciding).todo)).toEqual(['say resume_nothing'])
    const dropped = { ...newDialogue('zh'), last: { flow: 'refund', outcome: 'cancelled' } }
    expect(decide(dropped, [{ type: 'resume_flow' }], deciding).state.stack.map(({ flow }) => flow)).toEqual(['refund'])
  })
  test('words that merely begin alike are something else', () => {
    expect(meant(newDialogue('zh'), '先生你好', { 'talk:greet': 0.8 })).toBe('small_talk')
    expect(meant(newDialogue('en'), 'i want to return it', { refund: 0.8 })).toBe('start refund')
  })
})

describe('what was said long ago', () => {
  test('an address given in another matter is found again by pointing back at it', () => {
    const set = decide(
      during(asked('address'), [['move', { order: {} }]]),
      [{ type: 'set_slot', slot: 'address', value: address }],
      deciding,
    )
    const later = { ...during(asked('address'), [['move', { order: {} }]]), facts: set.state.facts }
    for (const text of ['还是刚才那个地址', '刚才给的地址', 'same address as before', 'the address i gave'])
      expect(meant(later, text), text).toBe('set address=文三路100号2幢301室')
  })

  test('a conversation of 1,000 turns stays as small and as quick as at its start', () => {
    const said: [string, Record<string, number>][] = [
      ['我要退款', { refund: 0.9 }],
      ['红色水壶，坏了，明天来取', {}],
      ['快递到哪了', { track: 0.9 }],
      ['第二个', {}],
      ['那热水壶呢', {}],
      ['回到刚才的退款', {}],
      ['地址改一下', { move: 0.9 }],
      ['浙江省杭州市西湖区文三路100号2幢301室', {}],
      ['不对，是200号', { 'act:deny': 0.7 }],
      ['先说那个发票', { invoice: 0.6 }],
      ['算了不弄了', { 'act:cancel': 0.9 }],
      ['哈哈哈', {}],
    ]
    let state = newDialogue('zh')
    const sizes: number[] = []
    const times: number[] = []
    for (let turn = 0; turn < 1000; turn++) {
      const [text, intents] = said[(turn * 7) % said.length]!
      const heard = reading(`${text}${turn % 3 === 0 ? '啊' : ''}`, intents)
      const started = performance.now()
      state.mentions = [...state.mentions, { text: heard.text, entities: heard.entities }].slice(-4)
      state = decide(state, propose(heard, state, proposing), deciding).state
      times.push(performance.now() - started)
      const open = state.stack.at(-1)
      if (open && !state.pending)
        state.pending = turn % 5 === 0 ? confirm : asked(Object.keys(flows.get(open.flow)!.slots)[turn % 2]!)
      if (turn % 23 === 0) state.stack = state.stack.slice(0, 1)
      sizes.push(JSON.stringify(state).length)
    }
    const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
    expect(Math.max(...sizes.slice(500))).toBeLessThan(Math.max(...sizes.slice(0, 500)) * 1.5)
    expect(Math.max(...sizes)).toBeLessThan(20_000)
    expect(mean(times.slice(750))).toBeLessThan(mean(times.slice(0, 250)) * 3 + 1)
  })
})
