import type { DocumentSettings } from '@loopdesk/contracts/api/knowledge/documents.ts'
import type { Words } from '@loopdesk/engines/words/word-vectors.ts'
import type { FastifyInstance } from 'fastify'
import type { Bus } from '../../infra/bus.ts'
import { PermanentError } from '../../infra/errors.ts'
import type { Authenticate } from '../../infra/http/index.ts'
import type { JobHandler } from '../../infra/jobs.ts'
import type { Metrics } from '../../infra/metrics.ts'
import { Refused } from '../../read-documents/index.ts'
import type { DocumentDeps, Who } from './documents/deps.ts'
import { makeDocuments } from './documents/documents.ts'
import { makeKnowledgeFiles, sweepFiles } from './documents/files.ts'
import { registerDocumentRoutes } from './documents/routes.ts'
import { makeRunReading, type ReadJob, readJobName } from './documents/run-reading.ts'
import { makeViewDocuments } from './documents/view.ts'
import type { ImportDeps } from './imports/deps.ts'
import { type ImportJob, importJobName, makeKnowledgeImports } from './imports/imports.ts'
import { registerImportRoutes } from './imports/routes.ts'
import { Relieved } from './imports/rows.ts'
import { makeRunImport } from './imports/run-import.ts'
import { makeUndoImport } from './imports/undo-import.ts'
import { makeIndexHost } from './index-host/index-host.ts'
import { sweepSnapshots } from './index-host/snapshots.ts'
import { type CheckAnswer, makeAnswer } from './search/answer.ts'
import type { AskGraph } from './search/ask-graph.ts'
import type { SearchDeps } from './search/deps.ts'
import { type AskModel, makeWordByModel } from './search/model-answer.ts'
import { type KnownCustomer, registerSearchRoutes } from './search/routes.ts'
import { makeSearch } from './search/search.ts'
import { makeSynonyms } from './search/synonyms.ts'
import { makeTell } from './search/tell.ts'
import { makeTunings } from './search/tunings.ts'

import type { SourceDeps } from './sources/deps.ts'
import { registerSourceRoutes } from './sources/routes.ts'
import { makeRunSource } from './sources/run-source.ts'
import { makeSources, type SourceJob, sourceJobName } from './sources/sources.ts'

import { makeVectors, type PassageEmbedder } from './vectors/vectors.ts'

export interface LibraryDeps
  extends DocumentDeps,
    Omit<SearchDeps, 'host' | 'vectors'>,
    Omit<ImportDeps, 'files' | 'expect'>,
    Omit<SourceDeps, 'documents'> {
  bus: Bus
  metrics?: Metrics | undefined
  /** Of the sentence encoder, for the thread of large indexes. */
  encoderFile?: string | undefined
  /** What words mean, and where that is read from. */
  words?: Words | undefined
  wordsFile?: string | undefined
  /** Where indexes are kept between starts; without it they are built anew. */
  indexFolder?: string | undefined
  /** Workspaces with more passages are searched in a thread of their own. */
  threadAbove: number
  /** Most memory for indexes, in bytes. */
  indexMemory: number
  customer: KnownCustomer
  /** A configured embedding model, with the longest a question waits for it in milliseconds. */
  embedder?: (PassageEmbedder & { waitMs: number }) | undefined
  /** A configured language model words answers from documents. */
  askModel?: AskModel | undefined
  checkGraph?: CheckAnswer | undefined
  askGraph?: AskGraph | undefined
  /** All workspaces, for what happens by the clock. */
  workspaces(): Promise<{ id: string }[]>
}

const sweepJobName = 'knowledge_sweep'
/** How long indexes may still ask what was removed. */
const tombstones = '1 day'

/** What is new is embedded so often. */
const embedJobName = 'knowledge_embed'
/** When sources are due is looked at so often. */
const sourcesJobName = 'knowledge_sources_due'

export type Library = ReturnType<typeof makeLibrary>

/** Everything that is read, searched and answered from: documents, their sources, sheets of questions, the index. */
export function makeLibrary(deps: LibraryDeps) {
  const { db, log, passages } = deps
  const files = makeKnowledgeFiles(deps)
  const host = makeIndexHost({ ...deps, memory: deps.indexMemory })
  const { embedder } = deps
  const vectors = embedder && makeVectors({ db, log, embedder, waitMs: embedder.waitMs })
  const synonyms = makeSynonyms(deps)
  const tunings = makeTunings(deps)
  const search = makeSearch({ ...deps, host, synonyms, tunings, vectors })
  const answer = makeAnswer({ ...deps, host, search, wordByModel: deps.askModel && makeWordByModel(deps.askModel) })
  const documents = makeDocuments({ ...deps, files })
  const view = makeViewDocuments(deps)
  const reading = makeRunReading({ ...deps, files })
  const imports = makeKnowledgeImports(deps)
  const runImport = makeRunImport({ ...deps, files, expect: host.expect })
  const sources = makeSources({ ...deps, documents })
  const runSource = makeRunSource(deps)
  const undoImport = makeUndoImport(deps)

  return {
    files,
    documents,
    /** A file that is kept beside the configuration: new, as a new version of what came under its name before, or as it is. */
    async bringDocument(
      workspaceId: string,
      who: Who,
      file: { name: string; content: AsyncIterable<Uint8Array>; settings: Partial<DocumentSettings> },
    ): Promise<void> {
      const kept = { ...(await files.store(workspaceId, file.content)), name: file.name }
      const before = await documents.broughtAs(workspaceId, file.name, who.name)
      if (before) await documents.replace(workspaceId, who, before, kept)
      else await documents.add(workspaceId, who, kept, file.settings)
    },
    imports,
    sources,
    view,
    synonyms,
    tunings,
    /** What fits a question among what the asker may see, best first. */
    search: search.search,
    /** The answer to a question, with its sources and what it was chosen from. */
    answer,
    /** What one entry or passage says to a question; undefined where the asker may not see it. */
    tell: makeTell({ ...deps, host, search }),
    host,
    vectors,
    /** For `startJobs`, in processes that work. */
    jobs: {
      [readJobName]: async (payload, { attempt, maxAttempts }) => {
        const job = payload as unknown as ReadJob
        try {
          await reading.run(job)
        } catch (error) {
          log.warn({ err: error }, 'reading a document failed')
          if (attempt < maxAttempts) throw error
          await reading.fail(job.workspaceId, job.documentId, 'failed', (error as Error).message)
        }
      },
      [importJobName]: async (payload, { attempt, maxAttempts }) => {
        const { workspaceId, importId, step } = payload as unknown as ImportJob
        const run = await imports.takeInHand(workspaceId, importId, step)
        if (!run) return
        try {
          if (step === 'undo') await undoImport(run)
          else await runImport(run)
        } catch (error) {
          if (error instanceof Relieved) return
          log.warn({ err: error }, 'a bulk import failed')
          const { code, message } = error as { code?: string; message: string }
          if (!(error instanceof Refused) && attempt < maxAttempts) throw error
          await imports.fail(run, code ?? 'failed', message)
        }
      },
      [sourceJobName]: async (payload, { attempt, maxAttempts }) => {
        const job = payload as unknown as SourceJob
        try {
          await runSource.run(job)
        } catch (error) {
          log.warn({ err: error }, 'reading a source failed')
          if (!(error instanceof PermanentError) && attempt < maxAttempts) throw error
          const { code, message } = error as { code?: string; message: string }
          await runSource.fail(job, code ?? 'failed', message)
        }
      },
      [embedJobName]: async () => {
        if (!vectors) return
        for (const { id } of await deps.workspaces())
          await vectors.embedNew(id).catch((error) => log.warn({ err: error }, 'passages could not be embedded'))
      },
      [sourcesJobName]: () => sources.startDue(),
      async [sweepJobName]() {
        const all = await deps.workspaces()
        if (deps.indexFolder !== undefined)
          await sweepSnapshots(
            deps.indexFolder,
            all.map(({ id }) => id),
          )
        for (const { id } of all)
          await db.tenant(id, async (tx) => {
            await sweepFiles(tx)
            await passages.sweep(tx, id, tombstones)
          })
      },
    } satisfies Record<string, JobHandler>,
    schedule: [
      { name: sweepJobName, pattern: '17 * * * *' },
      { name: sourcesJobName, pattern: '*/5 * * * *' },
      ...(vectors ? [{ name: embedJobName, pattern: '* * * * *' }] : []),
    ],
    registerRoutes(app: FastifyInstance, authenticate: Authenticate): void {
      registerDocumentRoutes(app, { ...deps, files, documents, view }, authenticate)
      registerSourceRoutes(app, sources, authenticate)
      registerImportRoutes(app, { ...deps, files, imports }, authenticate)
      registerSearchRoutes(
        app,
        { ...deps, host, search, answer, synonyms, tunings, vectors, hasModel: deps.askModel !== undefined },
        authenticate,
      )
    },
    close: host.close,
  }
}
