import { Worker } from 'node:worker_threads'
import type { Answer } from '@loopdesk/engines/answers/answer.ts'
import { RetryableError } from '../../../infra/errors.ts'
import type { IndexReply, IndexStatus } from './keeper.ts'
import type { IndexOrder, IndexWorkerData } from './worker.ts'

export interface IndexThread {
  ask(order: Omit<IndexOrder, 'id' | 'query'> & { query: NonNullable<IndexOrder['query']> }): Promise<IndexReply>
  ask(order: Omit<IndexOrder, 'id' | 'answer'> & { answer: NonNullable<IndexOrder['answer']> }): Promise<Answer>
  ask(order: Omit<IndexOrder, 'id' | 'query' | 'answer'>): Promise<IndexStatus>
  close(): Promise<void>
}

interface Waiting {
  done(value: unknown): void
  failed(error: Error): void
}

/** What passes through the thread passes quickly: more room for it would only be filled with what is over. */
const youngMb = 48

/** A thread of its own for large indexes, with its own connections. One that dies is replaced; what was asked of it fails. */
export function makeIndexThread(data: IndexWorkerData): IndexThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let last = 0

  function open(): Worker {
    const opened = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    })
    opened.unref()
    opened.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
      const one = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) one?.done(value)
      else one?.failed(new RetryableError('index_failed', error))
    })
    const lose = (why: string) => {
      if (worker !== opened) return
      worker = undefined
      for (const { failed } of waiting.values()) failed(new RetryableError('index_failed', why))
      waiting.clear()
    }
    opened.on('error', (error) => lose(error.message))
    opened.on('exit', () => lose('the thread of the index ended'))
    return opened
  }

  function ask(order: Omit<IndexOrder, 'id'>): Promise<never> {
    worker ??= open()
    const id = ++last
    return new Promise((done, failed) => {
      waiting.set(id, { done: done as (value: unknown) => void, failed })
      worker!.postMessage({ id, ...order } satisfies IndexOrder)
    })
  }

  return {
    ask,
    async close() {
      const open = worker
      worker = undefined
      if (!open) return
      await new Promise<void>((resolve) => {
        open.once('exit', () => resolve())
        open.postMessage('close')
      })
    },
  }
}
