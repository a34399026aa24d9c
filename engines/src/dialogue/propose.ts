import type { Command } from '@loopdesk/contracts/commands.ts'
import { answerTo, sureAnswer } from './propose-answer.ts'
import { type ProposeContext, type Situation, situationOf } from './propose-context.ts'
import { insteadOf } from './propose-instead.ts'
import { withPictures } from './propose-pictures.ts'
import { returnsTo } from './propose-return.ts'
import { newTopic } from './propose-topic.ts'
import { speaksOfPeople } from './questions.ts'
import { act, type Reading, scoreOf } from './reading.ts'
import type { DialogueState } from './state.ts'
import { thresholds } from './thresholds.ts'

export type { ProposeContext } from './propose-context.ts'

/** The built-in understander's second half: what a reading means where the conversation stands. */
export function propose(reading: Reading, state: DialogueState, context: ProposeContext): Command[] {
  return withPictures(reading, fromWords(situationOf(reading, state, context)))
}

/** The first that applies, from what leaves no doubt to what is merely likely. */
function fromWords(situation: Situation): Command[] {
  const { reading, state } = situation
  const pressed = reading.choice ? fromChoice(reading.choice, state) : undefined
  if (pressed) return pressed
  const human = plainlyHuman.test(reading.spelt) && reading.text.length <= 40 && !notHuman.test(reading.spelt)
  if (human) return [{ type: 'handoff', reason: 'customer_asked' }]
  return (
    sureAnswer(situation) ??
    insteadOf(situation) ??
    returnsTo(situation) ??
    demands(reading, state) ??
    answerTo(situation) ??
    newTopic(situation)
  )
}

/** A pressed button says exactly what it means, if what it belongs to is still open. */
function fromChoice(value: string, { pending, stack }: DialogueState): Command[] | undefined {
  const [kind, slot, ...rest] = value.split(':')
  if (kind === 'human') return [{ type: 'handoff', reason: 'customer_asked' }]
  if (kind === 'kb' && slot) return [{ type: 'answer', entries: [slot] }]
  if (kind === 'flow' && slot) return [{ type: 'start_flow', flow: slot, score: 1 }]
  if (kind === 'resend' && pending?.kind === 'code') return [{ type: 'resend_code' }]
  if (kind === 'skip' && pending?.kind === 'slot') return [{ type: 'unsure' }]
  if ((kind === 'yes' || kind === 'no') && (pending?.kind === 'confirm' || pending?.kind === 'offerHuman'))
    return [{ type: kind === 'yes' ? 'affirm' : 'deny' }]
  if (kind === 'change' && slot && stack.length > 0) return [{ type: 'reopen_slot', slot }]
  if (kind === 'slot' && slot && stack.length > 0) {
    const asked = pending?.kind === 'slot' && pending.slot === slot
    return [{ type: asked ? 'set_slot' : 'correct_slot', slot, value: rest.join(':') }]
  }
  return undefined
}

const plainlyHuman =
  /转\s*人工|人工(客服|服务)?|真人|找(个)?人(来|工)?|活人|\b(human|real person|live agent|representative|operator|talk to (someone|somebody|a person|an agent))\b/i
const notHuman =
  /(不|别|无需|不用|不要)(想)?(要|转|找)?人工|人工(费|智能|成本)|\b(no|not|don'?t) (need |want )?(a |an )?(human|agent|person)\b/i

/** What is heeded whatever else is going on: a human, and giving up. */
function demands(reading: Reading, state: DialogueState): Command[] | undefined {
  if (
    scoreOf(reading, act('handoff')) > 0.65 &&
    speaksOfPeople.test(reading.spelt) &&
    reading.outside < thresholds.outside
  )
    return [{ type: 'handoff', reason: 'customer_asked' }]
  const open = state.stack.length > 0 || state.pending !== null
  if (open && (scoreOf(reading, act('cancel')) > thresholds.act || givesUp(reading.text)))
    return [{ type: 'cancel_flow' }]
  if (scoreOf(reading, act('repeat')) > 0.6 && state.lastReply) return [{ type: 'repeat' }]
  return undefined
}

const givingUp =
  /^\s*(那|那就|哦|嗯|唉)?\s*(还是)?(算了|不(退|改|开|买|弄|办|换|用|搞|查)了?|别(退|改|开|买|弄|办|换)了|先不\S{0,3}了|没事了)[吧啊了。.!！]*\s*$|^\s*(never ?mind|forget (it|about it)|leave it|don'?t bother)\b/i
const givesUp = (text: string) => text.length <= 20 && givingUp.test(text)
