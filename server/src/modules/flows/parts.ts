import { makeApprovals } from './approvals.ts'
import { makeBeginRun } from './begin-run.ts'
import type { FlowDeskDeps } from './desk-deps.ts'
import { makeDrafts } from './drafts.ts'
import { makeIncidents } from './incidents.ts'
import { makeListFlows } from './list-flows.ts'
import { makeMigrateRuns } from './migrate-runs.ts'
import { makeOperations } from './operations.ts'
import { makeProveDraft } from './prove-draft.ts'
import { makeReadRuns } from './read-runs.ts'
import { makeReleases } from './releases.ts'
import { makeScenarios } from './scenarios.ts'

export type FlowDeskParts = ReturnType<typeof makeParts>

/** Everything behind the routes, each part with what it needs. */
export function makeParts(deps: FlowDeskDeps) {
  const proof = makeProveDraft(deps)
  const drafts = makeDrafts({ ...deps, proof })
  const list = makeListFlows(deps)
  const scenarios = makeScenarios(deps)
  const runs = makeReadRuns(deps)
  return {
    proof,
    drafts,
    list,
    scenarios,
    runs,
    rehearse: deps.rehearse,
    releases: makeReleases({ ...deps, proof, drafts, scenarios, list }),
    begin: makeBeginRun({ ...deps, runs }),
    operations: makeOperations({ ...deps, runs }),
    migrate: makeMigrateRuns(deps),
    approvals: makeApprovals(deps),
    incidents: makeIncidents(deps),
  }
}
