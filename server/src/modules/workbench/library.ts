import type { LibraryIntent as Shown } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import { audit } from '../identity/index.ts'
import { type LibraryIntent, readLibrary } from '../understanding/index.ts'
import { addTexts } from './add-texts.ts'
import { taughtChanged } from './changed.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import type { Intents } from './intents.ts'

/** Ready-made intents that come with the product, to be picked into a workspace. */
export function makeLibrary(
  deps: Pick<WorkbenchDeps, 'db' | 'understanding'> & { intents: Pick<Intents, 'all' | 'one'> },
) {
  const { db, intents } = deps
  let read: Map<string, LibraryIntent> | undefined
  const library = () => {
    read ??= new Map(readLibrary().map((each) => [each.id, each]))
    return read
  }

  const pickedIn = (workspaceId: string): Promise<Map<string, string>> =>
    db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ library_id: string; label: string }>`
        select library_id, label from workbench_intents where library_id is not null`.execute(tx.query)
      return new Map(rows.map((row) => [row.library_id, row.label]))
    })

  const find = (id: string): LibraryIntent => {
    const found = library().get(id)
    if (!found) throw new AppError('not_found', `there is no ready-made intent ${id}`)
    return found
  }

  return {
    async list(
      workspaceId: string,
      { industry, search }: { industry?: string | undefined; search?: string | undefined },
    ) {
      const all = [...library().values()]
      const words = search?.trim().toLowerCase() ?? ''
      const picked = await pickedIn(workspaceId)
      const topics = new Map(all.map((each) => [each.topic.id, each]))
      const counts = Map.groupBy(all, (each) => each.industry)
      return {
        industries: [...counts].map(([id, each]) => ({ id, intents: each.length })),
        topics: [...topics.values()].map(({ industry: of, topic: { id, zh, en } }) => ({
          id,
          industry: of,
          name: { zh, en },
        })),
        items: all
          .filter((each) => industry === undefined || each.industry === industry)
          .filter((each) => words === '' || says(each, words))
          .map((each) => shown(each, picked)),
      }
    },

    async read(workspaceId: string, id: string) {
      const found = find(id)
      return { ...shown(found, await pickedIn(workspaceId)), zh: found.zh, en: found.en }
    },

    async pick(
      workspaceId: string,
      who: Who,
      { ids, into, languages }: { ids: string[]; into?: string | undefined; languages: ('zh' | 'en')[] },
    ) {
      const chosen = [...new Set(ids)].map(find)
      if (into !== undefined) await intents.one(workspaceId, into)
      const labels = chosen.map(({ id }) => into ?? `custom:${id}`)
      const examplesAdded = await db.tenant(workspaceId, async (tx) => {
        let added = 0
        for (const [i, each] of chosen.entries()) {
          const name = JSON.stringify(each.name)
          if (into === undefined)
            await sql`
              insert into workbench_intents (workspace_id, label, custom, name, library_id, created_by)
              values (${workspaceId}, ${labels[i]}, true, ${name}::jsonb, ${each.id}, ${who.name}) on conflict do nothing`.execute(
              tx.query,
            )
          const texts = languages.flatMap((language) => each[language])
          added += (await addTexts(tx, { label: labels[i]!, texts, source: 'library', by: who.name })).added
        }
        await taughtChanged(tx, deps)
        const details = { ids: chosen.map(({ id }) => id), into: into ?? null, examples: added }
        await audit(tx, { actor: who.actor, action: 'library.picked', target: 'workbench:intents', details })
        return added
      })
      const all = await intents.all(workspaceId)
      return { intents: all.filter(({ id }) => labels.includes(id)), examplesAdded }
    },
  }
}

const says = ({ id, name, about, topic, zh, en }: LibraryIntent, words: string): boolean =>
  [id, name.zh, name.en, about, topic.zh, topic.en, ...zh, ...en].some((each) => each.toLowerCase().includes(words))

function shown({ id, topic, name, about, zh, en }: LibraryIntent, picked: Map<string, string>): Shown {
  return { id, topic: topic.id, name, about, lines: { zh: zh.length, en: en.length }, pickedAs: picked.get(id) ?? null }
}
