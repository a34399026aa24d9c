import type { Entity } from '@loopdesk/engines/entities/entity.ts'
import { extractEntities } from '@loopdesk/engines/entities/extract-entities.ts'
import { InputError, readJsonl, text, writeJsonl } from './jsonl.ts'

/** An entity as the test sets write it: an exact part of the message and its normal form as a string. */
export type Annotation = { type: string; text: string; value: string }

/**
 * Answers every line {id, text, reference} of `test` with {id, entities: [{type, text, value}]}, in order of appearance. `reference` is
 * today's date, YYYY-MM-DD or an ISO instant (read in the zone of China).
 */
export function evaluateEntities(options: { test: string; out: string }): void {
  const messages = readJsonl(options.test, (row, where) => ({
    id: text(row, 'id', where),
    said: text(row, 'text', where),
    reference: checkedReference(text(row, 'reference', where), where),
  }))
  writeJsonl(
    options.out,
    messages.map(({ id, said, reference }) => ({ id, entities: annotate(said, reference) })),
  )
}

/** What the product finds, as a person who follows the conventions of the sets would write it down. */
export function annotate(said: string, reference: string): Annotation[] {
  return extractEntities(said, { reference, timeZone: 'Asia/Shanghai' }).flatMap((entity) =>
    isMeant(entity) ? [{ type: entity.type, text: entity.text, value: String(entity.value) }] : [],
  )
}

const TYPES = new Set('phone money date time_range data_amount order_no card_tail address person city'.split(' '))

/** Foreign money and the mere tail of an order number are found by the product but not part of the conventions. */
function isMeant({ type, detail }: Entity): boolean {
  if (!TYPES.has(type)) return false
  if (type === 'money') return (detail?.currency ?? 'CNY') === 'CNY' && !detail?.approximate
  return !(type === 'order_no' && detail?.tail)
}

function checkedReference(reference: string, where: string): string {
  if (Number.isNaN(Date.parse(reference))) throw new InputError(`${where}: "reference" must be a date, YYYY-MM-DD`)
  return reference
}
