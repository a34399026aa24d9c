import { setImmediate } from 'node:timers/promises'
import type { Answer } from '@loopdesk/engines/answers/answer.ts'
import type { IndexOptions } from '@loopdesk/engines/retrieval/search-index.ts'
import { sql } from 'kysely'
import type { Bus } from '../../../infra/bus.ts'
import type { Db } from '../../../infra/db.ts'
import type { Log } from '../../../infra/log.ts'
import type { Metrics } from '../../../infra/metrics.ts'
import { type Passages, passagesChanged } from '../passages.ts'
import type { IndexQuery } from './engine.ts'
import {
  type IndexKeeper,
  type IndexReply,
  type IndexStatus,
  makeIndexKeeper,
  type PlainAnswerRequest,
} from './keeper.ts'
import { makeSnapshots } from './snapshots.ts'
import { makeIndexThread } from './thread.ts'

export interface IndexHostDeps {
  db: Db
  bus: Bus
  log: Log
  passages: Passages
  metrics?: Metrics | undefined
  /** The sentence encoder, as a function here and as a file for the thread. */
  meaning?: IndexOptions['meaning'] | undefined
  /** Of its lexicon, so that what means the same counts as the same. */
  concepts?: IndexOptions['concepts'] | undefined
  encoderFile?: string | undefined
  /** What words mean, likewise. */
  words?: IndexOptions['words'] | undefined
  wordsFile?: string | undefined
  /** Where indexes are kept between starts; without it they are built anew. */
  indexFolder?: string | undefined
  /** Workspaces with more passages are searched in a thread of their own. */
  threadAbove: number
  /** Most memory for indexes, in bytes; beyond it those unused for longest are dropped. */
  memory: number
  /** How often news that were missed are looked for; a second when left out. */
  pollMs?: number
}

export interface HostStatus extends IndexStatus {
  /** Latest revision there is. */
  head: number
  thread: boolean
}

export type IndexHost = ReturnType<typeof makeIndexHost>

interface Hosted {
  thread: boolean
  keeper: IndexKeeper | undefined
  /** Latest revision heard of. */
  head: number
  usedAt: number
  status: IndexStatus
  /** So much is changing that it is not waited for. */
  behind?: boolean
  /** On its way to the thread. */
  moving?: Promise<void> | undefined
}

/** The longest a search waits for edits that it has heard of. */
const waitMs = 2_000

/** Indexes of workspaces in this process: loaded when first asked, following every edit on any node. */
export function makeIndexHost(deps: IndexHostDeps) {
  const { db, bus, log, passages, threadAbove, memory, pollMs = 1_000 } = deps
  const options: IndexOptions = {
    ...(deps.meaning && { meaning: deps.meaning }),
    ...(deps.concepts && { concepts: deps.concepts }),
    ...(deps.words && { words: deps.words }),
  }
  const snapshots = deps.indexFolder === undefined ? undefined : makeSnapshots(deps.indexFolder, options)
  const hosted = new Map<string, Promise<Hosted>>()
  const loaded = new Map<string, Hosted>()
  const thread = makeIndexThread({
    databaseUrl: String(db.pool.options.connectionString),
    encoderFile: deps.encoderFile,
    wordsFile: deps.wordsFile,
    indexFolder: deps.indexFolder,
  })
  const histogram = deps.metrics?.histogram('knowledge_search_seconds', 'Time of searching an index', ['where'])
  const size = deps.metrics?.gauge('knowledge_index_bytes', 'Memory of indexes of knowledge, about')
  const count = deps.metrics?.gauge('knowledge_index_passages', 'Passages in indexes of knowledge')

  function open(workspaceId: string, more = 0): Promise<Hosted> {
    let opening = hosted.get(workspaceId)
    if (!opening) {
      opening = load(workspaceId, more)
      hosted.set(workspaceId, opening)
      opening.catch(() => hosted.delete(workspaceId))
    }
    return opening
  }

  async function load(workspaceId: string, more: number): Promise<Hosted> {
    const large = (await countUpTo(workspaceId, threadAbove + 1)) + more > threadAbove
    const one: Hosted = {
      thread: large,
      keeper: large ? undefined : keeperOf(workspaceId),
      head: 0,
      usedAt: Date.now(),
      status: { revision: 0, passages: 0, memory: 0 },
    }
    await follow(workspaceId, one)
    loaded.set(workspaceId, one)
    dropUnused()
    return one
  }

  const keeperOf = (workspaceId: string) =>
    makeIndexKeeper({ workspaceId, passages, index: options, snapshots, log, yield: () => setImmediate() })

  /** Reads on up to the latest revision; what has grown large moves to the thread. */
  async function follow(workspaceId: string, one: Hosted, atLeast?: number): Promise<void> {
    if (one.keeper) {
      await one.keeper.catchUp(atLeast)
      one.status = one.keeper.status()
      if (one.status.passages > threadAbove) one.moving ??= moveOut(workspaceId, one)
    } else
      one.status = await thread.ask({ workspaceId, atLeast: atLeast ?? Math.max(one.head, one.status.revision + 1) })
    if (one.status.revision >= one.head) one.behind = false
    one.head = Math.max(one.head, one.status.revision)
    measure()
  }

  /** Searches go on here until the thread has read everything. */
  async function moveOut(workspaceId: string, one: Hosted): Promise<void> {
    try {
      // What is on disk the thread needs not build.
      await one.keeper?.close()
      one.status = await thread.ask({ workspaceId, atLeast: one.status.revision })
      one.thread = true
      one.keeper = undefined
    } catch (error) {
      one.moving = undefined
      log.warn({ err: error }, 'a large index could not be moved to its thread')
    }
  }

  async function countUpTo(workspaceId: string, most: number): Promise<number> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from (
          select from knowledge_passages where workspace_id = ${workspaceId} and not deleted limit ${most}) as counted`.execute(
        tx.query,
      )
      return rows[0]!.count
    })
  }

  function dropUnused(): void {
    let total = 0
    for (const [workspaceId, one] of [...loaded].sort(([, a], [, b]) => b.usedAt - a.usedAt)) {
      const isFirst = total === 0
      total += one.status.memory
      if (total <= memory || isFirst) continue
      total -= one.status.memory
      loaded.delete(workspaceId)
      hosted.delete(workspaceId)
      void one.keeper?.close()
      if (one.thread) void thread.ask({ workspaceId, drop: true }).catch(() => {})
    }
    measure()
  }

  function measure(): void {
    let bytes = 0
    let passagesHeld = 0
    for (const { status } of loaded.values()) {
      bytes += status.memory
      passagesHeld += status.passages
    }
    size?.set(bytes)
    count?.set(passagesHeld)
  }

  function hear(workspaceId: string, revision: number): void {
    const one = loaded.get(workspaceId)
    if (!one || revision <= one.head) return
    one.head = revision
    void follow(workspaceId, one, revision).catch((error) =>
      log.warn({ err: error }, 'an index could not be brought up'),
    )
  }

  /** Hints can be lost; the heads cannot. */
  async function look(): Promise<void> {
    const ids = [...loaded.keys()]
    if (ids.length === 0) return
    const { rows } = await db.system((tx) =>
      sql<{ workspace_id: string; revision: number }>`
        select workspace_id, revision from knowledge_heads where workspace_id = any(${ids}::uuid[])`.execute(tx.query),
    )
    for (const { workspace_id: workspaceId, revision } of rows) {
      const one = loaded.get(workspaceId)
      if (one && one.status.revision < revision) {
        one.head = Math.min(one.head, one.status.revision)
        hear(workspaceId, revision)
      }
    }
  }

  const unsubscribe = bus.subscribe(passagesChanged, ({ workspaceId, revision }) =>
    hear(String(workspaceId), Number(revision)),
  )
  const unresync = bus.onResync(() => void look().catch(() => {}))
  let looking: Promise<void> | undefined
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error) => log.debug({ err: error }, 'heads of knowledge could not be read'))
      .finally(() => {
        looking = undefined
      })
  }, pollMs)
  timer.unref()

  return {
    /** Best first. Waits up to two seconds for edits it has heard of, and for `atLeast` (a revision the caller has made). */
    async search(workspaceId: string, query: IndexQuery, atLeast = 0): Promise<IndexReply> {
      const one = await open(workspaceId)
      one.usedAt = Date.now()
      const wanted = Math.max(one.head, atLeast)
      if (one.status.revision < wanted && (!one.behind || atLeast > one.status.revision))
        one.behind = !(await within(follow(workspaceId, one, wanted)))
      const started = performance.now()
      const reply = one.keeper ? one.keeper.search(query) : await thread.ask({ workspaceId, query })
      histogram?.observe({ where: one.thread ? 'thread' : 'here' }, (performance.now() - started) / 1000)
      return reply
    },
    /** So many passages are about to come: what will be large grows in its thread, while they do. */
    async expect(workspaceId: string, more: number): Promise<void> {
      const one = await open(workspaceId, more)
      if (one.keeper && one.status.passages + more > threadAbove) one.moving ??= moveOut(workspaceId, one)
    },

    async answer(workspaceId: string, request: PlainAnswerRequest): Promise<Answer> {
      const one = await open(workspaceId)
      return one.keeper ? one.keeper.answer(request) : thread.ask({ workspaceId, answer: request })
    },
    async status(workspaceId: string): Promise<HostStatus> {
      const one = await open(workspaceId)
      const head = Math.max(one.head, await passages.revision(workspaceId))
      return { ...one.status, head, thread: one.thread }
    },
    async close(): Promise<void> {
      clearInterval(timer)
      unsubscribe()
      unresync()
      await looking
      await Promise.all([...loaded.values()].map(({ keeper }) => keeper?.close()))
      await thread.close()
    },
  }
}

/** Whether it was done in time; what takes longer goes on without being waited for. */
async function within(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs)
  })
  return Promise.race([work.then(() => true), limit]).finally(() => clearTimeout(timer))
}
