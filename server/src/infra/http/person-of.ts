import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Principal } from './register-route.ts'

/** The colleague behind a call; throws `forbidden` for API keys, which own no conversations and have no console. */
export function personOf(principal: Principal): string {
  if (principal.staffId === null) throw new AppError('forbidden', 'only a person who is logged in can do this')
  return principal.staffId
}
