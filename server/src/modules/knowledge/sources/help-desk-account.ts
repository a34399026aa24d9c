import type { SourceSetup } from '@loopdesk/contracts/api/knowledge/sources.ts'
import { PermanentError } from '../../../infra/errors.ts'
import type { HelpDeskAccount } from '../../../read-documents/index.ts'

/** A help desk as its reader is told of it. */
export function helpDeskAccount(setup: Exclude<SourceSetup, { kind: 'web' }>, token: string): HelpDeskAccount {
  if (token === '') throw new PermanentError('no_secret', 'The token of the help desk is missing.')
  const baseUrl = setup.url.replace(/\/+$/, '')
  if (setup.kind === 'zendesk')
    return {
      from: 'zendesk',
      baseUrl,
      email: setup.user,
      token,
      ...(setup.language !== '' && { locale: setup.language }),
    }
  if (setup.kind === 'intercom') return { from: 'intercom', baseUrl, token }
  const { account: accountId, portal, languages } = setup
  return { from: 'chatwoot', baseUrl, token, accountId, portal, ...(languages.length > 0 && { locales: languages }) }
}
