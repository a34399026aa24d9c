/** What texts are compared by: ideographs alone and by twos, other words alone and by twos. Of normalised text; each once. */
export function shinglesOf(normal: string): string[] {
  const shingles = new Set<string>()
  let before: string | undefined
  let end = 0
  for (const match of normal.matchAll(UNITS)) {
    const [unit] = match
    shingles.add(unit)
    // A mark between two words keeps them apart; a space does not.
    if (before !== undefined && normal.slice(end, match.index).trim() === '') shingles.add(`${before} ${unit}`)
    before = unit
    end = match.index + unit.length
  }
  return [...shingles]
}

const UNITS = /\p{Script=Han}|[\p{L}\p{M}]+(?:'\p{L}+)?|[\p{N}.]+/gu
