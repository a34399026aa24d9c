import type { Verdict } from './check.ts'
import type { Lived } from './converse.ts'
import type { Plan } from './plan.ts'

export interface FlowsChaosOptions {
  runs: number
  seed: string
  /** The runs to play again, instead of all of them. */
  only: number[] | undefined
  /** Stories to play, by name; all when left out. */
  stories: string[] | undefined
  page: boolean
}

/** One run as it went. */
export interface Ran {
  plan: Plan
  lived: Lived
  verdict: Verdict
  /** Whether the chosen call came. */
  met: boolean
  seconds: number
}

export interface FlowsOutcome {
  options: FlowsChaosOptions
  ran: Ran[]
  /** Stories that do not go through even undisturbed. */
  broken: string[]
  /** Flows that write and have no story. */
  uncovered: string[]
  kills: { server: number; database: number }
  /** Violations found in the stored data as a whole. */
  stored: string[]
  seconds: number
}
