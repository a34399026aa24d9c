import type { EntryFinding, KnowledgeSettings } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Who } from './deps.ts'
import type { EntryState } from './state.ts'

export const noEntry = () => new AppError('not_found', 'there is no such entry')

/** A field the caller got wrong. */
export const field = (path: string, message: string) =>
  new AppError('invalid_request', `${path}: ${message}`, [{ path, message }])

/** Throws `conflict`, naming who changed the entry, unless the caller has seen its newest revision. */
export function refuseStale(state: EntryState, revision: number): void {
  if (state.revision === revision) return
  const message = `${state.draftBy ?? state.updatedBy} changed it at ${(state.draftAt ?? state.updatedAt).toISOString()}; its revision is ${state.revision} now`
  throw new AppError('conflict', message, [{ path: '/body/revision', message }])
}

/** Why somebody may not publish this draft; null when they may. */
export function whyNotPublish(
  { draftAuthors }: Pick<EntryState, 'draftAuthors'>,
  who: Who,
  { reviewNeeded }: KnowledgeSettings,
): string | null {
  if (!who.rights.has('knowledge.write') && !who.rights.has('knowledge.publish'))
    return 'this needs the right knowledge.write'
  if (reviewNeeded === 'off') return null
  if (!who.rights.has('knowledge.publish')) return 'it has to be reviewed first: submit it'
  if (reviewNeeded === 'always' && draftAuthors.includes(who.actor)) return 'somebody else has to review what you wrote'
  return null
}

/** Throws `unprocessable` with every finding that keeps it from being published. */
export function refuseFaulty(findings: readonly EntryFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  throw new AppError(
    'unprocessable',
    `it cannot be published: ${errors.map(({ message }) => message).join('; ')}`,
    errors.map(({ path, message }) => ({ path: `/draft${path}`, message })),
  )
}
