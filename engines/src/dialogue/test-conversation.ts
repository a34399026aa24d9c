import { type FlowDefinition, flowDefinition } from '../flow/definition.ts'
import { newFrame } from '../flow/frame.ts'
import type { Todo } from './decide.ts'
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
export const sure = { type: 'confirm', text: both('对吗？', 'Right?'), yes: 'end', no: 'end' }
export const order = { kind: 'record', record: 'order' }

export const refund = define(
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
export const move = define(
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
export const signUp = define(
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
export const exchange = simple('exchange', both('换货', 'exchange'), ['换货', '我要换货'], ['exchange'])
export const invoice = simple('invoice', both('开发票', 'invoice'), ['开发票', '发票'], ['invoice'])
export const track = simple('track', both('查物流', 'parcel tracking'), ['查快递', '快递到哪了'], ['where is my order'])

export const flows = new Map([refund, move, signUp, exchange, invoice, track].map((flow) => [flow.id, flow]))
const optionsOf = (slot: string) =>
  [...flows.values()].flatMap((flow) => {
    const found = flow.slots[slot]
    const amounts: Record<string, number> = { red: 149, blue: 129, scale: 59 }
    return found?.kind === 'choice'
      ? found.options.map(({ value, label }) => ({ value, words: [value, label.zh, label.en], amount: amounts[value] }))
      : []
  })
export const proposing: ProposeContext = {
  flows,
  options: optionsOf,
  recordPointers: () => ({ idType: 'record:order', catalogue: 'product' }),
}
export const deciding = {
  flows: new Map([...flows].map(([id, definition]) => [id, { definition, version: 1 }])),
  newRunId: () => 'run',
}

type Stack = [string, Record<string, unknown>?][]

export function during(pending: Pending | null, stack: Stack = [], more: Partial<DialogueState> = {}): DialogueState {
  const frames = stack.map(([id, scope = {}]) => ({ ...newFrame(`run-${id}`, flows.get(id)!, 1), scope }))
  return { ...newDialogue('zh'), stack: frames, pending, ...more }
}
export const asked = (slot: string): Pending => ({
  kind: 'slot',
  slot,
  node: `ask${slot}`,
  skippable: false,
  options: optionsOf(slot).map(({ value, words }) => ({ value, label: words[1]! })),
})
export const confirm: Pending = { kind: 'confirm', node: 'confirm' }
export const address = {
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路100号2幢301室',
  name: '王建明',
  phone: '13900001111',
  text: '浙江省杭州市西湖区文三路100号2幢301室',
}
export const moving = () => during(confirm, [['move', { order: { id: 'O20260102' }, address }]])
export const given = { order: { id: 'O20260102' }, items: 'red', reason: 'defect', day: { date: '2026-03-03' } }
export const refunding = () => during(confirm, [['refund', given]])

export const proposed = (state: DialogueState, said: Reading) => propose(said, state, proposing)
/** Commands in short: `set items=red`, `reopen address`, `yes`. */
export function meant(
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
export const does = (todo: Todo[]) => todo.map((each) => ('key' in each ? `${each.do} ${each.key}` : each.do))
