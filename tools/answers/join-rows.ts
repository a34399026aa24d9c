import type { Lists, Rows } from './training-rows.ts'

/** Rows of several sets as one. */
export function joinRows(parts: Rows[]): Rows {
  return {
    rows: parts.flatMap((one) => one.rows),
    targets: parts.flatMap((one) => one.targets),
    weights: parts.flatMap((one) => one.weights),
    sets: parts.flatMap((one) => one.sets),
  }
}

/** Lists of several sets as one, their groups moved to where their rows are. */
export function joinLists(parts: Lists[]): Lists {
  const all: Lists = { rows: [], targets: [], groups: [] }
  for (const { rows, targets, groups } of parts) {
    const shift = all.rows.length
    for (const [i, row] of rows.entries()) {
      all.rows.push(row)
      all.targets.push(targets[i]!)
    }
    for (const group of groups) all.groups.push({ ...group, from: group.from + shift, to: group.to + shift })
  }
  return all
}
