import { AppError } from '@loopdesk/contracts/errors.ts'
import { layout } from '../pages/layout.ts'
import type { Outcome, View } from '../pages/view.ts'
import { makeReady, type Ready } from './page-cache.ts'

/** A page as it is sent. */
export async function readyOf(view: View, outcome: Outcome): Promise<Ready> {
  if ('redirect' in outcome) return { ...(await makeReady('', { status: 301 })), redirect: outcome.redirect }
  const { status, changedAt, source } = outcome
  return makeReady(layout(view, outcome).markup, { status, changedAt, source })
}

/** Nothing stands there, or it is not for everybody. */
export const notThere = () => new AppError('not_found', 'there is nothing at this address')
