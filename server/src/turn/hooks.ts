import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import type { Accounts } from '../modules/channels/index.ts'
import type { makePushEvent } from './push-event.ts'

interface HookDeps {
  accounts: Accounts
  pushEvent: ReturnType<typeof makePushEvent>
}

/** Where company systems report what happened: `POST /hooks/v1/:siteKey/events`, raw body signed by the connection's secret. */
export function registerHooks(app: FastifyInstance, { accounts, pushEvent }: HookDeps): void {
  app.register(async (scope) => {
    // The signature is over the bytes as they came.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.post<{ Params: { siteKey: string } }>('/hooks/v1/:siteKey/events', async (request) => {
      const account = await accounts.find(request.params.siteKey)
      if (!account) throw new AppError('not_found', 'there is no such site')
      const signature = request.headers['x-signature']
      const { told } = await pushEvent(
        account.workspaceId,
        request.body as Buffer,
        typeof signature === 'string' ? signature : '',
      )
      return { told }
    })
  })
}
