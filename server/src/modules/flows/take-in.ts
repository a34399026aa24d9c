import type { DraftDefinition } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import type { FlowDeskParts } from './parts.ts'

/** Flows that come from elsewhere, such as a pack: as drafts, and live at once where the proof has nothing against it. */
export function makeTakeIn({ db }: Pick<FlowDeskDeps, 'db'>, { drafts, releases }: FlowDeskParts) {
  /** What stands under these ids: the draft, else what is live. Withdrawn flows are nothing. */
  async function read(workspaceId: string, ids: readonly string[]): Promise<Map<string, unknown>> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string; definition: unknown }>`
        select w.id, coalesce(d.definition, f.definition) as definition from unnest(${ids}::text[]) w(id)
        left join flow_drafts d on d.id = w.id
        left join flow_heads h on h.id = w.id
        left join flows f on f.id = w.id and f.version = h.live
        where coalesce(d.definition, f.definition) is not null`.execute(tx.query)
      return new Map(rows.map(({ id, definition }) => [id, definition]))
    })
  }

  return {
    read,
    async put(workspaceId: string, who: Who, flow: DraftDefinition): Promise<void> {
      const baseRevision = (await drafts.read(workspaceId, flow.id))?.revision ?? 0
      const saved = await drafts.save(workspaceId, who, flow.id, { definition: flow, baseRevision })
      if (saved.findings.some(({ severity }) => severity === 'error')) return
      await releases.publish(workspaceId, who, flow.id, { revision: saved.revision, note: '' })
    },
    /** The draft goes; what is live is withdrawn, its versions and runs stay. */
    async remove(workspaceId: string, who: Who, id: string): Promise<void> {
      if (await drafts.read(workspaceId, id)) await drafts.remove(workspaceId, who, id)
      if (!(await read(workspaceId, [id])).has(id)) return
      try {
        await releases.withdraw(workspaceId, who, id, 'removed with what it came with')
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'not_found')) throw error
      }
    },
  }
}
