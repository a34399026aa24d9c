import type { Tx } from '../../infra/db.ts'
import { biggestCategory } from '../knowledge/index.ts'

/** The category most entries of these are in, else the biggest one; '' where there is none. */
export async function likelyCategory(tx: Tx, found: readonly string[]): Promise<string> {
  const counts = new Map<string, number>()
  for (const category of found) if (category !== '') counts.set(category, (counts.get(category) ?? 0) + 1)
  const [best] = [...counts].sort((a, b) => b[1] - a[1])
  return best ? best[0] : biggestCategory(tx)
}
