import type { FastifyInstance } from 'fastify'
import type { Db } from '../../infra/db.ts'
import type { FileStore } from '../../infra/files.ts'
import type { Authenticate } from '../../infra/http/index.ts'
import type { JobHandler } from '../../infra/jobs.ts'
import type { Log } from '../../infra/log.ts'
import type { Secrets } from '../../infra/secrets.ts'
import type { Channel, ChannelHttp } from '../../kit/define-channel.ts'
import { deliverJob } from '../conversations/index.ts'
import type { Accounts } from './accounts.ts'
import { registerChannelRoutes } from './channel-routes.ts'
import { makeDeliver, type RetryPolicy } from './deliver.ts'
import { makeFileLinks } from './file-links.ts'
import { makeInbox, takeInJob } from './inbox.ts'
import { makePushedAccounts } from './pushed-accounts.ts'
import { makeTakeIn, type TakeInDeps } from './take-in.ts'
import { registerWebhookEdge } from './webhook-edge.ts'

export interface PushedChannelDeps {
  db: Db
  log: Log
  now: () => Date
  http: ChannelHttp
  secrets: Secrets
  files: FileStore
  accounts: Accounts
  channels: ReadonlyMap<string, Channel>
  customers: TakeInDeps['customers']
  receive: TakeInDeps['receive']
  rate: TakeInDeps['rate']
  /** 32 bytes: signs the links with which platforms fetch files. */
  linkKey: Buffer
  /** The address under which platforms reach us. */
  baseUrl: string
  retries?: RetryPolicy
}

const tidyJob = 'channels_tidy'

/** All channels but the web chat: what comes in by webhook, what goes out by the outbox. */
export function makePushedChannels(deps: PushedChannelDeps) {
  const { db, log, now, accounts, channels, secrets } = deps
  const inbox = makeInbox({ db, now })
  const { takeIn, finishRequest } = makeTakeIn({ ...deps, inbox })
  const fileLinks = makeFileLinks({ db, files: deps.files, key: deps.linkKey, now, baseUrl: deps.baseUrl })
  const jobs: Record<string, JobHandler> = {
    [deliverJob]: makeDeliver({ ...deps, fileLinks }),
    [takeInJob]: finishRequest,
    [tidyJob]: () => inbox.tidy(),
  }
  const pushedAccounts = makePushedAccounts({ secrets, accounts, channels })
  return {
    accounts: pushedAccounts,
    /** For `startJobs`, in processes that work. */
    jobs,
    schedule: [{ name: tidyJob, pattern: '17 3 * * *' }],
    registerHooks(app: FastifyInstance): void {
      registerWebhookEdge(app, { log, now, accounts, channels, inbox, takeIn })
      fileLinks.register(app)
    },
    /** Administration of the accounts. */
    registerRoutes(app: FastifyInstance, authenticate: Authenticate): void {
      registerChannelRoutes(app, { db, authenticate, accounts: pushedAccounts })
    },
  }
}
