import { randomBytes } from 'node:crypto'
import { AppError, type FieldError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { Secrets } from '../../infra/secrets.ts'
import type { Channel } from '../../kit/define-channel.ts'
import { type Accounts, accountContext } from './accounts.ts'

interface PushedAccountsDeps {
  secrets: Secrets
  accounts: Accounts
  channels: ReadonlyMap<string, Channel>
}

/** An account of a channel that is pushed to, as it may be shown: without its secret. */
export interface PushedAccount {
  id: string
  kind: string
  name: string
  /** Stands in the address its requests come to. */
  key: string
  settings: Record<string, unknown>
  createdAt: string
}

interface NewAccount {
  kind: string
  name: string
  settings: unknown
  /** Chosen by us when left out. */
  secret?: string | undefined
}

export type PushedAccounts = ReturnType<typeof makePushedAccounts>

/** Opens, changes and lists the accounts of pushed channels; their settings and secrets are checked by the channel. */
export function makePushedAccounts({ secrets, accounts, channels }: PushedAccountsDeps) {
  return {
    /** Answers the account and its secret, which is not shown again. Throws `invalid_request` naming the field. */
    async open(tx: Tx, given: NewAccount): Promise<{ account: PushedAccount; secret: string }> {
      const channel = channels.get(given.kind)
      if (!channel) throw refusal([{ path: '/kind', message: `must be one of ${[...channels.keys()].join(', ')}` }])
      const settings = checkSettings(channel, given.settings)
      const secret = given.secret ?? channel.newSecret()
      refuseBadSecret(channel, secret)
      const key = `ch_${randomBytes(12).toString('base64url')}`
      const { rows } = await sql<Row>`
        insert into channel_accounts (workspace_id, kind, name, public_key, secret, settings, pushed)
        values (${tx.workspaceId}, ${given.kind}, ${given.name}, ${key}, ${secrets.seal(secret, accountContext(key))},
          ${JSON.stringify(settings)}::jsonb, true) returning *`.execute(tx.query)
      tx.afterCommit(() => accounts.forget(key))
      return { account: toAccount(rows[0]!), secret }
    },

    /** Changes what is given. Undefined when the workspace has no such account; throws `invalid_request` naming the field. */
    async change(
      tx: Tx,
      id: string,
      given: { name?: string | undefined; settings?: unknown; secret?: string | undefined },
    ): Promise<PushedAccount | undefined> {
      const { rows: found } = await sql<Row>`
        select * from channel_accounts where id = ${id} and workspace_id = ${tx.workspaceId} and pushed for update`.execute(
        tx.query,
      )
      const before = found[0]
      const channel = before && channels.get(before.kind)
      if (!before || !channel) return undefined
      const settings = given.settings === undefined ? before.settings : checkSettings(channel, given.settings)
      if (given.secret !== undefined) refuseBadSecret(channel, given.secret)
      const sealed = given.secret === undefined ? null : secrets.seal(given.secret, accountContext(before.public_key))
      const { rows } = await sql<Row>`
        update channel_accounts set name = ${given.name ?? before.name}, settings = ${JSON.stringify(settings)}::jsonb,
          secret = coalesce(${sealed}, secret) where id = ${id} returning *`.execute(tx.query)
      tx.afterCommit(() => accounts.forget(before.public_key))
      return toAccount(rows[0]!)
    },

    /** The workspace's accounts, oldest first. */
    async list(tx: Tx): Promise<PushedAccount[]> {
      const { rows } = await sql<Row>`
        select * from channel_accounts where workspace_id = ${tx.workspaceId} and pushed order by created_at, id`.execute(
        tx.query,
      )
      return rows.map(toAccount)
    },
  }
}

interface Row {
  id: string
  kind: string
  name: string
  public_key: string
  settings: Record<string, unknown>
  created_at: Date
}

function toAccount({ id, kind, name, public_key: key, settings, created_at: at }: Row): PushedAccount {
  return { id, kind, name, key, settings, createdAt: at.toISOString() }
}

function checkSettings(channel: Channel, settings: unknown): unknown {
  const read = channel.readSettings(settings)
  if (read.ok) return read.settings
  throw refusal(read.problems.map(({ path, message }) => ({ path: `/settings${path}`, message })))
}

function refuseBadSecret(channel: Channel, secret: string): void {
  const problem = channel.checkSecret(secret)
  if (problem !== undefined) throw refusal([{ path: '/secret', message: problem }])
}

function refusal(errors: FieldError[]): AppError {
  const below = errors.map(({ path, message }) => ({ path: `/body${path}`, message }))
  return new AppError('invalid_request', below.map(({ path, message }) => `${path}: ${message}`).join('; '), below)
}
