import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import type { Pointing } from '@loopdesk/engines/dialogue/pointing.ts'
import type { RecordItem } from '@loopdesk/engines/dialogue/refer.ts'
import { type Mentioned, top } from '@loopdesk/engines/dialogue/state.ts'
import type { Waiting } from '@loopdesk/engines/flow/effects.ts'
import { rewind } from '@loopdesk/engines/flow/step.ts'
import { recordEntity } from '../modules/understanding/index.ts'
import { choicesOf, resolveRecord } from './resolve-record.ts'
import { languageOf, sentence, type TurnContext } from './turn-context.ts'

type RecordSlot = Extract<Slot, { kind: 'record' }>

/** The customer's words for a record slot: finds the object and lets the flow go on with it, or asks on. */
export async function settleRecord(context: TurnContext, todo: Extract<Todo, { do: 'resolve' }>): Promise<void> {
  const { progress } = context
  const slot = recordSlot(context, todo.slot)
  if (!slot) return
  const resolved = await resolveRecord(context, slot, {
    pointing: todo.pointing as Pointing | string,
    fresh: todo.correcting,
  })
  switch (resolved.status) {
    case 'one':
      return take(context, todo.slot, slot, resolved.item, todo.correcting)
    case 'one_by_one':
      return take(context, todo.slot, slot, oneByOne(context, slot, resolved.items), todo.correcting)
    case 'choose':
      if (offeredAlready(context, todo.pointing as Pointing | string, resolved.items)) {
        const [first] = resolved.items as [RecordItem]
        progress.says.push({ text: sentence(context, 'record_assumed', { title: first.title }), parts: [] })
        return take(context, todo.slot, slot, first, todo.correcting)
      }
      return offer(
        context,
        todo.slot,
        slot,
        resolved.items,
        sentence(context, 'record_choose_again', namesOf(context, slot)),
      )
    case 'not_theirs':
      progress.says.push({
        text: sentence(context, 'record_not_yours', { ...namesOf(context, slot), id: resolved.named }),
        parts: [],
      })
      progress.outcome = 'declined'
      return offer(context, todo.slot, slot, resolved.items, sentence(context, 'record_choose', namesOf(context, slot)))
    default:
      return giveUp(context, slot, resolved.status)
  }
}

/** A flow asks for a record: taken from what is known already, else offered as a list. True when the flow can go on at once. */
export async function askRecord(
  context: TurnContext,
  wait: Extract<Waiting, { kind: 'slot' }>,
  slot: RecordSlot,
): Promise<unknown> {
  const { progress } = context
  const resolved = await resolveRecord(context, slot, { fresh: wait.attempt === 1 })
  switch (resolved.status) {
    case 'one':
      noteFocus(context, slot, resolved.item)
      return resolved.item.value
    case 'one_by_one': {
      const first = oneByOne(context, slot, resolved.items)
      noteFocus(context, slot, first)
      return first.value
    }
    case 'choose':
      await offer(context, wait.slot, slot, resolved.items, wait.prompt)
      return undefined
    case 'not_theirs':
      progress.says.push({
        text: sentence(context, 'record_not_yours', { ...namesOf(context, slot), id: resolved.named }),
        parts: [],
      })
      progress.state.mentions = []
      progress.outcome = 'declined'
      await offer(context, wait.slot, slot, resolved.items, wait.prompt)
      return undefined
    default:
      giveUp(context, slot, resolved.status)
      return undefined
  }
}

/** Several are meant: the first is taken now, and the same matter waits for each of the others, with what was said for all. */
function oneByOne(context: TurnContext, slot: RecordSlot, items: RecordItem[]): RecordItem {
  const { state } = context.progress
  const [first, ...others] = items as [RecordItem, ...RecordItem[]]
  const flow = top(state)?.flow
  const said = sharedBy(state.mentions)
  if (!flow) return first
  for (const { id } of others) {
    const shift = id.length + 1
    const named = { type: recordEntity(slot.record), value: id, text: id, start: 0, end: id.length, confidence: 1 }
    const rest = said.entities
      .filter(({ type }) => type !== 'ordinal')
      .map((each) => ({ ...each, start: each.start + shift, end: each.end + shift }))
    state.waiting.push({ flow, mention: { text: `${id} ${said.text}`, entities: [named, ...rest] } })
  }
  context.progress.says.push({
    text: sentence(context, 'one_by_one', { title: first.title, count: String(items.length) }),
    parts: [],
  })
  return first
}

/** What was said for all of them, without the places in the list. */
function sharedBy(mentions: Mentioned[]): Mentioned {
  const joined: Mentioned = { text: '', entities: [] }
  for (const { text, entities } of mentions) {
    const at = joined.text.length
    joined.text += `${text}\n`
    joined.entities.push(...entities.map((each) => ({ ...each, start: each.start + at, end: each.end + at })))
  }
  return joined
}

/** Named again, and it still fits all that were offered: asking a third time would not help, so the newest is taken (and confirmed). */
function offeredAlready({ progress }: TurnContext, pointing: Pointing | string, items: RecordItem[]): boolean {
  const { pending } = progress.state
  if (pending?.kind !== 'slot' || typeof pointing === 'string' || pointing.products.length === 0) return false
  return (
    pending.options.length === items.length &&
    items.every(({ id }) => pending.options.some(({ value }) => value === id))
  )
}

function take(context: TurnContext, name: string, slot: RecordSlot, item: RecordItem, correcting: boolean): void {
  const { progress, brain } = context
  noteFocus(context, slot, item)
  const frame = top(progress.state)
  const definition = frame && brain.flows.get(frame.flow)?.definition
  if (!frame || !definition) return
  if (!correcting) {
    progress.todo.unshift({ do: 'flow', event: { type: 'slot', slot: name, value: item.value } })
    return
  }
  progress.says.push({ text: sentence(context, 'corrected', { value: item.title }), parts: [] })
  Object.assign(frame, rewind(definition, frame, name, item.value))
  progress.todo.unshift({ do: 'flow', event: { type: 'go' } })
}

async function offer(
  context: TurnContext,
  name: string,
  slot: RecordSlot,
  items: RecordItem[],
  prompt: string,
): Promise<void> {
  const { progress } = context
  const frame = top(progress.state)
  const buttons = [await choicesOf(context, name, slot, items)]
  progress.says.push({ text: prompt, parts: [] })
  progress.buttons = buttons
  const options = items.map(({ id, title }) => ({ value: id, label: title }))
  progress.state.pending = { kind: 'slot', slot: name, node: frame?.node ?? '', skippable: false, options }
  progress.state.question = { text: prompt, parts: buttons }
  progress.state.shown = { type: slot.record, ids: items.map(({ id }) => id) }
}

/** There is nothing to choose from: the flow ends with the truth. */
function giveUp(context: TurnContext, slot: RecordSlot, status: 'none' | 'unreachable'): void {
  const { progress } = context
  const key = status === 'none' ? 'record_none' : 'system_down'
  progress.says.push({ text: sentence(context, key, namesOf(context, slot)), parts: [] })
  const ended = progress.state.stack.pop()
  if (ended) progress.runs.push({ ...ended, ended: status === 'none' ? 'declined' : 'failed' })
  progress.state.pending = null
  progress.outcome = status === 'none' ? 'declined' : 'failed'
  if (status === 'unreachable') progress.handoff = { reason: 'bot_failed', skill: null }
}

function noteFocus({ progress }: TurnContext, slot: RecordSlot, item: RecordItem): void {
  const others = progress.state.focus.filter((each) => each.type !== slot.record || each.id !== item.id)
  progress.state.focus = [{ type: slot.record, id: item.id }, ...others].slice(0, 5)
}

function recordSlot({ progress, brain }: TurnContext, name: string): RecordSlot | undefined {
  const frame = top(progress.state)
  const slot = frame && brain.flows.get(frame.flow)?.definition.slots[name]
  return slot?.kind === 'record' ? slot : undefined
}

function namesOf(context: TurnContext, slot: RecordSlot): Record<string, string> {
  const lang = languageOf(context)
  return { record: context.brain.records.get(slot.record)?.names[lang][0] ?? slot.record }
}
