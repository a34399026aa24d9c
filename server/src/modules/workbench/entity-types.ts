import type { EntityType, FoundEntity } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { checkEntityType } from '@loopdesk/engines/entities/check-entity-type.ts'
import type { Entity } from '@loopdesk/engines/entities/entity.ts'
import { extractEntities } from '@loopdesk/engines/entities/extract-entities.ts'
import { sql } from 'kysely'
import { audit } from '../identity/index.ts'
import { taughtChanged } from './changed.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import { field } from './intents.ts'

/** Entity types made here. What they find is decided by the entity engine; here they are checked and kept. */
export function makeEntityTypes(deps: Pick<WorkbenchDeps, 'db' | 'understanding'>) {
  const { db } = deps

  return {
    list: (workspaceId: string): Promise<EntityType[]> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ definition: EntityType }>`
          select definition from workbench_entity_types order by type`.execute(tx.query)
        return rows.map(({ definition }) => definition)
      }),

    async save(workspaceId: string, who: Who, type: string, definition: EntityType): Promise<EntityType> {
      if (definition.type !== type) throw field('/body/type', `is not the type in the address, ${type}`)
      check(definition, '/body')
      await db.tenant(workspaceId, async (tx) => {
        await sql`
          insert into workbench_entity_types (workspace_id, type, definition)
          values (${workspaceId}, ${type}, ${JSON.stringify(definition)}::jsonb)
          on conflict (workspace_id, type) do update set definition = excluded.definition`.execute(tx.query)
        await taughtChanged(tx, deps)
        const details = { kind: definition.kind }
        await audit(tx, { actor: who.actor, action: 'entity_type.saved', target: `entity-type:${type}`, details })
      })
      return definition
    },

    remove: (workspaceId: string, who: Who, type: string): Promise<Record<string, never>> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`delete from workbench_entity_types where type = ${type} returning 1`.execute(
          tx.query,
        )
        if (rows.length === 0) throw new AppError('not_found', 'there is no such entity type')
        await taughtChanged(tx, deps)
        await audit(tx, { actor: who.actor, action: 'entity_type.deleted', target: `entity-type:${type}` })
        return {}
      }),

    test(definition: EntityType, text: string) {
      check(definition, '/body/definition')
      const found = extractEntities(text, { reference: '2026-01-01', timeZone: 'UTC', types: [definition] })
      return { found: found.filter(({ type }) => type === definition.type).map(shownEntity) }
    },
  }
}

/** Throws `invalid_request` that names every field that cannot be used. */
function check(definition: EntityType, at: string): void {
  const errors = checkEntityType(definition).map(({ field, message }) => ({
    path: `${at}/${field.replaceAll('.', '/')}`,
    message,
  }))
  const [first] = errors
  if (first) throw new AppError('invalid_request', `${first.path}: ${first.message}`, errors.slice(0, 50))
}

/** What was found, its value in words. */
export function shownEntity({ type, value, text, start, end, confidence }: Entity): FoundEntity {
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return { type, value: shown, text, start, end, confidence }
}
