/** What a screen shows on a node beside what it is: the path of a test, the figures of runs. */
export interface NodeMark {
  /** Walked, where the run stands, or where it went wrong. */
  state?: 'passed' | 'here' | 'failed'
  /** A short line under the title, instead of what the node does. */
  line?: string
  /** A figure at the corner. */
  count?: number
  /** A failure is put in here. */
  injected?: boolean
}

/** By node; and the edges that were walked, as `node exit`. */
export interface Marks {
  nodes: Record<string, NodeMark>
  edges: ReadonlySet<string>
}

export const noMarks: Marks = { nodes: {}, edges: new Set() }
