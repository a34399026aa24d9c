import type { Part } from '@loopdesk/contracts/messages.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { Frame } from '@loopdesk/engines/flow/frame.ts'
import { languageOf, type TurnContext } from './turn-context.ts'

type Progress = Extract<Part, { type: 'progress' }>
type StepState = Progress['steps'][number]['state']

/** Outcomes after which nothing of what was done stands. */
const takenBack = new Set(['compensated', 'cancelled'])

/** Where the matters of this turn stand, for showing beside the reply; only what has changed since it was last shown. */
export function progressParts(context: TurnContext): Progress[] {
  const { progress, brain } = context
  const moved = new Set(progress.journal.map(({ runId }) => runId))
  const parts: Progress[] = []
  for (const run of [...progress.runs, ...progress.parked, ...progress.state.stack]) {
    const definition = brain.flows.get(run.flow)?.definition
    if (!definition || !moved.has(run.runId)) continue
    const part = progressOf(definition, run, languageOf(context))
    const sign = part?.steps.map(({ state }) => state[0]).join('')
    if (!part || sign === progress.state.shownProgress[run.runId]) continue
    progress.state.shownProgress = { ...remembered(context), [run.runId]: sign! }
    parts.push(part)
  }
  return parts
}

/** Of runs that are over nothing more will be shown. */
function remembered({ progress: { state, runs, parked } }: TurnContext): Record<string, string> {
  const open = new Set([...state.stack, ...parked, ...runs, ...state.parked].map(({ runId }) => runId))
  return Object.fromEntries(Object.entries(state.shownProgress).filter(([runId]) => open.has(runId)))
}

/**
 * The steps of a run as its flow names them; undefined while it has not come to a second one. Steps on ways that were not taken
 * are left out.
 */
export function progressOf(definition: FlowDefinition, run: Frame, lang: 'zh' | 'en'): Progress | undefined {
  const been = definition.steps.map(({ node }) => hasBeenAt(run, node))
  const last = been.lastIndexOf(true)
  if (last < 1) return undefined
  const steps = definition.steps.flatMap(({ label }, index) => {
    const state =
      index > last ? (run.ended === null ? 'next' : undefined) : been[index] ? at(run, index === last) : undefined
    return state ? [{ label: label[lang], state }] : []
  })
  return { type: 'progress', key: run.runId, title: definition.name[lang], steps }
}

function at(run: Frame, isLast: boolean): StepState {
  if (run.ended === null) return isLast ? 'now' : 'done'
  if (run.ended === 'failed') return isLast ? 'failed' : 'done'
  if (takenBack.has(run.ended)) return isLast && run.ended === 'compensated' ? 'failed' : 'undone'
  return 'done'
}

/** Whether it came to this node, or into the loop or sub-flow that stands there. */
function hasBeenAt({ visits }: Frame, node: string): boolean {
  return Object.keys(visits).some((way) => way === node || way.startsWith(`${node}/`) || way.startsWith(`${node}[`))
}
