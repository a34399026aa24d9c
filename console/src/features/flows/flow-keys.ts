/** Names of what the flow screens keep in the query cache; a prefix stands for everything below it. */
export const flowKeys = {
  list: ['flows', 'list'],
  world: ['flows', 'world'],
  draft: (flowId: string) => ['flows', 'draft', flowId],
  summary: (flowId: string) => ['flows', 'summary', flowId],
  versions: (flowId: string) => ['flows', 'versions', flowId],
  diff: (flowId: string, from: string, to: string) => ['flows', 'diff', flowId, from, to],
  scenarios: (flowId: string) => ['flows', 'scenarios', flowId],
} as const
