import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Right } from '@loopdesk/contracts/route.ts'
import type { Selectable } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { audit } from './audit.ts'
import { type ApiKeyTable, tables } from './tables.ts'
import { hashToken, makeToken } from './token.ts'

/** By this a key is told from anything else that stands after `Bearer`, also by scanners for leaked secrets. */
export const keyPrefix = 'ld_'
/** `last_used_at` is written at most this often, in milliseconds. */
const touchEveryMs = 60_000

export interface NewKey {
  name: string
  scopes: Right[]
  expiresAt?: Date | undefined
}

/** Makes a key with some of the maker's own rights. The secret is in the answer and nowhere else. */
export async function makeKey(
  tx: Tx,
  now: Date,
  input: NewKey,
  by: { actor: string; rights: ReadonlySet<Right> },
): Promise<{ id: string; key: string }> {
  const scopes = [...new Set(input.scopes)]
  const beyond = scopes.filter((scope) => scope !== 'public' && scope !== 'session' && !by.rights.has(scope))
  if (beyond.length > 0) throw new AppError('forbidden', `you do not hold ${beyond.join(', ')} yourself`)
  if (input.expiresAt !== undefined && input.expiresAt <= now) {
    const message = 'must be in the future'
    throw new AppError('invalid_request', `/body/expiresAt: ${message}`, [{ path: '/body/expiresAt', message }])
  }
  const { token, hash } = makeToken(keyPrefix)
  const { id } = await tables(tx)
    .insertInto('api_keys')
    .values({
      workspace_id: tx.workspaceId!,
      name: input.name,
      prefix: token.slice(0, 10),
      token_hash: hash,
      scopes,
      created_by: by.actor,
      last_used_at: null,
      expires_at: input.expiresAt ?? null,
      revoked_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await audit(tx, { actor: by.actor, action: 'key.created', target: `key:${id}`, details: { scopes } })
  return { id, key: token }
}

/** The key that works with this secret now; undefined when unknown, revoked or expired. */
export async function findKey(tx: Tx, now: Date, token: string): Promise<Selectable<ApiKeyTable> | undefined> {
  const keys = tables(tx)
  const key = await keys
    .selectFrom('api_keys')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (key === undefined || (key.expires_at !== null && key.expires_at <= now)) return undefined
  if (key.last_used_at === null || now.getTime() - key.last_used_at.getTime() > touchEveryMs) {
    await keys.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', key.id).execute()
  }
  return key
}

/** All keys of the workspace, newest first, dead ones too. */
export async function listKeyRows(tx: Tx): Promise<Selectable<ApiKeyTable>[]> {
  return tables(tx)
    .selectFrom('api_keys')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId!)
    .orderBy('created_at', 'desc')
    .execute()
}

/** From now on the key opens nothing; repeating it changes nothing. */
export async function revokeKey(tx: Tx, now: Date, keyId: string, actor: string): Promise<void> {
  const keys = tables(tx)
  const key = await keys
    .selectFrom('api_keys')
    .select('revoked_at')
    .where('workspace_id', '=', tx.workspaceId!)
    .where('id', '=', keyId)
    .forUpdate()
    .executeTakeFirst()
  if (key === undefined) throw new AppError('not_found', 'there is no such key')
  if (key.revoked_at !== null) return
  await keys.updateTable('api_keys').set({ revoked_at: now }).where('id', '=', keyId).execute()
  await audit(tx, { actor, action: 'key.revoked', target: `key:${keyId}` })
}
