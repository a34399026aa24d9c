import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { type Around, step } from '@loopdesk/engines/flow/step.ts'

/** Runs of a flow of ten nodes from beginning to end in one step, without anything outside: how many a second one core makes. */
export interface PureRuns {
  name: string
  runs: number
  seconds: number
  perSecond: number
}

const words = { zh: 'x', en: 'x' }

/** Ten nodes that do nothing, and ten of which nine work an expression out. */
export const pureFlows: Record<string, FlowDefinition> = {
  'no-op nodes': chain(() => ({ type: 'set', values: {} })),
  'one expression a node': chain((at) => ({ type: 'set', values: { [`v${at}`]: 'n + 1' } })),
}

/** Measures each for so many seconds, after a warm-up. */
export async function benchPureFlows({ seconds = 2 }: { seconds?: number } = {}): Promise<PureRuns[]> {
  const found: PureRuns[] = []
  for (const [name, definition] of Object.entries(pureFlows)) {
    await runFor(definition, seconds / 4)
    const { runs, took } = await runFor(definition, seconds)
    found.push({ name, runs, seconds: took, perSecond: Math.round(runs / took) })
  }
  return found
}

async function runFor(definition: FlowDefinition, seconds: number): Promise<{ runs: number; took: number }> {
  const begun = performance.now()
  let runs = 0
  while (performance.now() - begun < seconds * 1000) {
    for (let each = 0; each < 50; each++) {
      const frame = { ...newFrame(`r${runs}`, definition, 1), scope: { n: 1 } }
      const { state } = await step(definition, frame, { type: 'go' }, around)
      if (state.ended !== 'solved') throw new Error(`the run ended ${state.ended}`)
      runs += 1
    }
  }
  return { runs, took: (performance.now() - begun) / 1000 }
}

const around: Around = {
  lang: 'zh',
  now: '2026-03-02T12:00:00.000Z',
  context: { today: '2026-03-02', customer: { externalId: 'c1' } },
  names: { title: async () => '', status: (_type, status) => status },
}

function chain(node: (at: number) => object): FlowDefinition {
  const nodes: Record<string, object> = { end: { type: 'end', outcome: 'solved' } }
  for (let at = 0; at < 9; at++) nodes[`n${at}`] = { ...node(at), next: at < 8 ? `n${at + 1}` : 'end' }
  return flowDefinition.parse({ id: 'bench', name: words, description: words, start: 'n0', nodes })
}
