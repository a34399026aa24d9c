import type {
  RehearsalBody,
  RehearsalInput,
  RehearsalReply,
  WaitingFor,
} from '@loopdesk/contracts/api/flows/rehearsal.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { type DialogueState, newDialogue, openRun, top } from '@loopdesk/engines/dialogue/state.ts'
import { flowDefinition, readyFlow } from '@loopdesk/engines/flow/definition.ts'
import { type FlowEvent, type Waiting, waitsForCustomer } from '@loopdesk/engines/flow/effects.ts'
import { type Frame, newFrame, waitings } from '@loopdesk/engines/flow/frame.ts'
import { after } from '@loopdesk/engines/flow/values.ts'
import { z } from 'zod'
import type { ClaimRow, TurnMessage } from '../modules/conversations/index.ts'
import { abandon } from './abandon.ts'
import { act } from './act.ts'
import type { TurnDeps } from './deps.ts'
import { newProgress } from './progress.ts'
import { readForm } from './read-form.ts'
import { makeAnswers, makePlayedRead, type ToolOutput } from './rehearse-answers.ts'
import { playedDeps } from './rehearse-deps.ts'
import type { TurnContext } from './turn-context.ts'
import { understand } from './understand.ts'
import { goOn } from './walk-run.ts'

/** What is handed back and forth between the rehearsal's inputs. */
const rehearsalState = z.object({
  dialogue: z.record(z.string(), z.unknown()),
  /** The run, while it is put aside. */
  aside: z.record(z.string(), z.unknown()).nullable(),
  ended: z.object({ outcome: z.string(), output: z.unknown() }).nullable(),
  /** The scope it ended with. */
  scope: z.record(z.string(), z.unknown()),
  writes: z.array(z.object({ step: z.string(), tool: z.string() })),
  /** Minutes that have passed by order. */
  minutes: z.number(),
  /** How often each injection was used. */
  injected: z.record(z.string(), z.number()),
  runId: z.uuid(),
})
type State = z.infer<typeof rehearsalState>

export type Rehearse = (workspaceId: string, body: RehearsalBody) => Promise<RehearsalReply>

interface RehearseOptions {
  deps: TurnDeps
  /** JSON Schema of what a tool answers, as far as its system tells. */
  toolOutput: ToolOutput
}

/**
 * Plays one input of a definition through the very code that serves customers, with systems played or real; nothing of it is
 * stored. What the definition lacks for being walked at all is told as findings.
 */
export function makeRehearse({ deps, toolOutput }: RehearseOptions): Rehearse {
  return async (workspaceId, body) => {
    const parsed = flowDefinition.safeParse(body.definition)
    if (!parsed.success) return unwalkable(body, parsed.error)
    const definition = readyFlow(parsed.data)
    const state = body.state === null ? begin(deps, body) : rehearsalState.parse(body.state)
    const now = () => new Date(deps.now().getTime() + state.minutes * 60_000)
    if (body.input.type === 'time') state.minutes += body.input.minutes
    const context = await openStage({ ...playedDeps(deps), now }, workspaceId, body, state)
    context.brain.flows.set(definition.id, { definition, version: 0 })
    const stage = { context, body, injected: state.injected, toolOutput }
    context.rehearsal = { answer: makeAnswers(stage) }
    const { tools } = context.deps
    if (body.tools === 'simulated')
      context.deps = { ...context.deps, tools: { ...tools, records: tools.recordsOver(makePlayedRead(stage)) } }
    try {
      await take(context, state, body.input, definition.id)
      await act(context)
    } catch (error) {
      await abandon(context, error)
    }
    return reply(context, state)
  }
}

function begin(deps: TurnDeps, { customer }: RehearsalBody): State {
  const dialogue = newDialogue(customer.language)
  if (customer.verified && customer.externalId)
    dialogue.verified = { until: after(deps.now().toISOString(), 60 * 24 * 365)!, subject: customer.externalId }
  const empty = { aside: null, ended: null, scope: {}, writes: [], minutes: 0, injected: {} }
  return { ...empty, dialogue: dialogue as unknown as State['dialogue'], runId: deps.newId() }
}

async function openStage(deps: TurnDeps, workspaceId: string, body: RehearsalBody, state: State): Promise<TurnContext> {
  const dialogue = structuredClone(state.dialogue) as unknown as DialogueState
  const progress = newProgress(deps.newId(), 1, 1, deps.now(), dialogue)
  const [brain, workspace] = await Promise.all([
    deps.understanding.brainOf(workspaceId, state.runId),
    deps.workspace(workspaceId),
  ])
  const { externalId, name, language, profile } = body.customer
  const claim: ClaimRow = {
    id: state.runId,
    workspace_id: workspaceId,
    channel_account_id: state.runId,
    customer_id: state.runId,
    owner: 'bot',
    language,
    dialogue: {},
    checkpoint: null,
    page: null,
    last_seq: 0,
    due_seq: 0,
    done_seq: 0,
    lease_epoch: 0,
    wakes: 0,
    created_at: deps.now(),
  }
  return {
    deps,
    claim,
    workspace,
    progress,
    brain: { ...brain, flows: new Map(brain.flows) },
    customer: { id: state.runId, externalId, name },
    showsForms: true,
    underWay: new Map(),
    ...(body.tools === 'simulated' && { profile }),
  }
}

/** Lets the input happen. */
async function take(context: TurnContext, state: State, input: RehearsalInput, flow: string): Promise<void> {
  const { progress, brain } = context
  if (state.ended && input.type !== 'start') return
  switch (input.type) {
    case 'start': {
      const { definition, version } = brain.flows.get(flow)!
      const run: Frame = { ...newFrame(state.runId, definition, version), scope: { ...input.inputs } }
      progress.state.stack = [run]
      return goOn(context, { type: 'go' })
    }
    case 'text':
      return understand(context, [said(input.text, null)])
    case 'choice':
      return understand(context, [said(labelOf(context, input.value), input.value)])
    case 'value': {
      const { pending } = progress.state
      if (pending?.kind !== 'slot') return
      return goOn(context, { type: 'slot', slot: pending.slot, value: input.value })
    }
    case 'form': {
      const values = input.values as Parameters<typeof readForm>[1]['values']
      const event = await readForm(context, { formId: input.formId, values }, filesIn(input.values))
      return event ? goOn(context, event) : undefined
    }
    case 'verified':
      return goOn(context, { type: 'verified', passed: input.passed })
    case 'event':
    case 'approval':
    case 'time':
      return hear(context, state, input)
  }
}

/** Something a run that was put aside waits for has come. */
async function hear(context: TurnContext, state: State, input: RehearsalInput): Promise<void> {
  const { progress } = context
  const run = state.aside as unknown as Frame | null
  if (!run) return
  for (let event = answerTo(context, run, input); event; event = undefined) {
    progress.state.parked = []
    progress.state.stack.push(run)
    state.aside = null
    await goOn(context, event)
  }
}

function answerTo(context: TurnContext, run: Frame, input: RehearsalInput): FlowEvent | undefined {
  const now = context.deps.now().getTime()
  const ok = (step: string, value: unknown): FlowEvent => ({ type: 'done', step, result: { status: 'ok', value } })
  for (const waiting of waitings(run)) {
    const { step } = waiting
    if (input.type === 'approval' && waiting.kind === 'approval')
      return ok(step, { approved: input.approved, by: 'rehearsal', comment: input.comment })
    if (input.type === 'event' && waiting.kind === 'event' && waiting.connection === input.connection) {
      const wanted = waiting.types.length === 0 || waiting.types.includes(input.event)
      if (wanted && JSON.stringify(input.data).includes(JSON.stringify(waiting.key)))
        return ok(step, { type: input.event, service: input.connection, ...input.data, data: input.data })
    }
    if (input.type !== 'time') continue
    if (waiting.kind === 'timer' && Date.parse(waiting.at) <= now) return ok(step, null)
    if ((waiting.kind === 'event' || waiting.kind === 'approval') && waiting.until && Date.parse(waiting.until) <= now)
      return {
        type: 'done',
        step,
        result: { status: 'failed', kind: 'expired', code: 'expired', message: 'nothing came in time' },
      }
  }
  return undefined
}

const said = (text: string, choice: string | null): TurnMessage => ({ seq: 1, text, parts: [], choice, form: null })

/** What a pressed button says. */
function labelOf({ progress }: TurnContext, value: string): string {
  const shown = progress.state.question?.parts.flatMap((part) => (part.type === 'choices' ? part.choices : [])) ?? []
  return shown.find((each) => each.value === value)?.label ?? value
}

/** Files that were only named: as if they had been uploaded. */
function filesIn(values: Record<string, unknown>): FileRef[] {
  const found = Object.values(values).flatMap((value) => (Array.isArray(value) ? value : []))
  return found
    .filter((each): each is { fileId: string } => typeof each === 'object' && each !== null && 'fileId' in each)
    .map(({ fileId }) => ({ fileId, name: 'photo.jpg', mime: 'image/jpeg', size: 1 }))
}

function reply(context: TurnContext, before: State): RehearsalReply {
  const { progress } = context
  const { state: dialogue } = progress
  const ended = progress.runs.find(({ runId }) => runId === before.runId)
  const aside = progress.parked.find(({ runId }) => runId === before.runId) ?? before.aside
  const run = (openRun(dialogue) ?? (aside as Frame | null)) as Frame | null
  const state: State = {
    ...before,
    dialogue: dialogue as unknown as State['dialogue'],
    aside: aside as State['aside'],
    ended: ended ? { outcome: ended.ended ?? 'failed', output: progress.output ?? null } : before.ended,
    scope: (ended ?? run)?.scope ?? before.scope,
    writes: (ended ?? run)?.writes ?? before.writes,
  }
  const talking = top(dialogue)
  return {
    state,
    says: progress.says,
    parts: progress.buttons,
    path: progress.journal.map(({ at, node, kind, step, input, output, failure, startedAt, finishedAt }) => ({
      step: step ?? at,
      node,
      kind,
      input,
      output,
      error: failure,
      ms: finishedAt ? Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) : 0,
    })),
    variables: { ...state.scope, ...(talking && talking !== run ? talking.scope : {}) },
    waiting: run && !state.ended ? waitings(run).map((each) => waitingOf(each)) : [],
    ended: state.ended as RehearsalReply['ended'],
    writes: state.writes,
    findings: [],
  }
}

function waitingOf(waiting: Waiting): WaitingFor {
  const { kind, step, ...about } = waiting as Waiting & Record<string, unknown>
  const node = step.replace(/#\d+$/, '').split('/').at(-1)!
  const until = waiting.kind === 'timer' ? waiting.at : 'until' in waiting ? waiting.until : null
  const patient = kind === 'timer' || kind === 'event' || kind === 'approval' || kind === 'halted'
  return {
    step,
    node,
    kind: patient || waitsForCustomer(waiting) ? (kind as WaitingFor['kind']) : 'system',
    until,
    about,
  }
}

function unwalkable({ state }: RehearsalBody, error: z.ZodError): RehearsalReply {
  const findings = error.issues.slice(0, 20).map(({ path, message }) => {
    const [area, node, ...field] = path.map(String)
    const where = area === 'nodes' ? { node, field: field.join('.') } : { field: path.join('.') }
    return {
      code: 'shape',
      severity: 'error' as const,
      ...where,
      message: { zh: `这里填得不对：${message}`, en: `This is not filled in properly: ${message}` },
      fix: { zh: '按提示补全或改正。', en: 'Complete or correct it.' },
    }
  })
  const nothing = { says: [], parts: [], path: [], variables: {}, waiting: [], ended: null, writes: [] }
  return { state, ...nothing, findings }
}
