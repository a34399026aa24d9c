import { describe, expect, test } from 'vitest'
import { type FlowDefinition, flowDefinition } from '../flow/definition.ts'
import { newFrame } from '../flow/frame.ts'
import { decide, type Todo } from './decide.ts'
import { type ProposeContext, propose } from './propose.ts'
import type { Reading } from './reading.ts'
import { type DialogueState, newDialogue, type Pending } from './state.ts'
import { reading } from './test-reading.ts'

const both = (text: string) => ({ zh: text, en: text })
const end = { type: 'end', outcome: 'solved' }
const define = (id: string, nodes: Record<string, unknown>, slots: Record<string, unknown> = {}): FlowDefinition =>
  flowDefinition.parse({
    id,
    name: both(id),
    description: both(id),
    examples: {},
    slots,
    start: Object.keys(nodes)[0],
    nodes: { ...nodes, end },
  })
const ask = (slot: string, next: string) => ({ type: 'ask', slot, prompt: both(`${slot}?`), next })

const flows = new Map(
  [
    define(
      'refund',
      {
        askOrder: ask('order', 'askReason'),
        askReason: ask('reason', 'askDay'),
        askDay: ask('day', 'confirm'),
        confirm: { type: 'confirm', text: both('sure?'), yes: 'end', no: 'end' },
      },
      {
        order: { kind: 'record', record: 'order' },
        day: { kind: 'date' },
        reason: {
          kind: 'choice',
          options: [
            { value: 'defect', label: both('坏了') },
            { value: 'unwanted', label: both('不想要了') },
          ],
        },
      },
    ),
    define('invoice', { askTitle: ask('title', 'end') }, { title: { kind: 'text' } }),
    define('track', { tell: { type: 'say', text: both('on its way'), next: 'end' } }),
  ].map((flow) => [flow.id, flow]),
)
const proposing: ProposeContext = {
  flows,
  options: (slot) =>
    slot === 'reason'
      ? [
          { value: 'defect', words: ['坏了', 'broken'] },
          { value: 'unwanted', words: ['不想要了', 'changed my mind'] },
        ]
      : [],
  recordPointers: () => ({ idType: 'record:order', catalogue: 'product' }),
}
const deciding = {
  flows: new Map([...flows].map(([id, definition]) => [id, { definition, version: 1 }])),
  newRunId: () => 'run',
}

/** A conversation in the middle of flows (the last on top), waiting for something. */
function during(pending: Pending | null, stack: [string, Record<string, unknown>?][] = []): DialogueState {
  const frames = stack.map(([id, scope = {}]) => ({ ...newFrame(`run-${id}`, flows.get(id)!, 1), scope }))
  return { ...newDialogue('zh'), stack: frames, pending }
}
const waitsFor = (slot: string, skippable = false): Pending => ({
  kind: 'slot',
  slot,
  node: 'n',
  skippable,
  options: [],
})
const confirm: Pending = { kind: 'confirm', node: 'confirm' }
const filled = { order: { id: 'O20260102' }, reason: 'defect', day: { date: '2026-03-03' } }

/** What is done about a message, and how the conversation stands then. */
function hear(state: DialogueState, said: Reading): { state: DialogueState; todo: Todo[] } {
  const before = JSON.stringify(state)
  const decided = decide(state, propose(said, state, proposing), deciding)
  expect(JSON.stringify(state)).toBe(before)
  return decided
}
const does = (todo: Todo[]) => todo.map((each) => ('key' in each ? `${each.do} ${each.key}` : each.do))
const go = { do: 'flow', event: { type: 'go' } }

describe('beginning', () => {
  test('what is clearly asked for is begun', () => {
    const { state, todo } = hear(newDialogue('zh'), reading('我要退货', { refund: 0.8 }))
    expect(state.stack.map(({ flow }) => flow)).toEqual(['refund'])
    expect(todo).toEqual([go])
  })

  test('what could be several things is asked about, with buttons', () => {
    const { state, todo } = hear(newDialogue('zh'), reading('我的订单', { refund: 0.3, track: 0.25, invoice: 0.05 }))
    expect(todo).toEqual([{ do: 'clarify', flows: ['refund', 'track'] }])
    expect(state.stack).toEqual([])
  })

  test('a picked button settles which is meant', () => {
    const state = during({ kind: 'clarify', flows: ['refund', 'track'] })
    const picked = hear(state, reading('退货', {}, { choice: 'flow:track' }))
    expect(picked.state.stack.map(({ flow }) => flow)).toEqual(['track'])
  })

  test('of several wishes in one breath the first begins and the others wait', () => {
    const clauses = [
      { text: '我要退货', intents: [{ label: 'refund', score: 0.8 }] },
      { text: '再开张发票', intents: [{ label: 'invoice', score: 0.7 }] },
    ]
    const { state, todo } = hear(
      newDialogue('zh'),
      reading('我要退货，再开张发票', { refund: 0.5, invoice: 0.3 }, { clauses }),
    )
    expect(state.stack.map(({ flow }) => flow)).toEqual(['refund'])
    expect(state.waiting.map(({ flow }) => flow)).toEqual(['invoice'])
    expect(todo).toEqual([go])
  })

  test('a question is answered from knowledge, small talk with small talk', () => {
    expect(hear(newDialogue('zh'), reading('保修多久', { 'kb:warranty': 0.6 })).todo).toEqual([
      { do: 'answer', entries: ['warranty'] },
    ])
    expect(hear(newDialogue('zh'), reading('你好', { 'talk:greet': 0.9 })).todo).toEqual([{ do: 'talk', id: 'greet' }])
  })

  test('what is nobody’s business here is declined', () => {
    const { todo } = hear(newDialogue('zh'), reading('帮我写首诗', { oos: 0.9 }, { outside: 0.95 }))
    expect(does(todo)).toEqual(['say out_of_scope', 'outcome'])
  })
})

describe('answering', () => {
  test('an answer fills what was asked', () => {
    const { todo } = hear(during(waitsFor('reason'), [['refund', { order: {} }]]), reading('坏了'))
    expect(todo).toEqual([{ do: 'flow', event: { type: 'slot', slot: 'reason', value: 'defect' } }])
  })

  test('what is said beside the answer is kept for later questions', () => {
    const { state } = hear(during(waitsFor('reason'), [['refund', { order: {} }]]), reading('坏了，明天来取'))
    expect(state.stack[0]!.scope.day).toMatchObject({ date: '2026-03-03' })
  })

  test('words for an order are looked up, not believed', () => {
    const { todo } = hear(during(waitsFor('order'), [['refund']]), reading('那个净水器'))
    expect(todo).toMatchObject([
      { do: 'resolve', slot: 'order', correcting: false, pointing: { products: ['purifier'] } },
    ])
  })

  test('who does not know is not asked again in the same words', () => {
    const { todo } = hear(during(waitsFor('reason'), [['refund']]), reading('随便', { 'act:unsure': 0.9 }))
    expect(todo).toEqual([{ do: 'flow', event: { type: 'unsure' } }])
  })

  test('a pressed button of an old question corrects, of a gone matter does nothing', () => {
    const pressed = reading('不想要了', {}, { choice: 'slot:reason:unwanted' })
    expect(does(hear(during(confirm, [['refund', filled]]), pressed).todo)).toEqual(['say corrected', 'flow'])
    expect(hear(newDialogue('zh'), pressed).todo).toEqual([{ do: 'say', key: 'cannot_handle' }])
  })
})

describe('interrupting', () => {
  test('another matter comes first, and the one before is resumed', () => {
    const { state, todo } = hear(during(waitsFor('reason'), [['refund']]), reading('先查下快递到哪了', { track: 0.8 }))
    expect(state.stack.map(({ flow }) => flow)).toEqual(['refund', 'track'])
    expect(state.pending).toBeNull()
    expect(todo).toEqual([go])
  })

  test('asking for the open matter again does not open it twice', () => {
    const { state, todo } = hear(
      during(waitsFor('order'), [['refund']]),
      reading('我说了我现在就是要马上把它给退货了啊快一点', { refund: 0.9 }),
    )
    expect(state.stack).toHaveLength(1)
    expect(does(todo)).toEqual(['askAgain'])
  })

  test('asking for an interrupted matter brings it back on top', () => {
    const state = during(waitsFor('title'), [['refund', { order: {} }], ['invoice']])
    const { state: after, todo } = hear(state, reading('还是先退货', {}, { choice: 'flow:refund' }))
    expect(after.stack.map(({ flow }) => flow)).toEqual(['invoice', 'refund'])
    expect(todo).toEqual([go])
  })

  test('a question in between is answered and the open one put again', () => {
    const asked = reading(
      '退款多久能到账？',
      { 'kb:refund_time': 0.7 },
      {
        knowledge: { decision: 'answer', candidates: [{ id: 'refund_time', title: '', score: 1 }] },
      },
    )
    const { state, todo } = hear(during(waitsFor('reason'), [['refund']]), asked)
    expect(does(todo)).toEqual(['answer', 'askAgain'])
    expect(state.pending).toMatchObject({ slot: 'reason' })
  })
})

describe('confirming', () => {
  const state = () => during(confirm, [['refund', filled]])
  test('a yes agrees, a no does not', () => {
    expect(hear(state(), reading('对', { 'act:affirm': 0.9 })).todo).toEqual([
      { do: 'flow', event: { type: 'confirmed', yes: true } },
    ])
    expect(hear(state(), reading('算了不要', { 'act:deny': 0.9 })).todo).toEqual([
      { do: 'flow', event: { type: 'confirmed', yes: false } },
    ])
  })

  test('a yes with a change is a change, not a yes', () => {
    const { state: after, todo } = hear(state(), reading('对，不过改成后天取', { 'act:affirm': 0.8 }))
    expect(does(todo)).toEqual(['say corrected', 'flow'])
    expect(todo.at(-1)).toEqual(go)
    expect(after.stack[0]).toMatchObject({ node: 'askDay', scope: { day: { date: '2026-03-04' } } })
  })

  test('two changes in one breath are acknowledged once and gone through from the earlier question on', () => {
    const { state: after, todo } = hear(state(), reading('改成后天取，原因是不想要了'))
    expect(does(todo)).toEqual(['say corrected', 'flow'])
    expect(after.stack[0]).toMatchObject({
      node: 'askReason',
      scope: { reason: 'unwanted', day: { date: '2026-03-04' } },
    })
  })

  test('another order named at the confirmation is looked up first', () => {
    const { todo } = hear(state(), reading('不对，是 O20260103 那单', { 'act:deny': 0.6 }))
    expect(todo).toMatchObject([{ do: 'resolve', slot: 'order', correcting: true, pointing: { ids: ['O20260103'] } }])
  })

  test('saying the same again is no change and no yes', () => {
    expect(does(hear(state(), reading('明天')).todo)).toEqual(['askAgain'])
  })

  test('neither yes nor no is asked again, never taken for a yes', () => {
    expect(does(hear(state(), reading('哈哈')).todo)).toEqual(['say confirm_unclear', 'askAgain'])
  })

  test('nothing is changed any more once something has been done', () => {
    const late = state()
    late.stack[0]!.writes.push({ step: 'a#1', tool: 'x.a' })
    expect(does(hear(late, reading('改成后天')).todo)).toEqual(['say cancel_too_late', 'askAgain'])
  })
})

describe('giving up', () => {
  test('cancelling ends the matter and goes on with the one before', () => {
    const { state, todo } = hear(
      during(waitsFor('title'), [['refund', { order: {} }], ['invoice']]),
      reading('算了不开了', { 'act:cancel': 0.9 }),
    )
    expect(state.stack.map(({ flow }) => flow)).toEqual(['refund'])
    expect(state.last).toEqual({ flow: 'invoice', outcome: 'cancelled' })
    expect(does(todo)).toEqual(['say cancelled', 'outcome', 'flow'])
  })

  test('with nothing to cancel nothing is', () => {
    expect(does(hear(newDialogue('zh'), reading('取消', { 'act:cancel': 0.9 })).todo)).toEqual([
      'say nothing_to_cancel',
    ])
  })
})

describe('a human', () => {
  const places: [string, DialogueState][] = [
    ['at the start', newDialogue('zh')],
    ['in the middle of a question', during(waitsFor('reason'), [['refund']])],
    ['at a confirmation', during(confirm, [['refund', filled]])],
    ['when a code is awaited', during({ kind: 'code', verification: 'v', attempts: 0 }, [['refund']])],
    ['when a phone number is awaited', during({ kind: 'phone', attempts: 0 })],
    ['when free words are awaited', during(waitsFor('title'), [['invoice']])],
  ]
  test.each(places)('is called at once %s', (_where, state) => {
    for (const text of ['转人工', '我要找真人客服', '叫个活人来', 'let me talk to a real person', 'human please'])
      expect(hear(state, reading(text)).todo, text).toEqual([{ do: 'handoff', reason: 'customer_asked' }])
  })

  test('is called for any wording that is understood so', () => {
    expect(hear(newDialogue('zh'), reading('跟机器说不通', { 'act:handoff': 0.8 })).todo).toEqual([
      { do: 'handoff', reason: 'customer_asked' },
    ])
  })

  test('is not called by who does not want one, nor by talk about labour', () => {
    for (const text of ['不用转人工，我自己来', '人工费多少钱', "I don't need a human"])
      expect(does(hear(newDialogue('zh'), reading(text)).todo), text).not.toContain('handoff')
  })

  test('is offered after two misses and called at the third', () => {
    let state = newDialogue('zh')
    const done: string[][] = []
    for (const text of ['呃呃', '嗯哼哼', '啦啦啦']) {
      const heard = hear(state, reading(text))
      state = { ...heard.state, pending: done.length === 1 ? { kind: 'offerHuman' } : null }
      done.push(does(heard.todo))
    }
    expect(done).toEqual([['say cannot_handle'], ['offerHuman'], ['handoff']])
  })

  test('is called at the third miss of a question too', () => {
    const state = { ...during(waitsFor('reason'), [['refund']]), misses: 2 }
    expect(hear(state, reading('呃呃')).todo).toEqual([{ do: 'handoff', reason: 'bot_failed' }])
  })

  test('an accepted offer calls one, a declined one goes on', () => {
    const offered = during({ kind: 'offerHuman' })
    expect(hear(offered, reading('好', { 'act:affirm': 0.9 })).todo).toEqual([{ do: 'handoff', reason: 'bot_failed' }])
    expect(does(hear(offered, reading('不', { 'act:deny': 0.9 })).todo)).toEqual(['say capabilities'])
  })

  test('being understood again forgets the misses', () => {
    const state = { ...newDialogue('zh'), misses: 2 }
    expect(hear(state, reading('你好', { 'talk:greet': 0.9 })).state.misses).toBe(0)
  })
})

describe('who is asking', () => {
  test('a phone number and a code are taken where they were asked for, and nowhere else', () => {
    const code = during({ kind: 'code', verification: 'v', attempts: 0 }, [['refund']])
    expect(hear(during({ kind: 'phone', attempts: 0 }), reading('13900001111')).todo).toEqual([
      { do: 'identify', phone: '13900001111' },
    ])
    expect(hear(code, reading('验证码是 12 34 56')).todo).toEqual([{ do: 'checkCode', code: '123456' }])
    expect(hear(code, reading('没收到')).todo).toEqual([{ do: 'sendCode' }])
    expect(does(hear(newDialogue('zh'), reading('123456', { 'talk:praise': 0.98 })).todo)).toEqual([
      'say cannot_handle',
    ])
  })
})
