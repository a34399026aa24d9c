import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { Secrets } from '../../infra/secrets.ts'
import type { ChannelAccount } from './accounts.ts'

/** What addresses of an account are sealed with. */
export const addressContext = (channelAccountId: string) => `address:${channelAccountId}`

/** Remembers where a customer wrote from last: replies go there. */
export async function saveAddress(
  tx: Tx,
  secrets: Secrets,
  account: ChannelAccount,
  customerId: string,
  address: string,
): Promise<void> {
  await sql`
    insert into channel_addresses (workspace_id, channel_account_id, customer_id, address)
    values (${account.workspaceId}, ${account.id}, ${customerId}, ${secrets.seal(address, addressContext(account.id))})
    on conflict (channel_account_id, customer_id) do update set address = excluded.address, updated_at = now()`.execute(
    tx.query,
  )
}
