import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { prove } from '@loopdesk/engines/flow/prove/prove.ts'
import { step } from '@loopdesk/engines/flow/step.ts'
import { receiveJob, report } from '../turns/run-child.ts'
import { idleFlow, largeFlow } from './sample-flows.ts'

export interface PureJob {
  seconds: number
}

export interface PureReport {
  runs: number
  seconds: number
  /** Each proof, in ms; the first ones warm the machine up and are left out. */
  proofMs: number[]
  proofNodes: number
  proofErrors: number
}

const names = { title: async () => '', status: (_type: string, status: string) => status }
const around = { lang: 'en' as const, now: '2026-01-01T00:00:00.000Z', context: {}, names }
const warmUps = 5

const { seconds } = await receiveJob<PureJob>()
const pure = await countRuns(seconds)
report({ ...pure, ...proofs() } satisfies PureReport)

/** Runs of ten nodes that do nothing, one after another. */
async function countRuns(wanted: number): Promise<{ runs: number; seconds: number }> {
  const flow = idleFlow()
  const once = async (id: string) => {
    const { state } = await step(flow, newFrame(id, flow, 1), { type: 'go' }, around)
    if (state.ended !== 'solved') throw new Error(`a run ended as ${state.ended}`)
  }
  for (let at = 0; at < 500; at++) await once(`warm${at}`)
  const began = performance.now()
  let runs = 0
  while (performance.now() - began < wanted * 1000) for (let at = 0; at < 50; at++) await once(`run${runs++}`)
  return { runs, seconds: (performance.now() - began) / 1000 }
}

/** A flow of 300 nodes is proved, each time read anew as after an edit. */
function proofs(): Pick<PureReport, 'proofMs' | 'proofNodes' | 'proofErrors'> {
  const world = {
    tools: new Map([
      ['bench.read', { kind: 'read' as const, risk: 'low' as const, compensation: false, irreversible: false }],
      ['bench.write', { kind: 'write' as const, risk: 'medium' as const, compensation: true, irreversible: false }],
    ]),
    flows: new Map(),
    connections: new Set(['bench']),
    recordTypes: new Set<string>(),
    catalogues: new Set<string>(),
    prompts: true,
  }
  const proofMs: number[] = []
  let proofErrors = 0
  let proofNodes = 0
  for (let at = 0; at < 25; at++) {
    const flow = largeFlow(300)
    proofNodes = Object.keys(flow.nodes).length
    const began = performance.now()
    const findings = prove(flow, world)
    if (at >= warmUps) proofMs.push(performance.now() - began)
    proofErrors = findings.filter(({ severity }) => severity === 'error').length
  }
  return { proofMs, proofNodes, proofErrors }
}
