import type { NodeStats } from '@loopdesk/contracts/api/flows.ts'

/** Nodes people should look at first: where runs are stuck, then where most visits fail. At most `most`. */
export function worstNodes(items: NodeStats[], most = 5): NodeStats[] {
  const share = ({ visits, failures }: NodeStats) => (visits > 0 ? failures / visits : 0)
  return items
    .filter(({ failures, halted }) => failures > 0 || halted > 0)
    .toSorted((a, b) => b.halted - a.halted || share(b) - share(a) || b.failures - a.failures)
    .slice(0, most)
}
