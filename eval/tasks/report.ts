import type { Result } from './run-once.ts'
import type { Scenario } from './scenario.ts'

/** The tables printed at the end: how often all of j runs pass, how long conversations and turns are, and the same by tag. */
export function report(results: Result[], scenarios: Scenario[], k: number): string {
  const tags = new Map<string, Set<string>>()
  for (const { id, tags: own, lang } of scenarios)
    for (const tag of new Set([lang, ...own])) tags.set(tag, (tags.get(tag) ?? new Set()).add(id))
  const rows = [...tags]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([tag, ids]) =>
      row(
        tag,
        results.filter((result) => ids.has(result.id)),
        k,
      ),
    )
  const heads = ['tag', 'scenarios', 'runs', ...powers(k).map((j) => `pass^${j}`), 'turns', 'ms mean', 'p50', 'p95']
  const table = [heads, row('all', results, k), ...rows]
  const widths = heads.map((_, i) => Math.max(...table.map((cells) => cells[i]!.length)))
  return table
    .map((cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n')
}

function row(name: string, results: Result[], k: number): string[] {
  const ms = results.flatMap((result) => result.ms).sort((a, b) => a - b)
  const scenarios = new Set(results.map((result) => result.id)).size
  return [
    name,
    String(scenarios),
    String(results.length),
    ...powers(k).map((j) => (100 * passPower(results, j)).toFixed(1)),
    mean(results.map((result) => result.turns)).toFixed(1),
    mean(ms).toFixed(0),
    String(quantile(ms, 0.5)),
    String(quantile(ms, 0.95)),
  ]
}

const powers = (k: number) => Array.from({ length: k }, (_, i) => i + 1)

/** pass^j: the chance that j runs of a scenario, drawn from those played, all pass; the mean over scenarios (tau-bench). */
export function passPower(results: Pick<Result, 'id' | 'passed'>[], j: number): number {
  const byScenario = Map.groupBy(results, (result) => result.id)
  const shares = [...byScenario.values()]
    .filter((runs) => runs.length >= j)
    .map((runs) => choose(runs.filter((run) => run.passed).length, j) / choose(runs.length, j))
  return mean(shares)
}

function choose(n: number, j: number): number {
  let result = 1
  for (let i = 0; i < j; i++) result = (result * (n - i)) / (i + 1)
  return n < j ? 0 : result
}

const mean = (values: number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length
const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
