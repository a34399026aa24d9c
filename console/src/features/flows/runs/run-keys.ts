/** Names of what runs, incidents and approvals keep in the query cache; a prefix stands for everything below it. */
export const runKeys = {
  runs: ['flow-runs', 'list'],
  run: (runId: string) => ['flow-runs', 'one', runId],
  definition: (flowId: string, version: number) => ['flow-runs', 'definition', flowId, version],
  stats: (flowId: string, version: number | undefined, days: number) => ['flow-runs', 'stats', flowId, version, days],
  incidents: ['flow-incidents'],
  incident: (incidentId: string) => ['flow-incidents', 'one', incidentId],
  openIncidents: ['flow-incidents', 'open'],
  approvals: ['flow-approvals'],
  myApprovals: ['flow-approvals', 'mine'],
} as const
