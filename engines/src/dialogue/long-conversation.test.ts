import { describe, expect, test } from 'vitest'
import { decide } from './decide.ts'
import { propose } from './propose.ts'
import { type DialogueState, newDialogue } from './state.ts'
import {
  address,
  asked,
  confirm,
  deciding,
  does,
  during,
  flows,
  meant,
  proposed,
  proposing,
} from './test-conversation.ts'
import { reading } from './test-reading.ts'

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
