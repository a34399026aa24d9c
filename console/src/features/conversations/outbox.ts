import type { FileRef } from '@loopdesk/contracts/messages.ts'
import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { call, Problem, routes } from '../../api.ts'
import { type ConversationDetail, withMessage, withNote } from '../../realtime/apply-frame.ts'
import { keys } from '../../realtime/query-keys.ts'

/** Something written here that the server has not confirmed yet. */
export interface Pending {
  /** Also the idempotency key: sending again can never make two. */
  key: string
  conversationId: string
  kind: 'reply' | 'note'
  text: string
  files: FileRef[]
  at: string
  state: 'sending' | 'failed'
  problem: Problem | null
}

/** Pauses in ms before trying again by itself when the line or the server failed. */
const pauses = [800, 2_500, 6_000]
let pending: readonly Pending[] = []
const listeners = new Set<() => void>()

/** Sends without making the writer wait; the entry stands in the timeline at once and stays until it is confirmed. */
export function send(cache: QueryClient, what: Pick<Pending, 'conversationId' | 'kind' | 'text' | 'files'>): void {
  const entry: Pending = {
    ...what,
    key: crypto.randomUUID(),
    at: new Date().toISOString(),
    state: 'sending',
    problem: null,
  }
  change([...pending, entry])
  void deliver(cache, entry)
}

export function sendAgain(cache: QueryClient, entry: Pending): void {
  update(entry.key, { state: 'sending', problem: null })
  void deliver(cache, entry)
}

export function discard(entry: Pending): void {
  change(pending.filter((one) => one.key !== entry.key))
}

/** Everything not confirmed yet, of all conversations. */
export function usePending(): readonly Pending[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => pending,
  )
}

async function deliver(cache: QueryClient, entry: Pending): Promise<void> {
  const params = { conversationId: entry.conversationId }
  const detailKey = keys.conversation(entry.conversationId)
  for (let attempt = 0; ; attempt++) {
    try {
      if (entry.kind === 'note') {
        const note = await call(routes.addNote, { params, body: { idempotencyKey: entry.key, text: entry.text } })
        cache.setQueryData<ConversationDetail>(detailKey, (detail) => detail && withNote(detail, note))
      } else {
        const body = { idempotencyKey: entry.key, text: entry.text, fileIds: entry.files.map((file) => file.fileId) }
        const message = await call(routes.sendAgentMessage, { params, body })
        cache.setQueryData<ConversationDetail>(detailKey, (detail) => detail && withMessage(detail, message))
      }
      return discard(entry)
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem({ code: 'internal', status: 0 })
      const pause = pauses[attempt]
      if (!isPassing(problem) || pause === undefined) return update(entry.key, { state: 'failed', problem })
      await new Promise((resume) => setTimeout(resume, pause))
    }
  }
}

/** Whether trying the same again may well work. */
function isPassing(problem: Problem): boolean {
  return problem.status === 0 || problem.status === 429 || problem.status >= 500
}

function update(key: string, changes: Partial<Pending>) {
  change(pending.map((one) => (one.key === key ? { ...one, ...changes } : one)))
}

function change(next: readonly Pending[]) {
  pending = next
  for (const listener of listeners) listener()
}
