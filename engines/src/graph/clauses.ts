import type { Graph } from './graph.ts'

/** Two things of which a clause says that they have to do with each other, in the order they are named. */
export type Pair = [string, string]

/** The pieces of a folded sentence that each say something of their own; commas within numbers part nothing. */
export function clausesOf(sentence: string): string[] {
  return sentence
    .split(/[，；;]|(?<!\d),|,(?!\d)|但是?|而(?!且)|\bbut\b|\bwhile\b/)
    .filter((clause) => clause.trim() !== '')
}

/** A clause that goes on about something that is not named. */
export const turnsElsewhere = (clause: string): boolean =>
  /另|其他|其它|其余|别的|那款|\bothers?\b|\banother\b|\bthe rest\b/.test(clause)

const oneByOne = /分别|依次|各自|\brespectively\b|\beach\b/

/**
 * Which of the things a clause names belong together, by their types: a list with a list (“F2 适用于 A100 和 A200”), pair by pair
 * (“R600 配 F1、A7 配 F2”, “A fits X and B fits Y”), one by one where it says so (分别, respectively). Nothing where that is open.
 * `linked`: how often it names a relation.
 */
export function pairsOf(graph: Graph, ids: readonly string[], clause: string, linked: number): Pair[] {
  const runs: string[][] = []
  const typeOf = (id: string) => graph.entities.get(id)?.type
  for (const id of ids) {
    const last = runs.at(-1)
    if (last && typeOf(last[0]!) === typeOf(id)) last.push(id)
    else runs.push([id])
  }
  if (runs.length <= 1) return linked > 1 ? [] : ids.slice(1).map((id) => [ids[0]!, id])
  if (runs.length === 2) return joined(runs[0]!, runs[1]!, oneByOne.test(clause))
  const alternating = runs.every((run, at) => at < 2 || typeOf(run[0]!) === typeOf(runs[at - 2]![0]!))
  if (!alternating || runs.length % 2 !== 0) return []
  return runs.flatMap((run, at) => (at % 2 === 0 ? joined(run, runs[at + 1]!, false) : []))
}

function joined(a: readonly string[], b: readonly string[], inOrder: boolean): Pair[] {
  if (!inOrder || a.length === 1 || b.length === 1) return a.flatMap((one) => b.map((other): Pair => [one, other]))
  return a.length === b.length ? a.map((one, at): Pair => [one, b[at]!]) : []
}
