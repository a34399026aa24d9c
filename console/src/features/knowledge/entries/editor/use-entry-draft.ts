import type { DraftEntry, EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call, Problem, routes } from '../../../../api.ts'
import { entriesChanged, keepEntry } from '../use-entries.ts'
import { draftOf } from './draft-of.ts'

export type SaveState = 'saved' | 'waiting' | 'saving' | 'conflict' | 'failed'

export interface EntryDraft {
  definition: DraftEntry
  change(part: Partial<DraftEntry>): void
  state: SaveState
  error: unknown
  /** Who saved meanwhile, when that stands in the way. */
  theirs: EntryDetail | null
  /** Saves what is there now; answers its revision. */
  saveNow(): Promise<number>
  /** Shows what the server answered to something else than saving. */
  take(entry: EntryDetail): void
  /** The server changed something beside the draft. */
  beside(entry: EntryDetail): void
  /** After a conflict: drops ours, or puts it over theirs. */
  takeTheirs(): void
  keepOurs(): Promise<void>
  /** Nothing is saved any more: the entry is gone. */
  giveUp(): void
}

const restMs = 900
const textOf = (definition: DraftEntry) => JSON.stringify(definition)

/** Keeps the draft on the server: a moment after every change, one save at a time, never over somebody else's. */
export function useEntryDraft(entry: EntryDetail): EntryDraft {
  const cache = useQueryClient()
  const [definition, setDefinition] = useState(() => draftOf(entry))
  const [state, setState] = useState<SaveState>('saved')
  const [error, setError] = useState<unknown>(null)
  const [theirs, setTheirs] = useState<EntryDetail | null>(null)
  const latest = useRef(definition)
  const saved = useRef(textOf(definition))
  const revision = useRef(entry.revision)
  const under = useRef<Promise<unknown> | null>(null)
  const stopped = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const save = useCallback(async (): Promise<number> => {
    clearTimeout(timer.current)
    while (under.current) await under.current.catch(() => undefined)
    const now = latest.current
    if (textOf(now) === saved.current) return revision.current
    setState('saving')
    const work = call(routes.saveEntryDraft, {
      params: { entryId: entry.id },
      body: { revision: revision.current, definition: now },
    })
    under.current = work
    try {
      const answer = await work
      revision.current = answer.revision
      saved.current = textOf(now)
      setError(null)
      setState(latest.current === now ? 'saved' : 'waiting')
      keepEntry(cache, answer)
      entriesChanged(cache)
      return answer.revision
    } catch (problem) {
      stopped.current = problem instanceof Problem && problem.code === 'conflict'
      if (stopped.current) setTheirs(await call(routes.readEntry, { params: { entryId: entry.id } }).catch(() => null))
      setError(problem)
      setState(stopped.current ? 'conflict' : 'failed')
      throw problem
    } finally {
      under.current = null
    }
  }, [entry.id, cache])

  const change = useCallback(
    (part: Partial<DraftEntry>) => {
      latest.current = { ...latest.current, ...part }
      setDefinition(latest.current)
      if (stopped.current || textOf(latest.current) === saved.current) return
      setState((now) => (now === 'saving' ? now : 'waiting'))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void save().catch(() => undefined), restMs)
    },
    [save],
  )
  const take = useCallback(
    (answer: EntryDetail) => {
      const fresh = draftOf(answer)
      latest.current = fresh
      saved.current = textOf(fresh)
      revision.current = answer.revision
      stopped.current = false
      setDefinition(fresh)
      setTheirs(null)
      setError(null)
      setState('saved')
      keepEntry(cache, answer)
      entriesChanged(cache)
    },
    [cache],
  )

  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (textOf(latest.current) !== saved.current) event.preventDefault()
    }
    window.addEventListener('beforeunload', leave)
    return () => {
      window.removeEventListener('beforeunload', leave)
      clearTimeout(timer.current)
      // Leaving for another page of the console: nothing of it is lost.
      if (!stopped.current) void save().catch(() => undefined)
    }
  }, [save])

  return {
    definition,
    change,
    state,
    error,
    theirs,
    saveNow: save,
    take,
    beside(answer) {
      revision.current = Math.max(revision.current, answer.revision)
      keepEntry(cache, answer)
      entriesChanged(cache)
    },
    takeTheirs: () => theirs && take(theirs),
    async keepOurs() {
      revision.current = theirs?.revision ?? revision.current
      stopped.current = false
      setTheirs(null)
      await save()
    },
    giveUp() {
      stopped.current = true
      clearTimeout(timer.current)
      saved.current = textOf(latest.current)
    },
  }
}
