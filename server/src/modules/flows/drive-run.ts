import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import {
  type Effect,
  type FlowEvent,
  isPatient,
  type Waiting,
  waitsForCustomer,
} from '@loopdesk/engines/flow/effects.ts'
import { type Failure, type Frame, newFrame, waitings } from '@loopdesk/engines/flow/frame.ts'
import { type Around, step } from '@loopdesk/engines/flow/step.ts'
import { nodeOfStep } from './node-of-step.ts'
import type { Perform, Performed, Performers, Performing, Work } from './perform.ts'
import { raiseIncident } from './raise-incident.ts'
import type { HeldRun, RunStore, Settled, StepRow } from './run-store.ts'
import { isKept } from './settle-waits.ts'

/** A run's flow and everything its expressions see. */
export interface Surroundings {
  definition: FlowDefinition
  around: Omit<Around, 'now' | 'keepFailed'>
}

interface Driven {
  run: HeldRun
  store: Pick<RunStore, 'save' | 'waitBeside'>
  perform: Performers
  now: () => Date
}

/** So often in a row a worker may die over a run before it is kept for people instead. */
const mostTakeovers = 8
/** Before these the run's way so far is stored: another way there must not do them once more under another key. */
const storedBefore = new Set<Work['kind']>(['ticket', 'notify', 'watch', 'rollback'])

type Done = Extract<FlowEvent, { type: 'done' }>

/** Lets a run go on until all of it waits for time, an event or a person, or it is over. Throws LostRun. */
export async function driveRun(driven: Driven, surroundings: Surroundings | undefined): Promise<Settled> {
  const { run } = driven
  if (!surroundings) return halted(run, run.frame, 'no_such_flow', `no flow ${run.flow} version ${run.version}`)
  if (run.takeovers > mostTakeovers) return halted(run, run.frame, 'crashes', 'workers died over it again and again')
  try {
    return await walk(driven, surroundings)
  } catch (error) {
    if (error instanceof DefinitionError) return halted(run, run.frame, 'broken_flow', error.message)
    throw error
  }
}

class DefinitionError extends Error {}

async function walk(driven: Driven, { definition, around }: Surroundings): Promise<Settled> {
  const { run, now } = driven
  const walked = begin(run, definition)
  const queue: FlowEvent[] = firstEvents(run, walked.frame)
  const underWay = new Map<string, Promise<Done>>()
  let final: Extract<Effect, { kind: 'handoff' | 'ended' | 'failed' }> | undefined
  for (;;) {
    const event = queue.shift() ?? (underWay.size > 0 ? await Promise.race(underWay.values()) : undefined)
    if (!event) break
    if (event.type === 'done') {
      underWay.delete(event.step)
      noteAnswer(walked, event)
    }
    const next = await takeStep(definition, walked.frame, event, {
      ...around,
      now: now().toISOString(),
      keepFailed: true,
    })
    walked.frame = next.state
    walked.path.push(...next.path)
    for (const effect of next.effects) {
      if (effect.kind === 'say') continue
      if (effect.kind === 'ended' || effect.kind === 'handoff' || effect.kind === 'failed') final = effect
      else noteAsked(walked, effect)
      if ('step' in effect && isWork(effect) && !underWay.has(effect.step))
        underWay.set(effect.step, carryOut(driven, walked, effect))
    }
    if (final) break
    if (underWay.size > 0 && next.effects.some((effect) => isPatient(effect) && effect.kind !== 'halted'))
      await driven.store.waitBeside(run, () => walked.frame)
  }
  // What is under way when a run ends has its outcome in the journal all the same.
  await Promise.all(underWay.values())
  return final ? over(driven, walked, final) : put(run, walked)
}

interface Walked {
  frame: Frame
  path: string[]
  steps: Map<string, StepRow>
  /** Saves of one run, one after another. */
  saving: Promise<unknown>
}

function begin(run: HeldRun, definition: FlowDefinition): Walked {
  const frame = run.frame ?? { ...newFrame(run.id, definition, run.version), scope: run.scope }
  return { frame, path: [], steps: new Map(), saving: Promise.resolve() }
}

/** What came is told; before that, what was under way when a worker died is asked for once more. */
function firstEvents(run: HeldRun, frame: Frame): FlowEvent[] {
  const told = run.inbox.map(({ event }) => event)
  const standing = waitings(frame)
  const resting = frame.startedAt !== null && standing.length > 0 && standing.every(isPatient)
  return resting ? told : [{ type: 'go' }, ...told]
}

async function takeStep(definition: FlowDefinition, frame: Frame, event: FlowEvent, around: Around) {
  try {
    return await step(definition, frame, event, around)
  } catch (error) {
    throw new DefinitionError((error as Error).message, { cause: error })
  }
}

const isWork = (effect: Waiting): effect is Work => !isPatient(effect) && !waitsForCustomer(effect)

async function carryOut(driven: Driven, walked: Walked, effect: Work): Promise<Done> {
  const { run, store, perform } = driven
  const save = (also?: Parameters<RunStore['save']>[2]) => {
    const saved = walked.saving.then(() => store.save(run, () => walked.frame, also))
    walked.saving = saved.catch(() => {})
    return saved
  }
  const { workspaceId, id: runId, flow, version, customerId, language } = run
  const context: Performing = {
    workspaceId,
    runId,
    flow,
    version,
    customerId,
    language,
    scope: walked.frame.scope,
    remember: save,
  }
  if (storedBefore.has(effect.kind)) await save()
  const started = performance.now()
  const performed = await (perform[effect.kind] as Perform<Work['kind']>)(effect, context)
  noteResult(walked, effect, performed, Math.round(performance.now() - started))
  const { result, wrote, cost } = performed
  return { type: 'done', step: effect.step, result, ...(wrote && { wrote }), ...(cost !== undefined && { cost }) }
}

function noteAsked({ steps }: Walked, effect: Waiting): void {
  if (steps.has(effect.step)) return
  const { kind, step: at, ...input } = effect
  const base = { step: at, node: nodeOfStep(at), kind, output: null, error: null, attempts: 1, ms: 0 }
  steps.set(at, { ...base, status: 'waiting', input: inputOf(effect, input) })
}

/** What people want to see of a step: arguments, not how the engine wraps them. */
function inputOf(effect: Waiting, rest: object): unknown {
  if (effect.kind === 'call') return { tool: effect.tool, args: effect.args }
  if (effect.kind === 'code') return effect.input
  return rest
}

function noteResult({ steps }: Walked, effect: Work, { result, attempts = 1 }: Performed, ms: number): void {
  const row = steps.get(effect.step)
  if (row) Object.assign(row, outcomeOf(result), { attempts, ms })
}

/** An answer that came by the inbox: time, an event, a person. */
function noteAnswer({ steps, frame }: Walked, { step: at, result }: Done): void {
  if (steps.has(at)) return
  const waiting = waitings(frame).find((each) => each.step === at)
  if (!waiting || !isPatient(waiting)) return
  const base = { step: at, node: nodeOfStep(at), kind: waiting.kind, input: null, attempts: 1, ms: 0 }
  steps.set(at, { ...base, ...outcomeOf(result) })
}

function outcomeOf(result: Performed['result']): Pick<StepRow, 'status' | 'output' | 'error'> {
  if (result.status === 'ok') return { status: 'ok', output: result.value ?? null, error: null }
  const { status, code, message } = result
  const kind = status === 'refused' ? 'refused' : (result.kind ?? 'unavailable')
  return { status, output: null, error: { kind, code, message } }
}

/** Put aside: it waits, or people must see to it. */
function put(run: HeldRun, walked: Walked): Settled {
  const { frame } = walked
  const standing = waitings(frame)
  const stopped = standing.find(({ kind }) => kind === 'halted') as Extract<Waiting, { kind: 'halted' }> | undefined
  const question = standing.find(waitsForCustomer)
  const failure =
    stopped?.failure ??
    (question && {
      kind: 'invalid' as const,
      code: 'no_customer',
      message: `a run without a conversation asks its customer (${question.kind})`,
      node: nodeOfStep(question.step),
    })
  const settled = settledOf(run, walked, failure ? 'halted' : 'waiting', failure ?? null)
  if (!failure) return settled
  return {
    ...settled,
    also: (tx) => raiseIncident(tx, haltedIncident(run, frame, failure, (stopped ?? question)!.step)),
  }
}

function settledOf(
  run: HeldRun,
  { frame, path, steps }: Walked,
  status: Settled['status'],
  failure: Failure | null,
): Settled {
  const standing = waitings(frame)
  const nodes = status === 'ended' ? [] : [...new Set(standing.map(({ step: at }) => nodeOfStep(at)))]
  const hasWaited =
    run.frame !== null ||
    standing.some(isKept) ||
    [...steps.values()].some(({ kind }) => kind === 'event' || kind === 'timer' || kind === 'approval')
  return { run, frame, status, failure, output: null, nodes, path, steps: [...steps.values()], hasWaited }
}

/** Ended. What failed where nothing sees to it is undone first, and what cannot be undone is kept for people. */
async function over(
  driven: Driven,
  walked: Walked,
  final: Extract<Effect, { kind: 'handoff' | 'ended' | 'failed' }>,
): Promise<Settled> {
  const { run } = driven
  if (final.kind === 'failed' && walked.frame.writes.length > 0) {
    const writes = walked.frame.writes.toReversed()
    const { result } = await carryOut(driven, walked, { kind: 'rollback', step: 'failed#1', writes })
    if (result.status === 'ok') walked.frame = { ...walked.frame, writes: [] }
  }
  if (final.kind === 'handoff') await carryOut(driven, walked, ticketFor(driven, final))
  const settled = settledOf(run, walked, 'ended', final.kind === 'failed' ? final.failure : null)
  return { ...settled, output: final.kind === 'ended' ? final.output : null }
}

/** There is no conversation to hand over: people find it among the tickets. */
function ticketFor(
  { run }: Driven,
  { reason, skill }: Extract<Effect, { kind: 'handoff' }>,
): Extract<Effect, { kind: 'ticket' }> {
  const subject = `${run.flow}: ${reason}`
  const description = [`run ${run.id}`, ...(skill === null ? [] : [`skill: ${skill}`])].join('\n')
  return { kind: 'ticket', step: 'handoff#1', subject, description, category: 'handover', priority: 2 }
}

/** A run that cannot even be walked. */
function halted(run: HeldRun, frame: Frame | null, code: string, message: string): Settled {
  const failure: Failure = { kind: 'invalid', code, message, node: frame?.node ?? '' }
  const stood = frame ?? { ...newFrame(run.id, { id: run.flow, start: '' }, run.version), scope: run.scope }
  const walked: Walked = { frame: stood, path: [], steps: new Map(), saving: Promise.resolve() }
  return {
    ...settledOf(run, walked, 'halted', failure),
    unbegun: frame === null,
    also: (tx) => raiseIncident(tx, haltedIncident(run, stood, failure, 'run')),
  }
}

function haltedIncident(run: HeldRun, frame: Frame, failure: Failure, at: string) {
  const { workspaceId, id: runId, flow, customerId } = run
  return {
    workspaceId,
    kind: 'halted' as const,
    runId,
    flow,
    version: frame.version,
    customerId,
    failure,
    step: at,
    items: [],
  }
}
