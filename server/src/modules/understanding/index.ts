import { type SmallTalk, smallTalk } from '@loopdesk/contracts/workspace.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import { type Brain, type BrainSources, buildBrain } from './brain.ts'
import { type CorePack, readCorePack } from './core-pack.ts'
import type { EmbeddingHeads } from './embedding-heads.ts'
import type { ModelUse } from './kept-models.ts'
import { type FindKnowledge, readMessage, type Said, withKnowledge } from './read-message.ts'
import { type Definitions, type ReleaseState, type Taught, type Teaching, versionFor } from './teaching.ts'
import { definitionsOf, trainRecogniser } from './workbench-port.ts'

export { type Brain, recordEntity } from './brain.ts'
export type { CorePack } from './core-pack.ts'
export { type AskedEmbedder, type EmbeddingHeads, makeEmbeddingHeads } from './embedding-heads.ts'
export { makeUnderstander } from './embedding-ladder.ts'
export { readEmotionPack } from './emotion-pack.ts'
export { encoderFile, readEncoder } from './encoder-file.ts'
export { type LibraryIntent, readLexicon, readLibrary } from './language-packs.ts'
export type { FindKnowledge, Said } from './read-message.ts'
export { makeTakeInTalk } from './take-in-talk.ts'
export type {
  ConceptEdit,
  DefinedExample,
  DefinedIntent,
  Definitions,
  ReleaseState,
  Taught,
  Teaching,
} from './teaching.ts'
export type { Understander } from './understander.ts'
export { readWords, wordsFile } from './words-file.ts'
export { explain, type Recogniser, recogniserIn } from './workbench-port.ts'
export { workspaceLexicon } from './workspace-lexicon.ts'

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
  /** What the workbench teaches, and which training is live. */
  teaching: Teaching
  /** Learns from examples' embeddings, where an embedder is configured. */
  heads?: EmbeddingHeads
  /** The content every workspace starts from; what comes with the product when left out. */
  core?: CorePack
}

/** A change made by another process is noticed after this long at most. */
const freshMs = 3_000

/** One state of a workspace's brain: of one training, or of what is taught now. */
interface Kept {
  ready: Promise<Brain>
  /** The next one, while it is made. */
  coming: Promise<Brain> | undefined
  checkedAt: number
}

/** What each workspace's bot understands: trained from its own flows, knowledge, small talk and catalogues, kept current. */
export function makeUnderstanding(deps: UnderstandingDeps) {
  const { db, log, modelDir, sources, readCatalogues, teaching, heads, core = readCorePack() } = deps
  const brains = new Map<string, Kept>()
  const releases = new Map<string, { state: Promise<ReleaseState>; at: number }>()

  /** Reads a conversation with the training that is live for it; without one, with what is live for most. */
  async function brainOf(workspaceId: string, conversationId?: string): Promise<Brain> {
    return brainFor(workspaceId, versionFor(await releaseOf(workspaceId), conversationId))
  }

  function releaseOf(workspaceId: string): Promise<ReleaseState> {
    const known = releases.get(workspaceId)
    if (known && Date.now() - known.at < freshMs) return known.state
    const state = teaching.release(workspaceId)
    releases.set(workspaceId, { state, at: Date.now() })
    state.catch(() => releases.delete(workspaceId))
    state.then(({ live, canary }) => forgetAllBut(workspaceId, [live, canary?.version ?? null, null])).catch(() => {})
    return state
  }

  function forgetAllBut(workspaceId: string, versions: (number | null)[]): void {
    const kept = new Set(versions.map((each) => `${workspaceId}:${each}`))
    for (const key of brains.keys()) if (key.startsWith(`${workspaceId}:`) && !kept.has(key)) brains.delete(key)
  }

  async function brainFor(workspaceId: string, training: number | null): Promise<Brain> {
    const key = `${workspaceId}:${training}`
    const known = brains.get(key)
    if (!known) {
      const ready = readVersion(workspaceId).then((version) => build(workspaceId, version, training))
      brains.set(key, { ready, coming: undefined, checkedAt: Date.now() })
      ready.catch(() => brains.delete(key))
      return ready
    }
    if (Date.now() - known.checkedAt < freshMs || known.coming) return known.ready
    known.checkedAt = Date.now()
    const version = await readVersion(workspaceId)
    if ((await known.ready).version === version || known.coming) return known.ready
    // Customers are answered from the previous state while the new one is trained.
    const coming = build(workspaceId, version, training)
    known.coming = coming
    coming
      .then(() => Object.assign(known, { ready: coming, coming: undefined }))
      .catch((error) => {
        known.coming = undefined
        log.error({ err: error }, 'training failed')
      })
    return known.ready
  }

  async function sourcesOf(workspaceId: string, version: number): Promise<BrainSources> {
    const rows = await db.tenant(workspaceId, async (tx) => ({
      talk: (await sql<{ definition: unknown }>`select definition from small_talk order by id`.execute(tx.query)).rows,
      catalogue: (
        await sql<
          BrainSources['catalogue'][number]
        >`select type, id, names, title from catalogue_entries order by type, id`.execute(tx.query)
      ).rows,
    }))
    const talk = rows.talk.map(({ definition }) => smallTalk.parse(definition))
    return { ...(await sources(workspaceId)), version, smallTalk: talk, catalogue: rows.catalogue }
  }

  async function build(workspaceId: string, version: number, training: number | null): Promise<Brain> {
    const known = await sourcesOf(workspaceId, version)
    const taught =
      training === null
        ? await teaching.now(workspaceId, definitionsOf(known, core))
        : await teaching.version(workspaceId, training)
    const started = performance.now()
    try {
      const brain = await buildBrain(
        taught ? { ...known, taught } : known,
        core,
        modelDir,
        (intents, data) => heads?.prepare(workspaceId, intents, data),
        useOf(workspaceId, taught?.version ?? null),
      )
      const ms = Math.round(performance.now() - started)
      log.info({ workspaceId, version, training: taught?.version, ms }, 'understanding is ready')
      if (taught?.version) await teaching.trained(workspaceId, taught.version, { ms })
      return brain
    } catch (error) {
      if (taught?.version) await teaching.trained(workspaceId, taught.version, { reason: (error as Error).message })
      throw error
    }
  }

  const useOf = (workspaceId: string, version: number | null): ModelUse => ({
    workspaceId,
    version,
    async published() {
      const { live, canary } = await teaching.release(workspaceId)
      return [live, canary?.version ?? null]
    },
  })

  async function readVersion(workspaceId: string): Promise<number> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ version: number }>`select version from workspace_versions`.execute(tx.query)
      return rows[0]?.version ?? 0
    })
  }

  return {
    core,
    brainOf,
    /** For the workbench: what is defined, brains and recognisers of any training. */
    workbench: {
      async definitions(workspaceId: string): Promise<Definitions> {
        return definitionsOf(await sourcesOf(workspaceId, await readVersion(workspaceId)), core)
      },
      definitionsVersion: readVersion,
      brain: brainFor,
      /** What most conversations are read with; null: what is taught now. */
      liveVersion: async (workspaceId: string) => versionFor(await releaseOf(workspaceId)),
      readWith: readMessage,
      train: (workspaceId: string, taught: Taught) =>
        trainRecogniser(taught, modelDir, useOf(workspaceId, taught.version)),
      /** Kept in a folder of the caller's, who removes it. */
      trainIn: trainRecogniser,
      /** What is published has changed: the next message is read accordingly. */
      forgetRelease: (workspaceId: string) => void releases.delete(workspaceId),
    },

    /** With `find`, what the knowledge base says to it is part of the reading. */
    async read(workspaceId: string, said: Said, find?: FindKnowledge): Promise<{ brain: Brain; reading: Reading }> {
      const brain = await brainOf(workspaceId, said.conversationId)
      const reading = readMessage(brain, said)
      return { brain, reading: find ? await withKnowledge(reading, find) : reading }
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
