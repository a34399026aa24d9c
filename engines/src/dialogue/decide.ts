import type { Command } from '@loopdesk/contracts/commands.ts'
import type { FlowDefinition } from '../flow/definition.ts'
import { leadsTo } from '../flow/leads-to.ts'
import { cancel, resume, type Said, start } from './decide-flows.ts'
import { askWhatToChange, chooseAmong, correctSlot, noteFacts, reopenSlot, setSlot } from './decide-slots.ts'
import { type DialogueState, top } from './state.ts'
import { askAgain, type DecideContext, type Todo } from './todo.ts'

export type { DecideContext, Todo } from './todo.ts'

/** After so many misses in a row a human is offered, then called. */
const offerAfter = 2
const handOverAfter = 3

/** Commands that do not show that we understand each other. */
const misses = new Set<Command['type']>(['cannot_handle', 'no_such_choice', 'choose_among', 'pictures'])

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
  noteFacts(state, context)
  const todo: Todo[] = []
  const first = commands.find(({ type }) => type === 'start_flow')
  const whole = before.mentions.at(-1)
  for (const command of correctionsLast(commands, context.flows.get(top(state)?.flow ?? '')?.definition))
    todo.push(...carryOut(state, command, context, { first, whole }))
  if (!commands.some(({ type }) => misses.has(type))) state.misses = 0
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

/** Commands that change what is being worked on; the others only lead to a reply. */
function carryOut(state: DialogueState, command: Command, context: DecideContext, said: Said): Todo[] {
  switch (command.type) {
    case 'start_flow':
      return start(state, command, context, said)
    case 'resume_flow':
      return resume(state, command, context)
    case 'cancel_flow':
      return cancel(state, command)
    case 'set_slot':
      return setSlot(state, command, context)
    case 'correct_slot':
      return correctSlot(state, command, context)
    case 'reopen_slot':
      return reopenSlot(state, command, context)
    case 'ask_what_to_change':
      return askWhatToChange(state, context)
    case 'choose_among': {
      const narrowed = chooseAmong(state, command)
      return narrowed === 'missed' ? missed(state) : narrowed
    }
    case 'no_such_choice':
      return noSuchChoice(state)
    case 'affirm':
    case 'deny':
      return yesOrNo(state, command.type === 'affirm')
    case 'give_phone':
      return state.pending?.kind === 'phone' ? [{ do: 'identify', phone: command.phone }] : []
    case 'give_code':
      return state.pending?.kind === 'code' ? [{ do: 'checkCode', code: command.code }] : []
    case 'resend_code':
      return state.pending?.kind === 'code' ? [{ do: 'sendCode' }] : []
    case 'cannot_handle':
      return missed(state)
    default:
      return reply(state, command, context)
  }
}

type Replied = Exclude<
  Command['type'],
  | 'start_flow'
  | 'resume_flow'
  | 'cancel_flow'
  | 'set_slot'
  | 'correct_slot'
  | 'reopen_slot'
  | 'ask_what_to_change'
  | 'choose_among'
  | 'no_such_choice'
  | 'affirm'
  | 'deny'
  | 'give_phone'
  | 'give_code'
  | 'resend_code'
  | 'cannot_handle'
>

function reply(state: DialogueState, command: Extract<Command, { type: Replied }>, context: DecideContext): Todo[] {
  switch (command.type) {
    case 'unsure':
      return state.pending?.kind === 'slot'
        ? [{ do: 'flow', event: { type: 'unsure' } }]
        : [{ do: 'say', key: 'capabilities' }]
    case 'hold':
      return [{ do: 'say', key: 'on_hold' }]
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
    case 'files':
      return [{ do: 'say', key: 'file_received', params: { count: String(command.count) } }, ...askAgain(state)]
    case 'pictures': {
      // Whether people should look is no matter a picture could interrupt.
      const busy = (state.pending !== null && state.pending.kind !== 'offerHuman') || state.stack.length > 0
      return [
        { do: 'tellPictures', count: command.count, codes: command.codes, busy },
        ...(busy ? askAgain(state) : []),
      ]
    }
    case 'out_of_scope':
      return [{ do: 'say', key: 'out_of_scope' }, { do: 'outcome', outcome: 'declined' }, ...askAgain(state)]
  }
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

function missed(state: DialogueState): Todo[] {
  state.misses += 1
  if (state.misses >= handOverAfter) return [{ do: 'handoff', reason: 'bot_failed' }]
  const { pending } = state
  if (pending?.kind === 'slot') return [{ do: 'flow', event: { type: 'missed' } }]
  // Which matter is meant is asked once more at most, then somebody else should.
  if (pending?.kind === 'clarify')
    return state.misses >= offerAfter ? [{ do: 'offerHuman' }] : [{ do: 'clarify', flows: pending.flows }]
  if (pending) return [{ do: 'say', key: 'confirm_unclear' }, { do: 'askAgain' }]
  return state.misses >= offerAfter ? [{ do: 'offerHuman' }] : [{ do: 'say', key: 'cannot_handle' }]
}

/** A choice was named that was never shown: said so, and asked again as often as anything else that is not understood. */
function noSuchChoice(state: DialogueState): Todo[] {
  state.misses += 1
  if (state.misses >= handOverAfter) return [{ do: 'handoff', reason: 'bot_failed' }]
  return [{ do: 'say', key: 'option_unknown' }, ...askAgain(state)]
}

/** One question is put once, and not at all when a flow goes on and asks by itself. */
function withoutRepeats(all: Todo[]): Todo[] {
  const answered = all.some((each) => (each.do === 'flow' && each.event.type !== 'go') || each.do === 'resolve')
  const isGo = (each: Todo | undefined) => each?.do === 'flow' && each.event.type === 'go'
  // The flow goes on once, after everything else about it has been said.
  const lastGo = all.findLastIndex(isGo)
  const todo = all.filter((each, index) => (isGo(each) ? !answered && index === lastGo : !isSaidBefore(all, index)))
  const goesOn = todo.some(({ do: what }) =>
    ['flow', 'resolve', 'handoff', 'narrow', 'offerChanges', 'askOver'].includes(what),
  )
  const kept = todo.filter((each) => each.do !== 'askAgain')
  const wanted = kept.length < todo.length && !goesOn
  return wanted ? [...kept, { do: 'askAgain' }] : kept
}

/** Two changes in one breath are acknowledged once. */
function isSaidBefore(all: Todo[], index: number): boolean {
  const each = all[index]
  return each?.do === 'say' && all.slice(0, index).some((earlier) => earlier.do === 'say' && earlier.key === each.key)
}
