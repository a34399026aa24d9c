import type { Answer, AnswerRequest } from '@loopdesk/engines/answers/answer.ts'
import { answerQuestion } from '@loopdesk/engines/answers/answer-question.ts'
import { rarityOf } from '@loopdesk/engines/answers/rarity.ts'
import { type IndexOptions, settle } from '@loopdesk/engines/retrieval/search-index.ts'
import type { Log } from '../../../infra/log.ts'
import type { IndexedChange, Passages } from '../passages.ts'
import {
  applyChanges,
  emptyWorkspaceIndex,
  type IndexHit,
  type IndexQuery,
  memoryOf,
  searchIndex,
  type WorkspaceIndex,
} from './engine.ts'
import type { Snapshots } from './snapshots.ts'

/** How far and how large an index is. */
export interface IndexStatus {
  revision: number
  passages: number
  /** Bytes, about. */
  memory: number
}

/** What travels between threads. */
export type PlainAnswerRequest = Omit<AnswerRequest, 'rarity' | 'meaning' | 'words'>

export interface IndexReply extends IndexStatus {
  hits: IndexHit[]
  /** Milliseconds of searching alone. */
  ms: number
}

/** The index of one workspace, following the table of passages. */
export interface IndexKeeper {
  /** Reads on until it is at least at this revision; without one, up to what is there now. */
  catchUp(atLeast?: number): Promise<void>
  search(query: IndexQuery): IndexReply
  /** Answers from candidates, knowing how rare words are here. */
  answer(request: PlainAnswerRequest): Answer
  status(): IndexStatus
  /** Keeps on disk what is not kept yet. */
  close(): Promise<void>
}

interface KeeperOptions {
  workspaceId: string
  passages: Pick<Passages, 'indexedSince' | 'revision' | 'census' | 'database'>
  index: IndexOptions
  /** Where indexes are kept between starts. */
  snapshots?: Snapshots | undefined
  log?: Log | undefined
  /** Called between pieces of work, so that others get their turn. */
  yield(): Promise<unknown>
}

/** Rows read at a time. */
const page = 4_000
/** Milliseconds of indexing before others get their turn. */
const turnMs = 8
/** An index of so many passages is kept on disk, once nothing has changed for a while or it has not been kept for long. */
const worthKeeping = 1_000
const quietMs = 20_000
const longestMs = 300_000
/** Tidying after a change, before the first search that would have to. */
const settleMs = 4

/** Keeps one workspace's passages searchable: begins with nothing, reads on from its revision. */
export function makeIndexKeeper(options: KeeperOptions): IndexKeeper {
  const { workspaceId, passages, yield: rest, snapshots, log } = options
  let index = emptyWorkspaceIndex(options.index)
  let revision = 0
  let afterId = ''
  let running: Promise<void> | undefined
  let begun = false
  const keeping = snapshots && makeKeeping({ ...options, snapshots, current: () => ({ index, revision }) })

  async function readOn(): Promise<void> {
    if (!begun) await beginWithKept()
    begun = true
    await readUpToNow()
    keeping?.changed()
  }

  /** Goes on from what was kept, unless it is not what the table holds. */
  async function beginWithKept(): Promise<void> {
    const kept = await readKept().catch((error) => {
      log?.warn({ err: error }, 'a kept index cannot be used, it is built anew')
      return undefined
    })
    if (!kept) return
    index = kept.index
    revision = kept.revision
    if (await isWhole()) {
      keeping?.isKept(kept.revision)
      return
    }
    log?.warn({ workspaceId }, 'a kept index is not what the table holds, it is built anew')
    index = emptyWorkspaceIndex(options.index)
    revision = 0
    afterId = ''
  }

  const readKept = async () => snapshots?.read(workspaceId, await passages.database())

  /** All that lives is in it once it has read on; when it holds no more, it holds nothing that was removed and forgotten since. */
  async function isWhole(): Promise<boolean> {
    for (let tries = 0; tries < 5; tries++) {
      const { head, living } = await passages.census(workspaceId)
      if (revision > head) return false
      await readUpToNow()
      if (revision === head) return index.index.passages.size === living
    }
    return false
  }

  async function readUpToNow(): Promise<void> {
    // Whoever writes holds the head until the commit: all up to this revision can be read now.
    const head = await passages.revision(workspaceId)
    let changes = passages.indexedSince(workspaceId, revision, page, afterId)
    for (;;) {
      const read = await changes
      const last = read.at(-1)
      if (!last) break
      // The next are read while these are indexed.
      const more = read.length === page
      if (more) {
        changes = passages.indexedSince(workspaceId, last.revision, page, last.id)
        changes.catch(() => {})
      }
      await take(read)
      if (!more) break
    }
    settle(index.index, settleMs)
    if (head <= revision) return
    revision = head
    afterId = ''
  }

  async function take(changes: IndexedChange[]): Promise<void> {
    let since = performance.now()
    for (const change of changes) {
      applyChanges(index, [change])
      revision = change.revision
      afterId = change.id
      if (performance.now() - since < turnMs) continue
      await rest()
      since = performance.now()
    }
  }

  return {
    async catchUp(atLeast) {
      if (atLeast !== undefined && revision >= atLeast) return
      // A reading under way may have begun before what is asked for was written.
      if (running) await running.catch(() => {})
      if (atLeast !== undefined && revision >= atLeast) return
      running ??= readOn().finally(() => {
        running = undefined
      })
      await running
    },
    search(query) {
      const started = performance.now()
      const hits = searchIndex(index, query)
      return { hits, ms: performance.now() - started, ...statusOf() }
    },
    answer: (request) =>
      answerQuestion({
        ...request,
        rarity: rarityOf(index.index),
        ...(options.index.meaning && { meaning: options.index.meaning }),
        ...(options.index.words && { words: options.index.words }),
      }),
    status: statusOf,
    close: async () => keeping?.close(),
  }

  function statusOf(): IndexStatus {
    return { revision, passages: index.index.passages.size, memory: memoryOf(index) }
  }
}

type Keeping = KeeperOptions & { snapshots: Snapshots; current(): { index: WorkspaceIndex; revision: number } }

/** Keeps an index on disk in the background, one writing at a time. */
function makeKeeping({ workspaceId, passages, snapshots, log, current }: Keeping) {
  let kept = 0
  let timer: NodeJS.Timeout | undefined
  let changedFirst: number | undefined
  let closed = false
  let writing: Promise<void> = Promise.resolve()

  async function keep(): Promise<void> {
    clearTimeout(timer)
    changedFirst = undefined
    const { index, revision } = current()
    if (revision === kept || index.index.passages.size < worthKeeping) return
    try {
      await snapshots.write(workspaceId, await passages.database(), { index, revision })
      kept = revision
    } catch (error) {
      log?.warn({ err: error }, 'an index could not be kept on disk')
    }
  }
  const enqueue = () => {
    writing = writing.then(keep)
    return writing
  }
  return {
    isKept(revision: number): void {
      kept = revision
    },
    changed(): void {
      if (closed || current().revision === kept) return
      changedFirst ??= performance.now()
      clearTimeout(timer)
      timer = setTimeout(enqueue, Math.max(0, Math.min(quietMs, changedFirst + longestMs - performance.now())))
      timer.unref()
    },
    close(): Promise<void> {
      closed = true
      return enqueue()
    },
  }
}
