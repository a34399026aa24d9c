import type { Command } from '@loopdesk/contracts/commands.ts'
import type { Slot } from '@loopdesk/contracts/flow.ts'
import { isEmpty } from '../flow/values.ts'
import { valueUnderName } from './name-slot.ts'
import { undecided } from './parse-choice.ts'
import { parseSlot } from './parse-slot.ts'
import { completed, patchValue } from './patch-value.ts'
import { pointsSomewhere } from './pointing.ts'
import { pointAt, type Situation } from './propose-context.ts'
import { knowledgeFor } from './propose-topic.ts'
import { isChanging, otherValues, reopened, restates, turnsAway } from './propose-values.ts'
import { looksLikeQuestion } from './questions.ts'
import { act, type Reading, scoreOf } from './reading.ts'
import { selectShown } from './select-shown.ts'
import { parseYesNo, stanceOf } from './stance.ts'
import type { Pending } from './state.ts'
import { thresholds } from './thresholds.ts'

type Of<K extends Pending['kind']> = Extract<Pending, { kind: K }>

/** An answer to the question asked that could hardly mean anything else. */
export function sureAnswer(situation: Situation): Command[] | undefined {
  const { reading, state, context, open } = situation
  const { pending } = state
  if (pending?.kind === 'phone' || pending?.kind === 'code') return answerTo(situation)
  if (pending?.kind !== 'slot') return undefined
  const slot = open?.flow.slots[pending.slot]
  const parsed = slot && parseSlot(slot, reading, context.options(pending.slot), pending.options, true)
  if (!slot || !parsed?.sure || isStillOpen(slot, reading)) return undefined
  const value = completed(open?.frame.scope[pending.slot], parsed.value)
  return [{ type: 'set_slot', slot: pending.slot, value }, ...otherValues(situation, pending.slot, true)]
}

/** A yes or no that is merely in the words of another matter. */
const isStillOpen = ({ kind }: Slot, { text }: Reading) => kind === 'yesno' && text.length > 20

/** What a message means as an answer to what was asked; undefined when it is none. */
export function answerTo(situation: Situation): Command[] | undefined {
  const { reading, state } = situation
  const { pending } = state
  switch (pending?.kind) {
    case undefined:
      return undefined
    case 'slot':
      return answerToSlot(situation, pending)
    case 'confirm':
      return answerToConfirm(situation)
    case 'offerHuman': {
      const said = parseYesNo(reading)
      return said ? [{ type: said.value ? 'affirm' : 'deny' }] : undefined
    }
    case 'clarify':
      return answerToClarify(situation, pending)
    case 'phone': {
      const phone = reading.entities.find((each) => each.type === 'phone')
      return phone ? [{ type: 'give_phone', phone: String(phone.value) }] : undefined
    }
    case 'code': {
      if (/没(有)?收到|再发|重(新)?发|resend|didn'?t (get|receive)|not received/i.test(reading.text))
        return [{ type: 'resend_code' }]
      const code = /(?<!\d)(\d[\d\s]{2,8}\d)(?!\d)/.exec(reading.text.normalize('NFKC'))?.[1]
      return code ? [{ type: 'give_code', code: code.replace(/\s/g, '') }] : undefined
    }
  }
}

function answerToClarify({ reading, context }: Situation, { flows }: Of<'clarify'>): Command[] | undefined {
  const start = (flow: string, score = 1): Command => ({ type: 'start_flow', flow, score })
  const selected = selectShown(reading.text, { count: flows.length })
  if (selected?.kind === 'some') return selected.places.flatMap((place) => (flows[place] ? [start(flows[place])] : []))
  const best = flows.map((flow) => ({ flow, score: scoreOf(reading, flow) })).toSorted((a, b) => b.score - a.score)[0]
  if (best && best.score > thresholds.clarify) return [start(best.flow, best.score)]
  // Its name, or enough of it, is an answer to "which of these".
  const said = reading.text.trim().toLowerCase()
  const named = flows.filter((flow) => {
    const name = context.flows.get(flow)?.name
    return name && said.length >= 2 && (name.zh.includes(said) || name.en.toLowerCase().includes(said))
  })
  return named.length === 1 && named[0] ? [start(named[0])] : undefined
}

function answerToSlot(situation: Situation, pending: Of<'slot'>): Command[] | undefined {
  const { reading, context, open } = situation
  const slot = open?.flow.slots[pending.slot]
  if (!open || !slot) return undefined
  const before = knownBefore(situation, slot)
  if (before !== undefined) return [{ type: 'set_slot', slot: pending.slot, value: before }]
  const part = patched(situation, pending.slot)
  if (part !== undefined) return [{ type: 'set_slot', slot: pending.slot, value: part }]
  const others = otherValues(situation, pending.slot)
  if (slot.kind === 'record') {
    const answer = answerWithRecord(situation, pending.slot, slot)
    if (answer === 'elsewhere') return undefined
    if (answer) return [answer, ...others]
  }
  if (slot.kind === 'text' && !slot.pattern) {
    const own = ownWords(situation, pending.slot, others)
    if (own !== undefined) return [{ type: 'set_slot', slot: pending.slot, value: own }, ...others]
  }
  if (others.length > 0) return others
  const wrong = reopened(situation)
  if (wrong) return wrong
  if (isUnsure(reading) || (pending.skippable && isRefusal(reading))) return [{ type: 'unsure' }]
  const question = looksLikeQuestion(reading.spelt)
  // What is told in one's own words may touch any topic; only a question about it leaves the matter.
  const mayLeave = question || slot.kind !== 'text' || slot.pattern !== undefined
  if (mayLeave && (strongTopic(reading, open.frame.flow) || (question && knowledgeFor(reading)))) return undefined
  const parsed = parseSlot(slot, reading, context.options(pending.slot), pending.options, true)
  if (parsed)
    return [{ type: 'set_slot', slot: pending.slot, value: completed(open.frame.scope[pending.slot], parsed.value) }]
  return slot.kind === 'choice' || slot.kind === 'choiceOf' ? betweenChoices(situation, pending, slot) : undefined
}

/** Some of the choices fit, or one was named that is not there: asked about with those, once. */
function betweenChoices(
  { reading, context }: Situation,
  pending: Of<'slot'>,
  { several }: Extract<Slot, { kind: 'choice' | 'choiceOf' }>,
): Command[] | undefined {
  const options = context.options(pending.slot)
  const open = undecided(reading, { options, shown: pending.options, asked: true, several })
  if (open === 'nothing') return [{ type: 'no_such_choice', slot: pending.slot }]
  return open ? [{ type: 'choose_among', slot: pending.slot, values: open.among }] : undefined
}

function answerWithRecord(
  situation: Situation,
  name: string,
  slot: Extract<Slot, { kind: 'record' }>,
): Command | 'elsewhere' | undefined {
  const { reading, state, open } = situation
  const pointing = pointAt(situation, slot.record)
  const topic = strongTopic(reading, open!.frame.flow)
  // Another matter may name a product, too: a clear question about it is not the answer to ours.
  if (topic && scoreOf(reading, topic) >= thresholds.surely && looksLikeQuestion(reading.spelt)) return 'elsewhere'
  const count = state.pending?.kind === 'slot' ? state.pending.options.length : 0
  const places = selectShown(reading.text, { count, named: () => [0] })
  const points = pointsSomewhere(pointing) || places !== undefined || hasOrdinal(reading)
  const brief = reading.text.length <= 20 && !topic && !isUnsure(reading) && reading.outside < thresholds.outside
  return points || brief ? { type: 'set_slot', slot: name, value: pointing } : undefined
}

const hasOrdinal = ({ entities }: Reading) => entities.some(({ type }) => type === 'ordinal')

/** For a free-text question answered together with others: the part that is given under its name, or that says nothing else. */
function ownWords(situation: Situation, name: string, others: Command[]): string | undefined {
  const { reading, open } = situation
  const slot = open?.flow.slots[name]
  if (!open || slot?.kind !== 'text') return undefined
  const fits = (words: string | undefined) =>
    words !== undefined && words.length >= slot.min && words.length <= slot.max ? words : undefined
  const named = fits(valueUnderName(reading.text, open.flow, name))
  if (named !== undefined || others.length === 0) return named
  if (isChanging(reading.text) || looksLikeQuestion(reading.spelt)) return undefined
  const left = partsOf(reading).filter((part) => otherValues({ ...situation, reading: part }, name).length === 0)
  return left.length === 1 && partsOf(reading).length > 1 ? fits(left[0]?.text) : undefined
}

/** The message's parts between marks, each read by itself. */
function partsOf(reading: Reading): Reading[] {
  const parts: Reading[] = []
  for (const { 0: text, index } of reading.text.matchAll(/[^,，;；。\n]+/g)) {
    const from = index + (text.length - text.trimStart().length)
    const end = index + text.trimEnd().length
    const inside = reading.entities.filter((each) => each.start >= from && each.end <= end)
    const entities = inside.map((each) => ({ ...each, start: each.start - from, end: each.end - from }))
    if (end > from) parts.push({ ...reading, text: reading.text.slice(from, end), entities })
  }
  return parts
}

function answerToConfirm(situation: Situation): Command[] | undefined {
  const { reading, open } = situation
  const stance = stanceOf(reading)
  const changes = otherValues(situation, null)
  if (open && changes.length > 0) return changes
  const topic = strongTopic(reading, open?.frame.flow ?? '')
  const plain = (stance?.says === 'yes' || stance?.says === 'no') && stance.sure
  const wrong = plain ? undefined : reopened(situation)
  if (wrong) return wrong
  if (stance?.says === 'hold') return [{ type: 'hold' }]
  if (stance?.says === 'mocking') return [{ type: 'cannot_handle' }]
  if (stance?.says === 'partly') return topic ? undefined : [{ type: 'ask_what_to_change' }]
  if (open && !stance?.sure && restates(situation)) return [{ type: 'repeat_question' }]
  if (stance && (stance.sure || !topic)) return [{ type: stance.says === 'yes' ? 'affirm' : 'deny' }]
  return open && turnsAway(situation) ? [{ type: 'ask_what_to_change' }] : undefined
}

/** A value that was given is asked over: what is said may be a part of it (是200号, the phone is 139…). */
function patched({ reading, context, open }: Situation, name: string): unknown {
  const slot = open?.flow.slots[name]
  const known = open?.frame.scope[name]
  if (slot?.kind !== 'address' || isEmpty(known)) return undefined
  const whole = parseSlot(slot, reading, context.options(name), [], true)
  return whole?.sure ? undefined : patchValue(known, reading)
}

const sameAsSaid =
  /(?:刚才|刚刚|之前|上面|前面|前头|开头|上次)(?:我)?(?:说|给|发|填|留|报)?(?:过|了)?的?(?:那个|那|这个)?(?:地址|电话|手机号?|号码|邮箱|那个)|(?:地址|电话|手机|邮箱).{0,3}(?:同上|一样|不变|跟刚才|和刚才|跟之前|和之前)|^同上$|\bsame (?:address|number|phone|e-?mail|one)\b|\bas (?:i )?(?:said|given|gave) (?:before|above|earlier)\b|\bthe (?:address|number|e-?mail) (?:i gave|from before|above)\b/i

/** The value of this kind given earlier in the conversation, where the message refers back to it. */
function knownBefore({ reading, state }: Situation, { kind }: Slot): unknown {
  const fact = state.facts[kind]
  return fact !== undefined && reading.text.length <= 30 && sameAsSaid.test(reading.text) ? fact : undefined
}

const asBefore =
  /默认|老样子|老地方|跟?(以前|之前|上次|原来)(那个|的|一样)|账[户号](里|上|留)|预留的?|\b(default|(the )?usual( one)?|same as (before|usual|last time)|on file|the one (you have|on my account))\b/i
const isUnsure = (reading: Reading) =>
  scoreOf(reading, act('unsure')) > thresholds.act || (asBefore.test(reading.spelt) && reading.text.length <= 30)
const isRefusal = (reading: Reading) =>
  scoreOf(reading, act('deny')) > thresholds.act || /没有|不用|跳过|\b(skip|none|no)\b/i.test(reading.text)

/** A topic other than the open flow that the message is clearly about. */
function strongTopic(reading: Reading, openFlow: string): string | undefined {
  const best = reading.intents[0]
  if (!best || best.label === openFlow || best.label === 'oos' || best.label.startsWith('act:')) return undefined
  return best.score >= thresholds.interrupt ? best.label : undefined
}
