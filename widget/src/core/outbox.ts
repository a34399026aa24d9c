import type { Problem } from '@loopdesk/contracts/errors.ts'
import type { CustomerContent, FileRef } from '@loopdesk/contracts/messages.ts'
import { type KeyValue, readJson, writeJson } from './session-store.ts'

/** A message of the customer that the server has not accepted yet. */
export interface Outgoing {
  /** Stays the same over every try, so the server stores it once. */
  id: string
  content: CustomerContent
  /** The files behind `content.fileIds`, for showing them. */
  files: FileRef[]
  /** ISO 8601 */
  at: string
  state: 'sending' | 'failed'
  problem: Problem | null
}

export interface Outbox {
  entries(): readonly Outgoing[]
  find(id: string): Outgoing | undefined
  add(entry: Outgoing): void
  change(id: string, change: Partial<Outgoing>): void
  remove(id: string): void
  clear(): void
}

/**
 * Keeps sends until the server accepted them, over reloads too. Every change is applied to what is stored, not written over
 * it, so several tabs may share one outbox; two tabs sending the same entry is harmless because its id is the same.
 */
export function makeOutbox(storage: KeyValue, siteKey: string): Outbox {
  const key = `loopdesk:${siteKey}:outbox`
  const stored = () => readJson<Outgoing[]>(storage, key) ?? []
  let held = stored()

  function apply(edit: (entries: Outgoing[]) => Outgoing[]) {
    held = edit(held)
    const left = edit(stored())
    if (left.length > 0) writeJson(storage, key, left)
    else storage.removeItem(key)
  }

  return {
    entries: () => held,
    find: (id) => held.find((entry) => entry.id === id),
    add: (entry) => apply((entries) => [...entries, entry]),
    change: (id, change) =>
      apply((entries) => entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry))),
    remove: (id) => apply((entries) => entries.filter((entry) => entry.id !== id)),
    clear: () => apply(() => []),
  }
}
