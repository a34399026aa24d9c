import { shinglesOf } from './shingles.ts'

export interface Groups {
  /** The group whose first text says nearly the same; a new one with this text first when there is none. */
  join(normal: string): { group: number; isNew: boolean }
}

/** Gathers normalised texts that are nearly the same (Jaccard of `threshold` or more with a group's first text), one by one. */
export function makeGroups(firsts: readonly string[], threshold = 0.7): Groups {
  const sizes: number[] = []
  const byShingle = new Map<string, number[]>()

  function open(shingles: string[]): number {
    const group = sizes.push(shingles.length) - 1
    for (const each of shingles) {
      const list = byShingle.get(each)
      if (list) list.push(group)
      else byShingle.set(each, [group])
    }
    return group
  }
  for (const first of firsts) open(shinglesOf(first))

  return {
    join(normal) {
      const shingles = shinglesOf(normal)
      const shared = new Map<number, number>()
      for (const each of shingles)
        for (const group of byShingle.get(each) ?? []) shared.set(group, (shared.get(group) ?? 0) + 1)
      let best: { group: number; similarity: number } | undefined
      for (const [group, count] of shared) {
        const similarity = count / (sizes[group]! + shingles.length - count)
        if (similarity >= threshold && similarity > (best?.similarity ?? 0)) best = { group, similarity }
      }
      return best ? { group: best.group, isNew: false } : { group: open(shingles), isNew: true }
    },
  }
}
