import type { FlowWorld } from '@loopdesk/contracts/api/flows.ts'
import type { Localised } from '@loopdesk/contracts/flow.ts'
import { evaluate } from '@loopdesk/engines/flow/expression.ts'
import type { FlowDoc } from './flow-doc.ts'
import { fieldsOf, isRecord, type Schema } from './node-fields.ts'
import { sampleInput, sampleOf, sampleSlot } from './sample.ts'

export interface Variable {
  name: string
  /** Where it comes from. */
  origin: 'slot' | 'input' | 'node' | 'context'
  /** The slot's kind, the input's type, or the node that sets it. */
  from: string
  sample: unknown
}

/** What every expression can read beside the flow's own variables. */
export function contextSample(now: string): Record<string, unknown> {
  return {
    customer: { id: 'C1001', name: '李雷', language: 'zh' },
    profile: { id: 'C1001', name: '李雷', level: 'VIP1' },
    page: { url: 'https://example.com/orders', title: '我的订单' },
    today: now.slice(0, 10),
    now,
    run: { id: 'R1', no: 'R1', status: 'running' },
    lang: 'zh',
  }
}

/** All variables of a flow with a sample value each; what is worked out from others is not evaluated yet (`null`). */
export function variablesOf(doc: FlowDoc, world: FlowWorld | undefined, now: string): Variable[] {
  const found = new Map<string, Variable>()
  const add = (variable: Variable) => void (found.has(variable.name) || found.set(variable.name, variable))
  for (const [name, slot] of Object.entries(doc.slots))
    add({ name, origin: 'slot', from: slot.kind, sample: sampleSlot(slot, (type) => sampleRecord(type, world)) })
  for (const [name, input] of Object.entries(doc.inputs))
    add({ name, origin: 'input', from: input.type, sample: sampleInput(input, name) })
  for (const [name, node] of Object.entries(doc.nodes)) {
    if (node.type === 'choice' && Array.isArray(node.options)) {
      const first: unknown = node.options[0]
      add({ name, origin: 'node', from: name, sample: isRecord(first) ? first.value : '' })
    }
    for (const { schema, value } of fieldsOf(node)) {
      if (schema.role === 'variable' && typeof value === 'string' && value)
        add({ name: value, origin: 'node', from: name, sample: sampleResult(node, world) })
      if (schema.role === 'assignments' && isRecord(value))
        for (const key of Object.keys(value)) add({ name: key, origin: 'node', from: name, sample: null })
    }
    if (typeof node.as === 'string' && node.as) add({ name: node.as, origin: 'node', from: name, sample: null })
  }
  for (const [name, sample] of Object.entries(contextSample(now))) add({ name, origin: 'context', from: name, sample })
  return [...found.values()]
}

function sampleResult(node: { type: string; [field: string]: unknown }, world: FlowWorld | undefined): unknown {
  for (const { schema, value } of fieldsOf(node)) {
    if (schema.role === 'tool')
      return sampleOf(world?.tools.find(({ id }) => id === value)?.output as Schema | null) ?? {}
    if (schema.role === 'jsonSchema' && isRecord(value)) return sampleOf(value as Schema)
  }
  if (node.type === 'approval') return { approved: true, by: '王芳', comment: '' }
  if (node.type === 'knowledge') return { id: 'K1', title: '退货说明', answer: '签收后 7 天内可以退货。', score: 0.82 }
  return {}
}

function sampleRecord(type: string, world: FlowWorld | undefined): unknown {
  const listed = world?.tools.find(({ id, kind }) => kind === 'read' && new RegExp(`list.*${type}`, 'i').test(id))
  const sample = sampleOf(listed?.output as Schema | null | undefined)
  if (isRecord(sample)) {
    const list = Object.values(sample).find(Array.isArray)
    if (list?.[0]) return list[0]
  }
  if (Array.isArray(sample) && sample[0]) return sample[0]
  return { id: `${type.slice(0, 1).toUpperCase()}1001`, status: 'done', amount: 129 }
}

/** Sample data for expressions: every variable by name, those set by expressions worked out from the others. */
export async function sampleScope(doc: FlowDoc, variables: Variable[], now: string): Promise<Record<string, unknown>> {
  const scope = Object.fromEntries(variables.map(({ name, sample }) => [name, sample]))
  for (const node of Object.values(doc.nodes)) {
    for (const { schema, value } of fieldsOf(node))
      if (schema.role === 'assignments' && isRecord(value))
        for (const [name, expression] of Object.entries(value))
          if (typeof expression === 'string') scope[name] = await valueOr(null, expression, scope, now)
    if (typeof node.as === 'string' && typeof node.items === 'string') {
      const items = await valueOr([], node.items, scope, now)
      scope[node.as] = Array.isArray(items) ? (items[0] ?? null) : items
    }
  }
  return scope
}

async function valueOr(fallback: unknown, expression: string, scope: Record<string, unknown>, now: string) {
  const outcome = await tryExpression(expression, scope, 'zh', now)
  return outcome.ok ? (outcome.value ?? fallback) : fallback
}

export type Tried = { ok: true; value: unknown } | { ok: false; message: string; position: number | undefined }

/** Works an expression out over sample data; what is wrong with it comes back in words, with the place in the text. */
export async function tryExpression(
  expression: string,
  scope: Record<string, unknown>,
  lang: 'zh' | 'en',
  now: string,
): Promise<Tried> {
  try {
    const value = await evaluate(expression, { scope, context: {}, lang, now, names: plainNames })
    return { ok: true, value }
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number }
    return { ok: false, message: message ?? String(error), position }
  }
}

/** Without the workspace's words a record is called by its number. */
const plainNames = {
  title: async (_type: string, value: unknown) => String((isRecord(value) && (value.title ?? value.id)) || '…'),
  status: (_type: string, status: string) => status,
}

/** Names of fields that can follow a path of names: `order.` offers the fields of the sample order. */
export function fieldsUnder(scope: Record<string, unknown>, path: string[]): string[] {
  let value: unknown = scope
  for (const step of path) {
    if (Array.isArray(value)) value = value[0]
    value = isRecord(value) ? value[step] : undefined
  }
  if (Array.isArray(value)) value = value[0]
  return isRecord(value) ? Object.keys(value) : []
}

/** Functions flows have beside JSONata's own, and the ones used most. */
export const functions: { name: string; signature: string; about: Localised }[] = [
  { name: '$money', signature: '(number)', about: { zh: '金额：¥1,299.00', en: 'Money: ¥1,299.00' } },
  { name: '$day', signature: '(date)', about: { zh: '日期：11月23日', en: 'Day: Nov 23' } },
  { name: '$time', signature: '(instant)', about: { zh: '时刻：11月23日 14:05', en: 'Time: Nov 23, 14:05' } },
  { name: '$plusDays', signature: '(date, days)', about: { zh: '往后几天', en: 'So many days later' } },
  { name: '$title', signature: '("order", record)', about: { zh: '业务对象的名称', en: 'What a record is called' } },
  { name: '$label', signature: '("order", status)', about: { zh: '状态的说法', en: 'The word for a status' } },
  { name: '$now', signature: '()', about: { zh: '现在', en: 'Now' } },
  { name: '$exists', signature: '(value)', about: { zh: '有没有', en: 'Whether it is there' } },
  { name: '$count', signature: '(list)', about: { zh: '几个', en: 'How many' } },
  { name: '$sum', signature: '(numbers)', about: { zh: '求和', en: 'Sum' } },
  { name: '$filter', signature: '(list, function($x) { … })', about: { zh: '筛选', en: 'Those that fit' } },
  { name: '$map', signature: '(list, function($x) { … })', about: { zh: '逐个换算', en: 'Each one turned into' } },
  { name: '$round', signature: '(number, digits)', about: { zh: '四舍五入', en: 'Rounded' } },
  { name: '$string', signature: '(value)', about: { zh: '变成文字', en: 'As text' } },
  { name: '$number', signature: '(value)', about: { zh: '变成数字', en: 'As a number' } },
  { name: '$contains', signature: '(text, part)', about: { zh: '含有', en: 'Holds a part' } },
  { name: '$lowercase', signature: '(text)', about: { zh: '小写', en: 'Lower case' } },
  { name: '$substring', signature: '(text, start, length)', about: { zh: '截取', en: 'A part of it' } },
  { name: '$join', signature: '(list, "、")', about: { zh: '连成一句', en: 'Joined' } },
  { name: '$merge', signature: '(list of objects)', about: { zh: '合并', en: 'Merged' } },
]
