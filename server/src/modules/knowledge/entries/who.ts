import type { Right } from '@loopdesk/contracts/route.ts'

/** A colleague or key that does something here. */
export interface Who {
  /** For the audit log. */
  actor: string
  /** For colleagues. */
  name: string
  /** Set for colleagues. */
  staffId: string | null
  rights: ReadonlySet<Right>
}
