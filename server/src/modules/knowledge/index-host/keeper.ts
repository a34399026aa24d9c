import type { Answer, AnswerRequest } from '@loopdesk/engines/answers/answer.ts'
import { answerQuestion } from '@loopdesk/engines/answers/answer-question.ts'
import { rarityOf } from '@loopdesk/engines/answers/rarity.ts'
import { type IndexOptions, settle } from '@loopdesk/engines/retrieval/search-index.ts'
import type { Passages } from '../passages.ts'
import { applyChanges, emptyWorkspaceIndex, type IndexHit, type IndexQuery, memoryOf, searchIndex } from './engine.ts'

/** How far and how large an index is. */
export interface IndexStatus {
  revision: number
  passages: number
  /** Bytes, about. */
  memory: number
}

/** What travels between threads. */
export type PlainAnswerRequest = Omit<AnswerRequest, 'rarity' | 'meaning'>

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
}

interface KeeperOptions {
  workspaceId: string
  passages: Pick<Passages, 'indexedSince' | 'revision'>
  index: IndexOptions
  /** Called between pieces of work, so that others get their turn. */
  yield(): Promise<unknown>
}

/** Rows read at a time, and indexed before others get their turn. */
const page = 2000
const piece = 200
/** Tidying after a change, before the first search that would have to. */
const settleMs = 4

/** Keeps one workspace's passages searchable: begins with nothing, reads on from its revision. */
export function makeIndexKeeper({ workspaceId, passages, index: options, yield: rest }: KeeperOptions): IndexKeeper {
  const index = emptyWorkspaceIndex(options)
  let revision = 0
  let afterId = ''
  let running: Promise<void> | undefined

  async function readOn(): Promise<void> {
    // Whoever writes holds the head until the commit: all up to this revision can be read now.
    const head = await passages.revision(workspaceId)
    for (;;) {
      const changes = await passages.indexedSince(workspaceId, revision, page, afterId)
      for (let from = 0; from < changes.length; from += piece) {
        const part = changes.slice(from, from + piece)
        applyChanges(index, part)
        const last = part.at(-1)!
        revision = last.revision
        afterId = last.id
        if (from + piece < changes.length) await rest()
      }
      if (changes.length < page) break
      await rest()
    }
    settle(index.index, settleMs)
    if (head <= revision) return
    revision = head
    afterId = ''
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
        ...(options.meaning && { meaning: options.meaning }),
      }),
    status: statusOf,
  }

  function statusOf(): IndexStatus {
    return { revision, passages: index.lengths.size, memory: memoryOf(index) }
  }
}
