import { Worker } from 'node:worker_threads'
import type { Log } from '../infra/log.ts'
import type { ReadHelpDesk } from './exports/read-export.ts'
import type { FaqBatch } from './faq/read-faq-rows.ts'
import type { Ocr, ReadLimits, ReadOutcome, ReadProgress } from './read-outcome.ts'
import type { FromThread, ThreadJob, ToThread } from './reading-thread.ts'
import { type RefusalCode, refusals } from './refusal.ts'

/** A thread without work for this long ends. */
const idleMs = 30_000
/** For a fresh thread to load its code on a busy machine: no file's fault. */
const startMs = 60_000

/** Of a thread's memory, for what is only just made. */
const youngMb = 48

export interface RunDeps {
  signal?: AbortSignal | undefined
  onProgress?: ((progress: ReadProgress) => void) | undefined
  take?: ((batch: FaqBatch) => Promise<void>) | undefined
  onDesk?: ((desk: ReadHelpDesk) => void) | undefined
}

interface Waiting extends RunDeps {
  job: ThreadJob
  ocr: Ocr | undefined
  log: Log | undefined
  done(outcome: ReadOutcome): void
}

/** Threads that read: as many as told, opened when needed, ended when idle, replaced when one had to be killed. */
export function makeReadingPool(limits: ReadLimits, threads: number) {
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
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: youngMb },
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
    let ended = false
    const end = (result: ReadOutcome, alive: boolean) => {
      ended = true
      clearTimeout(timer)
      waiting.signal?.removeEventListener('abort', onAbort)
      worker.removeAllListeners()
      worker.on('error', () => {})
      worker.unref()
      resolve({ result, alive })
    }
    const restart = (within = limits.timeMs) => {
      clearTimeout(timer)
      timer = setTimeout(
        () => end(refused('timeout', `Allowed are ${Math.round(limits.timeMs / 1000)} seconds.`), false),
        within,
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
      } else if (message.kind === 'started') restart()
      else if (message.kind === 'progress') waiting.onProgress?.(message.progress)
      else if (message.kind === 'desk') waiting.onDesk?.(message.desk)
      else if (message.kind === 'recognise') recognise(message, waiting, tell)
      else {
        // Whoever takes the rows may be slow: only the thread's own time counts.
        clearTimeout(timer)
        void (waiting.take?.(message.batch) ?? Promise.resolve()).then(() => {
          if (ended) return
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
    restart(Math.max(startMs, limits.timeMs))
    tell({ kind: 'job', job: waiting.job })
  })
}

function recognise(
  { call, picture }: FromThread & { kind: 'recognise' },
  { ocr, signal, log }: Waiting,
  tell: (message: ToThread) => void,
): void {
  const asked = ocr?.read(Buffer.from(picture), signal === undefined ? {} : { signal }) ?? Promise.resolve([])
  asked.then(
    (words) => tell({ kind: 'recognised', call, words }),
    (error) => {
      log?.warn({ err: error }, 'a picture of a file could not be recognised')
      tell({ kind: 'recognised', call, words: [] })
    },
  )
}

function refused(reason: RefusalCode, detail?: string): ReadOutcome & { ok: false } {
  return { ok: false, reason, message: detail === undefined ? refusals[reason] : `${refusals[reason]} ${detail}` }
}
