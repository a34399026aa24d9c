import type { EntityType } from '@loopdesk/contracts/api/workbench.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { ConceptEdit, Definitions, Teaching } from '../understanding/index.ts'
import { readState } from './state.ts'
import { type Content, readVersion, registerVersion, settleVersion } from './versions.ts'

/** Answers understanding's questions about what is taught and what is live. */
export function makeTeaching({ db }: { db: Db }): Teaching {
  return {
    async release(workspaceId) {
      const { publishing, live, canary, canary_share } = await db.tenant(workspaceId, readState)
      return {
        publishing,
        live,
        canary: canary === null || canary_share === null ? null : { version: canary, share: canary_share },
      }
    },
    async now(workspaceId, definitions) {
      const { content, basis } = await contentNow(db, workspaceId, definitions)
      const origin = { origin: 'automatic' as const, note: '', by: 'system', basis }
      const { number } = await registerVersion(db, workspaceId, content, origin)
      return { ...content, version: number }
    },
    version: (workspaceId, number) => readVersion(db, workspaceId, number),
    trained: (workspaceId, number, outcome) => settleVersion(db, workspaceId, number, outcome),
  }
}

/** Definitions, less what was switched off, moved or held back, and what is taught beside them. */
export async function contentNow(
  db: Db,
  workspaceId: string,
  { version, examples }: Definitions,
): Promise<{ content: Content; basis: string }> {
  const { taught, own, changed, ...rest } = await db.tenant(workspaceId, readTaught)
  const key = (label: string, text: string) => `${label}\n${text}`
  const overlay = new Map(changed.map((each) => [key(each.origin_label, each.text), each]))
  const kept = examples.flatMap(({ label, text }) => {
    const change = overlay.get(key(label, text))
    if (!change) return [{ label, text }]
    return change.enabled && change.held_for === null ? [{ label: change.label, text }] : []
  })
  return { content: { examples: [...kept, ...own], ...rest }, basis: `${version}:${taught}` }
}

interface ChangedRow {
  label: string
  origin_label: string
  text: string
  enabled: boolean
  held_for: string | null
}

async function readTaught(tx: Tx) {
  const { taught } = await readState(tx)
  const own = await sql<{ label: string; text: string }>`
    select label, text from workbench_examples
    where origin_label is null and enabled and held_for is null order by label, text, id`.execute(tx.query)
  const changed = await sql<ChangedRow>`
    select label, origin_label, text, enabled, held_for from workbench_examples
    where origin_label is not null and (not enabled or held_for is not null or label <> origin_label)`.execute(tx.query)
  const leads = await sql<{ label: string; leads_to: { kind: string; id: string } }>`
    select label, leads_to from workbench_intents where leads_to is not null order by label`.execute(tx.query)
  const concepts = await sql<ConceptEdit>`
    select id, topic, added, removed, enabled from workbench_concepts order by id`.execute(tx.query)
  const types = await sql<{ definition: EntityType }>`
    select definition from workbench_entity_types order by type`.execute(tx.query)
  return {
    taught,
    own: own.rows,
    changed: changed.rows,
    leads: Object.fromEntries(
      leads.rows.map(({ label, leads_to: { kind, id } }) => [label, kind === 'knowledge' ? `kb:${id}` : id]),
    ),
    concepts: concepts.rows,
    types: types.rows.map(({ definition }) => definition),
  }
}
