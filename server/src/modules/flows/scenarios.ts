import type {
  DraftDefinition,
  RehearsalReply,
  Scenario,
  ScenarioBody,
  ScenarioResult,
} from '@loopdesk/contracts/api/flows.ts'
import { scenarioBody } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { evaluate } from '@loopdesk/engines/flow/expression.ts'
import { sql } from 'kysely'
import type { FlowDeskDeps, Who } from './desk-deps.ts'

interface Row {
  id: string
  flow: string
  body: unknown
  created_by: string
  updated_at: Date
  last: Scenario['last']
}

export type Played = ScenarioResult & { id: string; name: string; required: boolean }

/** Rehearsals kept to be played again: what a flow must go on doing. */
export function makeScenarios({ db, rehearse, now }: Pick<FlowDeskDeps, 'db' | 'rehearse' | 'now'>) {
  async function rows(workspaceId: string, flow: string): Promise<Row[]> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } =
        await sql<Row>`select * from flow_scenarios where flow = ${flow} order by body->>'name', id`.execute(tx.query)
      return rows
    })
  }

  /** Plays a scenario to its end, or to the first input after which it cannot go on. */
  async function playOne(
    workspaceId: string,
    definition: DraftDefinition,
    body: ScenarioBody,
  ): Promise<ScenarioResult> {
    const started = performance.now()
    const problems: ScenarioResult['problems'] = []
    const path: string[] = []
    let reply: RehearsalReply | undefined
    for (const [index, { input, expect }] of body.inputs.entries()) {
      const { customer, simulations, injections } = body
      try {
        reply = await rehearse(workspaceId, {
          definition,
          state: reply?.state ?? null,
          input,
          tools: 'simulated',
          simulations,
          injections,
          customer,
        })
      } catch (error) {
        problems.push({ input: index, message: (error as Error).message })
        break
      }
      path.push(...reply.path.map(({ node }) => node))
      problems.push(...unmet(reply, expect).map((message) => ({ input: index, message })))
      if (reply.findings.length > 0) {
        problems.push({ input: index, message: reply.findings[0]!.message.zh })
        break
      }
    }
    if (reply) problems.push(...(await unmetAtEnd(reply, path, body.end)).map((message) => ({ input: null, message })))
    return { passed: problems.length === 0, problems, path, ms: Math.round(performance.now() - started) }
  }

  return {
    list: async (workspaceId: string, flow: string): Promise<Scenario[]> => (await rows(workspaceId, flow)).map(shown),

    async create(workspaceId: string, who: Who, flow: string, body: ScenarioBody): Promise<Scenario> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          insert into flow_scenarios (workspace_id, flow, body, created_by) values (${workspaceId}, ${flow}, ${JSON.stringify(body)}::jsonb, ${who.name})
          returning *`.execute(tx.query)
        return shown(rows[0]!)
      })
    },

    async update(workspaceId: string, flow: string, id: string, body: ScenarioBody): Promise<Scenario> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          update flow_scenarios set body = ${JSON.stringify(body)}::jsonb, updated_at = now(), last = null
          where id = ${id} and flow = ${flow} returning *`.execute(tx.query)
        if (!rows[0]) throw new AppError('not_found', 'there is no such scenario')
        return shown(rows[0])
      })
    },

    async remove(workspaceId: string, flow: string, id: string): Promise<void> {
      await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`delete from flow_scenarios where id = ${id} and flow = ${flow} returning 1`.execute(
          tx.query,
        )
        if (rows.length === 0) throw new AppError('not_found', 'there is no such scenario')
      })
    },

    /** Copies all scenarios of a flow to another. */
    async copy(workspaceId: string, who: Who, from: string, to: string): Promise<void> {
      await db.tenant(workspaceId, (tx) =>
        sql`insert into flow_scenarios (workspace_id, flow, body, created_by)
          select workspace_id, ${to}, body, ${who.name} from flow_scenarios where flow = ${from}`.execute(tx.query),
      )
    },

    /** Plays scenarios on a definition, one after another, and keeps how they went. */
    async play(
      workspaceId: string,
      flow: string,
      definition: DraftDefinition,
      { ids, required = false, revision }: { ids?: string[] | undefined; required?: boolean; revision: number },
    ): Promise<Played[]> {
      const played: Played[] = []
      for (const row of await rows(workspaceId, flow)) {
        const body = scenarioBody.parse(row.body)
        if ((ids && !ids.includes(row.id)) || (required && !body.required)) continue
        const result = await playOne(workspaceId, definition, body)
        played.push({ ...result, id: row.id, name: body.name, required: body.required })
        const last = { passed: result.passed, revision, at: now().toISOString() }
        await db.tenant(workspaceId, (tx) =>
          sql`update flow_scenarios set last = ${JSON.stringify(last)}::jsonb where id = ${row.id}`.execute(tx.query),
        )
      }
      return played
    },
  }
}

function shown({ id, flow, body, created_by, updated_at, last }: Row): Scenario {
  return {
    ...scenarioBody.parse(body),
    id,
    flowId: flow,
    createdBy: created_by,
    updatedAt: updated_at.toISOString(),
    last,
  }
}

/** What did not hold after an input. */
function unmet(reply: RehearsalReply, expect: ScenarioBody['inputs'][number]['expect']): string[] {
  const said = reply.says.map(({ text }) => text).join('\n')
  const problems: string[] = []
  for (const words of expect.says) if (!said.includes(words)) problems.push(`没有说“${words}” / did not say "${words}"`)
  for (const words of expect.notSays) if (said.includes(words)) problems.push(`说了“${words}” / said "${words}"`)
  const { waitsAt } = expect
  const standing = reply.waiting.map(({ node }) => node)
  if (waitsAt !== undefined && !standing.includes(waitsAt))
    problems.push(
      `没有停在 ${waitsAt}，而是 ${standing.join('、') || '已结束'} / waits at ${standing.join(', ') || 'nothing'}, not ${waitsAt}`,
    )
  return problems
}

async function unmetAtEnd(reply: RehearsalReply, path: string[], end: ScenarioBody['end']): Promise<string[]> {
  const problems: string[] = []
  const walked = new Set(path)
  if (end.outcome !== undefined && reply.ended?.outcome !== end.outcome)
    problems.push(
      `结局是 ${reply.ended?.outcome ?? '未结束'}，不是 ${end.outcome} / ended as ${reply.ended?.outcome ?? 'not at all'}, not ${end.outcome}`,
    )
  for (const node of end.passes) if (!walked.has(node)) problems.push(`没有经过 ${node} / did not pass ${node}`)
  for (const node of end.avoids) if (walked.has(node)) problems.push(`经过了 ${node} / passed ${node}`)
  const wrote = reply.writes.map(({ tool }) => tool)
  if (end.writes && JSON.stringify(wrote) !== JSON.stringify(end.writes))
    problems.push(`留下的修改是 ${wrote.join('、') || '无'} / writes that stand: ${wrote.join(', ') || 'none'}`)
  for (const expression of end.holds)
    if (!(await holds(expression, reply.variables)))
      problems.push(`不成立：${expression} / does not hold: ${expression}`)
  return problems
}

async function holds(expression: string, scope: Record<string, unknown>): Promise<boolean> {
  const names = { title: async () => '', status: (_type: string, status: string) => status }
  try {
    return Boolean(
      await evaluate(expression, { scope, context: {}, lang: 'zh', now: new Date(0).toISOString(), names }),
    )
  } catch {
    return false
  }
}
