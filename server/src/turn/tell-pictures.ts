import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import { pointingOf } from '@loopdesk/engines/dialogue/pointing.ts'
import { isPictured } from '@loopdesk/engines/dialogue/propose-pictures.ts'
import type { RecordItem } from '@loopdesk/engines/dialogue/refer.ts'
import type { Entity } from '@loopdesk/engines/entities/entity.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { evaluate } from '@loopdesk/engines/flow/expression.ts'
import { recordEntity } from '../modules/understanding/index.ts'
import { resolveRecord } from './resolve-record.ts'
import { environmentOf, languageOf, sentence, type TurnContext, yesNo } from './turn-context.ts'

type TellPictures = Extract<Todo, { do: 'tellPictures' }>

/** How many matters are offered for an object that was recognised. */
const offeredFlows = 7

/**
 * Tells what was read in pictures that came without words: an object of the customer's is named and what can be done with it
 * offered; an error code nobody knows goes to people with the picture; otherwise the truth, and people on offer.
 */
export async function tellPictures(context: TurnContext, todo: TellPictures): Promise<void> {
  const { progress, brain } = context
  const entities = (progress.state.mentions.at(-1)?.entities ?? []).filter(isPictured)
  for (const type of brain.records.keys()) if (await tellRecord(context, type, entities, todo)) return
  progress.state.misses += 1
  const [code] = todo.codes
  if (todo.busy) say(context, 'file_received', { count: String(todo.count) })
  else if (code !== undefined) {
    say(context, 'picture_code_unknown', { code })
    progress.handoff = { reason: 'bot_failed', skill: null }
  } else if (progress.state.misses > 1) {
    say(context, 'picture_to_colleague')
    progress.handoff = { reason: 'bot_failed', skill: null }
  } else {
    say(context, 'picture_unclear')
    progress.lightOutcome ??= 'declined'
    progress.state.pending = { kind: 'offerHuman' }
    progress.buttons = [yesNo(context)]
  }
}

/** True when a picture shows an object of this type, the customer's or not, and that was said. */
async function tellRecord(
  context: TurnContext,
  type: string,
  entities: Entity[],
  todo: TellPictures,
): Promise<boolean> {
  const { progress, brain, customer } = context
  const catalogue = brain.records.get(type)?.mentions?.catalogue ?? null
  const pointing = pointingOf('', entities, recordEntity(type), catalogue)
  const own = entities.filter((each) => each.type === recordEntity(type)).map(({ value }) => String(value))
  if (pointing.ids.length + pointing.products.length + pointing.amounts.length === 0) return false
  const record = namedIn(context, type)
  const [id] = own
  if (!customer.externalId) {
    if (id === undefined) return false
    noteFocus(context, type, id)
    say(context, 'picture_id', { record, id })
    await offerMatters(context, type, undefined, todo)
    return true
  }
  const resolved = await resolveRecord(context, { kind: 'record', record: type }, { pointing, fresh: false })
  if (resolved.status === 'one' && pointsAt(resolved.item, pointing)) {
    await tellItem(context, type, resolved.item, todo)
    return true
  }
  if (resolved.status !== 'not_theirs' || id === undefined) return false
  say(context, 'picture_not_yours', { record, id })
  progress.lightOutcome ??= 'declined'
  return true
}

async function tellItem(context: TurnContext, type: string, item: RecordItem, todo: TellPictures): Promise<void> {
  noteFocus(context, type, item.id)
  const status = context.brain.records.get(type)?.statuses[item.status]?.[languageOf(context)] ?? item.status
  const words = { record: namedIn(context, type), id: item.id, title: item.title, status }
  say(context, todo.busy ? 'picture_record_noted' : 'picture_record', words)
  await offerMatters(context, type, item.value, todo)
}

/** An only object is not recognised just because there is no other. */
function pointsAt(item: RecordItem, { ids, products, amounts }: ReturnType<typeof pointingOf>): boolean {
  return (
    ids.length > 0 ||
    item.mentions.some((each) => products.includes(each)) ||
    amounts.some((amount) => item.amount !== null && Math.abs(item.amount - amount) < 1)
  )
}

/** Buttons for what can be done with such an object, as it stands (`value`, where it is known). */
async function offerMatters(context: TurnContext, type: string, value: unknown, { busy }: TellPictures): Promise<void> {
  const { progress, brain } = context
  progress.state.misses = 0
  if (busy) return
  const lang = languageOf(context)
  const around = await environmentOf(context, '', false)
  const scope = typeof value === 'object' && value ? (value as Record<string, unknown>) : undefined
  const flows: FlowDefinition[] = []
  for (const { definition } of brain.flows.values()) {
    const slot = Object.values(definition.slots).find((each) => each.kind === 'record' && each.record === type)
    if (slot?.kind !== 'record' || flows.length >= offeredFlows) continue
    if (!slot.prefer || !scope || (await evaluate(slot.prefer, { ...around, scope }))) flows.push(definition)
  }
  if (flows.length === 0) return
  const choices = flows.map(({ id, name }) => ({ value: `flow:${id}`, label: name[lang] }))
  const human = { value: 'human', label: lang === 'zh' ? '转人工' : 'Talk to a person' }
  progress.buttons = [{ type: 'choices', choices: [...choices, human] }]
  progress.state.pending = { kind: 'clarify', flows: flows.map(({ id }) => id) }
}

const namedIn = (context: TurnContext, type: string) =>
  context.brain.records.get(type)?.names[languageOf(context)][0] ?? type

function noteFocus({ progress }: TurnContext, type: string, id: string): void {
  const others = progress.state.focus.filter((each) => each.type !== type || each.id !== id)
  progress.state.focus = [{ type, id }, ...others].slice(0, 5)
}

function say(context: TurnContext, key: string, params: Record<string, string> = {}): void {
  context.progress.says.push({ text: sentence(context, key, params), parts: [] })
}
