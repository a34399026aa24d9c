import { createHash } from 'node:crypto'
import type { Tx } from '../../infra/db.ts'
import { networkOf } from './network.ts'
import { tables } from './tables.ts'

/** How many failures a bucket bears before each further one doubles the wait, to the longest. */
interface Policy {
  free: number
  /** After this long without a failure the count starts over, in milliseconds. */
  forgetMs: number
}

const minute = 60_000
const longestWaitMs = 15 * minute
/** One person at one place mistypes a few times. */
const pair: Policy = { free: 5, forgetMs: 30 * minute }
/** One account tried from many places; loose, so that nobody can lock out somebody else quickly. */
const account: Policy = { free: 30, forgetMs: 60 * minute }
/** One place tries many accounts; loose, as offices share an address. */
const address: Policy = { free: 50, forgetMs: 60 * minute }

export interface Attempt {
  /** `admitted` counts as failed until `forgive` is called. */
  admitted: boolean
  /** How long to wait when not admitted. */
  waitSeconds: number
}

/** Counts one try to prove a password before it is checked, so that parallel guesses gain nothing. */
export async function admitAttempt(tx: Tx, now: Date, email: string, ip: string): Promise<Attempt> {
  const buckets = bucketsOf(email, ip)
  const names = [...buckets.keys()].sort()
  const never = new Date(0)
  const attempts = tables(tx)
  await attempts
    .insertInto('login_attempts')
    .values(names.map((bucket) => ({ bucket, failures: 0, last_at: never, blocked_until: never })))
    .onConflict((conflict) => conflict.column('bucket').doNothing())
    .execute()
  const locked = attempts.selectFrom('login_attempts').selectAll().where('bucket', 'in', names).orderBy('bucket')
  const held = await locked.forUpdate().execute()
  const until = Math.max(...held.map((row) => row.blocked_until.getTime()))
  if (until > now.getTime()) return { admitted: false, waitSeconds: Math.ceil((until - now.getTime()) / 1000) }
  for (const row of held) {
    const { free, forgetMs } = buckets.get(row.bucket)!
    const failures = now.getTime() - row.last_at.getTime() < forgetMs ? row.failures + 1 : 1
    const waitMs = failures < free ? 0 : Math.min(longestWaitMs, 1000 * 2 ** Math.min(failures - free, 20))
    const change = { failures, last_at: now, blocked_until: new Date(now.getTime() + waitMs) }
    await attempts.updateTable('login_attempts').set(change).where('bucket', '=', row.bucket).execute()
  }
  return { admitted: true, waitSeconds: 0 }
}

/** The password was right: this person's count starts over, the address gets this one try back. */
export async function forgiveAttempt(tx: Tx, now: Date, email: string, ip: string): Promise<void> {
  const [own, whole, place] = [...bucketsOf(email, ip).keys()]
  const attempts = tables(tx)
  await attempts.deleteFrom('login_attempts').where('bucket', 'in', [own!, whole!]).execute()
  await attempts
    .updateTable('login_attempts')
    .set(({ eb }) => ({ failures: eb('failures', '-', 1), blocked_until: now }))
    .where('bucket', '=', place!)
    .where('failures', '>', 0)
    .execute()
  const dayAgo = new Date(now.getTime() - 24 * 60 * minute)
  await attempts.deleteFrom('login_attempts').where('last_at', '<', dayAgo).execute()
}

function bucketsOf(email: string, ip: string): Map<string, Policy> {
  const who = email.toLowerCase()
  // Whoever has one IPv6 address has the whole /64.
  const place = networkOf(ip, { v4Bits: 32, v6Groups: 4 })
  return new Map([
    [bucketName('pair', who, place), pair],
    [bucketName('account', who), account],
    [bucketName('address', place), address],
  ])
}

function bucketName(kind: string, ...parts: string[]): string {
  return `${kind}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`
}
