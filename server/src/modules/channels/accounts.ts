import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Secrets } from '../../infra/secrets.ts'

/** A place where customers write: a site with its widget, later an account at a platform. */
export interface ChannelAccount {
  id: string
  workspaceId: string
  kind: string
  name: string
  publicKey: string
  /** Proves who a signed-in customer is. */
  secret: string
  settings: SiteSettings
}

export interface SiteSettings {
  color: string
  greeting: { zh: string; en: string }
  topics: { zh: string[]; en: string[] }
}

interface Row {
  id: string
  workspace_id: string
  kind: string
  name: string
  public_key: string
  secret: string
  settings: SiteSettings
}

const freshMs = 10_000
/** What the secret of an account is sealed with. */
export const accountContext = (publicKey: string) => `channel:${publicKey}`

export type Accounts = ReturnType<typeof makeAccounts>

export function makeAccounts({ db, secrets }: { db: Db; secrets: Secrets }) {
  const kinds = new Map<string, string>()
  const byKey = new Map<string, { at: number; account: ChannelAccount | undefined }>()
  const toAccount = (row: Row): ChannelAccount => ({
    id: row.id,
    workspaceId: row.workspace_id,
    kind: row.kind,
    name: row.name,
    publicKey: row.public_key,
    secret: secrets.open(row.secret, accountContext(row.public_key)),
    settings: row.settings,
  })
  return {
    /** The account a public key stands for; undefined when there is none. */
    async find(publicKey: string): Promise<ChannelAccount | undefined> {
      const known = byKey.get(publicKey)
      if (known && Date.now() - known.at < freshMs) return known.account
      const account = await db.system(async (tx) => {
        const { rows } = await sql<Row>`select * from channel_accounts where public_key = ${publicKey}`.execute(
          tx.query,
        )
        return rows[0] ? toAccount(rows[0]) : undefined
      })
      if (byKey.size > 1000) byKey.clear()
      byKey.set(publicKey, { at: Date.now(), account })
      return account
    },
    /** The kind of channel of an account, which never changes; undefined when there is none. */
    async kindOf(id: string): Promise<string | undefined> {
      const known = kinds.get(id)
      if (known) return known
      const kind = await db.system(async (tx) => {
        const { rows } = await sql<{ kind: string }>`select kind from channel_accounts where id = ${id}`.execute(
          tx.query,
        )
        return rows[0]?.kind
      })
      if (kind) kinds.set(id, kind)
      return kind
    },
    /** What is at hand of an account is out of date; other processes notice within ten seconds. */
    forget(publicKey: string): void {
      byKey.delete(publicKey)
    },
    /** Makes a site's account or brings it up to date. */
    async saveSite(
      tx: Tx,
      site: { workspaceId: string; name: string; key: string; secret: string; settings: SiteSettings },
    ): Promise<void> {
      await sql`
        insert into channel_accounts (workspace_id, kind, name, public_key, secret, settings)
        values (${site.workspaceId}, 'web', ${site.name}, ${site.key}, ${secrets.seal(site.secret, accountContext(site.key))}, ${JSON.stringify(site.settings)}::jsonb)
        on conflict (public_key) do update set name = excluded.name, secret = excluded.secret, settings = excluded.settings`.execute(
        tx.query,
      )
    },
  }
}
