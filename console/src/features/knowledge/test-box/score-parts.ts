/** What a score is made of, as families people can tell apart, in the order they are drawn. */
export const families = {
  text: ['words', 'characters', 'sounds', 'spelling', 'near'],
  title: ['title', 'question'],
  place: ['subject', 'neighbours', 'proximity'],
  meaning: ['about', 'meaning', 'vectors'],
  other: [],
} as const
export type Family = keyof typeof families

/** Names of single parts there are words for. */
export const partNames = [
  'words',
  'characters',
  'sounds',
  'spelling',
  'near',
  'title',
  'question',
  'subject',
  'neighbours',
  'proximity',
  'about',
  'meaning',
  'vectors',
  'freshness',
  'feedback',
  'boost',
  'pin',
] as const
export type PartName = (typeof partNames)[number]

export interface PartShare {
  family: Family
  points: number
}

/** Points by family, what is pinned left out: a pin would dwarf everything. Nothing below zero is drawn. */
export function shares(parts: Record<string, number>): PartShare[] {
  const sums = new Map<Family, number>()
  for (const [name, points] of Object.entries(parts)) {
    if (name === 'pin' || points <= 0) continue
    const found = (Object.keys(families) as Family[]).find((family) =>
      (families[family] as readonly string[]).includes(name),
    )
    const family = found ?? 'other'
    sums.set(family, (sums.get(family) ?? 0) + points)
  }
  return (Object.keys(families) as Family[]).flatMap((family) => {
    const points = sums.get(family)
    return points ? [{ family, points }] : []
  })
}
