/** What `npm run bench -- turns` may be told. */
export interface BenchOptions {
  /** Measured time of each measurement; each is made twice, turn about with the raw limit. */
  seconds: number
  inFlight: number
  customers: number
  only: string | undefined
  /** Folder for CPU profiles of the server processes. */
  profile: string | undefined
  /** Whether docs/bench.md is written. */
  page: boolean
}
