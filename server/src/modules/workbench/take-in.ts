import { sql } from 'kysely'
import { audit } from '../identity/index.ts'
import { addTexts } from './add-texts.ts'
import { taughtChanged } from './changed.ts'
import type { Who } from './deps.ts'
import type { IntentChange, Intents } from './intents.ts'
import type { PartDeps } from './parts.ts'

interface GivenIntent {
  /** Without `custom:`. */
  id: string
  name: { zh: string; en: string }
  leadsTo: IntentChange['leadsTo']
  examples: { zh: string[]; en: string[] }
}
type Deps = Pick<PartDeps, 'db' | 'understanding'> & { intents: Intents }

const labelOf = (id: string) => `custom:${id}`

/** Custom intents that come from elsewhere, such as a pack, with their examples. */
export function makeTakeIn(deps: Deps) {
  const { db, intents } = deps

  /** Custom intents as they stand: name, effect, and own examples that are switched on. */
  async function read(workspaceId: string, ids: readonly string[]): Promise<Map<string, unknown>> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ label: string; name: unknown; leadsTo: unknown; texts: string[] }>`
        select i.label, i.name, i.leads_to as "leadsTo",
          array(select e.text from workbench_examples e where e.label = i.label and e.origin_label is null and e.enabled order by e.text) as texts
        from workbench_intents i where i.custom and i.label = any(${ids.map(labelOf)})`.execute(tx.query)
      return new Map(rows.map(({ label, ...rest }) => [label.slice('custom:'.length), rest]))
    })
  }

  return {
    read,
    async put(workspaceId: string, who: Who, { id, name, leadsTo, examples }: GivenIntent): Promise<void> {
      const label = labelOf(id)
      const known = (await read(workspaceId, [id])).has(id)
      if (known) await intents.update(workspaceId, who, label, { name, leadsTo })
      else await intents.create(workspaceId, who, { id, name, leadsTo })
      const texts = [...examples.zh, ...examples.en]
      await db.tenant(workspaceId, async (tx) => {
        await sql`
          delete from workbench_examples where label = ${label} and origin_label is null and source = 'library'
            and text <> all(${texts})`.execute(tx.query)
        const { added } = await addTexts(tx, { label, texts, source: 'library', by: who.name })
        await taughtChanged(tx, deps)
        await audit(tx, { actor: who.actor, action: 'intent.taken_in', target: `intent:${label}`, details: { added } })
      })
    },
    async remove(workspaceId: string, who: Who, id: string): Promise<void> {
      await intents.remove(workspaceId, who, labelOf(id), undefined)
    },
  }
}
