import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { Definitions } from '../understanding/index.ts'
import type { WorkbenchDeps } from './deps.ts'
import { prepare } from './prepare-text.ts'
import { lockState, readState, setState } from './state.ts'

export type Mirror = ReturnType<typeof makeMirror>

/**
 * Examples of definitions, as rows that can be listed, searched, moved and switched off like own ones. Brought up to date when
 * they are looked at after a definition has changed; what was moved or switched off stays so.
 */
export function makeMirror({ db, understanding }: Pick<WorkbenchDeps, 'db' | 'understanding'>) {
  const release = createHash('sha256').update(JSON.stringify(understanding.core.intents)).digest('hex').slice(0, 12)
  const known = new Map<string, { version: number; definitions: Definitions }>()

  async function definitionsOf(workspaceId: string): Promise<Definitions> {
    const version = await understanding.workbench.definitionsVersion(workspaceId)
    const cached = known.get(workspaceId)
    if (cached?.version === version) return cached.definitions
    const definitions = await understanding.workbench.definitions(workspaceId)
    if (known.size >= mostKnown) known.clear()
    known.set(workspaceId, { version, definitions })
    return definitions
  }

  return {
    /** The definitions as they are now; afterwards the rows show them. */
    async sync(workspaceId: string): Promise<Definitions> {
      const definitions = await definitionsOf(workspaceId)
      const key = `${definitions.version}:${release}`
      const current = await db.tenant(workspaceId, async (tx) => (await readState(tx)).mirrored === key)
      if (current) return definitions
      await db.tenant(workspaceId, async (tx) => {
        if ((await lockState(tx)).mirrored === key) return
        await replaceRows(tx, definitions)
        await setState(tx, { mirrored: key })
      })
      return definitions
    },
  }
}

const mostKnown = 50

async function replaceRows(tx: Tx, { examples }: Definitions): Promise<void> {
  const rows = examples.flatMap(({ label, text, source }) => {
    const prepared = prepare(text)
    // What a definition says is shown and matched as it stands there.
    return prepared ? [{ label, source, ...prepared, text }] : []
  })
  const defined = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(label text, source text, text text, normal text, language text)`
  await sql`
    insert into workbench_examples (workspace_id, label, origin_label, text, normal, language, source, created_by)
    select distinct on (d.label, d.text) ${tx.workspaceId}::uuid, d.label, d.label, d.text, d.normal, d.language, d.source, 'system'
    from ${defined}
    on conflict (workspace_id, origin_label, md5(text)) where origin_label is not null do nothing`.execute(tx.query)
  await sql`
    delete from workbench_examples e where origin_label is not null
      and not exists (select from ${defined} where d.label = e.origin_label and d.text = e.text)`.execute(tx.query)
}
