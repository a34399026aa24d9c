import { identityRules } from '@loopdesk/contracts/workspace.ts'
import { sql } from 'kysely'
import type { Db } from '../infra/db.ts'
import type { TurnDeps } from './deps.ts'

const factsFreshMs = 10_000

/** What turns need to know of a workspace, read anew now and then. */
export function makeWorkspaceFacts(db: Db): TurnDeps['workspace'] {
  const known = new Map<string, { at: number; facts: ReturnType<TurnDeps['workspace']> }>()
  return (workspaceId) => {
    const cached = known.get(workspaceId)
    if (cached && Date.now() - cached.at < factsFreshMs) return cached.facts
    const facts = db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{
        name: string
        time_zone: string
        settings: { identity?: unknown; topics?: { zh: string[]; en: string[] }; nameEn?: string | null }
      }>`
        select name, time_zone, settings from workspaces where id = ${workspaceId}`.execute(tx.query)
      const row = rows[0]
      if (!row) throw new Error('no such workspace')
      const identity = identityRules.safeParse(row.settings.identity)
      return {
        names: { zh: row.name, en: row.settings.nameEn ?? row.name },
        timeZone: row.time_zone,
        identity: identity.success ? identity.data : null,
        topics: row.settings.topics ?? { zh: [], en: [] },
      }
    })
    known.set(workspaceId, { at: Date.now(), facts })
    facts.catch(() => known.delete(workspaceId))
    return facts
  }
}
