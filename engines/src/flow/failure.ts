import type { ErrorKind } from './fields.ts'

/** Something that went wrong in a run. */
export interface Failure {
  kind: ErrorKind
  code: string
  message: string
  /** Where it happened. */
  node: string
}
