import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { Frame, Thread } from '@loopdesk/engines/flow/frame.ts'
import type { Tools } from '../tools/index.ts'
import type { Definitions, PublishedFlow } from './definitions.ts'
import type { Surroundings } from './drive-run.ts'
import type { HeldRun } from './run-store.ts'

interface Deps {
  definitions: Pick<Definitions, 'definitionOf' | 'recentlyPublished'>
  tools: Pick<Tools, 'registry' | 'records'>
  timeZone(workspaceId: string): Promise<string>
  /** How a customer is known to the company. */
  customer(workspaceId: string, customerId: string): Promise<{ externalId: string | null; name: string | null }>
  now: () => Date
}

/** A run's flow in its version, the flows it walks inside, and what its expressions see. */
export function makeSurroundings({ definitions, tools, timeZone, customer, now }: Deps) {
  return async (run: HeldRun): Promise<Surroundings | undefined> => {
    const { workspaceId, language } = run
    const definition = await definitions.definitionOf(workspaceId, run.flow, run.frame?.version ?? run.version)
    if (!definition) return undefined
    const inside = await flowsInside(definition, run)
    const { records } = await tools.registry.load(workspaceId)
    return {
      definition,
      around: {
        lang: language,
        names: {
          title: (type, value, lang) => tools.records.title(workspaceId, type, value, lang),
          status: (type, status, lang) => records.get(type)?.statuses[status]?.[lang] ?? status,
        },
        context: {
          customer: run.customerId ? { ...(await customer(workspaceId, run.customerId)), locale: language } : null,
          profile: null,
          page: null,
          today: dayIn(await timeZone(workspaceId), now()),
          run: { id: run.id },
          lang: language,
        },
        flows: (id, version) => inside.get(version === undefined ? id : `${id}/${version}`) ?? inside.get(id),
      },
    }
  }

  /** Flows that are walked inside by now keep their version; others begin with the live one. */
  async function flowsInside(definition: FlowDefinition, run: HeldRun): Promise<Map<string, PublishedFlow>> {
    const found = new Map<string, PublishedFlow>()
    for (const { flow, version } of run.frame ? openFlows(run.frame) : []) {
      const known = await definitions.definitionOf(run.workspaceId, flow, version)
      if (known) found.set(`${flow}/${version}`, { definition: known, version })
    }
    const wanted = [definition, ...[...found.values()].map((each) => each.definition)].flatMap(calledBy)
    if (wanted.length === 0) return found
    const live = await definitions.recentlyPublished(run.workspaceId)
    while (wanted.length > 0) {
      const id = wanted.pop()!
      const flow = live.get(id)
      if (!flow || found.has(id)) continue
      found.set(id, flow)
      found.set(`${id}/${flow.version}`, flow)
      wanted.push(...calledBy(flow.definition))
    }
    return found
  }
}

const called = new WeakMap<FlowDefinition, string[]>()

/** Ids of the flows a definition walks inside. */
function calledBy(definition: FlowDefinition): string[] {
  let known = called.get(definition)
  if (!known) {
    known = Object.values(definition.nodes).flatMap((node) => (node.type === 'subflow' ? [node.flow] : []))
    called.set(definition, known)
  }
  return known
}

/** Sub-flows a run stands in. */
function openFlows(frame: Frame): { flow: string; version: number }[] {
  const found: { flow: string; version: number }[] = []
  const visit = (thread: Thread) => {
    if (thread.inner?.kind === 'flow') found.push(thread.inner.running.flow)
    for (const each of Object.values<Thread>(thread.inner?.running ?? {})) visit(each)
  }
  visit(frame)
  return found
}

/** Making a format costs a hundred times its use. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** `YYYY-MM-DD` */
function dayIn(timeZone: string, at: Date): string {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
    formats.set(timeZone, format)
  }
  return format.format(at)
}
