import type { FlowDefinition } from '@loopdesk/contracts/flow.ts'
import { unsupportedClaims } from '@loopdesk/engines/dialogue/check-reply.ts'
import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { type FlowEvent, type Step, step } from '@loopdesk/engines/flow/step.ts'
import { answerFromKnowledge, askOver, clarify, narrow, offerChanges, offerEntries, smallTalk } from './answer.ts'
import { carryOutIdentity } from './identify.ts'
import { prefill } from './prefill.ts'
import { satisfy } from './satisfy.ts'
import { settleRecord } from './settle-record.ts'
import { tellPictures } from './tell-pictures.ts'
import { environmentOf, sentence, type TurnContext, yesNo } from './turn-context.ts'

/** A turn that does this many things is stuck in a loop; a human should look. */
const maxActs = 400

/**
 * Carries out everything a turn has to do, one thing after another, until the customer is to speak next. Each step leaves
 * `progress` in a state from which another worker could go on.
 */
export async function act(context: TurnContext): Promise<void> {
  const { progress } = context
  for (let count = 0; count < maxActs; count++) {
    if (progress.handoff) return
    if (progress.wait) {
      const event = await satisfy(context, progress.wait)
      progress.wait = null
      if (event) await goOn(context, event)
      continue
    }
    const todo = progress.todo.shift()
    if (!todo) return
    await carryOut(context, todo)
  }
  throw new Error('a turn went round in circles')
}

async function carryOut(context: TurnContext, todo: Todo): Promise<void> {
  const { progress } = context
  switch (todo.do) {
    case 'flow':
      return goOn(context, todo.event)
    case 'start':
      return start(context, todo.flow)
    case 'say':
      progress.says.push({ text: sentence(context, todo.key, todo.params), parts: [] })
      return
    case 'answer':
      return answerFromKnowledge(context, todo.entries)
    case 'talk':
      return smallTalk(context, todo.id)
    case 'clarify':
      return clarify(context, todo.flows)
    case 'offerEntries':
      return offerEntries(context, todo.entries)
    case 'askAgain':
      return askAgain(context)
    case 'repeat':
      return repeat(context)
    case 'narrow':
      return narrow(context, todo.slot)
    case 'askOver':
      return askOver(context, todo.slot, todo.node)
    case 'offerChanges':
      return offerChanges(context, todo.slots)
    case 'tellPictures':
      return tellPictures(context, todo)
    case 'resolve':
      return settleRecord(context, todo)
    case 'identify':
    case 'checkCode':
    case 'sendCode':
      return carryOutIdentity(context, todo)
    case 'offerHuman':
      progress.says.push({ text: sentence(context, 'handoff_offer'), parts: [] })
      progress.state.pending = { kind: 'offerHuman' }
      progress.buttons = [yesNo(context)]
      return
    case 'outcome':
      if (todo.outcome === 'declined') progress.lightOutcome = 'declined'
      else progress.outcome ??= todo.outcome
      return
    case 'handoff':
      progress.handoff = { reason: todo.reason, skill: null }
      return
  }
}

function start(context: TurnContext, flow: string): Promise<void> {
  const { progress, brain, deps } = context
  const known = brain.flows.get(flow)
  if (known) progress.state.stack.push(newFrame(deps.newId(), known.definition, known.version))
  return goOn(context, { type: 'go' })
}

/** Lets the flow on top take an event and notes what it waits for next. */
export async function goOn(context: TurnContext, event: FlowEvent): Promise<void> {
  const { progress, brain } = context
  const frame = top(progress.state)
  const flow = frame && brain.flows.get(frame.flow)
  if (!frame || !flow) return
  if (frame.node === flow.definition.start && Object.keys(frame.scope).length === 0)
    await prefill(context, flow.definition)
  const wantsProfile = speaksOfProfile(flow.definition)
  const around = await environmentOf(context, frame.runId, wantsProfile)
  progress.state.pending = null
  progress.buttons = []
  progress.topic = { id: flow.definition.id, name: flow.definition.name }
  const next = await step(flow.definition, frame, event, around)
  progress.state.stack[progress.state.stack.length - 1] = next.frame
  checkReplies(context, next, [flow.definition, frame.scope, next.frame.scope, around.context])
  progress.says.push(...next.says)
  progress.wait = next.wait
  const detail = 'node' in next.wait ? next.wait.node : 'step' in next.wait ? next.wait.step : next.frame.node
  progress.steps.push({
    kind: 'flow',
    flow: frame.flow,
    run: frame.runId,
    event: event.type,
    detail: `${next.wait.kind}: ${detail}`,
  })
}

/**
 * Nothing is told to a customer that did not come from a system, from them or from the flow's own words: a sentence with an
 * amount or a number of unknown origin ends the turn (see abandon.ts) before anybody reads it.
 */
function checkReplies({ progress }: TurnContext, { says, wait }: Step, evidence: unknown[]): void {
  const texts = [...says.map(({ text }) => text), 'prompt' in wait ? wait.prompt : '']
  const unsupported = texts.flatMap((text) => unsupportedClaims(text, evidence))
  if (texts.every((text) => text === '')) return
  progress.steps.push({
    kind: 'check',
    name: 'numbers',
    passed: unsupported.length === 0,
    detail: unsupported.join(', ') || 'every amount and number comes from a result',
  })
  if (unsupported.length > 0) throw new Error(`a reply of flow ${progress.topic?.id} states what no result supports`)
}

const profileWanted = new WeakMap<FlowDefinition, boolean>()

/** Only then is the customer's record read. */
function speaksOfProfile(definition: FlowDefinition): boolean {
  let wanted = profileWanted.get(definition)
  if (wanted === undefined) {
    wanted = JSON.stringify(definition).includes('profile')
    profileWanted.set(definition, wanted)
  }
  return wanted
}

function askAgain({ progress }: TurnContext): void {
  const { question, pending } = progress.state
  if (!question || !pending) return
  progress.says.push({ text: question.text, parts: [] })
  progress.buttons = question.parts
}

function repeat({ progress }: TurnContext): void {
  const { lastReply, pending } = progress.state
  if (!lastReply) return
  progress.says.push({ text: lastReply.text, parts: [] })
  progress.buttons = pending ? lastReply.parts : []
}
