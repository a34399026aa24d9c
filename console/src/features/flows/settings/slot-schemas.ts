import { slot } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { blankValue, type Schema } from '../model/node-fields.ts'

const whole = z.toJSONSchema(slot, { io: 'input', reused: 'inline', unrepresentable: 'any' }) as Schema & {
  oneOf?: Schema[]
}
const variants = (whole.oneOf ?? whole.anyOf ?? []).map(
  (schema) => [String(schema.properties?.kind?.const), schema] as const,
)

const expressions = new Set(['prefer', 'options:choiceOf'])

/** The kinds of slots there are. */
export const slotKinds: string[] = variants.map(([kind]) => kind)

/** The fields of a slot of this kind, without the kind itself. */
export function slotFields(kind: string): { name: string; schema: Schema; required: boolean }[] {
  const schema = variants.find(([each]) => each === kind)?.[1]
  return Object.entries(schema?.properties ?? {})
    .filter(([name]) => name !== 'kind')
    .map(([name, inner]) => ({
      name,
      schema:
        expressions.has(name) || expressions.has(`${name}:${kind}`) ? { ...inner, role: 'expression' as const } : inner,
      required: schema?.required?.includes(name) ?? false,
    }))
}

/** A new slot of a kind. */
export function blankSlot(kind: string): Record<string, unknown> {
  const schema = variants.find(([each]) => each === kind)?.[1]
  return { ...(schema ? (blankValue(schema) as Record<string, unknown>) : {}), kind }
}
