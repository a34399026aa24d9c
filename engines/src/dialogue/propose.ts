import type { Command } from '@loopdesk/contracts/commands.ts'
import type { FlowDefinition } from '@loopdesk/contracts/flow.ts'
import { isEmpty } from '../flow/step.ts'
import { type Parsed, parseSlot, parseYesNo, type SlotOption } from './parse-slot.ts'
import { inOwnWords, withPictures } from './propose-pictures.ts'
import { act, kb, type Reading, scoreOf } from './reading.ts'
import { pointingOf } from './refer.ts'
import { type DialogueState, type Pending, top } from './state.ts'

/** What proposing needs to know of the workspace. */
export interface ProposeContext {
  flows: Map<string, FlowDefinition>
  /** Options of a choice slot of the open flow, computed ones included. */
  options(slot: string): SlotOption[]
  /** Entity type of a record type's ids, and the catalogue it mentions. */
  recordPointers(type: string): { idType: string; catalogue: string | null }
}

/**
 * Probabilities from which a reading is acted upon. Chosen by cross-validation over the demo company's own examples
 * (docs/evaluation.md): `outside` is the chance of being out of scope above which a label is not believed.
 */
export const thresholds = {
  start: 0.4,
  interrupt: 0.55,
  surely: 0.9,
  wish: 0.8,
  clause: 0.5,
  partOfWhole: 0.08,
  act: 0.5,
  talk: 0.4,
  asking: 0.5,
  clarify: 0.2,
  outside: 0.7,
}

/** The built-in understander's second half: what a reading means where the conversation stands. */
export function propose(reading: Reading, state: DialogueState, context: ProposeContext): Command[] {
  return withPictures(reading, fromWords(reading, state, context))
}

function fromWords(reading: Reading, state: DialogueState, context: ProposeContext): Command[] {
  const pressed = reading.choice ? fromChoice(reading.choice, state) : undefined
  if (pressed) return pressed
  const human = plainlyHuman.test(reading.spelt) && reading.text.length <= 40 && !notHuman.test(reading.spelt)
  if (human) return [{ type: 'handoff', reason: 'customer_asked' }]
  const { pending } = state
  const sure = pending ? sureAnswer(pending, reading, state, context) : undefined
  if (sure) return sure
  const demanded = demands(reading, state)
  if (demanded) return demanded
  if (pending) {
    const answer = answerTo(pending, reading, state, context)
    if (answer) return answer
  }
  return newTopic(reading, state, pending !== null)
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
  if (kind === 'slot' && slot && stack.length > 0) {
    const asked = pending?.kind === 'slot' && pending.slot === slot
    return [{ type: asked ? 'set_slot' : 'correct_slot', slot, value: rest.join(':') }]
  }
  return undefined
}

const plainlyHuman =
  /转\s*人工|人工(客服|服务)?|真人|找(个)?人(来|工)?|活人|\b(human|real person|live agent|representative|operator|talk to (someone|somebody|a person|an agent))\b/i
/** Without any word for a person or a desk, wanting one is not to be inferred. */
const speaksOfPeople =
  /客服|人工|真人|活人|(找|叫|换|要|有|没)(个)?人|人(呢|在吗|来)|老板|经理|主管|领导|同事|电话|机器|\b(human|person|people|someone|somebody|anyone|anybody|agent|rep|representative|operator|manager|supervisor|colleague|staff|team|call|bot|robot|machine)\b/i
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

/** An answer to the question asked that could hardly mean anything else. */
function sureAnswer(
  pending: Pending,
  reading: Reading,
  state: DialogueState,
  context: ProposeContext,
): Command[] | undefined {
  if (pending.kind === 'phone' || pending.kind === 'code') return answerTo(pending, reading, state, context)
  if (pending.kind !== 'slot') return undefined
  const frame = top(state)
  const slot = frame && context.flows.get(frame.flow)?.slots[pending.slot]
  const parsed = slot && parseSlot(slot, reading, context.options(pending.slot), pending.options, true)
  if (!parsed?.sure) return undefined
  return [
    { type: 'set_slot', slot: pending.slot, value: parsed.value },
    ...otherSlots(reading, state, context, pending.slot),
  ]
}

function answerTo(
  pending: Pending,
  reading: Reading,
  state: DialogueState,
  context: ProposeContext,
): Command[] | undefined {
  switch (pending.kind) {
    case 'slot':
      return answerToSlot(pending, reading, state, context)
    case 'confirm':
      return answerToConfirm(reading, state, context)
    case 'offerHuman': {
      const said = parseYesNo(reading)
      return said ? [{ type: said.value ? 'affirm' : 'deny' }] : undefined
    }
    case 'clarify': {
      const best = pending.flows
        .map((flow) => ({ flow, score: scoreOf(reading, flow) }))
        .toSorted((a, b) => b.score - a.score)[0]
      return best && best.score > thresholds.clarify
        ? [{ type: 'start_flow', flow: best.flow, score: best.score }]
        : undefined
    }
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

function answerToSlot(
  pending: Extract<Pending, { kind: 'slot' }>,
  reading: Reading,
  state: DialogueState,
  context: ProposeContext,
): Command[] | undefined {
  const frame = top(state)
  const flow = frame && context.flows.get(frame.flow)
  const slot = flow?.slots[pending.slot]
  if (!frame || !flow || !slot) return undefined
  const others = otherSlots(reading, state, context, pending.slot)
  const parsed = parseSlot(slot, reading, context.options(pending.slot), pending.options, true)
  if (slot.kind === 'record') {
    const pointing = pointAt(reading, context, slot.record)
    const topic = strongTopic(reading, frame.flow)
    // Another matter may name a product, too: a clear question about it is not the answer to ours.
    if (topic && scoreOf(reading, topic) >= thresholds.surely && looksLikeQuestion(reading.spelt)) return undefined
    if (
      pointsSomewhere(pointing, reading) ||
      (!topic && !isUnsure(reading) && reading.outside < thresholds.outside && reading.text.length <= 20)
    )
      return [{ type: 'set_slot', slot: pending.slot, value: pointing }, ...others]
  }
  if (others.length > 0) return others
  if (isUnsure(reading) || (pending.skippable && isRefusal(reading))) return [{ type: 'unsure' }]
  const question = looksLikeQuestion(reading.spelt)
  // What is told in one's own words may touch any topic; only a question about it leaves the matter.
  const mayLeave = question || slot.kind !== 'text' || slot.pattern !== undefined
  if (mayLeave && (strongTopic(reading, frame.flow) || (question && knowledgeFor(reading)))) return undefined
  if (parsed) return [{ type: 'set_slot', slot: pending.slot, value: parsed.value }]
  return undefined
}

function answerToConfirm(reading: Reading, state: DialogueState, context: ProposeContext): Command[] | undefined {
  const frame = top(state)
  const said = parseYesNo(reading)
  const changes = otherSlots(reading, state, context, null)
  if (frame && changes.length > 0) return changes
  if (frame && !said?.sure && restates(reading, state, context)) return [{ type: 'repeat_question' }]
  if (said && (said.sure || !strongTopic(reading, frame?.flow ?? ''))) return [{ type: said.value ? 'affirm' : 'deny' }]
  return undefined
}

const changing =
  /不(是|对)|改(成|为|到|一下)?|换(成|个|一)?|应该是|错了|说错|搞错|其实|而是|还是|\b(no|not|change|instead|actually|rather|wrong|should be|make it|i meant)\b/i

/** Values for slots of the open flow other than the one asked: new ones, and different ones for those already given. */
function otherSlots(reading: Reading, state: DialogueState, context: ProposeContext, asked: string | null): Command[] {
  const frame = top(state)
  const flow = frame && context.flows.get(frame.flow)
  if (!frame || !flow) return []
  const correcting = changing.test(reading.text)
  const said = inOwnWords(reading)
  const found: Command[] = []
  for (const [name, slot] of Object.entries(flow.slots)) {
    if (name === asked) continue
    const known = frame.scope[name]
    if (slot.kind === 'record') continue
    if (slot.kind === 'text' && !slot.pattern) continue
    const parsed = parseSlot(slot, said, context.options(name), [], correcting && !isEmpty(known) && !isFree(slot.kind))
    if (!parsed?.sure || JSON.stringify(parsed.value) === JSON.stringify(known)) continue
    if (isEmpty(known)) found.push({ type: 'set_slot', slot: name, value: parsed.value })
    else if (correcting || asked === null) found.push({ type: 'correct_slot', slot: name, value: parsed.value })
  }
  return [...otherRecords(reading, state, context, asked, correcting && found.length === 0), ...found]
}

/** Another business object than the one settled on: by its id, or (`loosely`) by what is said of it, where that said nothing else. */
function otherRecords(
  reading: Reading,
  state: DialogueState,
  context: ProposeContext,
  asked: string | null,
  loosely: boolean,
): Command[] {
  const frame = top(state)
  const slots = Object.entries((frame && context.flows.get(frame.flow)?.slots) ?? {})
  return slots.flatMap(([name, slot]) => {
    if (slot.kind !== 'record' || name === asked || isEmpty(frame?.scope[name])) return []
    const pointing = pointAt(reading, context, slot.record)
    if (pointing.ids.length > 0 && pointing.ids.every((id) => isIdOf(frame?.scope[name], id))) return []
    const meant = pointing.ids.length > 0 || (loosely && pointsSomewhere(pointing, reading))
    return meant ? [{ type: 'correct_slot' as const, slot: name, value: pointing }] : []
  })
}

/** Whether an object is the one an id names, by whichever of its numbers. */
const isIdOf = (record: unknown, id: string) => (JSON.stringify(record) ?? '').toUpperCase().includes(`"${id}"`)

/** Says again what was said before: no change, no new matter. */
function restates(reading: Reading, state: DialogueState, context: ProposeContext): boolean {
  const frame = top(state)
  const flow = frame && context.flows.get(frame.flow)
  if (!frame || !flow || reading.text.length > 60) return false
  const said = reading.text.trim()
  return Object.entries(flow.slots).some(([name, slot]) => {
    const known = frame.scope[name]
    if (isEmpty(known) || slot.kind === 'record' || slot.kind === 'yesno') return false
    if (known === said) return true
    const parsed = parseSlot(slot, reading, context.options(name), [], !isFree(slot.kind))
    return parsed !== undefined && JSON.stringify(parsed.value) === JSON.stringify(known)
  })
}

const isFree = (kind: string) => kind === 'text' || kind === 'yesno'

function pointAt(reading: Reading, context: ProposeContext, type: string) {
  const { idType, catalogue } = context.recordPointers(type)
  return pointingOf(reading.text, reading.entities, idType, catalogue)
}

const pointingWords =
  /上(一)?(次|单|笔|个)|最(近|新|早|贵|便宜|后)|刚(刚|才)?(买|下|拍|订)|前(两|几)天|第[一二三四五六七八九十\d]+(个|单|笔|款)|那(个|单|笔|款)|\b(last|latest|newest|recent|first|second|third|previous|earlier|cheapest|most expensive)\b/i

function pointsSomewhere(pointing: ReturnType<typeof pointAt>, reading: Reading): boolean {
  const { ids, products, dates, amounts, daysAgo } = pointing
  return (
    ids.length + products.length + dates.length + amounts.length > 0 ||
    daysAgo !== null ||
    pointingWords.test(reading.text) ||
    reading.entities.some((each) => each.type === 'ordinal')
  )
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

const questionWords =
  /[?？]|到哪|吗|呢|么$|什么|怎么|多久|多少|几点|哪里|可以.*不|能不能|是不是|有没有|\b(what|when|where|how|why|who|which|can i|do you|is there|are you)\b/i
const looksLikeQuestion = (text: string) => questionWords.test(text)

function newTopic(reading: Reading, state: DialogueState, interrupting: boolean): Command[] {
  if (reading.files.length > 0 && reading.text.trim() === '') return [{ type: 'files', count: reading.files.length }]
  // A number nobody asked for means nothing by itself.
  if (/^[\d\s.,，。-]+$/.test(reading.text)) return [{ type: 'cannot_handle' }]
  const several = startsInClauses(reading)
  if (several.length > 1) return several
  const asked = several.length === 1 ? askedInClauses(reading) : []
  if (asked.length > 0) return [{ type: 'answer', entries: asked }, ...several]
  const ranked = rankedFor(reading, state)
  const [best] = ranked
  const believed = reading.outside < thresholds.outside
  const answer = knowledgeFor(reading)
  if (best && believed) {
    const flow = ranked.find(({ label }) => isFlow(label))
    const from = interrupting ? thresholds.interrupt : thresholds.start
    if (flow && answersRather(reading, answer, flow, top(state)?.flow)) return [answer!]
    if (flow && flow.score >= from && (flow.score >= reading.asking || !answer))
      return [{ type: 'start_flow', flow: flow.label, score: flow.score }]
    if (answer && reading.asking >= thresholds.asking) return [answer]
    if (several[0] && !best.label.startsWith('act:')) return several
    if (best.label.startsWith('act:') && best.score >= thresholds.act) return bareAct(best.label.slice(4))
    if (best.label.startsWith('talk:') && best.score >= thresholds.talk)
      return [{ type: 'small_talk', id: best.label.slice(5) }]
  }
  if (answer?.type === 'answer') return [answer]
  if (!believed) return [{ type: 'out_of_scope' }]
  return unclear(reading, state)
}

/** A question the knowledge base answers plainly is answered, unless it sounds far more like a wish (or like a new one). */
function answersRather(
  { knowledge, spelt }: Reading,
  answer: ReturnType<typeof knowledgeFor>,
  flow: { label: string; score: number },
  open: string | undefined,
): boolean {
  if (answer?.type !== 'answer' || knowledge.decision !== 'answer' || !looksLikeQuestion(spelt)) return false
  return flow.score < thresholds.wish || flow.label === open
}

const isFlow = (label: string) => !label.includes(':') && label !== 'oos'

/**
 * Where nothing is open, 取消 and 好的 by themselves mean little; said of something named (原汁机取消了吧) they are what is wanted,
 * so the acts step back behind what else it may mean.
 */
function rankedFor(reading: Reading, { pending, stack }: DialogueState): Reading['intents'] {
  const intents = reading.intents.filter(({ label }) => label !== act('handoff') || speaksOfPeople.test(reading.spelt))
  const idle = pending === null && stack.length === 0
  const named = reading.entities.some(({ type }) => type.startsWith('catalogue:') || type.startsWith('record:'))
  if (!idle || !named) return intents
  const others = intents.filter(({ label }) => !label.startsWith('act:') || label === act('handoff'))
  const mass = others.reduce((sum, { score }) => sum + score, 0)
  return mass === 0 ? intents : others.map(({ label, score }) => ({ label, score: score / mass }))
}

/** What the knowledge base has to say: retrieval finds the entry, the recogniser says whether a question was asked at all. */
function knowledgeFor(reading: Reading): Extract<Command, { type: 'answer' | 'clarify_knowledge' }> | undefined {
  const { decision, candidates } = reading.knowledge
  const [first] = candidates
  const guessed = reading.intents.find(({ label }) => label.startsWith('kb:'))
  if (first && (decision === 'answer' || (decision === 'clarify' && guessed?.label === kb(first.id))))
    return { type: 'answer', entries: candidates.map(({ id }) => id) }
  if (guessed && guessed.score >= 0.6 && reading.outside < 0.4)
    return { type: 'answer', entries: [guessed.label.slice(3)] }
  // Both ways of finding out point at it, neither strongly: together that is enough where a question was asked.
  const agreed = candidates.some(({ id }) => guessed?.label === kb(id))
  const doubt = guessed && guessed.score >= 0.3 ? thresholds.outside : 0.6
  if (guessed && agreed && reading.asking >= 0.5 && guessed.score >= 0.2 && reading.outside < doubt)
    return { type: 'answer', entries: [guessed.label.slice(3)] }
  if (decision === 'clarify' && reading.asking >= 0.6 && reading.outside < 0.5)
    return { type: 'clarify_knowledge', entries: candidates.slice(0, 3).map(({ id }) => id) }
  return undefined
}

function bareAct(id: string): Command[] {
  const known: Record<string, Command> = {
    affirm: { type: 'affirm' },
    deny: { type: 'deny' },
    unsure: { type: 'unsure' },
    cancel: { type: 'cancel_flow' },
    repeat: { type: 'repeat' },
    handoff: { type: 'handoff', reason: 'customer_asked' },
  }
  return [known[id] ?? { type: 'small_talk', id }]
}

/** Distinct flows clearly meant by different clauses (我想退货并且改个地址), each with its own words. */
function startsInClauses(reading: Reading): Extract<Command, { type: 'start_flow' }>[] {
  const found: Extract<Command, { type: 'start_flow' }>[] = []
  for (const { text, intents } of reading.clauses) {
    const best = intents[0]
    if (!best || !isFlow(best.label) || best.score < thresholds.clause) continue
    // Half a sentence may sound like another matter that the whole is clearly not about.
    if (scoreOf(reading, best.label) < thresholds.partOfWhole) continue
    if (!found.some(({ flow }) => flow === best.label))
      found.push({ type: 'start_flow', flow: best.label, score: best.score, said: text })
  }
  return found
}

/** A question put beside a wish (退货，另外保修多久): the entry that a clause of its own asks for. */
function askedInClauses(reading: Reading): string[] {
  for (const { intents } of reading.clauses) {
    const [best] = intents
    if (best?.label.startsWith('kb:') && best.score >= thresholds.clause && scoreOf(reading, best.label) >= 0.02)
      return [best.label.slice(3)]
  }
  return []
}

/** Between several flows: ask which. About nothing known: say so. */
function unclear(reading: Reading, { pending }: DialogueState): Command[] {
  const flows = reading.intents.filter(({ label, score }) => isFlow(label) && score >= thresholds.clarify)
  if (flows.length > 0 && !pending) return [{ type: 'clarify', flows: flows.slice(0, 3).map(({ label }) => label) }]
  return [{ type: 'cannot_handle' }]
}

export type { Parsed }
