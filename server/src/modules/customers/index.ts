import { createHmac } from 'node:crypto'
import { maskValue } from '@loopdesk/engines/masking/mask-text.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Secrets } from '../../infra/secrets.ts'

export { describeCustomer } from './directory.ts'
export { registerCustomerRoutes } from './routes.ts'

export interface CustomerRow {
  id: string
  workspace_id: string
  name: string | null
  locale: 'zh' | 'en' | null
  attributes: Record<string, unknown>
  first_seen_at: Date
  last_seen_at: Date
}

export interface Identity {
  kind: string
  value: string
}

export type Customers = ReturnType<typeof makeCustomers>

const mostAtHand = 20_000

interface CustomersDeps {
  db: Db
  secrets: Secrets
  /** Key of the hashes by which identities are found again. */
  hashKey: Buffer
}

/** The company's own id of a customer: the identity under which its systems know them. */
export const externalKind = 'external'
/**
 * The same, proven by a visitor in one conversation: shown to staff, and good for that conversation alone, since the next
 * person at that device may be somebody else.
 */
export const provenKind = 'proven_external'
/** Kinds of identity people search by. */
const searchedKinds = [externalKind, provenKind, 'phone', 'email']

/** People, and how they are recognised over channels and visits. Identity values are sealed; only keyed hashes are searched. */
export function makeCustomers({ db, secrets, hashKey }: CustomersDeps) {
  const hashOf = (kind: string, value: string) =>
    createHmac('sha256', hashKey).update(`${kind}:${value.toLowerCase()}`).digest('hex')
  const context = (kind: string) => `identity:${kind}`

  const atHand = new Map<string, { name: string | null; externalId: string | null }>()

  async function find(tx: Tx, { kind, value }: Identity): Promise<CustomerRow | undefined> {
    const { rows } = await sql<CustomerRow>`
      select c.* from customer_identities i join customers c on c.id = i.customer_id
      where i.kind = ${kind} and i.value_hash = ${hashOf(kind, value)}`.execute(tx.query)
    return rows[0]
  }

  async function addIdentity(
    tx: Tx,
    customer: { id: string; workspaceId: string },
    { kind, value }: Identity,
  ): Promise<void> {
    await sql`
      insert into customer_identities (workspace_id, kind, value_hash, value, masked, customer_id)
      values (${customer.workspaceId}, ${kind}, ${hashOf(kind, value)}, ${secrets.seal(value, context(kind))}, ${masked(kind, value)}, ${customer.id})
      on conflict do nothing`.execute(tx.query)
  }

  return {
    find,
    addIdentity,

    /** The customer with this identity, made when new; name and locale are kept current. */
    async recognise(
      workspaceId: string,
      identity: Identity,
      known: { name?: string | undefined; locale?: 'zh' | 'en' | undefined } = {},
    ): Promise<CustomerRow> {
      return db.tenant(workspaceId, async (tx) => {
        const found = await find(tx, identity)
        if (found) {
          const { rows } = await sql<CustomerRow>`
            update customers set last_seen_at = now(), name = coalesce(${known.name ?? null}, name), locale = coalesce(${known.locale ?? null}, locale)
            where id = ${found.id} returning *`.execute(tx.query)
          return rows[0]!
        }
        const { rows } = await sql<CustomerRow>`
          insert into customers (workspace_id, name, locale) values (${workspaceId}, ${known.name ?? null}, ${known.locale ?? null}) returning *`.execute(
          tx.query,
        )
        const made = rows[0]!
        await addIdentity(tx, { id: made.id, workspaceId }, identity)
        return (await find(tx, identity)) ?? made
      })
    },

    async read(tx: Tx, customerId: string): Promise<CustomerRow | undefined> {
      const { rows } = await sql<CustomerRow>`select * from customers where id = ${customerId}`.execute(tx.query)
      return rows[0]
    },

    /** Ids of the customers to whom this value belongs, whatever kind of identity it is; several kinds may know it. */
    async findAnyKind(tx: Tx, value: string): Promise<string[]> {
      const hashes = searchedKinds.map((kind) => hashOf(kind, value.trim()))
      const { rows } = await sql<{ id: string }>`
        select distinct customer_id as id from customer_identities where workspace_id = ${tx.workspaceId} and kind = any(${searchedKinds})
          and value_hash = any(${hashes})`.execute(tx.query)
      return rows.map(({ id }) => id)
    },

    /** Name and the company's own id of the customer, where known. Neither ever changes hands, so both are kept at hand. */
    async known(workspaceId: string, customerId: string): Promise<{ name: string | null; externalId: string | null }> {
      const cached = atHand.get(customerId)
      if (cached) return cached
      const found = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ name: string | null; value: string | null }>`
          select c.name, i.value from customers c left join customer_identities i on i.customer_id = c.id and i.kind = ${externalKind}
          where c.id = ${customerId}`.execute(tx.query)
        const row = rows[0]
        return {
          name: row?.name ?? null,
          externalId: row?.value ? secrets.open(row.value, context(externalKind)) : null,
        }
      })
      if (atHand.size >= mostAtHand) atHand.clear()
      atHand.set(customerId, found)
      return found
    },

    /** Identities as shown to staff; in clear only for those who may reveal them. */
    async identities(tx: Tx, customerId: string, clear = false): Promise<Identity[]> {
      const { rows } = await sql<{ kind: string; value: string; masked: string }>`
        select kind, value, masked from customer_identities where customer_id = ${customerId} and kind <> 'visitor' order by kind`.execute(
        tx.query,
      )
      return rows.map((row) => ({
        kind: row.kind,
        value: clear ? secrets.open(row.value, context(row.kind)) : row.masked,
      }))
    },

    /** The company's own id as staff use it: the customer's own, else the one proven last. */
    async knownToStaff(tx: Tx, customerId: string): Promise<string | null> {
      const { rows } = await sql<{ kind: string; value: string }>`
        select kind, value from customer_identities where customer_id = ${customerId} and kind in (${externalKind}, ${provenKind})
        order by kind, created_at desc limit 1`.execute(tx.query)
      return rows[0] ? secrets.open(rows[0].value, context(rows[0].kind)) : null
    },

    async setAttributes(tx: Tx, customerId: string, name: string | null, attributes: object): Promise<void> {
      await sql`update customers set attributes = attributes || ${JSON.stringify(attributes)}::jsonb, name = coalesce(${name}, name)
        where id = ${customerId}`.execute(tx.query)
    },
  }
}

function masked(kind: string, value: string): string {
  if (kind === 'phone' || kind === 'email') return maskValue(value, kind)
  return value
}
