import { Worker } from 'node:worker_threads'
import type { Log } from '../infra/log.ts'
import type { FaqBatch, FaqOptions } from './faq/read-faq-rows.ts'
import { defaultLimits, type Ocr, type ReadLimits, type ReadOutcome, type ReadProgress } from './read-outcome.ts'
import type { FromThread, ThreadJob, ToThread } from './reading-thread.ts'
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
  close(): Promise<void>
}

/** A thread without work for this long ends. */
const idleMs = 30_000

/**
 * Reads files in threads of their own with bounded memory and time: whatever a file does to its thread, this process goes on and the
 * next file is read by a fresh one.
 */
export function makeDocumentReader({ log, ocr, limits: given, threads = 1 }: ReaderDeps = {}): DocumentReader {
  const limits: ReadLimits = { ...defaultLimits, ...given }
  const pool = makePool(limits, threads)

  /** Runs one job; `take` is called for each batch and answers when the next may come. */
  function run(job: ThreadJob, deps: RunDeps): Promise<ReadOutcome> {
    return pool.run(job, { ...deps, ocr, log })
  }

  return {
    read({ name, type, url, signal, onProgress, ...from }) {
      const source = 'path' in from ? from.path : from.bytes
      return run(
        { kind: 'read', file: { source, name, type, url }, limits, hasOcr: ocr !== undefined },
        { signal, onProgress },
      )
    },
    async *faqRows({ path, name, signal, ...options }) {
      const stop = new AbortController()
      const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
      const channel = makeChannel<FaqBatch>()
      const ended = run(
        { kind: 'faq', path, name, options, limits, hasOcr: false },
        { signal: both, take: channel.put },
      )
      void ended.then((outcome) => channel.end(outcome.ok ? undefined : outcome))
      try {
        yield* channel.items()
      } finally {
        stop.abort()
      }
    },
    close: pool.close,
  }
}

interface RunDeps {
  signal?: AbortSignal | undefined
  onProgress?: ((progress: ReadProgress) => void) | undefined
  take?: ((batch: FaqBatch) => Promise<void>) | undefined
}

interface Waiting extends RunDeps {
  job: ThreadJob
  ocr: Ocr | undefined
  log: Log | undefined
  done(outcome: ReadOutcome): void
}

function makePool(limits: ReadLimits, threads: number) {
  const queue: Waiting[] = []
  const idle: Worker[] = []
  const all = new Set<Worker>()
  let closed = false

  function next(): void {
    if (queue.length === 0 || (idle.length === 0 && all.size >= threads)) return
    const waiting = queue.shift()!
    const worker = idle.pop() ?? open()
    void runOn(worker, waiting, limits).then((outcome) => {
      if (outcome.alive && !closed) rest(worker)
      else lose(worker)
      waiting.done(outcome.result)
      next()
    })
  }
  function open(): Worker {
    const worker = new Worker(new URL('./reading-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
      // What libraries print about a file is nobody's business.
      stdout: true,
      stderr: true,
    })
    worker.unref()
    all.add(worker)
    return worker
  }
  function rest(worker: Worker): void {
    idle.push(worker)
    const timer = setTimeout(() => idle.includes(worker) && lose(worker), idleMs)
    timer.unref()
    worker.removeAllListeners()
    worker.on('error', () => lose(worker))
    worker.on('exit', () => lose(worker))
    worker.once('message', () => clearTimeout(timer))
  }
  function lose(worker: Worker): void {
    all.delete(worker)
    const at = idle.indexOf(worker)
    if (at >= 0) idle.splice(at, 1)
    worker.removeAllListeners()
    worker.on('error', () => {})
    void worker.terminate()
  }
  return {
    run(job: ThreadJob, deps: Omit<Waiting, 'job' | 'done'>): Promise<ReadOutcome> {
      if (closed || deps.signal?.aborted) return Promise.resolve(refused('aborted'))
      return new Promise((done) => {
        const waiting: Waiting = { ...deps, job, done }
        deps.signal?.addEventListener('abort', () => {
          const at = queue.indexOf(waiting)
          if (at < 0) return
          queue.splice(at, 1)
          done(refused('aborted'))
        })
        queue.push(waiting)
        next()
      })
    },
    async close() {
      closed = true
      for (const { done } of queue.splice(0)) done(refused('aborted'))
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}

/** Runs one job on a thread; `alive` is false where the thread is not to be used again. */
function runOn(worker: Worker, waiting: Waiting, limits: ReadLimits): Promise<{ result: ReadOutcome; alive: boolean }> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout
    const end = (result: ReadOutcome, alive: boolean) => {
      clearTimeout(timer)
      waiting.signal?.removeEventListener('abort', onAbort)
      worker.removeAllListeners()
      worker.on('error', () => {})
      worker.unref()
      resolve({ result, alive })
    }
    const restart = () => {
      clearTimeout(timer)
      timer = setTimeout(
        () => end(refused('timeout', `Allowed are ${Math.round(limits.timeMs / 1000)} seconds.`), false),
        limits.timeMs,
      )
    }
    const onAbort = () => end(refused('aborted'), false)
    const tell = (message: ToThread) => worker.postMessage(message)
    worker.removeAllListeners()
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'done') {
        if (message.unexpected !== undefined)
          waiting.log?.warn({ error: message.unexpected }, 'a file could not be read')
        end(message.outcome, true)
      } else if (message.kind === 'progress') waiting.onProgress?.(message.progress)
      else if (message.kind === 'recognise') recognise(message, waiting, tell)
      else {
        // Whoever takes the rows may be slow: only the thread's own time counts.
        clearTimeout(timer)
        void (waiting.take?.(message.batch) ?? Promise.resolve()).then(() => {
          restart()
          tell({ kind: 'more' })
        })
      }
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      if (!memory) waiting.log?.warn({ err: error }, 'the thread that reads files broke')
      end(refused(memory ? 'out_of_memory' : 'failed'), false)
    })
    worker.on('exit', () => end(refused('failed'), false))
    waiting.signal?.addEventListener('abort', onAbort, { once: true })
    worker.ref()
    restart()
    tell({ kind: 'job', job: waiting.job })
  })
}

function recognise(
  { call, picture }: FromThread & { kind: 'recognise' },
  { ocr, signal, log }: Waiting,
  tell: (message: ToThread) => void,
): void {
  const asked =
    ocr === undefined ? Promise.resolve({ lines: [] }) : ocr(picture, signal === undefined ? {} : { signal })
  asked.then(
    (result) => tell({ kind: 'recognised', call, result }),
    (error) => {
      log?.warn({ err: error }, 'a picture of a file could not be recognised')
      tell({ kind: 'recognised', call, result: { lines: [] } })
    },
  )
}

function refused(reason: RefusalCode, detail?: string): ReadOutcome & { ok: false } {
  return { ok: false, reason, message: detail === undefined ? refusals[reason] : `${refusals[reason]} ${detail}` }
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
