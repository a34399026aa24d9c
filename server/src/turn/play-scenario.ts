import type {
  RehearsalBody,
  RehearsalReply,
  ScenarioBody,
  ScenarioResult,
} from '@loopdesk/contracts/api/flows/rehearsal.ts'
import { evaluate } from '@loopdesk/engines/flow/expression.ts'
import { truthy } from '@loopdesk/engines/flow/values.ts'
import type { Rehearse } from './rehearse.ts'

export type PlayScenario = (
  workspaceId: string,
  definition: RehearsalBody['definition'],
  scenario: ScenarioBody,
) => Promise<ScenarioResult>

type Problem = ScenarioResult['problems'][number]

/** Plays a kept rehearsal on a definition, with systems simulated, and says what does not hold. */
export function makePlayScenario(rehearse: Rehearse): PlayScenario {
  return async (workspaceId, definition, { customer, simulations, injections, inputs, end }) => {
    const started = performance.now()
    const problems: Problem[] = []
    const path: string[] = []
    let last: RehearsalReply | undefined
    for (const [index, { input, expect }] of inputs.entries()) {
      const about = { definition, input, tools: 'simulated' as const, simulations, injections, customer }
      last = await rehearse(workspaceId, { ...about, state: last?.state ?? null })
      path.push(...last.path.map(({ node }) => node))
      problems.push(...unmet(last, expect).map((message) => ({ input: index, message })))
      if (last.findings.length > 0) break
    }
    if (last) problems.push(...(await unmetAtEnd(last, path, end)).map((message) => ({ input: null, message })))
    return { passed: problems.length === 0, problems, path, ms: Math.round(performance.now() - started) }
  }
}

function unmet(reply: RehearsalReply, { says, notSays, waitsAt }: ScenarioBody['inputs'][number]['expect']): string[] {
  const said = reply.says.map(({ text }) => text).join('\n')
  const problems = reply.findings.map(({ message }) => message.en)
  for (const words of says) if (!said.includes(words)) problems.push(`was not said: ${words}`)
  for (const words of notSays) if (said.includes(words)) problems.push(`was said: ${words}`)
  const nodes = reply.waiting.map(({ node }) => node)
  if (waitsAt && !nodes.includes(waitsAt)) problems.push(`waits at ${nodes.join(', ') || 'nothing'}, not at ${waitsAt}`)
  return problems
}

async function unmetAtEnd(reply: RehearsalReply, path: string[], end: ScenarioBody['end']): Promise<string[]> {
  const problems: string[] = []
  const outcome = reply.ended?.outcome ?? 'still open'
  if (end.outcome && outcome !== end.outcome) problems.push(`ended as ${outcome}, not as ${end.outcome}`)
  for (const node of end.passes) if (!path.includes(node)) problems.push(`did not pass ${node}`)
  for (const node of end.avoids) if (path.includes(node)) problems.push(`passed ${node}`)
  const written = reply.writes.map(({ tool }) => tool)
  if (end.writes && written.join() !== end.writes.join())
    problems.push(`writes that stand: ${written.join(', ') || 'none'}, not ${end.writes.join(', ') || 'none'}`)
  const names = { title: async () => '', status: (_type: string, status: string) => status }
  for (const expression of end.holds) {
    const around = { context: {}, lang: 'zh' as const, now: new Date(0).toISOString(), names }
    const held = await evaluate(expression, { ...around, scope: reply.variables }).catch(() => undefined)
    if (!truthy(held)) problems.push(`does not hold: ${expression}`)
  }
  return problems
}
