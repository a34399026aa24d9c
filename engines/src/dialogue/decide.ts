import type { Command } from '@loopdesk/contracts/commands.ts'
import type { FlowDefinition } from '@loopdesk/contracts/flow.ts'
import { newFrame } from '../flow/frame.ts'
import { leadsTo } from '../flow/leads-to.ts'
import { type FlowEvent, isEmpty, rewind } from '../flow/step.ts'
import { isPictured } from './propose-pictures.ts'
import { type DialogueState, type Mentioned, top } from './state.ts'

/** What is to be done, in order. The turn carries it out; nothing here touches the world. */
export type Todo =
  /** Lets the flow on top go on with an event. */
  | { do: 'flow'; event: FlowEvent }
  /** Begins a flow that was asked for together with another. */
  | { do: 'start'; flow: string }
  /** Says one of the platform's own sentences. */
  | { do: 'say'; key: string; params?: Record<string, string> }
  | { do: 'answer'; entries: string[] }
  | { do: 'talk'; id: string }
  /** Offers these flows as buttons. */
  | { do: 'clarify'; flows: string[] }
  /** Offers knowledge entries as buttons. */
  | { do: 'offerEntries'; entries: string[] }
  /** Puts the open question again, after something else was dealt with. */
  | { do: 'askAgain' }
  | { do: 'repeat' }
  /** Tells what was read in pictures, and asks what it is about where nothing else is open. */
  | { do: 'tellPictures'; count: number; codes: string[]; busy: boolean }
  /** Finds the object a slot's words point at, then goes on with it. */
  | { do: 'resolve'; slot: string; pointing: unknown; correcting: boolean }
  | { do: 'identify'; phone: string }
  | { do: 'checkCode'; code: string }
  | { do: 'sendCode' }
  | { do: 'offerHuman' }
  /** What the record says of this turn, where no flow does. */
  | { do: 'outcome'; outcome: 'declined' | 'cancelled' }
  | { do: 'handoff'; reason: 'customer_asked' | 'complaint' | 'risk' | 'bot_failed' }

export interface DecideContext {
  flows: Map<string, { definition: FlowDefinition; version: number }>
  newRunId(): string
}

/** After so many misses in a row a human is offered, then called. */
const offerAfter = 2
const handOverAfter = 3

/**
 * Carries proposed commands into the conversation's state: starts, corrects, interrupts, cancels, clarifies. Commands that
 * make no sense where the conversation stands are dropped. Pure; `state` is not changed.
 */
export function decide(
  before: DialogueState,
  commands: Command[],
  context: DecideContext,
): { state: DialogueState; todo: Todo[] } {
  const state = structuredClone(before)
  const todo: Todo[] = []
  const first = commands.find(({ type }) => type === 'start_flow')
  const whole = before.mentions.at(-1)
  for (const command of correctionsLast(commands, context.flows.get(top(state)?.flow ?? '')?.definition))
    todo.push(...carryOut(state, command, context, { first, whole }))
  if (!commands.some(({ type }) => type === 'cannot_handle' || type === 'pictures')) state.misses = 0
  return { state, todo: withoutRepeats(todo) }
}

/** Each correction goes back to where its slot is asked: the earliest comes last, so that everything behind it is gone through again. */
function correctionsLast(commands: Command[], flow: FlowDefinition | undefined): Command[] {
  const isCorrection = (each: Command) => each.type === 'correct_slot'
  const others = commands.filter((each) => !isCorrection(each))
  const nodeOf = (each: Command) =>
    Object.entries(flow?.nodes ?? {}).find(
      ([, node]) => node.type === 'ask' && each.type === 'correct_slot' && node.slot === each.slot,
    )?.[0] ?? ''
  const comesBefore = (a: Command, b: Command) =>
    flow !== undefined && leadsTo(flow, nodeOf(a), nodeOf(b)) && !leadsTo(flow, nodeOf(b), nodeOf(a))
  const corrections = commands
    .filter(isCorrection)
    .toSorted((a, b) => (comesBefore(a, b) ? 1 : comesBefore(b, a) ? -1 : 0))
  return [...others, ...corrections]
}

/** The first flow asked for in this breath, and everything that was said in it. */
interface Said {
  first: Command | undefined
  whole: Mentioned | undefined
}

function carryOut(state: DialogueState, command: Command, context: DecideContext, said: Said): Todo[] {
  switch (command.type) {
    case 'start_flow':
      return start(state, command, context, said)
    case 'set_slot':
      return setSlot(state, command.slot, command.value, context)
    case 'correct_slot':
      return correctSlot(state, command.slot, command.value, context)
    case 'affirm':
    case 'deny':
      return yesOrNo(state, command.type === 'affirm')
    case 'unsure':
      return state.pending?.kind === 'slot'
        ? [{ do: 'flow', event: { type: 'unsure' } }]
        : [{ do: 'say', key: 'capabilities' }]
    case 'cancel_flow':
      return cancel(state)
    case 'repeat':
      return [{ do: 'repeat' }]
    case 'repeat_question':
      return askAgain(state)
    case 'clarify':
      return [{ do: 'clarify', flows: command.flows.filter((flow) => context.flows.has(flow)) }]
    case 'answer':
      return [{ do: 'answer', entries: command.entries }, ...askAgain(state)]
    case 'clarify_knowledge':
      return [{ do: 'offerEntries', entries: command.entries }, ...askAgain(state)]
    case 'small_talk':
      return [{ do: 'talk', id: command.id }, ...askAgain(state)]
    case 'handoff':
      return [{ do: 'handoff', reason: command.reason }]
    case 'give_phone':
      return state.pending?.kind === 'phone' ? [{ do: 'identify', phone: command.phone }] : []
    case 'give_code':
      return state.pending?.kind === 'code' ? [{ do: 'checkCode', code: command.code }] : []
    case 'resend_code':
      return state.pending?.kind === 'code' ? [{ do: 'sendCode' }] : []
    case 'files':
      return [{ do: 'say', key: 'file_received', params: { count: String(command.count) } }, ...askAgain(state)]
    case 'pictures':
      return [
        {
          do: 'tellPictures',
          count: command.count,
          codes: command.codes,
          busy: state.pending !== null || state.stack.length > 0,
        },
        ...askAgain(state),
      ]
    case 'out_of_scope':
      return [{ do: 'say', key: 'out_of_scope' }, { do: 'outcome', outcome: 'declined' }, ...askAgain(state)]
    case 'cannot_handle':
      return missed(state)
    case 'choose_among':
    case 'unknown_value':
      return []
  }
}

/** Of several asked for in one breath the first begins, the others wait their turn. */
function start(
  state: DialogueState,
  command: Extract<Command, { type: 'start_flow' }>,
  context: DecideContext,
  { first, whole }: Said,
): Todo[] {
  const { flow, said } = command
  const known = context.flows.get(flow)
  if (!known) return []
  if (state.stack.some((frame) => frame.flow === flow)) return resumeOpen(state, flow)
  const mention = said === undefined ? null : clauseOf(whole, said)
  if (first !== command) {
    if (!state.waiting.some((each) => each.flow === flow)) state.waiting.push({ flow, mention })
    return []
  }
  if (mention) state.mentions = [mention]
  state.pending = null
  state.stack.push(newFrame(context.newRunId(), known.definition, known.version))
  return [{ do: 'flow', event: { type: 'go' } }]
}

/** The part of a message that speaks of one matter, with the entities that stand in it. */
function clauseOf(whole: Mentioned | undefined, said: string): Mentioned | null {
  const start = whole?.text.indexOf(said) ?? -1
  if (!whole || start < 0) return null
  const inside = whole.entities.filter(
    (each) => !isPictured(each) && each.start >= start && each.end <= start + said.length,
  )
  const own = inside.map((each) => ({ ...each, start: each.start - start, end: each.end - start }))
  // A picture belongs to every matter of its message.
  return { text: said, entities: [...own, ...whole.entities.filter(isPictured)] }
}

/** Asked for again while it is open: brought to the top, its question put again. */
function resumeOpen(state: DialogueState, flow: string): Todo[] {
  if (top(state)?.flow === flow) return state.pending ? [{ do: 'askAgain' }] : [{ do: 'flow', event: { type: 'go' } }]
  const index = state.stack.findIndex((frame) => frame.flow === flow)
  state.stack.push(...state.stack.splice(index, 1))
  state.pending = null
  return [{ do: 'flow', event: { type: 'go' } }]
}

function setSlot(state: DialogueState, slot: string, value: unknown, context: DecideContext): Todo[] {
  const frame = top(state)
  const kind = frame && context.flows.get(frame.flow)?.definition.slots[slot]?.kind
  if (!frame || !kind) return []
  const asked = state.pending?.kind === 'slot' && state.pending.slot === slot
  if (kind === 'record') return asked ? [{ do: 'resolve', slot, pointing: value, correcting: false }] : []
  if (asked) return [{ do: 'flow', event: { type: 'slot', slot, value } }]
  if (isEmpty(frame.scope[slot])) frame.scope[slot] = value
  // What is asked now may not be needed any more.
  return [{ do: 'flow', event: { type: 'go' } }]
}

function correctSlot(state: DialogueState, slot: string, value: unknown, context: DecideContext): Todo[] {
  const frame = top(state)
  const definition = frame && context.flows.get(frame.flow)?.definition
  const kind = definition?.slots[slot]?.kind
  if (!frame || !definition || !kind) return []
  if (frame.writes.length > 0) return [{ do: 'say', key: 'cancel_too_late' }, ...askAgain(state)]
  if (kind === 'record') return [{ do: 'resolve', slot, pointing: value, correcting: true }]
  state.stack[state.stack.length - 1] = rewind(definition, frame, slot, value)
  state.pending = null
  return [
    { do: 'say', key: 'corrected', params: { value: shown(value) } },
    { do: 'flow', event: { type: 'go' } },
  ]
}

function yesOrNo(state: DialogueState, yes: boolean): Todo[] {
  const { pending } = state
  if (pending?.kind === 'confirm') return [{ do: 'flow', event: { type: 'confirmed', yes } }]
  if (pending?.kind === 'offerHuman') {
    state.pending = null
    return yes ? [{ do: 'handoff', reason: 'bot_failed' }] : [{ do: 'say', key: 'capabilities' }]
  }
  if (pending?.kind === 'slot') return [{ do: 'flow', event: yes ? { type: 'missed' } : { type: 'unsure' } }]
  if (pending) return askAgain(state)
  return [{ do: 'say', key: yes ? 'capabilities' : 'nothing_else' }]
}

function cancel(state: DialogueState): Todo[] {
  const frame = state.stack.pop()
  state.pending = null
  if (!frame) return [{ do: 'say', key: 'nothing_to_cancel' }]
  state.last = { flow: frame.flow, outcome: 'cancelled' }
  const below: Todo[] = state.stack.length > 0 ? [{ do: 'flow', event: { type: 'go' } }] : []
  return [{ do: 'say', key: 'cancelled' }, { do: 'outcome', outcome: 'cancelled' }, ...below]
}

function missed(state: DialogueState): Todo[] {
  state.misses += 1
  if (state.misses >= handOverAfter) return [{ do: 'handoff', reason: 'bot_failed' }]
  if (state.pending?.kind === 'slot') return [{ do: 'flow', event: { type: 'missed' } }]
  if (state.pending) return [{ do: 'say', key: 'confirm_unclear' }, { do: 'askAgain' }]
  return state.misses >= offerAfter ? [{ do: 'offerHuman' }] : [{ do: 'say', key: 'cannot_handle' }]
}

const askAgain = (state: DialogueState): Todo[] => (state.pending ? [{ do: 'askAgain' }] : [])

/** One question is put once, and not at all when a flow goes on and asks by itself. */
function withoutRepeats(all: Todo[]): Todo[] {
  const answered = all.some((each) => (each.do === 'flow' && each.event.type !== 'go') || each.do === 'resolve')
  const isGo = (each: Todo | undefined) => each?.do === 'flow' && each.event.type === 'go'
  // The flow goes on once, after everything else about it has been said.
  const lastGo = all.findLastIndex(isGo)
  const todo = all.filter((each, index) => (isGo(each) ? !answered && index === lastGo : !isSaidBefore(all, index)))
  const goesOn = todo.some((each) => each.do === 'flow' || each.do === 'resolve' || each.do === 'handoff')
  const kept = todo.filter((each) => each.do !== 'askAgain')
  const wanted = kept.length < todo.length && !goesOn
  return wanted ? [...kept, { do: 'askAgain' }] : kept
}

/** Two changes in one breath are acknowledged once. */
function isSaidBefore(all: Todo[], index: number): boolean {
  const each = all[index]
  return each?.do === 'say' && all.slice(0, index).some((earlier) => earlier.do === 'say' && earlier.key === each.key)
}

/** A slot's value as the customer would recognise it; structured ones speak through the flow's own words. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const { date, text, from } = value as { date?: string; text?: string; from?: string }
    return text ?? [date, from].filter(Boolean).join(' ')
  }
  return String(value)
}
