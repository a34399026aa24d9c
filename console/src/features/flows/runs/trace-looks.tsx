import type { RunDetail } from '@loopdesk/contracts/api/flows.ts'
import { shortTime } from '../../../ui/format-time.ts'
import type { NodeLook } from './flow-map.tsx'
import { type NodeTrace, tracesOf } from './graph-path.ts'
import { nodeName } from './node-name.ts'
import { span } from './time-words.ts'
import type { Reader } from './waiting-words.ts'

/** How the nodes of a run's graph look: passed, stood at, failed or never reached, with when and how long. */
export function traceLooks(nodes: string[], run: RunDetail, reader: Reader): Map<string, NodeLook> {
  const traces = tracesOf(run, (node) => reader.definition?.nodes[node]?.type)
  return new Map(
    nodes.map((id) => {
      const name = nodeName(reader, id)
      const trace = traces.get(id)
      const line = trace ? traceWords(trace, reader) : ''
      const state = trace?.state ?? 'never'
      const word = state === 'halted' ? reader.t('runs.states.halted') : reader.t(`runs.detail.legend.${state}`)
      return [id, { name, state, line, told: [name, word, line].filter(Boolean).join(', ') }]
    }),
  )
}

function traceWords({ at, ms, visits, state }: NodeTrace, { t, now, language }: Reader): string {
  return [
    at && shortTime(at, now, language),
    ms !== null && ms > 0 && span(ms, t),
    visits > 1 && `×${visits}`,
    (state === 'current' || state === 'halted') &&
      t(state === 'halted' ? 'runs.states.halted' : 'runs.detail.legend.current'),
  ]
    .filter(Boolean)
    .join(' · ')
}
