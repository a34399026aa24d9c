import type { Command } from '@loopdesk/contracts/commands.ts'
import { newFrame } from '../flow/frame.ts'
import { isPictured } from './propose-pictures.ts'
import { type DialogueState, type Mentioned, openRun } from './state.ts'
import { askAgain, type DecideContext, type Todo } from './todo.ts'

type Of<T extends Command['type']> = Extract<Command, { type: T }>

/** The first flow asked for in this breath, and everything that was said in it. */
export interface Said {
  first: Command | undefined
  whole: Mentioned | undefined
}

/** So often a flow may end with people in one conversation before they are called at once. */
const handOverMost = 2
const toPeople: Todo = { do: 'handoff', reason: 'bot_failed' }

const go: Todo = { do: 'flow', event: { type: 'go' } }

/** Of several asked for in one breath the first begins, the others wait their turn. */
export function start(state: DialogueState, command: Of<'start_flow'>, context: DecideContext, said: Said): Todo[] {
  const known = context.flows.get(command.flow)
  if (!known) return []
  if (state.stack.some(({ flow }) => flow === command.flow)) return resumeOpen(state, command.flow)
  const mention = command.said === undefined ? null : clauseOf(said.whole, command.said)
  const waits = state.waiting.find(({ flow }) => flow === command.flow)
  if (said.first !== command) {
    if (!waits) state.waiting.push({ flow: command.flow, mention })
    return []
  }
  state.waiting = state.waiting.filter((each) => each !== waits)
  const dropped = command.instead ? drop(state, context) : []
  const about = mention ?? waits?.mention
  if (about) state.mentions = [about]
  state.pending = null
  // Twice it came to people: walking it once more would only bring the customer back to the same point.
  if (state.handedOver.filter((flow) => flow === command.flow).length >= handOverMost) return [...dropped, toPeople]
  state.stack.push(newFrame(context.newRunId(), known.definition, known.version))
  return [...dropped, go]
}

/** Gives up the open flow for another, where nothing has been done in it yet. */
function drop(state: DialogueState, context: DecideContext): Todo[] {
  const frame = openRun(state)
  if (!frame || frame.writes.length > 0) return []
  state.stack.pop()
  state.last = { flow: frame.flow, outcome: 'cancelled' }
  const name = context.flows.get(frame.flow)?.definition.name[state.language] ?? ''
  return [{ do: 'say', key: 'dropped', params: { flow: name } }]
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
  if (openRun(state)?.flow === flow) return state.pending ? [{ do: 'askAgain' }] : [go]
  const index = state.stack.findIndex((frame) => frame.flow === flow)
  state.stack.push(...state.stack.splice(index, 1))
  state.pending = null
  return [go]
}

/**
 * Back to a matter that rests: the one named, else the one interrupted last, else the next that waits, else the one just given
 * up. Its name is said, so that it is clear where we are.
 */
export function resume(state: DialogueState, command: Of<'resume_flow'>, context: DecideContext): Todo[] {
  const interrupted = state.stack.at(-2)?.flow
  const flow = command.flow ?? interrupted ?? openRun(state)?.flow ?? state.waiting[0]?.flow ?? givenUp(state)
  const definition = flow === undefined ? undefined : context.flows.get(flow)?.definition
  if (flow === undefined || !definition) return [{ do: 'say', key: 'resume_nothing' }]
  if (openRun(state)?.flow === flow && state.pending) return askAgain(state)
  const begun: Of<'start_flow'> = { type: 'start_flow', flow, score: 1 }
  const todo = start(state, begun, context, { first: begun, whole: undefined })
  return [{ do: 'say', key: 'back_to', params: { flow: definition.name[state.language] } }, ...todo]
}

const givenUp = ({ last }: DialogueState) => (last?.outcome === 'cancelled' ? last.flow : undefined)

/** Gives up the open flow, or the one named, and goes on with what lies below. */
export function cancel(state: DialogueState, { flow }: Of<'cancel_flow'>): Todo[] {
  if (flow !== undefined && flow !== openRun(state)?.flow) return cancelResting(state, flow)
  const open = openRun(state)
  if (open && open.writes.length > 0) return [{ do: 'cancelRun', runId: open.runId, flow: open.flow }]
  const frame = state.stack.pop()
  state.pending = null
  if (!frame) return cancelParked(state)
  state.last = { flow: frame.flow, outcome: 'cancelled' }
  const below: Todo[] = state.stack.length > 0 ? [go] : []
  return [{ do: 'say', key: 'cancelled' }, { do: 'outcome', outcome: 'cancelled' }, ...below]
}

/** Nothing is open, but something is waiting elsewhere (for an approval, for a system): the newest of those is given up. */
function cancelParked(state: DialogueState): Todo[] {
  const parked = state.parked.at(-1)
  return parked ? [{ do: 'cancelRun', ...parked }] : [{ do: 'say', key: 'nothing_to_cancel' }]
}

function cancelResting(state: DialogueState, flow: string): Todo[] {
  const rests = (each: { flow: string; writes?: unknown[] }) => each.flow === flow && (each.writes?.length ?? 0) === 0
  const before = state.stack.length + state.waiting.length
  state.stack = state.stack.filter((frame) => !rests(frame))
  state.waiting = state.waiting.filter((each) => !rests(each))
  const dropped = state.stack.length + state.waiting.length < before
  return dropped ? [{ do: 'say', key: 'taken_off' }, ...askAgain(state)] : askAgain(state)
}
