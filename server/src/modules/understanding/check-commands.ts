import { type Command, command } from '@loopdesk/contracts/commands.ts'
import { parseSlot } from '@loopdesk/engines/dialogue/parse-slot.ts'
import { pointingOf } from '@loopdesk/engines/dialogue/pointing.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import { parseYesNo } from '@loopdesk/engines/dialogue/stance.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'
import { isEmpty } from '@loopdesk/engines/flow/values.ts'
import { choicesOf } from './choices-shown.ts'
import { proposable } from './model-prompt.ts'
import type { ToUnderstand } from './understander.ts'

const most = 6

/**
 * What of a model's answer can be used: well-formed commands about things that exist where the conversation stands, with
 * values read anew from the customer's own words. Everything else is dropped; `dropped` names its types.
 */
export function checkCommands(answer: unknown, input: ToUnderstand): { commands: Command[]; dropped: string[] } {
  const given = (answer as { commands?: unknown } | null)?.commands
  const commands: Command[] = []
  const dropped: string[] = []
  for (const each of Array.isArray(given) ? given.slice(0, most * 2) : []) {
    const read = command.safeParse(completed(each))
    const usable = read.success && isProposable(read.data) ? usableOf(read.data, input) : undefined
    const repeated = usable && commands.some((other) => JSON.stringify(other) === JSON.stringify(usable))
    if (usable && !repeated && commands.length < most) commands.push(usable)
    else if (!repeated) dropped.push(read.success ? read.data.type : 'malformed')
  }
  // A yes beside anything else is a yes with a condition: the rest counts, the yes does not.
  const plain = commands.length > 1 ? commands.filter(({ type }) => type !== 'affirm') : commands
  return { commands: plain, dropped: plain.length < commands.length ? [...dropped, 'affirm'] : dropped }
}

/** Fields that do not apply come as null; the number and the code are never the model's to give. */
function completed(each: unknown): unknown {
  if (typeof each !== 'object' || each === null) return each
  const fields = Object.fromEntries(Object.entries(each).filter(([, value]) => value !== null))
  return {
    ...fields,
    ...(fields.type === 'give_phone' ? { phone: '' } : fields.type === 'give_code' ? { code: '' } : {}),
  }
}

const isProposable = ({ type }: Command) => (proposable as readonly string[]).includes(type)

function usableOf(given: Command, input: ToUnderstand): Command | undefined {
  const { reading, state, context } = input
  switch (given.type) {
    case 'start_flow':
      return context.flows.has(given.flow) ? { type: 'start_flow', flow: given.flow, score: 1 } : undefined
    case 'set_slot':
    case 'correct_slot':
      return withValue(given, input)
    case 'clarify': {
      const flows = [...new Set(given.flows)].filter((flow) => context.flows.has(flow)).slice(0, 3)
      return flows.length > 0 ? { type: 'clarify', flows } : undefined
    }
    case 'answer': {
      const known = new Set(reading.knowledge.candidates.map(({ id }) => id))
      const entries = [...new Set(given.entries)].filter((id) => known.has(id)).slice(0, 3)
      return entries.length > 0 ? { type: 'answer', entries } : undefined
    }
    case 'small_talk':
      return reading.intents.some(({ label }) => label === `talk:${given.id}`) ? given : undefined
    case 'affirm':
      return mayAffirm(reading) ? given : undefined
    case 'hold':
      return state.pending ? given : undefined
    case 'reopen_slot':
      return isEmpty(top(state)?.scope[given.slot]) ? undefined : given
    case 'resume_flow':
      return state.stack.some(({ flow }) => flow === given.flow) ? given : undefined
    case 'cancel_flow':
      return state.stack.length > 0 || state.pending ? given : undefined
    case 'repeat':
      return state.lastReply ? given : undefined
    case 'give_phone': {
      const phone = reading.entities.find(({ type }) => type === 'phone')
      return phone && state.pending?.kind === 'phone' ? { type: 'give_phone', phone: String(phone.value) } : undefined
    }
    case 'give_code': {
      const code = /(?<!\d)\d(?:[\s-]?\d){3,9}(?!\d)/.exec(reading.text.normalize('NFKC'))?.[0]
      return code && state.pending?.kind === 'code' ? { type: 'give_code', code: code.replace(/\D/g, '') } : undefined
    }
    case 'resend_code':
      return state.pending?.kind === 'code' ? given : undefined
    default:
      return given
  }
}

/** A yes can move money: it must not be a question, nor what the recogniser takes for a no. */
function mayAffirm(reading: Reading): boolean {
  return (
    !/[?？]|吗|(?<!要)不要|不是|\b(not|don'?t|wait|no(?! problem))\b/i.test(reading.text) &&
    parseYesNo(reading)?.value !== false
  )
}

/** The command with a value of the customer's: a choice that was offered, or what their own words say when read anew. */
function withValue(
  given: Extract<Command, { type: 'set_slot' | 'correct_slot' }>,
  input: ToUnderstand,
): Command | undefined {
  const { state, context } = input
  const frame = top(state)
  const slot = context.flows.get(frame?.flow ?? '')?.slots[given.slot]
  if (!frame || !slot || !Object.hasOwn(context.flows.get(frame.flow)!.slots, given.slot)) return undefined
  const isAsked = state.pending?.kind === 'slot' && state.pending.slot === given.slot
  const value = chosen(given, input) ?? readAnew(given, input, isAsked)
  if (value === undefined) return undefined
  // What counts as a correction is not a matter of opinion.
  const corrects = !isAsked && !isEmpty(frame.scope[given.slot])
  return { type: corrects ? 'correct_slot' : 'set_slot', slot: given.slot, value }
}

function chosen({ slot, value }: { slot: string; value?: unknown }, { state, context }: ToUnderstand): unknown {
  const choices = choicesOf(slot, state, context)
  const number = /^#(\d{1,2})$/.exec(String(value))?.[1]
  if (number) return choices[Number(number) - 1]?.value
  return choices.find((choice) => choice.value === value)?.value
}

function readAnew(given: { slot: string; value?: unknown }, input: ToUnderstand, isAsked: boolean): unknown {
  const { state, context } = input
  const part = partQuoted(String(given.value ?? ''), input.reading)
  const slot = context.flows.get(top(state)?.flow ?? '')?.slots[given.slot]
  if (!part || !slot) return undefined
  if (slot.kind === 'record') {
    const { idType, catalogue } = context.recordPointers(slot.record)
    return pointingOf(part.text, part.entities, idType, catalogue)
  }
  const shown = isAsked && state.pending?.kind === 'slot' ? state.pending.options : []
  return parseSlot(slot, part, context.options(given.slot), shown, true)?.value
}

/**
 * The part of the message that was quoted, read as if it stood alone. Quoted marks such as [phone] stand for something in the
 * message: then all of it is read. Undefined when the customer said no such thing.
 */
function partQuoted(words: string, reading: Reading): Reading | undefined {
  if (/\[(phone|id_card|bank_card|email|address|name)\]/.test(words)) return reading
  const wanted = words.trim().toLowerCase()
  const start = wanted === '' ? -1 : reading.text.toLowerCase().indexOf(wanted)
  if (start < 0) return undefined
  const end = start + wanted.length
  const entities = reading.entities
    .filter((each) => each.start < end && each.end > start)
    .map((each) => ({ ...each, start: Math.max(0, each.start - start), end: Math.min(end, each.end) - start }))
  return { ...reading, text: reading.text.slice(start, end), entities, clauses: [] }
}
