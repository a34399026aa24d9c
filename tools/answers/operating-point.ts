import { type BoostedTrees, chanceOf, scoreOf } from '@loopdesk/engines/answers/boosted-trees.ts'
import type { Rows } from './training-rows.ts'

/** The chance from which on answerable questions are answered and others declined equally well, and what that brings. */
export function operatingPoint(model: BoostedTrees, { rows, sets }: Rows): { threshold: number; line: string } {
  const chances = rows.map((row) => chanceOf(scoreOf(model, row)))
  const answerable = chances.filter((_, i) => sets[i]!.endsWith('/answerable'))
  const others = chances.filter((_, i) => !sets[i]!.endsWith('/answerable'))
  const share = (list: number[], from: number) => list.filter((one) => one >= from).length / Math.max(1, list.length)
  let threshold = 0.5
  let best = 0
  for (let at = 0.02; at < 0.98; at += 0.005) {
    const worse = Math.min(share(answerable, at), 1 - share(others, at))
    if (worse > best) {
      best = worse
      threshold = at
    }
  }
  const names = [...new Set(sets)].sort()
  const parts = names.map((name) => {
    const list = chances.filter((_, i) => sets[i] === name)
    return `${name} ${(100 * (name.endsWith('/answerable') ? share(list, threshold) : 1 - share(list, threshold))).toFixed(1)}`
  })
  return {
    threshold: Number(threshold.toFixed(3)),
    line: `at ${threshold.toFixed(3)} ${(100 * best).toFixed(1)}; ${parts.join(', ')}`,
  }
}
