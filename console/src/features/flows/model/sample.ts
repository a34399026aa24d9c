import type { FlowFile, Slot } from '@loopdesk/contracts/flow.ts'
import type { Schema } from './node-fields.ts'

const deepest = 6

/** A believable value of a JSON Schema's shape, for previews and simulated answers. The same schema always gives the same. */
export function sampleOf(schema: Schema | null | undefined, name = '', depth = 0): unknown {
  if (!schema || depth > deepest) return null
  if (schema.const !== undefined) return schema.const
  if (schema.examples?.length) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  const variant = schema.anyOf?.find(({ type }) => type !== 'null') ?? (schema as { oneOf?: Schema[] }).oneOf?.[0]
  if (variant) return sampleOf(variant, name, depth)
  const type = Array.isArray(schema.type) ? schema.type.find((each: string) => each !== 'null') : schema.type
  if (type === 'array') return [sampleOf(schema.items ?? {}, name.replace(/s$/, ''), depth + 1)]
  if (type === 'object' || schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, sampleOf(inner, key, depth + 1)]),
    )
  if (type === 'integer' || type === 'number') return sampleNumber(schema, name)
  if (type === 'boolean') return true
  if (type === 'string') return sampleText(schema, name)
  return null
}

function sampleNumber({ minimum, maximum }: Schema, name: string): number {
  const wish = /amount|price|total|fee|paid|refund/i.test(name) ? 129 : /quantity|count|number|qty/i.test(name) ? 1 : 3
  return Math.min(maximum ?? wish, Math.max(minimum ?? wish, wish))
}

function sampleText({ format }: Schema, name: string): string {
  if (format === 'date-time' || /(At|Time)$/.test(name)) return '2026-03-14T10:30:00+08:00'
  if (format === 'date' || /date|day$/i.test(name)) return '2026-03-14'
  if (format === 'email' || /email/i.test(name)) return 'li@example.com'
  if (format === 'uri' || /url$/i.test(name)) return 'https://example.com/1'
  if (/phone|mobile/i.test(name)) return '13800001234'
  if (/order(id|no)?$/i.test(name)) return 'O202603140001'
  if (/id$|no$|code$/i.test(name))
    return `${
      name
        .replace(/(Id|No|Code)$/, '')
        .slice(0, 3)
        .toUpperCase() || 'X'
    }1001`
  if (/name|receiver|recipient/i.test(name)) return '李雷'
  if (/address|street/i.test(name)) return '杭州市文三路 1 号'
  if (/currency/i.test(name)) return 'CNY'
  if (/status|state/i.test(name)) return 'done'
  return name || '…'
}

const of = (type: string): unknown =>
  ({ string: '…', number: 1, boolean: true, object: {}, array: [] })[type as 'string']

/** What an input of a flow could be. */
export const sampleInput = ({ type }: FlowFile['inputs'][string], name: string): unknown =>
  type === 'string' ? sampleText({}, name) : type === 'number' ? sampleNumber({}, name) : of(type)

/** What a slot holds once it is filled. Records take the shape of a tool that lists them, where one is known. */
export function sampleSlot(slot: Slot, record: (type: string) => unknown): unknown {
  switch (slot.kind) {
    case 'record':
      return record(slot.record)
    case 'catalogue':
      return { id: 'C1', name: '示例' }
    case 'choice': {
      const first = slot.options[0]?.value ?? ''
      return slot.several ? [first] : first
    }
    case 'choiceOf':
      return slot.several ? ['1'] : '1'
    case 'date':
      return { date: '2026-03-14' }
    case 'phone':
      return '13800001234'
    case 'email':
      return 'li@example.com'
    case 'money':
      return 129
    case 'quantity':
      return Math.max(1, slot.min)
    case 'yesno':
      return true
    case 'files':
    case 'signature':
      return [{ fileId: 'sample', name: 'photo.jpg', mime: 'image/jpeg', size: 120_000 }]
    case 'location':
      return { latitude: 30.27, longitude: 120.15, name: '杭州市文三路 1 号' }
    case 'address':
      return '杭州市文三路 1 号'
    case 'text':
      return '…'
  }
}

/** An expression with every required argument of a tool, for people to fill in: what is known under that name is taken over. */
export function argumentSkeleton(schema: Schema | null | undefined, known: ReadonlySet<string>): string {
  const fields = Object.entries(schema?.properties ?? {})
  if (fields.length === 0) return '{}'
  const required = new Set(schema?.required ?? [])
  const lines = fields
    .filter(([name]) => required.size === 0 || required.has(name))
    .map(([name, inner]) => `  "${name}": ${known.has(name) ? name : written(inner, name)}`)
  return `{\n${lines.join(',\n')}\n}`
}

function written(schema: Schema, name: string): string {
  const value = sampleOf(schema, name)
  if (schema.type === 'string' && !schema.enum) return '""'
  return JSON.stringify(value)
}
