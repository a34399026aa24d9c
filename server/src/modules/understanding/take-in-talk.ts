import { type SmallTalk, smallTalk } from '@loopdesk/contracts/workspace.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import { audit } from '../identity/index.ts'

interface Deps {
  db: Db
  understanding: {
    saveSmallTalk(tx: Tx, workspaceId: string, talk: SmallTalk): Promise<void>
    touch(tx: Tx, workspaceId: string): Promise<void>
  }
}

/** Small talk that comes from elsewhere, such as a pack. */
export function makeTakeInTalk({ db, understanding }: Deps) {
  return {
    read: (workspaceId: string, ids: readonly string[]): Promise<Map<string, unknown>> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string; definition: unknown }>`
          select id, definition from small_talk where id = any(${ids})`.execute(tx.query)
        return new Map(rows.map(({ id, definition }) => [id, definition]))
      }),
    put: (workspaceId: string, who: { actor: string }, talk: SmallTalk): Promise<void> =>
      db.tenant(workspaceId, async (tx) => {
        await understanding.saveSmallTalk(tx, workspaceId, smallTalk.parse(talk))
        await understanding.touch(tx, workspaceId)
        await audit(tx, { actor: who.actor, action: 'small_talk.changed', target: `talk:${talk.id}` })
      }),
    remove: (workspaceId: string, who: { actor: string }, id: string): Promise<void> =>
      db.tenant(workspaceId, async (tx) => {
        await sql`delete from small_talk where id = ${id}`.execute(tx.query)
        await understanding.touch(tx, workspaceId)
        await audit(tx, { actor: who.actor, action: 'small_talk.deleted', target: `talk:${id}` })
      }),
  }
}
