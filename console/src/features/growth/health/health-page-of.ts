import type { growthRoutes } from '@loopdesk/contracts/api/growth.ts'
import type { Reply } from '../../../api.ts'

/** One page of the list of sources with how they serve. */
export type HealthPageOf = Reply<typeof growthRoutes.listSourceHealth>
