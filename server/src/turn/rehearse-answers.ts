import type { Injection, RehearsalBody } from '@loopdesk/contracts/api/flows/rehearsal.ts'
import type { FlowEvent, Result } from '@loopdesk/engines/flow/effects.ts'
import { sampleOf } from '@loopdesk/engines/flow/sample.ts'
import type { TurnDeps } from './deps.ts'
import type { Work } from './run-work.ts'
import type { TurnContext } from './turn-context.ts'

type Done = Extract<FlowEvent, { type: 'done' }>

/** JSON Schema of what a tool answers; null where its system does not tell. */
export type ToolOutput = (workspaceId: string, tool: string) => Promise<object | null>

interface Stage {
  context: TurnContext
  body: RehearsalBody
  /** How often each injection was used; counted up. */
  injected: Record<string, number>
  toolOutput: ToolOutput
}

/** Reading of business objects from simulated answers. */
export function makePlayedRead(stage: Stage): TurnDeps['tools']['execute']['read'] {
  return async (_workspaceId, tool, args) => {
    const result = await simulated(stage, { tool, args })
    return { result, how: result.status, attempts: 1, ms: 0 }
  }
}

/** What stands in for systems in a rehearsal: failures put in, then simulated answers; undefined lets the real thing happen. */
export function makeAnswers(stage: Stage): (work: Work) => Promise<Done | undefined> {
  return async (work) => {
    const injection = take(stage, nodeOf(work.step))
    if (injection) return failing(stage, work, injection)
    if (work.kind === 'watch' || work.kind === 'progress') return ok(work.step, null)
    if (stage.body.tools === 'real' || (work.kind !== 'call' && work.kind !== 'rollback')) return undefined
    if (work.kind === 'rollback') return ok(work.step, null)
    return { ...done(work.step, await simulated(stage, work)), wrote: await isWrite(stage, work) }
  }
}

const done = (step: string, result: Result): Done => ({ type: 'done', step, result })
const ok = (step: string, value: unknown): Done => done(step, { status: 'ok', value })
const nodeOf = (step: string) => step.replace(/#\d+$/, '').split('/').at(-1)!

function take({ body, injected }: Stage, node: string): Injection | undefined {
  const index = body.injections.findIndex((each, at) => each.node === node && (injected[String(at)] ?? 0) < each.times)
  if (index < 0) return undefined
  injected[String(index)] = (injected[String(index)] ?? 0) + 1
  return body.injections[index]
}

/** A lost reply (`unknown`) to a write may have taken effect: it counts as written until it is undone. */
async function failing(stage: Stage, work: Work, { kind, code }: Injection): Promise<Done> {
  const message = 'a failure put in by the rehearsal'
  if (kind === 'refused') return done(work.step, { status: 'refused', code, message })
  const wrote = kind === 'unknown' && work.kind === 'call' && (await isWrite(stage, work))
  return { ...done(work.step, { status: 'failed', kind, code, message }), wrote }
}

async function isWrite({ context }: Stage, { tool }: Extract<Work, { kind: 'call' }>): Promise<boolean> {
  const known = await context.deps.tools.find(context.claim.workspace_id, tool)
  return known?.tool.kind === 'write'
}

async function simulated(
  { context, body, toolOutput }: Stage,
  { tool, args }: { tool: string; args: unknown },
): Promise<Result> {
  for (const each of body.simulations) {
    if (each.tool !== tool) continue
    if (each.when && !(await context.deps.tools.evaluate(each.when, { args }))) continue
    return each.result
  }
  return { status: 'ok', value: sampleOf(await toolOutput(context.claim.workspace_id, tool)) }
}
