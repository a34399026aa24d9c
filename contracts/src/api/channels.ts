import { z } from 'zod'
import { defineRoute, id, instant } from '../route.ts'

/** An account of a channel that is pushed to (all but the web chat). */
export const channelAccount = z.object({
  id,
  /** Which channel: `webhook` … */
  kind: z.string(),
  name: z.string(),
  /** Where its platform brings what customers say, below the address of this server. */
  path: z.string(),
  /** As the channel asks for them; docs/add-a-channel.md. */
  settings: z.record(z.string(), z.unknown()),
  createdAt: instant,
})

const name = z.string().trim().min(1).max(100)
const settings = z.record(z.string(), z.unknown())
const secret = z.string().min(1).max(500)

/** Accounts of channels, for administrators. */
export const channelRoutes = {
  listChannelAccounts: defineRoute({
    id: 'listChannelAccounts',
    method: 'GET',
    path: '/v1/channel-accounts',
    summary: 'Accounts of channels other than the web chat',
    tag: 'Channels',
    right: 'settings.read',
    reply: z.object({ items: z.array(channelAccount) }),
  }),
  openChannelAccount: defineRoute({
    id: 'openChannelAccount',
    method: 'POST',
    path: '/v1/channel-accounts',
    summary: 'Open an account; its secret is shown this once',
    tag: 'Channels',
    right: 'settings.write',
    body: z.object({ kind: z.string().max(50), name, settings, secret: secret.optional() }),
    reply: z.object({ account: channelAccount, secret: z.string() }),
    status: 201,
  }),
  changeChannelAccount: defineRoute({
    id: 'changeChannelAccount',
    method: 'PATCH',
    path: '/v1/channel-accounts/:accountId',
    summary: 'Change the name, the settings or the secret of an account',
    tag: 'Channels',
    right: 'settings.write',
    params: z.object({ accountId: id }),
    body: z.object({ name: name.optional(), settings: settings.optional(), secret: secret.optional() }),
    reply: channelAccount,
  }),
}
