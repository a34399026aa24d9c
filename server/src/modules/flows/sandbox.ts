import { Worker } from 'node:worker_threads'
import type { Result } from '@loopdesk/engines/flow/effects.ts'
import type { SandboxAnswer, SandboxJob } from './sandbox-worker.ts'

/** A script that answers nothing at all (not even that its time is up) loses its thread after this. */
const silentMs = 2_000
/** Characters of JSON going in. */
const mostInput = 1_000_000
/** Scripts waiting for a thread; more are refused. */
const mostWaiting = 1_000

export interface Sandbox {
  /**
   * Runs the body of a function of `input` and answers what it returns, as JSON. It has no clock, no chance and no way out; 16 MB
   * and half a second of its own. Fails as `timeout`, `limit` (memory, size) or `expression` (what it threw).
   */
  run(code: string, input: unknown): Promise<Result>
  close(): Promise<void>
}

interface Waiting {
  job: SandboxJob
  done(result: Result): void
}

/** Sandboxed JavaScript in threads of its own: whatever it does, this process goes on. */
export function makeSandbox({ threads = 1 }: { threads?: number } = {}): Sandbox {
  const queue: Waiting[] = []
  const workers = new Set<Worker>()
  let idle: Worker[] = []
  let closed = false

  function next(): void {
    if (queue.length === 0) return
    const worker = idle.pop() ?? (workers.size < threads ? open() : undefined)
    if (!worker) return
    const waiting = queue.shift()!
    const end = (result: Result, worker?: Worker) => {
      clearTimeout(timer)
      if (worker && !closed) idle.push(worker)
      waiting.done(result)
      next()
    }
    const lose = (result: Result) => {
      workers.delete(worker)
      void worker.terminate()
      end(result)
    }
    const timer = setTimeout(() => {
      worker.removeAllListeners()
      worker.on('error', () => {})
      lose(failed('timeout', 'timeout', 'the code did not come to an end'))
    }, silentMs)
    worker.removeAllListeners()
    worker.once('message', (answer: SandboxAnswer) => end(answer, worker))
    worker.once('error', (error) => lose(failed('limit', 'crashed', error.message)))
    worker.once('exit', () => lose(failed('limit', 'crashed', 'the sandbox ended')))
    worker.postMessage(waiting.job)
  }

  function open(): Worker {
    const worker = new Worker(new URL('./sandbox-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 64, stackSizeMb: 4 },
    })
    worker.unref()
    workers.add(worker)
    return worker
  }

  return {
    run(code, input) {
      const text = JSON.stringify(input) ?? 'null'
      if (text.length > mostInput) return Promise.resolve(failed('limit', 'input_too_large', 'the input is too large'))
      if (closed || queue.length >= mostWaiting)
        return Promise.resolve(failed('unavailable', 'busy', 'too much code is waiting'))
      return new Promise((done) => {
        queue.push({ job: { code, input: text }, done })
        next()
      })
    },
    async close() {
      closed = true
      for (const { done } of queue.splice(0)) done(failed('unavailable', 'closed', 'the sandbox is closed'))
      idle = []
      await Promise.all([...workers].map((worker) => worker.removeAllListeners().terminate()))
    },
  }
}

function failed(kind: 'timeout' | 'limit' | 'unavailable', code: string, message: string): Result {
  return { status: 'failed', kind, code, message }
}
