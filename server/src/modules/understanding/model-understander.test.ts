import { propose } from '@loopdesk/engines/dialogue/propose.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import { type DialogueState, newDialogue } from '@loopdesk/engines/dialogue/state.ts'
import { extractEntities } from '@loopdesk/engines/entities/extract-entities.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import { silentLog } from '../../infra/log.ts'
import { createWorkspace } from '../identity/workspaces.ts'
import { type ModelGateway, makeModelGateway } from '../models/index.ts'
import { type ModelService, type Reply, refuses, says, startModelService } from '../models/test-model-service.ts'
import { instructions } from './model-prompt.ts'
import { makeModelUnderstander } from './model-understander.ts'
import type { ToUnderstand } from './understander.ts'

let database: TestDatabase
let service: ModelService
let gateway: ModelGateway
let workspaceId: string

beforeAll(async () => {
  database = await openTestDatabase()
  service = await startModelService()
  workspaceId = (await createWorkspace(database.db, { slug: 'acme', name: 'Acme' })).id
})
afterAll(async () => {
  await service.close()
  await database.close()
})
beforeEach(() => {
  const endpoint = { url: service.url, model: 'm' }
  gateway = makeModelGateway({ endpoint, db: database.db, log: silentLog, now: () => new Date(), pauseMs: 1 })
})
afterEach(() => gateway.close())

const flow = (id: string, zh: string, en: string, slots: object = {}): FlowDefinition =>
  flowDefinition.parse({
    id,
    name: { zh, en },
    description: { zh: `${zh}的办理`, en: `Handles ${en}` },
    examples: {},
    slots,
    start: 'end',
    nodes: { end: { type: 'end', outcome: 'solved' } },
  })

const flows = new Map(
  [
    flow('repair', '维修预约', 'repairs', {
      item: { kind: 'record', record: 'purchase' },
      fault: {
        kind: 'choice',
        options: [option('noise', '有噪音', 'It is noisy'), option('dead', '不通电', 'No power')],
      },
      day: { kind: 'date' },
      phone: { kind: 'phone' },
      title: { kind: 'text' },
    }),
    flow('price', '价格保护', 'price protection'),
  ].map((each) => [each.id, each]),
)

function option(value: string, zh: string, en: string) {
  return { value, label: { zh, en } }
}

const faults = [
  { value: 'noise', words: ['noise', '有噪音'] },
  { value: 'dead', words: ['dead', '不通电'] },
]

function reading(text: string, more: Partial<Reading> = {}): Reading {
  return {
    text,
    spelt: text,
    language: 'zh',
    intents: [
      { label: 'price', score: 0.3 },
      { label: 'talk:thanks', score: 0.1 },
    ],
    clauses: [],
    asking: 0,
    outside: 0,
    entities: extractEntities(text, {
      reference: '2026-03-02T02:00:00.000Z',
      timeZone: 'Asia/Shanghai',
      language: 'zh',
      patterns: [],
    }),
    choice: null,
    files: [],
    knowledge: { decision: 'decline', candidates: [{ id: 'warranty', title: '保修多久', score: 0.2 }] },
    ...more,
  }
}

function asking(
  slot: string,
  scope: Record<string, unknown> = {},
  options: { value: string; label: string }[] = [],
): DialogueState {
  const frame = { ...newFrame('run', flows.get('repair')!, 1), scope, visits: { ask: 1 } }
  const pending = { kind: 'slot' as const, slot, node: 'ask', skippable: false, options }
  return { ...newDialogue('zh'), stack: [frame], pending }
}

function given(
  text: string | Reading,
  state: DialogueState = newDialogue('zh'),
  more: Partial<ToUnderstand> = {},
): ToUnderstand {
  const context = {
    flows,
    options: (slot: string) => (slot === 'fault' ? faults : []),
    recordPointers: (type: string) => ({ idType: `record:${type}`, catalogue: null }),
  }
  const read = typeof text === 'string' ? reading(text) : text
  return { workspaceId, conversationId: crypto.randomUUID(), reading: read, state, context, history: [], ...more }
}

const answers = (...commands: object[]) => service.answers(says(JSON.stringify({ commands })))
const understand = (input: ToUnderstand, budgetMs?: number) =>
  makeModelUnderstander({ models: gateway, log: silentLog, budgetMs }).propose(input)

test('what the built-in understander is sure of costs no model call', async () => {
  answers({ type: 'cannot_handle' })
  const code: DialogueState = { ...newDialogue('zh'), pending: { kind: 'code', verification: 'v', attempts: 0 } }
  const confirm: DialogueState = { ...asking('day'), pending: { kind: 'confirm', node: 'n' } }
  const sure: ToUnderstand[] = [
    given(reading('维修预约', { choice: 'flow:repair' })),
    given('482913', code),
    given('验证码没收到', code),
    given('转人工'),
    given('后天下午', asking('day')),
    given(reading('机器坏了想修', { intents: [{ label: 'repair', score: 0.95 }] })),
    given(reading('好的', { intents: [{ label: 'act:affirm', score: 0.97 }] }), confirm),
  ]
  for (const input of sure) {
    const { commands, by, model } = await understand(input)
    expect({ by, model, commands }).toEqual({
      by: 'built-in',
      model: undefined,
      commands: propose(input.reading, input.state, input.context),
    })
  }
  expect(service.received).toHaveLength(0)
})

test('a sure answer that also raises another matter goes to the model', async () => {
  answers({ type: 'set_slot', slot: 'day', value: '后天下午' }, { type: 'start_flow', flow: 'price' })
  const clauses = [
    { text: '后天下午', intents: [{ label: 'oos', score: 0.4 }] },
    { text: '顺便申请价保', intents: [{ label: 'price', score: 0.8 }] },
  ]
  const { commands, by } = await understand(given(reading('后天下午，顺便申请价保', { clauses }), asking('day')))
  expect(by).toBe('model:test-model-0001')
  expect(commands).toMatchObject([
    { type: 'set_slot', slot: 'day', value: { date: '2026-03-04' } },
    { type: 'start_flow', flow: 'price' },
  ])
})

test('in doubt the model is asked, and what it cost is told', async () => {
  answers({
    type: 'start_flow',
    flow: 'repair',
    slot: null,
    value: null,
    flows: null,
    entries: null,
    id: null,
    reason: null,
  })
  const { commands, by, model } = await understand(given('锅突然不热了咋整'))
  expect(commands).toEqual([{ type: 'start_flow', flow: 'repair', score: 1 }])
  expect(by).toBe('model:test-model-0001')
  expect(model).toMatchObject({ model: 'test-model-0001', tokensIn: 100, tokensOut: 20, cost: 0 })
  const { messages, response_format } = service.received[0]!.body
  expect(messages[0]!.content).toContain('- repair: 维修预约. 维修预约的办理')
  expect(messages[1]!.content).toContain('Newest message: «锅突然不热了咋整»')
  expect(messages[1]!.content).toContain('warranty: 保修多久')
  expect(response_format).toMatchObject({ type: 'json_schema', json_schema: { strict: true } })
})

test('nothing personal and no one-time code is in what the model reads, wherever it stood', async () => {
  answers({ type: 'cannot_handle' })
  const shown = [{ value: 'SO1', label: '送到 上海市浦东新区世纪大道100号 王小明 13912345678' }]
  const state = asking('item', { phone: '13700137000', title: '110101199003078515' }, shown)
  state.question = { text: '是寄到 13800138000 那一单吗？', parts: [] }
  const long = `${'啊'.repeat(293)}13600136000`
  const input = given(
    '身份证110101199003078515，卡6222021234567890128，邮箱li@example.com，价格不对吧，我上个月刚买的呀',
    state,
    {
      history: [
        { sender: 'customer', text: '482913' },
        { sender: 'customer', text: '验证码是 77 31 04' },
        { sender: 'customer', text: long },
        { sender: 'bot', text: '已发送到 13800138000' },
      ],
      profileWords: '张伟，电话 13500135000，zhang@example.com',
    },
  )
  await understand(input)
  expect(service.received).toHaveLength(1)
  const { raw } = service.received[0]!
  for (const each of [
    ...['13912345678', '世纪大道', '13700137000', '110101199003078515', '13800138000', '6222021234567890128'],
    ...['li@example.com', '482913', '77 31 04', '1360013', '13500135000', 'zhang@example.com', 'SO1"'],
  ])
    expect(raw).not.toContain(each)
  expect(raw).toContain('[code]')
})

test('the instructions to the model survive redaction unchanged', () => {
  for (const language of ['zh', 'en'] as const)
    expect(redact(instructions(flows, language))).toBe(instructions(flows, language))
})

test("a value counts only when the customer's own words, read anew, give it, or it was offered", async () => {
  const state = asking('fault', { day: { date: '2026-03-03' } })
  const text = '一开机就嗡嗡响得厉害，时间换成后天，电话13800138000'
  const value = async (slot: string, said: unknown) => {
    answers({ type: 'set_slot', slot, value: said })
    const { commands, by } = await understand(given(text, state))
    return by.startsWith('model:') ? commands : by
  }
  expect(await value('fault', '#1')).toEqual([{ type: 'set_slot', slot: 'fault', value: 'noise' }])
  expect(await value('fault', 'dead')).toEqual([{ type: 'set_slot', slot: 'fault', value: 'dead' }])
  expect(await value('day', '后天')).toEqual([{ type: 'correct_slot', slot: 'day', value: { date: '2026-03-04' } }])
  expect(await value('phone', '[phone]')).toEqual([{ type: 'set_slot', slot: 'phone', value: '13800138000' }])
  const refused = 'built-in (model failed: nothing_usable)'
  for (const [slot, said] of [
    ['fault', '#3'],
    ['fault', 'broken'],
    ['fault', '嗡嗡响'],
    ['day', '2026-03-09'],
    ['day', '下周五'],
    ['day', { date: '2026-03-09' }],
    ['phone', '13900139000'],
    ['title', '某某公司'],
    ['constructor', '后天'],
    ['colour', '后天'],
    ['day', ''],
  ] as const)
    expect(await value(slot, said), `${slot}=${JSON.stringify(said)}`).toBe(refused)
})

test('an object is pointed at with the words that were said, or picked from those that were shown', async () => {
  const state = asking('item', {}, [
    { value: 'P-1', label: '电饭煲' },
    { value: 'P-2', label: '破壁机' },
  ])
  answers({ type: 'set_slot', slot: 'item', value: '#2' })
  const text = '打豆浆那台，就是老跳闸的，我妈天天在用的那个'
  expect((await understand(given(text, state))).commands).toEqual([{ type: 'set_slot', slot: 'item', value: 'P-2' }])
  answers({ type: 'set_slot', slot: 'item', value: '打豆浆那台' })
  expect((await understand(given(text, state))).commands).toMatchObject([
    { slot: 'item', value: { text: '打豆浆那台', ids: [] } },
  ])
  answers({ type: 'set_slot', slot: 'item', value: 'P-9' })
  expect((await understand(given(text, state))).by).toBe('built-in (model failed: nothing_usable)')
})

test('what does not exist here is dropped, and the rest is kept', async () => {
  answers(
    { type: 'start_flow', flow: 'transfer_money' },
    { type: 'answer', entries: ['made_up'] },
    { type: 'small_talk', id: 'flirt' },
    { type: 'give_code', code: '123456' },
    { type: 'give_phone', phone: '13800138000' },
    { type: 'cancel_flow' },
    { type: 'no_such_choice', slot: 'x' },
    { type: 'run_sql' },
    { type: 'clarify', flows: ['nope', 'price'] },
    { type: 'answer', entries: ['made_up', 'warranty'] },
    { type: 'answer', entries: ['warranty'] },
  )
  const { commands } = await understand(given('这个价格和保修是咋回事'))
  expect(commands).toEqual([
    { type: 'clarify', flows: ['price'] },
    { type: 'answer', entries: ['warranty'] },
  ])
})

test('a question, a no, or a yes with a condition is never taken as a yes', async () => {
  const state: DialogueState = { ...asking('day'), pending: { kind: 'confirm', node: 'n' } }
  for (const said of ['那要是不修了能退钱吗', '先不要', '我不是这个意思啦', "wait don't do that yet"]) {
    answers({ type: 'affirm' })
    expect((await understand(given(said, state))).by, said).toBe('built-in (model failed: nothing_usable)')
  }
  answers({ type: 'affirm' }, { type: 'set_slot', slot: 'title', value: '乙公司' })
  expect((await understand(given('就这么办，抬头写乙公司', state))).commands).toEqual([
    { type: 'set_slot', slot: 'title', value: '乙公司' },
  ])
  answers({ type: 'affirm' })
  expect((await understand(given('就照你说的弄吧', state))).commands).toEqual([{ type: 'affirm' }])
})

test('thinking aloud and code blocks around the answer do no harm', async () => {
  const json = '{"commands":[{"type":"start_flow","flow":"repair"}]}'
  for (const text of [`<think>{maybe}</think>\n${json}`, `\`\`\`json\n${json}\n\`\`\``, `Here it is: ${json} Done.`]) {
    service.answers(says(text))
    expect((await understand(given('锅不热了'))).by).toBe('model:test-model-0001')
  }
})

test('whatever goes wrong with the model, the built-in proposal stands in and the trace says why', async () => {
  const input = given('这个价保咋弄')
  const page: Reply = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')
  const cases: [string, Reply][] = [
    ['not_json', says('I would start a repair.')],
    ['not_json', says('{"commands":[{"type":"start_fl', { finish: 'length' })],
    ['nothing_usable', says('{"commands":[]}')],
    ['nothing_usable', says('{"commands":"start_flow"}')],
    ['nothing_usable', says('{"reply":"hi"}')],
    ['model_garbled', page],
    ['model_key_refused', refuses(401)],
  ]
  for (const [code, reply] of cases) {
    service.answers(reply)
    const { commands, by } = await understand(input)
    expect(by).toBe(`built-in (model failed: ${code})`)
    expect(commands).toEqual(propose(input.reading, input.state, input.context))
  }
})

test('a model that does not answer in time does not keep the customer waiting', async () => {
  service.answers(() => {})
  const started = performance.now()
  expect((await understand(given('这个价保咋弄'), 40)).by).toBe('built-in (model failed: model_timeout)')
  expect(performance.now() - started).toBeLessThan(1_000)
})
