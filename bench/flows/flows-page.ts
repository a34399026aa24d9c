import { availableParallelism, cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { writeSection } from '../page-section.ts'
import type { Durable, Waiting } from './durable-runs.ts'
import type { NodeRed } from './node-red.ts'
import type { PureReport } from './pure-runs.ts'

export interface FlowFigures {
  pure?: PureReport
  durable?: Durable
  waiting?: Waiting
  nodeRed?: NodeRed
}

const perSecond = ({ runs, seconds }: { runs: number; seconds: number }) => runs / seconds
const whole = (value: number) => Math.round(value).toLocaleString('en')

function quantile(values: number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN).toFixed(1)
}

/** What was measured, the figure, the goal. */
function rowsOf({ pure, durable, waiting, nodeRed }: FlowFigures): [what: string, figure: string, goal: string][] {
  const rows: [string, string, string][] = []
  if (pure) rows.push(['pure runs of ten idle nodes a second, one core', whole(perSecond(pure)), '≥ 2,000'])
  if (nodeRed && 'inMemory' in nodeRed)
    rows.push(
      [`Node-RED ${nodeRed.version}: the same in its memory, one core`, whole(nodeRed.inMemory), ''],
      [`Node-RED ${nodeRed.version}: the same behind its HTTP address (nothing is kept)`, whole(nodeRed.overHttp), ''],
    )
  if (nodeRed && 'missing' in nodeRed) rows.push(['Node-RED', `not measured: ${nodeRed.missing}`, ''])
  if (durable)
    rows.push(
      ['durable runs of ten idle nodes a second, on PostgreSQL', whole(perSecond(durable)), '≥ 500'],
      ['bare rows of the same, two transactions a run, a second', whole(perSecond(durable.plain)), ''],
      ['ratio to bare rows', (perSecond(durable) / perSecond(durable.plain)).toFixed(2), ''],
    )
  if (waiting) {
    const { held, ms, filledIn, memory, tables } = waiting
    rows.push(
      ['runs that wait for an event', whole(held), '100,000'],
      [`from an event until its run has gone on, p50 / p95 / max of ${ms.length}, ms`, [0.5, 0.95, 1].map((share) => quantile(ms, share)).join(' / '), '≤ 1,000'],
      ['until all of them waited, s', filledIn.toFixed(0), ''],
      ['memory of the process before / with them, MB', `${whole(memory.before)} / ${whole(memory.after)}`, ''],
      ['tables with indexes: runs / waits, MB', `${whole(tables.runs)} / ${whole(tables.waits)}`, ''],
    ) // biome-ignore format: a row a line
  }
  if (pure)
    rows.push([
      `proof of a flow of ${pure.proofNodes} nodes (${pure.proofErrors} errors), p50 / max, ms`,
      `${quantile(pure.proofMs, 0.5)} / ${quantile(pure.proofMs, 1)}`,
      '< 200',
    ])
  return rows
}

/** Prints the figures. */
export function tellFlows(figures: FlowFigures): void {
  for (const [what, figure, goal] of rowsOf(figures))
    process.stdout.write(`${what.padEnd(78)} ${figure.padStart(20)}${goal ? `   goal ${goal}` : ''}\n`)
}

/** Writes the section about flows of docs/bench.md. */
export async function writeFlowsSection(figures: FlowFigures, { seconds }: { seconds: number }): Promise<void> {
  const text = `# How many runs of flows a machine carries

Written by \`npm run bench -- flows\` on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB,
Node ${process.versions.node}, everything on this machine; other work on it at the same time lowers all figures.

| | figure | goal |
|-|-:|-:|
${rowsOf(figures)
  .map((cells) => `| ${cells.join(' | ')} |`)
  .join('\n')}

A *pure* run is the engine alone (\`step\`), as in the designer and in tests: ${seconds} s, one run after another. A *durable* run is begun in a
transaction of its own, taken by a worker under a lease, walked, and left with its whole way in the database, with fsync; beginning and
working share one process. Its *bare rows* are what any durable run costs at least: a row inserted when it begins, the same row updated
when it has ended, with as many transactions at once, written by hand right after in the same database.

The *waiting* runs came there through the worker as well. Then events are stored and heard as the door for company systems does, one
after another; the time ends when the node after the wait does its work.

*Node-RED* is installed from npm into a temporary folder, runs ten function nodes that do nothing, and keeps nothing: a run that is under
way when it ends is lost. In its memory a run begins the next one itself; behind HTTP there are 16 callers.

The proof is of a flow with questions, look-ups, decisions, writes with a confirmation and ways out of every error.
`
  await writeSection(fileURLToPath(new URL('../../docs/bench.md', import.meta.url)), text)
}
