import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import { PermanentError, RetryableError } from '../../infra/errors.ts'

/** What a workspace allows and pays. */
export interface ModelSettings {
  enabled: boolean
  /** Tokens in and out together, per UTC day; null without limit. */
  dailyTokens: number | null
  /** Of a million tokens, in the currency the company counts in. */
  priceIn: number
  priceOut: number
}

export const defaultSettings: ModelSettings = { enabled: true, dailyTokens: 2_000_000, priceIn: 0, priceOut: 0 }

export interface CallRecord {
  workspaceId: string
  conversationId: string | null
  purpose: string
  model: string
  tokensIn: number
  tokensOut: number
  cost: number
  ms: number
  attempts: number
  ok: boolean
  code: string | null
}

export type Spend = ReturnType<typeof makeSpend>

/** The budget and the bill. Neither ever sees a word of a prompt or an answer. */
export function makeSpend(db: Db, now: () => Date) {
  const today = () => now().toISOString().slice(0, 10)

  return {
    /**
     * Sets tokens aside before a call; what is set aside counts for calls at the same time, and stays counted when the
     * process dies. Throws `model_budget_spent` when the day's budget does not hold them.
     */
    async reserve(workspaceId: string, tokens: number): Promise<{ settings: ModelSettings; day: string }> {
      const day = today()
      return db.tenant(workspaceId, async (tx) => {
        const settings = await readSettings(tx.query)
        if (!settings.enabled) throw new PermanentError('model_off', 'the workspace has switched the model off')
        const limit = settings.dailyTokens ?? Number.MAX_SAFE_INTEGER
        await sql`insert into model_days (workspace_id, day) values (${workspaceId}, ${day}) on conflict do nothing`.execute(
          tx.query,
        )
        const { rows } = await sql`update model_days set tokens = tokens + ${tokens}
          where workspace_id = ${workspaceId} and day = ${day} and tokens + ${tokens} <= ${limit} returning 1`.execute(
          tx.query,
        )
        if (rows.length === 0) {
          const retryAfterMs = Date.parse(`${day}T00:00:00Z`) + 86_400_000 - now().getTime()
          throw new RetryableError('model_budget_spent', "the day's tokens are spent", { retryAfterMs })
        }
        return { settings, day }
      })
    },

    /** Puts the true number in the place of what was set aside, and writes the call down. */
    async settle(record: CallRecord, reserved: { tokens: number; day: string }): Promise<void> {
      const difference = record.tokensIn + record.tokensOut - reserved.tokens
      await db.tenant(record.workspaceId, async (tx) => {
        await sql`update model_days set tokens = greatest(0, tokens + ${difference})
          where workspace_id = ${record.workspaceId} and day = ${reserved.day}`.execute(tx.query)
        await sql`insert into model_calls
            (workspace_id, conversation_id, purpose, model, tokens_in, tokens_out, cost, ms, attempts, ok, code, at)
          values (${record.workspaceId}, ${record.conversationId}, ${record.purpose}, ${record.model}, ${record.tokensIn},
            ${record.tokensOut}, ${record.cost}, ${record.ms}, ${record.attempts}, ${record.ok}, ${record.code}, ${now()})`.execute(
          tx.query,
        )
      })
    },

    settings: (workspaceId: string): Promise<ModelSettings> => db.tenant(workspaceId, (tx) => readSettings(tx.query)),

    async saveSettings(workspaceId: string, { enabled, dailyTokens, priceIn, priceOut }: ModelSettings): Promise<void> {
      await db.tenant(workspaceId, (tx) =>
        sql`insert into model_settings (workspace_id, enabled, daily_tokens, price_in, price_out)
          values (${workspaceId}, ${enabled}, ${dailyTokens}, ${priceIn}, ${priceOut})
          on conflict (workspace_id) do update set enabled = excluded.enabled, daily_tokens = excluded.daily_tokens,
            price_in = excluded.price_in, price_out = excluded.price_out`.execute(tx.query),
      )
    },

    /** Tokens spent or set aside today, and the day's limit. */
    async usage(workspaceId: string): Promise<{ tokens: number; dailyTokens: number | null }> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ tokens: number }>`
          select tokens::float8 as tokens from model_days where day = ${today()}`.execute(tx.query)
        return { tokens: rows[0]?.tokens ?? 0, dailyTokens: (await readSettings(tx.query)).dailyTokens }
      })
    },
  }
}

type Query = Parameters<Parameters<Db['tenant']>[1]>[0]['query']

async function readSettings(query: Query): Promise<ModelSettings> {
  const { rows } = await sql<ModelSettings>`select enabled, daily_tokens::float8 as "dailyTokens",
    price_in::float8 as "priceIn", price_out::float8 as "priceOut" from model_settings`.execute(query)
  return rows[0] ?? defaultSettings
}
