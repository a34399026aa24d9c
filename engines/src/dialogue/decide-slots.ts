import type { Command } from '@loopdesk/contracts/commands.ts'
import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { FlowDefinition } from '../flow/definition.ts'
import type { Waiting } from '../flow/effects.ts'
import type { Frame } from '../flow/frame.ts'
import { rewind } from '../flow/step.ts'
import { isEmpty } from '../flow/values.ts'
import { askOf } from './name-slot.ts'
import { pointingOf } from './pointing.ts'
import { type DialogueState, openRun, top } from './state.ts'
import { askAgain, type DecideContext, type Todo } from './todo.ts'

type Of<T extends Command['type']> = Extract<Command, { type: T }>

interface Open {
  frame: Frame
  definition: FlowDefinition
}

function openOf(state: DialogueState, context: DecideContext): Open | undefined {
  const frame = top(state)
  const definition = frame && context.flows.get(frame.flow)?.definition
  return frame && definition ? { frame, definition } : undefined
}

/** A value for what was asked, or for something that will be. */
export function setSlot(state: DialogueState, { slot, value }: Of<'set_slot'>, context: DecideContext): Todo[] {
  const open = openOf(state, context)
  const kind = open?.definition.slots[slot]?.kind
  if (!open || !kind) return []
  const asked = state.pending?.kind === 'slot' && state.pending.slot === slot
  if (kind === 'record') return asked ? [{ do: 'resolve', slot, pointing: value, correcting: false }] : []
  remember(state, kind, value)
  if (asked) return [{ do: 'flow', event: { type: 'slot', slot, value } }]
  if (isEmpty(open.frame.scope[slot])) open.frame.scope[slot] = value
  // What is asked now may not be needed any more.
  return [{ do: 'flow', event: { type: 'go' } }]
}

export function correctSlot(state: DialogueState, { slot, value }: Of<'correct_slot'>, context: DecideContext): Todo[] {
  const open = openOf(state, context)
  const kind = open?.definition.slots[slot]?.kind
  if (!open || !kind) return []
  if (hasWritten(state)) return tooLate(state)
  if (kind === 'record') return [{ do: 'resolve', slot, pointing: value, correcting: true }]
  remember(state, kind, value)
  goBackTo(state, open, slot, value)
  return [
    { do: 'say', key: 'corrected', params: { value: shown(value) } },
    { do: 'flow', event: { type: 'go' } },
  ]
}

/** Asks again for a value that is wrong; what was said about it before counts no more. */
export function reopenSlot(state: DialogueState, { slot }: Of<'reopen_slot'>, context: DecideContext): Todo[] {
  const open = openOf(state, context)
  const kind = open?.definition.slots[slot]?.kind
  const node = open && nodeAsking(open.definition, slot)
  if (!open || !kind || !node) return askAgain(state)
  if (hasWritten(state)) return tooLate(state)
  if (kind === 'record') {
    const other = { ...pointingOf('', [], '', null), other: true }
    return [{ do: 'resolve', slot, pointing: other, correcting: true }]
  }
  if (kind === 'address') {
    // Often only a part of it is wrong: it is kept until a new one, or that part, is said.
    const question = { slot, node, prompt: '', attempt: 1, attempts: 1, skippable: false }
    const waiting: Waiting = { kind: 'slot', step: `${node}#over`, ...question }
    Object.assign(open.frame, { node, waiting, inner: undefined })
    return [{ do: 'askOver', slot, node }]
  }
  state.mentions = []
  goBackTo(state, open, slot, undefined)
  return [{ do: 'flow', event: { type: 'go' } }]
}

/** Asks which of the values given is to be changed; where there is nothing to change, the question is put again. */
export function askWhatToChange(state: DialogueState, context: DecideContext): Todo[] {
  const open = openOf(state, context)
  if (!open) return askAgain(state)
  if (hasWritten(state)) return tooLate(state)
  const slots = Object.keys(open.definition.slots).filter(
    (name) => !isEmpty(open.frame.scope[name]) && askOf(open.definition, name),
  )
  return slots.length > 0
    ? [{ do: 'offerChanges', slots }]
    : [{ do: 'say', key: 'confirm_unclear' }, ...askAgain(state)]
}

/** Leaves only these of the choices shown. Narrowing to the same again would go round in circles: then it counts as not understood. */
export function chooseAmong(state: DialogueState, { slot, values }: Of<'choose_among'>): Todo[] | 'missed' {
  const { pending } = state
  if (pending?.kind !== 'slot' || pending.slot !== slot) return []
  const meant = new Set(values.map(String))
  const left = pending.options.filter(({ value }) => meant.has(value))
  if (left.length < 2 || left.length === pending.options.length) return 'missed'
  pending.options = left
  return [{ do: 'narrow', slot }]
}

const nodeAsking = ({ nodes }: FlowDefinition, slot: string) =>
  Object.entries(nodes).find(([, node]) => node.type === 'ask' && node.slot === slot)?.[0]

const hasWritten = (state: DialogueState) => (openRun(state)?.writes.length ?? 0) > 0

const tooLate = (state: DialogueState): Todo[] => [{ do: 'say', key: 'cancel_too_late' }, ...askAgain(state)]

function goBackTo(state: DialogueState, { frame, definition }: Open, slot: string, value: unknown): void {
  Object.assign(frame, rewind(definition, frame, slot, value))
  state.pending = null
}

/** Kinds of values that people refer back to in other matters. */
const referredTo = new Set<Slot['kind']>(['address', 'phone', 'email'])

/** Also what was said when the matter began, before anything was asked. */
export function noteFacts(state: DialogueState, context: DecideContext): void {
  for (const { flow, scope } of state.stack)
    for (const [name, { kind }] of Object.entries(context.flows.get(flow)?.definition.slots ?? {}))
      if (!isEmpty(scope[name])) remember(state, kind, scope[name])
}

function remember(state: DialogueState, kind: Slot['kind'], value: unknown): void {
  if (referredTo.has(kind)) state.facts[kind] = value
}

/** A slot's value as the customer would recognise it; structured ones speak through the flow's own words. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const { date, text, from } = value as { date?: string; text?: string; from?: string }
    return text ?? [date, from].filter(Boolean).join(' ')
  }
  return String(value)
}
