import { type SmallTalk, smallTalk } from '@loopdesk/contracts/workspace.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import { type Brain, type BrainSources, buildBrain } from './brain.ts'
import { type CorePack, readCorePack } from './core-pack.ts'
import { readMessage, type Said } from './read-message.ts'

export { type Brain, recordEntity } from './brain.ts'
export type { CorePack } from './core-pack.ts'
export { makeModelUnderstander } from './model-understander.ts'
export { makeBuiltInUnderstander, type Understander } from './understander.ts'

export type Understanding = ReturnType<typeof makeUnderstanding>

interface UnderstandingDeps {
  db: Db
  log: Log
  /** Where trained models are kept. */
  modelDir: string
  /** What the workspace is configured to do and know, from the modules that own it. */
  sources(workspaceId: string): Promise<Omit<BrainSources, 'version' | 'smallTalk' | 'catalogue'>>
  /** Reads the catalogues anew from the company's systems. */
  readCatalogues(workspaceId: string): Promise<BrainSources['catalogue']>
}

/** A change made by another process is noticed after this long at most. */
const freshMs = 3_000

/** What each workspace's bot understands: trained from its own flows, knowledge, small talk and catalogues, kept current. */
export function makeUnderstanding({ db, log, modelDir, sources, readCatalogues }: UnderstandingDeps) {
  const core: CorePack = readCorePack()
  const brains = new Map<string, Promise<Brain>>()
  const checkedAt = new Map<string, number>()

  async function brainOf(workspaceId: string): Promise<Brain> {
    const known = brains.get(workspaceId)
    if (known && Date.now() - (checkedAt.get(workspaceId) ?? 0) < freshMs) return known
    checkedAt.set(workspaceId, Date.now())
    const version = await readVersion(workspaceId)
    const current = await known?.catch(() => undefined)
    if (current?.version === version) return current
    const building = build(workspaceId, version)
    building.catch(() => brains.delete(workspaceId))
    // Customers are answered from the previous state while the new one is trained.
    if (!current) brains.set(workspaceId, building)
    else
      void building
        .then(() => brains.set(workspaceId, building))
        .catch((error) => log.error({ err: error }, 'training failed'))
    return current ?? building
  }

  async function build(workspaceId: string, version: number): Promise<Brain> {
    const rows = await db.tenant(workspaceId, async (tx) => ({
      talk: (await sql<{ definition: unknown }>`select definition from small_talk order by id`.execute(tx.query)).rows,
      catalogue: (
        await sql<
          BrainSources['catalogue'][number]
        >`select type, id, names, title from catalogue_entries order by type, id`.execute(tx.query)
      ).rows,
    }))
    const talk = rows.talk.map(({ definition }) => smallTalk.parse(definition))
    const started = performance.now()
    const brain = await buildBrain(
      { ...(await sources(workspaceId)), version, smallTalk: talk, catalogue: rows.catalogue },
      core,
      modelDir,
    )
    log.info({ workspaceId, version, ms: Math.round(performance.now() - started) }, 'understanding is ready')
    return brain
  }

  async function readVersion(workspaceId: string): Promise<number> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ version: number }>`select version from workspace_versions`.execute(tx.query)
      return rows[0]?.version ?? 0
    })
  }

  return {
    core,
    brainOf,

    async read(workspaceId: string, said: Said): Promise<{ brain: Brain; reading: Reading }> {
      const brain = await brainOf(workspaceId)
      return { brain, reading: readMessage(brain, said) }
    },

    async saveSmallTalk(tx: Tx, workspaceId: string, each: SmallTalk): Promise<void> {
      await sql`insert into small_talk (workspace_id, id, definition) values (${workspaceId}, ${each.id}, ${JSON.stringify(each)}::jsonb)
        on conflict (workspace_id, id) do update set definition = excluded.definition`.execute(tx.query)
    },

    /** Tells every process that what the bot knows has changed. */
    async touch(tx: Tx, workspaceId: string): Promise<void> {
      await sql`insert into workspace_versions (workspace_id) values (${workspaceId})
        on conflict (workspace_id) do update set version = workspace_versions.version + 1`.execute(tx.query)
    },

    /** Brings the catalogues up to date with the company's systems; true when anything changed. */
    async syncCatalogues(workspaceId: string): Promise<boolean> {
      const entries = await readCatalogues(workspaceId)
      if (entries.length === 0) return false
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`
          insert into catalogue_entries (workspace_id, type, id, names, title)
          select ${workspaceId}, e.type, e.id, e.names, e.title
          from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as e(type text, id text, names jsonb, title jsonb)
          on conflict (workspace_id, type, id) do update set names = excluded.names, title = excluded.title
            where (catalogue_entries.names, catalogue_entries.title) is distinct from (excluded.names, excluded.title)
          returning 1`.execute(tx.query)
        if (rows.length === 0) return false
        await sql`insert into workspace_versions (workspace_id) values (${workspaceId})
          on conflict (workspace_id) do update set version = workspace_versions.version + 1`.execute(tx.query)
        return true
      })
    },
  }
}
