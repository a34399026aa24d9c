import { unsupportedClaims } from '@loopdesk/engines/dialogue/check-reply.ts'
import { openRun } from '@loopdesk/engines/dialogue/state.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import {
  type Effect,
  type FlowEvent,
  isPatient,
  type Waiting,
  waitsForCustomer,
} from '@loopdesk/engines/flow/effects.ts'
import { type Failure, waitings } from '@loopdesk/engines/flow/frame.ts'
import { type Step, step } from '@loopdesk/engines/flow/step.ts'
import { askCustomer } from './ask-customer.ts'
import { carryOutWork } from './carry-out-work.ts'
import { continueBelow, endRun, noteUnfinished, parkRun } from './end-run.ts'
import { noteStep } from './journal.ts'
import { prefill } from './prefill.ts'
import type { Work } from './run-work.ts'
import { tellToWait } from './tell-to-wait.ts'
import { environmentOf, type TurnContext } from './turn-context.ts'

/** A run failed and nothing in its flow sees to that. */
export class RunFailed extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(`${failure.node}: ${failure.message}`)
    this.name = 'RunFailed'
    this.failure = failure
  }
}

/** Lets the run being worked on take an event, and notes what it asks for next. */
export async function goOn(context: TurnContext, event: FlowEvent): Promise<void> {
  const { progress, brain } = context
  const run = openRun(progress.state)
  const flow = run && brain.flows.get(run.flow)
  if (!run || !flow) return
  const { definition } = flow
  if (run.startedAt === null) await prefill(context, definition)
  const around = await environmentOf(context, run.runId, speaksOfProfile(definition))
  const flows = (id: string) => brain.flows.get(id)
  progress.state.pending = null
  progress.buttons = []
  progress.topic = { id: definition.id, name: definition.name }
  const next = await step(definition, run, event, { ...around, flows })
  // From here to the end nothing waits: a checkpoint sees all of this step or nothing of it.
  progress.state.stack[progress.state.stack.length - 1] = next.state
  const waiting = waitings(next.state)
  progress.outstanding = waiting.filter((each) => !isPatient(each))
  checkReplies(context, next, [definition, run, next.state, around.context])
  note(context, definition, event, next)
  noteStep(progress.journal, { ...next, before: run, definition, event }, around.now)
  const last = next.effects.at(-1)
  for (const effect of next.effects)
    if (effect.kind === 'say') progress.says.push({ text: effect.text, parts: effect.parts })
  if (last?.kind === 'failed') throw new RunFailed(last.failure)
  if (last?.kind === 'handoff') {
    // Called for because something failed: what stands of it must not be forgotten.
    if (last.reason === 'bot_failed') noteUnfinished(progress, next.state)
    endRun(context, 'handed_over')
    progress.handoff = { reason: last.reason, skill: last.skill }
  } else if (last?.kind === 'ended') {
    progress.output = last.output
    endRun(context, last.outcome)
    await goBelow(context)
  } else if (waiting.length > 0 && waiting.every(isPatient)) {
    parkRun(context)
    await goBelow(context)
  }
}

async function goBelow(context: TurnContext): Promise<void> {
  const event = continueBelow(context)
  if (event) await goOn(context, event)
}

/**
 * Works on what the run has asked for until one thing is answered, and lets the run go on with it. Systems are asked at the
 * same time where branches do so; the customer last. False when it is the customer's turn.
 */
export async function workOn(context: TurnContext): Promise<boolean> {
  const { progress } = context
  const question = progress.outstanding.find(waitsForCustomer)
  const work = progress.outstanding.filter((each): each is Work => !waitsForCustomer(each))
  if (work.length > 0) {
    const event = await firstAnswer(context, work)
    await goOn(context, event)
    return true
  }
  progress.outstanding = []
  if (!question) return false
  if (context.claim.owner !== 'bot') {
    // People have the conversation: the question waits until they give it back.
    parkRun(context, true)
    await goBelow(context)
    return false
  }
  const event = await askCustomer(
    context,
    question as Extract<Waiting, { kind: 'slot' | 'form' | 'confirm' | 'verify' }>,
  )
  if (event) await goOn(context, event)
  return event !== undefined
}

async function firstAnswer(context: TurnContext, work: Work[]): Promise<Extract<FlowEvent, { type: 'done' }>> {
  const { underWay } = context
  for (const each of work)
    if (!underWay.has(each.step))
      underWay.set(
        each.step,
        carryOutWork(context, each).then((event) => ({ event })),
      )
  const waited = work.map(({ step }) => underWay.get(step)!)
  const { event } = await tellToWait(context, Promise.race(waited))
  underWay.delete(event.step)
  return event
}

/**
 * Nothing is told to a customer that did not come from a system, from them or from the flow's own words: a sentence with an
 * amount or a number of unknown origin ends the turn (see abandon.ts) before anybody reads it.
 */
function checkReplies({ progress }: TurnContext, { effects }: Step, evidence: unknown[]): void {
  const texts = effects.flatMap((effect) => saidBy(effect))
  if (texts.every((text) => text === '')) return
  const unsupported = texts.flatMap((text) => unsupportedClaims(text, evidence))
  progress.steps.push({
    kind: 'check',
    name: 'numbers',
    passed: unsupported.length === 0,
    detail: unsupported.join(', ') || 'every amount and number comes from a result',
  })
  if (unsupported.length > 0) throw new Error(`a reply of flow ${progress.topic?.id} states what no result supports`)
}

function saidBy(effect: Effect): string[] {
  if (effect.kind === 'say') return [effect.text]
  if (effect.kind === 'notify') return effect.to === 'customer' ? [effect.text] : []
  return 'prompt' in effect && waitsForCustomer(effect) ? [effect.prompt] : []
}

/** For the trace: what the run was told, and what it came to. */
function note({ progress }: TurnContext, definition: FlowDefinition, event: FlowEvent, { state, effects }: Step): void {
  const telling = effects.findLast(({ kind }) => kind !== 'say')
  const where = telling && 'node' in telling ? telling.node : telling && 'step' in telling ? telling.step : state.node
  progress.steps.push({
    kind: 'flow',
    flow: definition.id,
    run: state.runId,
    event: event.type,
    detail: `${telling?.kind ?? 'waits'}: ${where}`,
  })
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
