/** What `npm run chaos -- kill` may be told. */
export interface KillOptions {
  rounds: number
  /** Customers talking at the same time. */
  customers: number
  seed: string
  /** Whether docs/chaos.md is written. */
  page: boolean
}
