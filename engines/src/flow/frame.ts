/** One run of a flow, as data: everything needed to go on after a restart. */
export interface Frame {
  runId: string
  flow: string
  version: number
  /** The node it stands at. */
  node: string
  /** Slots and saved results by name. */
  scope: Record<string, unknown>
  /** How often each node was entered: the step key of a call is `node#visit`, so that a loop makes new steps. */
  visits: Record<string, number>
  /** How often each slot was asked in a row. */
  asked: Record<string, number>
  /** Writes that took effect, oldest first, for undoing. */
  writes: { step: string; tool: string }[]
  /** Outcome, once it has ended. */
  ended: string | null
}

export function newFrame(runId: string, flow: { id: string; start: string }, version: number): Frame {
  return { runId, flow: flow.id, version, node: flow.start, scope: {}, visits: {}, asked: {}, writes: [], ended: null }
}
