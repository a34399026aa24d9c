import type { Log } from '../infra/log.ts'
import type { HelpDesk } from './exports/help-desk.ts'
import type { ReadHelpDesk } from './exports/read-export.ts'
import type { FaqBatch, FaqOptions } from './faq/read-faq-rows.ts'
import { defaultLimits, type Ocr, type ReadLimits, type ReadOutcome, type ReadProgress } from './read-outcome.ts'
import { makeReadingPool, type RunDeps } from './reading-pool.ts'
import type { ThreadJob } from './reading-thread.ts'
import { type RefusalCode, Refused, refusals } from './refusal.ts'

interface ReaderDeps {
  log?: Log
  /** Recognises text in pictures; without it scanned pages and pictures stay without text. */
  ocr?: Ocr
  limits?: Partial<ReadLimits>
  /** Files read at the same time. */
  threads?: number
}

type Source = { path: string } | { bytes: Uint8Array }

export type ReadRequest = Source & {
  /** As the importer called the file, with its extension. */
  name: string
  /** Media type, where the sender gave one. */
  type?: string
  /** Of a web page, for its links. */
  url?: string
  signal?: AbortSignal
  /** Cut into passages and packed as well, in the thread that reads. */
  prepare?: boolean
  onProgress?(progress: ReadProgress): void
}

export interface FaqRequest extends FaqOptions {
  path: string
  name: string
  signal?: AbortSignal
}

export interface DocumentReader {
  /** Never throws for what a file holds; ends within `limits.timeMs` after its turn has come. */
  read(request: ReadRequest): Promise<ReadOutcome>
  /** Questions of a bulk file, some hundreds at a time; the next are read when these are taken. Throws Refused. */
  faqRows(request: FaqRequest): AsyncGenerator<FaqBatch>
  /** An export of a help desk (JSON, or a ZIP of it), or what `fetchHelpDesk` brought, with its articles as blocks. */
  readDesk(from: { path: string } | { desk: HelpDesk }, options?: DeskOptions): Promise<DeskOutcome>
  close(): Promise<void>
}

interface DeskOptions {
  signal?: AbortSignal
  onProgress?(progress: ReadProgress): void
}

export type DeskOutcome = { ok: true; desk: ReadHelpDesk } | (ReadOutcome & { ok: false })

/**
 * Reads files in threads of their own with bounded memory and time: whatever a file does to its thread, this process goes on and the
 * next file is read by a fresh one.
 */
export function makeDocumentReader({ log, ocr, limits: given, threads = 1 }: ReaderDeps = {}): DocumentReader {
  const limits: ReadLimits = { ...defaultLimits, ...given }
  const pool = makeReadingPool(limits, threads)

  /** Runs one job; `take` is called for each batch and answers when the next may come. */
  function run(job: ThreadJob, deps: RunDeps): Promise<ReadOutcome> {
    return pool.run(job, { ...deps, ocr, log })
  }

  return {
    async read({ name, type, url, signal, prepare, onProgress, ...from }) {
      const source = 'path' in from ? from.path : from.bytes
      const recognising = ocr && { problem: (await ocr.problem?.()) ?? null }
      const job: ThreadJob = {
        kind: 'read',
        file: { source, name, type, url },
        prepare,
        limits,
        ...(recognising && { ocr: recognising }),
      }
      return run(job, { signal, onProgress })
    },
    async *faqRows({ path, name, signal, ...options }) {
      const stop = new AbortController()
      const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
      const channel = makeChannel<FaqBatch>()
      const ended = run({ kind: 'faq', path, name, options, limits }, { signal: both, take: channel.put })
      void ended.then((outcome) => channel.end(outcome.ok ? undefined : outcome))
      try {
        yield* channel.items()
      } finally {
        stop.abort()
      }
    },
    async readDesk(from, { signal, onProgress } = {}) {
      let desk: ReadHelpDesk | undefined
      const onDesk = (read: ReadHelpDesk) => {
        desk = read
      }
      const outcome = await run({ kind: 'desk', from, limits }, { signal, onProgress, onDesk })
      if (!outcome.ok) return outcome
      return desk === undefined ? { ok: false, reason: 'failed', message: refusals.failed } : { ok: true, desk }
    },
    close: pool.close,
  }
}

/** Hands items from one who calls `put` to one who asks; `put` answers when the next is asked for. */
function makeChannel<T>() {
  let item: T | undefined
  let failed: { reason: RefusalCode; message: string } | undefined
  let over = false
  let wake: () => void = () => {}
  let taken: () => void = () => {}
  return {
    put(next: T): Promise<void> {
      item = next
      wake()
      return new Promise((resolve) => {
        taken = resolve
      })
    },
    end(failure: { reason: RefusalCode; message: string } | undefined) {
      over = true
      failed = failure
      wake()
    },
    async *items(): AsyncGenerator<T> {
      for (;;) {
        if (item !== undefined) {
          const current = item
          item = undefined
          yield current
          taken()
        } else if (over) {
          if (failed !== undefined) throw Refused.from(failed.reason, failed.message)
          return
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
  }
}
