import type { Concept } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { audit } from '../identity/index.ts'
import { type ConceptEdit, readLexicon } from '../understanding/index.ts'
import { taughtChanged } from './changed.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import { field } from './intents.ts'

type BuiltIn = ReturnType<typeof readLexicon>
interface Wanted {
  topic?: string | undefined
  search?: string | undefined
  changed?: 'true' | 'false' | undefined
  offset: number
  limit: number
}

/** Meanings and the ways to say them: the product's, and what the workspace adds, leaves out and makes itself. */
export function makeLexicon(deps: Pick<WorkbenchDeps, 'db' | 'understanding'>) {
  const { db } = deps
  let read: BuiltIn | undefined
  const builtIn = () => {
    read ??= readLexicon()
    return read
  }
  const all = (workspaceId: string) => db.tenant(workspaceId, async (tx) => withEdits(builtIn(), await readEdits(tx)))

  return {
    async list(workspaceId: string, { topic, search, changed, offset, limit }: Wanted) {
      const concepts = await all(workspaceId)
      const words = search?.trim().toLowerCase() ?? ''
      const found = concepts.filter(
        (each) =>
          (topic === undefined || each.topic === topic) &&
          (changed === undefined || isChanged(each) === (changed === 'true')) &&
          (words === '' || says(each, words)),
      )
      const counts = Map.groupBy(concepts, (each) => each.topic)
      const names = new Map(builtIn().groups.map(({ id, zh, en }) => [id, { zh, en }]))
      const topics = [...counts].map(([id, each]) => ({
        id,
        name: names.get(id) ?? ownTopic(id),
        concepts: each.length,
      }))
      return { topics, items: found.slice(offset, offset + limit), total: found.length }
    },

    async save(workspaceId: string, who: Who, id: string, edit: Omit<ConceptEdit, 'id'>): Promise<Concept> {
      const base = builtIn().concepts.find((each) => each.id === id)
      const said = [...edit.added.zh, ...edit.added.en]
      if (!base && said.length === 0) throw field('/body/added', 'a concept of your own needs an expression')
      const empty = said.findIndex((each) => !/[\p{L}\p{N}]/u.test(each))
      if (empty >= 0) throw field('/body/added', `“${said[empty]}” has no letter in it`)
      const stranger = edit.removed.find((each) => !base?.expressions.includes(each))
      if (stranger !== undefined)
        throw field('/body/removed', `“${stranger}” is no built-in expression of this concept`)
      await db.tenant(workspaceId, async (tx) => {
        await sql`
          insert into workbench_concepts (workspace_id, id, topic, added, removed, enabled)
          values (${workspaceId}, ${id}, ${base?.topic ?? edit.topic}, ${JSON.stringify(edit.added)}::jsonb,
            ${JSON.stringify(edit.removed)}::jsonb, ${edit.enabled})
          on conflict (workspace_id, id) do update set topic = excluded.topic, added = excluded.added,
            removed = excluded.removed, enabled = excluded.enabled`.execute(tx.query)
        await taughtChanged(tx, deps)
        await audit(tx, { actor: who.actor, action: 'concept.changed', target: `concept:${id}` })
      })
      return (await all(workspaceId)).find((each) => each.id === id)!
    },

    reset: (workspaceId: string, who: Who, id: string): Promise<Record<string, never>> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`delete from workbench_concepts where id = ${id} returning 1`.execute(tx.query)
        if (rows.length === 0) throw new AppError('not_found', 'the workspace has not changed this concept')
        await taughtChanged(tx, deps)
        await audit(tx, { actor: who.actor, action: 'concept.reset', target: `concept:${id}` })
        return {}
      }),
  }
}

async function readEdits(tx: Tx): Promise<ConceptEdit[]> {
  const { rows } = await sql<ConceptEdit>`
    select id, topic, added, removed, enabled from workbench_concepts order by id`.execute(tx.query)
  return rows
}

function withEdits({ concepts }: BuiltIn, edits: ConceptEdit[]): Concept[] {
  const edited = new Map(edits.map((edit) => [edit.id, edit]))
  const shown: Concept[] = []
  for (const { id, topic, zh, en } of concepts) {
    const { added, removed, enabled } = edited.get(id) ?? untouched
    shown.push({ id, topic, zh, en, builtIn: true, added, removed, enabled })
    edited.delete(id)
  }
  for (const edit of edited.values()) shown.push({ ...edit, zh: [], en: [], builtIn: false })
  return shown
}

const untouched: Pick<ConceptEdit, 'added' | 'removed' | 'enabled'> = {
  added: { zh: [], en: [] },
  removed: [],
  enabled: true,
}

const isChanged = ({ builtIn, added, removed, enabled }: Concept): boolean =>
  !builtIn || !enabled || removed.length > 0 || added.zh.length > 0 || added.en.length > 0

const says = ({ id, zh, en, added }: Concept, words: string): boolean =>
  [id, ...zh, ...en, ...added.zh, ...added.en].some((each) => each.toLowerCase().includes(words))

const ownTopic = (id: string) => (id === 'own' ? { zh: '自建', en: 'Own' } : { zh: id, en: id })
