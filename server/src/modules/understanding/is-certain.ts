import type { Command } from '@loopdesk/contracts/commands.ts'
import { parseSlot } from '@loopdesk/engines/dialogue/parse-slot.ts'
import { parseYesNo } from '@loopdesk/engines/dialogue/stance.ts'
import { openRun, top } from '@loopdesk/engines/dialogue/state.ts'
import { thresholds } from '@loopdesk/engines/dialogue/thresholds.ts'
import type { ToUnderstand } from './understander.ts'

/** The recogniser's probability above which nobody else is asked. */
const sureScore = 0.9

/** Whether the built-in proposal can be taken as it is, so that embeddings or a model would only cost time and money. */
export function isCertain(input: ToUnderstand, proposed: Command[], sure = sureScore): boolean {
  const { reading, state } = input
  if (reading.choice !== null || reading.text.trim() === '') return true
  const first = proposed[0]
  if (!first) return false
  // A human who was asked for, and codes and phone numbers, are no matter for a model.
  if (['handoff', 'give_phone', 'give_code', 'resend_code', 'pictures'].includes(first.type)) return true
  // A fault was recognised in a picture, which a model was not shown.
  if (
    first.type === 'answer' &&
    reading.pictures?.some(({ faults }) => faults.some(({ id }) => id === first.entries[0]))
  )
    return true
  if (leavesTopicOut(input, proposed)) return false
  const { pending } = state
  if (
    (pending?.kind === 'confirm' || pending?.kind === 'offerHuman') &&
    (first.type === 'affirm' || first.type === 'deny')
  )
    return proposed.length === 1 && parseYesNo(reading)?.sure === true
  if (pending?.kind === 'slot' && first.type === 'set_slot' && first.slot === pending.slot)
    return answersSurely(input, first.value)
  const best = reading.intents[0]
  return (
    best !== undefined && reading.outside < thresholds.outside && best.score > sure && carriesOut(first, best.label)
  )
}

/** A clause that is clearly about another matter, which no proposed command deals with. */
function leavesTopicOut({ reading, state }: ToUnderstand, proposed: Command[]): boolean {
  return reading.clauses.some(({ intents: [best] }) => {
    if (!best || best.score < thresholds.clause || best.label === 'oos' || best.label.startsWith('act:')) return false
    return best.label !== openRun(state)?.flow && !proposed.some((command) => carriesOut(command, best.label))
  })
}

function answersSurely({ reading, state, context }: ToUnderstand, value: unknown): boolean {
  const { pending } = state
  const slot = context.flows.get(top(state)?.flow ?? '')?.slots[pending?.kind === 'slot' ? pending.slot : '']
  if (!slot || pending?.kind !== 'slot') return false
  if (slot.kind === 'record') return (value as { ids?: string[] }).ids?.length === 1
  return parseSlot(slot, reading, context.options(pending.slot), pending.options, true)?.sure === true
}

function carriesOut(command: Command, label: string): boolean {
  switch (command.type) {
    case 'start_flow':
      return label === command.flow
    case 'small_talk':
      return label === `talk:${command.id}`
    case 'answer':
      return label === `kb:${command.entries[0]}`
    case 'cancel_flow':
      return label === 'act:cancel'
    case 'affirm':
    case 'deny':
    case 'unsure':
    case 'repeat':
      return label === `act:${command.type}`
    default:
      return false
  }
}
