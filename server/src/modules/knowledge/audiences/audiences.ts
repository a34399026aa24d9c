import type { Asker, ListedAudience } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type Audience, inLanguage, type KnowledgeEntry, staffAudience } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import { isUniqueViolation, type Tx } from '../../../infra/db.ts'
import { containing } from '../../../infra/page-cursor.ts'
import { audit } from '../../identity/index.ts'
import type { EntryDeps, Who } from '../entries/deps.ts'
import { todayIn } from '../entries/time-zone.ts'
import { audiencesOf, failedCondition, valuesOf } from './audiences-of.ts'

const noAudience = () => new AppError('not_found', 'there is no such audience')
const builtIn: ListedAudience = {
  id: staffAudience,
  name: { zh: '内部同事', en: 'Colleagues' },
  conditions: [],
  builtIn: true,
  entries: 0,
  documents: 0,
}
const freshMs = 5000

/** Who may see what, by who asks. */
export function makeAudiences({ db, now, customer }: Pick<EntryDeps, 'db' | 'now' | 'customer'>) {
  const known = new Map<string, { at: number; audiences: Promise<Audience[]> }>()

  /** Those of the workspace; at most some seconds old, for they are asked for with every question. */
  function recent(workspaceId: string): Promise<Audience[]> {
    const at = now().getTime()
    const kept = known.get(workspaceId)
    if (kept && Math.abs(at - kept.at) < freshMs) return kept.audiences
    const audiences = db.tenant(workspaceId, readAudiences)
    known.set(workspaceId, { at, audiences })
    audiences.catch(() => known.delete(workspaceId))
    return audiences
  }

  async function askerOf(workspaceId: string, who: Somebody): Promise<Asker> {
    if ('asker' in who) return who.asker
    const found = await customer(workspaceId, who.customerId)
    if (!found) throw new AppError('not_found', 'there is no such customer')
    const { language, ...rest } = found
    return { kind: 'customer', channel: who.channel, ...(language && { language }), ...rest }
  }

  return {
    /** Ids of the audiences somebody is in. */
    async of(workspaceId: string, asker: Asker): Promise<string[]> {
      return audiencesOf(asker.kind === 'staff' ? [] : await recent(workspaceId), asker)
    },

    /** Whether somebody's profile decides what they may see here. */
    async wantProfile(workspaceId: string): Promise<boolean> {
      const known = new Set(['channel', 'language', 'verified'])
      return (await recent(workspaceId)).some(({ conditions }) => conditions.some(({ field }) => !known.has(field)))
    },

    list: (workspaceId: string): Promise<{ items: ListedAudience[] }> =>
      db.tenant(workspaceId, async (tx) => ({ items: await listed(tx) })),

    async create(workspaceId: string, who: Who, audience: Audience): Promise<ListedAudience> {
      if (audience.id === staffAudience) throw new AppError('conflict', '`staff` is built in')
      try {
        return await save(workspaceId, who, audience, 'audience.created')
      } catch (error) {
        if (isUniqueViolation(error)) throw new AppError('conflict', 'there is an audience of this id already')
        throw error
      }
    },

    change: (workspaceId: string, who: Who, audience: Audience): Promise<ListedAudience> =>
      save(workspaceId, who, audience, 'audience.changed'),

    remove: (workspaceId: string, who: Who, id: string): Promise<Record<string, never>> =>
      db.tenant(workspaceId, async (tx) => {
        if (id === staffAudience) throw new AppError('wrong_state', '`staff` is built in')
        const { rows } = await sql<{ id: string }>`
          select id from knowledge_entries where audiences @> ${[id]}::text[]
            or jsonb_path_exists(coalesce(definition, '{}'), '$.variants[*].audiences[*] ? (@ == $id)', ${JSON.stringify({ id })}::jsonb)
            or jsonb_path_exists(coalesce(draft, '{}'), '$.**.audiences[*] ? (@ == $id)', ${JSON.stringify({ id })}::jsonb)
          union all select title from knowledge_documents where audiences @> ${[id]}::text[] limit 4`.execute(tx.query)
        if (rows.length > 0)
          throw new AppError(
            'wrong_state',
            `things are written for it: ${rows
              .slice(0, 3)
              .map((row) => row.id)
              .join(', ')}${rows.length > 3 ? ' …' : ''}`,
          )
        const { rows: gone } = await sql`delete from knowledge_audiences where id = ${id} returning 1`.execute(tx.query)
        if (gone.length === 0) throw noAudience()
        tx.afterCommit(() => known.delete(workspaceId))
        await audit(tx, { actor: who.actor, action: 'audience.deleted', target: `audience:${id}` })
        return {}
      }),

    /** What somebody sees, and why. */
    async try(workspaceId: string, { who, q }: { who: Somebody; q?: string | undefined }) {
      const asker = await askerOf(workspaceId, who)
      return db.tenant(workspaceId, async (tx) => {
        const all = await readAudiences(tx)
        const audiences = audiencesOf(all, asker)
        const today = await todayIn(tx, workspaceId, now())
        const visible = sql`from knowledge_entries e where e.live is not null
          and (e.audiences = '{}' or e.audiences && ${audiences}::text[])
          and coalesce(e.valid_from <= ${today}::date, true) and coalesce(e.valid_until >= ${today}::date, true)
          and e.words like ${containing((q ?? '').toLowerCase())}`
        const { rows } = await sql<{
          definition: KnowledgeEntry
        }>`select e.definition ${visible} order by e.title, e.id limit 50`.execute(tx.query)
        const counted = await sql<{ count: number }>`select count(*)::int as count ${visible}`.execute(tx.query)
        return {
          audiences,
          why: all.map((each) => whyNot(each, asker, audiences)),
          visible: counted.rows[0]!.count,
          entries: rows.map(({ definition: { id, title, category, audiences: open } }) => ({
            id,
            title: inLanguage(title, 'zh'),
            category,
            audiences: open,
          })),
        }
      })
    },
  }

  async function save(
    workspaceId: string,
    who: Who,
    audience: Audience,
    action: 'audience.created' | 'audience.changed',
  ): Promise<ListedAudience> {
    const { id, name, conditions } = audience
    return db.tenant(workspaceId, async (tx) => {
      const said = { name: JSON.stringify(name), conditions: JSON.stringify(conditions) }
      const { rows } =
        action === 'audience.created'
          ? await sql`insert into knowledge_audiences (workspace_id, id, name, conditions)
              values (${workspaceId}, ${id}, ${said.name}::jsonb, ${said.conditions}::jsonb) returning 1`.execute(
              tx.query,
            )
          : await sql`update knowledge_audiences set name = ${said.name}::jsonb, conditions = ${said.conditions}::jsonb
              where id = ${id} returning 1`.execute(tx.query)
      if (rows.length === 0) throw noAudience()
      tx.afterCommit(() => known.delete(workspaceId))
      const shown = (await listed(tx)).find((each) => each.id === id)!
      await audit(tx, { actor: who.actor, action, target: `audience:${id}`, details: { conditions } })
      return shown
    })
  }
}

type Somebody = { customerId: string; channel: string } | { asker: Asker }

function whyNot(audience: Audience, asker: Asker, audiences: readonly string[]) {
  const isIn = audiences.includes(audience.id)
  const failed = isIn ? null : failedCondition(audience, asker)
  const has = failed && asker.kind !== 'staff' ? valuesOf(failed.field, asker) : []
  return { audience: audience.id, isIn, failed, ...(has.length > 0 && { has: has.length === 1 ? has[0] : has }) }
}

async function readAudiences(tx: Tx): Promise<Audience[]> {
  const { rows } = await sql<Audience>`select id, name, conditions from knowledge_audiences order by id`.execute(
    tx.query,
  )
  return rows
}

async function listed(tx: Tx): Promise<ListedAudience[]> {
  const count = (rows: { id: string; count: number }[]) => new Map(rows.map(({ id, count: found }) => [id, found]))
  const inEntries = await sql<{ id: string; count: number }>`
    select each as id, count(*)::int as count from (
      select distinct e.id, each from knowledge_entries e cross join lateral (
        select unnest(e.audiences) union select jsonb_path_query(coalesce(e.draft, e.definition), '$.variants[*].audiences[*]') #>> '{}'
      ) used(each) where e.status <> 'archived' and (e.audiences <> '{}' or jsonb_path_exists(coalesce(e.draft, e.definition), '$.variants[*].audiences[*]'))
    ) uses group by each`.execute(tx.query)
  const inDocuments = await sql<{ id: string; count: number }>`
    select each as id, count(*)::int as count from knowledge_documents, unnest(audiences) each group by each`.execute(
    tx.query,
  )
  const [entries, documents] = [count(inEntries.rows), count(inDocuments.rows)]
  const own = (await readAudiences(tx)).map((each) => ({ ...each, builtIn: false }))
  return [builtIn, ...own].map((each) => ({
    ...each,
    entries: entries.get(each.id) ?? 0,
    documents: documents.get(each.id) ?? 0,
  }))
}
