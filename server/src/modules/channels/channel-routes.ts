import { channelRoutes } from '@loopdesk/contracts/api/channels.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import type { Db } from '../../infra/db.ts'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import { audit } from '../identity/index.ts'
import type { PushedAccount, PushedAccounts } from './pushed-accounts.ts'
import { pathOfHook } from './webhook-edge.ts'

interface ChannelRouteDeps {
  db: Db
  authenticate: Authenticate
  accounts: PushedAccounts
}

/** Lists, opens and changes channel accounts; every change is in the audit log, no secret is. */
export function registerChannelRoutes(app: FastifyInstance, { db, authenticate, accounts }: ChannelRouteDeps): void {
  registerRoute(
    app,
    channelRoutes.listChannelAccounts,
    async ({ principal }) => ({
      items: (await db.tenant(principal.workspaceId, (tx) => accounts.list(tx))).map(shown),
    }),
    { authenticate },
  )
  registerRoute(
    app,
    channelRoutes.openChannelAccount,
    ({ principal, body }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const { account, secret } = await accounts.open(tx, body)
        const details = { kind: account.kind, name: account.name }
        await audit(tx, { actor: principal.actor, action: 'channel.opened', target: `channel:${account.id}`, details })
        return { account: shown(account), secret }
      }),
    { authenticate },
  )
  registerRoute(
    app,
    channelRoutes.changeChannelAccount,
    ({ principal, params, body }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const account = await accounts.change(tx, params.accountId, body)
        if (!account) throw new AppError('not_found', 'there is no such channel account')
        const details = { changed: Object.keys(body) }
        await audit(tx, { actor: principal.actor, action: 'channel.changed', target: `channel:${account.id}`, details })
        return shown(account)
      }),
    { authenticate },
  )
}

function shown({ key, ...account }: PushedAccount) {
  return { ...account, path: pathOfHook(key) }
}
