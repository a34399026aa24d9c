import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import type { FastifyInstance } from 'fastify'
import type { Bus } from '../../infra/bus.ts'
import type { Tx } from '../../infra/db.ts'
import type { Authenticate } from '../../infra/http/index.ts'
import type { EntryDeps } from './entries/deps.ts'
import { renderMarkdown } from './entries/render-markdown.ts'
import { timeZoneOf } from './entries/time-zone.ts'
import { type LibraryDeps, makeLibrary } from './library.ts'
import { makeEntries } from './make-entries.ts'
import { makeReadOpen } from './open/read-open.ts'
import { makeReadOriginal } from './open/read-original.ts'
import { makePassages } from './passages.ts'
import { makeSnippet } from './search/snippet.ts'

export type { KnownCustomer } from './entries/deps.ts'
export { answeringSources, biggestCategory, type EntryRow, readEntryRows } from './entries/entry-rows.ts'
export {
  type Language,
  type OpenCategory,
  type OpenEntry,
  type OpenItem,
  publicAsker,
  type Sight,
} from './open/read-open.ts'
export type { PackPort } from './packs/pack-parts.ts'
export { passagesChanged } from './passages.ts'
export type { Answered, CheckAnswer } from './search/answer.ts'
export { type Candidate, shownCandidate } from './search/candidates.ts'
export { makeReranker } from './search/reranker.ts'

export type Knowledge = ReturnType<typeof makeKnowledge>
export type KnowledgeDeps = Omit<EntryDeps, 'passages'> &
  Omit<LibraryDeps, 'passages' | 'timeZone' | 'categoriesBelow' | 'audiencesOf' | 'deliver' | 'apply'> & {
    bus: Bus
  }

/** What the company knows: entries and documents, and the one table of passages that is searched. */
export function makeKnowledge(deps: KnowledgeDeps) {
  const passages = makePassages(deps)
  const entries = makeEntries({ ...deps, passages })
  const library = makeLibrary({
    ...deps,
    passages,
    timeZone: (workspaceId) => deps.db.tenant(workspaceId, (tx) => timeZoneOf(tx, workspaceId)),
    categoriesBelow: entries.categories.below,
    audiencesOf: entries.audiences.of,
    deliver: entries.deliver,
    apply: entries.apply,
  })
  return {
    /** What the recogniser learns from: live today, for everybody, teaching; at most 500. */
    entries: (workspaceId: string): Promise<KnowledgeEntry[]> => entries.teaching(workspaceId),
    /** Publishes one entry of the configuration; the same again changes nothing. */
    async save(tx: Tx, workspaceId: string, entry: KnowledgeEntry): Promise<void> {
      await entries.configure(tx, workspaceId, [entry])
    },
    /** Publishes what the configuration says and archives what it no longer has; the same again changes nothing. */
    async configure(tx: Tx, workspaceId: string, configured: readonly KnowledgeEntry[]): Promise<void> {
      await entries.configure(tx, workspaceId, configured)
      await entries.settle(
        tx,
        workspaceId,
        configured.map(({ id }) => id),
      )
    },
    /** Takes in entries from elsewhere: bulk files, help desks, growth. */
    deliver: entries.deliver,
    /** Begins a draft, as the editor does. */
    createDraft: entries.drafts.create,
    /** What fits a question among what the asker may see, best first. */
    search: library.search,
    /** The answer to a question, with its sources and what it was chosen from. */
    answer: library.answer,
    /** What one entry or passage says to a question; undefined where the asker may not see it. */
    tell: library.tell,
    /** Passages that changed after a revision, oldest first: for those who keep something made of them. */
    changedSince: passages.changedSince,
    documents: library.documents,
    /** Pages and outline of documents that were read. */
    view: library.view,
    /** What may be read by whom, for those who show it. */
    open: { ...makeReadOpen(deps), original: makeReadOriginal({ ...deps, files: library.files }) },
    renderMarkdown,
    makeSnippet,
    bringDocument: library.bringDocument,
    audiences: entries.audiences,
    categories: entries.categories,
    /** Links to pictures and attachments. */
    files: entries.files,
    /** For `startJobs`, in processes that work. */
    jobs: { ...entries.jobs, ...library.jobs },
    schedule: [...entries.schedule, ...library.schedule],
    registerRoutes(app: FastifyInstance, authenticate: Authenticate): void {
      entries.registerRoutes(app, authenticate)
      library.registerRoutes(app, authenticate)
    },
    close: library.close,
  }
}
