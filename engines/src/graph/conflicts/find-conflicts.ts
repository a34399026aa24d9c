import { type Claim, claimsOf } from './claims.ts'
import { type CheckedPassage, hashText } from './passage.ts'

/** Two places that say different things of the same. */
export interface Conflict {
  /** The same for the same two sentences of the same two sources; by it a dismissal is remembered. */
  id: string
  kind: Claim['kind']
  /** The older of the two first. */
  a: Claim
  b: Claim
}

/** Contradictions among passages, found by what statements are about: the effort grows with the passages, not with their pairs. */
export function findConflicts(passages: readonly CheckedPassage[]): Conflict[] {
  return conflictsAmong(passages.flatMap(claimsOf))
}

/** As `findConflicts`, of claims found before. */
export function conflictsAmong(claims: readonly Claim[]): Conflict[] {
  const found = new Map<string, Conflict>()
  for (const group of Map.groupBy(claims, ({ key }) => key).values())
    for (const each of conflictsOfGroup(group)) found.set(each.id, each)
  return [...found.values()]
}

/** So many values of one thing are a list or a template filled in over and over, not a contradiction. */
const mostValues = 4

/** Contradictions among claims of one key. */
export function conflictsOfGroup(group: readonly Claim[]): Conflict[] {
  const values = Map.groupBy(group, ({ value }) => value)
  if (values.size < 2 || values.size > mostValues) return []
  const claims = group.toSorted((a, b) => a.updatedAt - b.updatedAt || (a.passage < b.passage ? -1 : 1))
  const found: Conflict[] = []
  for (const [at, a] of claims.entries())
    for (const b of claims.slice(at + 1))
      if (a.value !== b.value && canConflict(a, b)) found.push({ id: conflictId(a, b), kind: a.kind, a, b })
  // Each statement against the first that differs is enough to put it right.
  const told = new Set<string>()
  return found.filter(({ a, b }) => {
    const pair = [`${a.source.id} ${a.value}`, `${b.source.id} ${b.value}`].sort().join('|')
    return told.has(pair) ? false : told.add(pair)
  })
}

function canConflict(a: Claim, b: Claim): boolean {
  if (a.passage === b.passage) return false
  // Under one heading of one text the same words come again for the next step, the next row, the next case.
  if (a.source.id === b.source.id && a.headings === b.headings) return false
  return (a.from ?? '') <= (b.until ?? '9999') && (b.from ?? '') <= (a.until ?? '9999')
}

const conflictId = (a: Claim, b: Claim) =>
  hashText(
    [a, b]
      .map((each) => `${each.source.id}\n${each.quote}`)
      .sort()
      .join('\n\n'),
  )
