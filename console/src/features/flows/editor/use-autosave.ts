import type { DraftDefinition } from '@loopdesk/contracts/api/flows.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call, Problem, routes } from '../../../api.ts'
import { flowKeys } from '../flow-keys.ts'
import { docOf, type FlowDoc } from '../model/flow-doc.ts'
import type { Editor } from './editor.ts'

export type SaveState = 'saved' | 'waiting' | 'saving' | 'conflict' | 'failed'

export interface Saving {
  state: SaveState
  error: unknown
  /** Of the draft as the server has it. */
  revision: number
  /** Saves what is there now and answers its revision. */
  saveNow(): Promise<number>
  /** The draft was published, and is gone from the server: the next change begins a new one. */
  published(): Promise<void>
  /** After a conflict: takes what the other one saved, or puts ours over it. */
  takeTheirs(): Promise<void>
  keepOurs(): Promise<void>
  /** Nothing is saved any more: the draft is gone. */
  giveUp(): void
}

const restMs = 900
const definitionOf = (doc: FlowDoc) => doc as unknown as DraftDefinition

/** Keeps the draft on the server: a moment after every change, one save at a time, never over somebody else's. */
export function useAutosave(editor: Editor, flowId: string, firstRevision: number): Saving {
  const cache = useQueryClient()
  const [state, setState] = useState<SaveState>('saved')
  const [error, setError] = useState<unknown>(null)
  const revision = useRef(firstRevision)
  const saved = useRef(editor.doc())
  const under = useRef<Promise<number> | null>(null)
  const stopped = useRef(false)

  const save = useCallback(async (): Promise<number> => {
    while (under.current) await under.current.catch(() => 0)
    const doc = editor.doc()
    if (doc === saved.current) return revision.current
    setState('saving')
    const work = call(routes.saveFlowDraft, {
      params: { flowId },
      body: { definition: definitionOf(doc), baseRevision: revision.current },
    }).then((reply) => reply.revision)
    under.current = work
    try {
      revision.current = await work
      saved.current = doc
      setError(null)
      setState(editor.doc() === doc ? 'saved' : 'waiting')
      void cache.invalidateQueries({ queryKey: flowKeys.list })
      void cache.invalidateQueries({ queryKey: flowKeys.summary(flowId) })
      return revision.current
    } catch (problem) {
      stopped.current = problem instanceof Problem && problem.code === 'conflict'
      setError(problem)
      setState(stopped.current ? 'conflict' : 'failed')
      throw problem
    } finally {
      under.current = null
    }
  }, [editor, flowId, cache])

  useEffect(() => {
    if (editor.readOnly) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const listen = () => {
      if (editor.doc() === saved.current || stopped.current) return
      setState((now) => (now === 'saving' ? now : 'waiting'))
      clearTimeout(timer)
      timer = setTimeout(() => void save().catch(() => undefined), restMs)
    }
    const leave = (event: BeforeUnloadEvent) => {
      if (editor.doc() !== saved.current) event.preventDefault()
    }
    const stop = editor.subscribe(listen)
    window.addEventListener('beforeunload', leave)
    return () => {
      stop()
      clearTimeout(timer)
      window.removeEventListener('beforeunload', leave)
      // Leaving for another page of the console: nothing of it is lost.
      if (!stopped.current) void save().catch(() => undefined)
    }
  }, [editor, save])

  const theirs = () => call(routes.readFlowDraft, { params: { flowId } })
  return {
    state,
    error,
    revision: revision.current,
    saveNow: save,
    async published() {
      const draft = await theirs()
      // Somebody else's new draft is met as a conflict when the next change is saved.
      if (draft.revision === 0) revision.current = 0
    },
    async takeTheirs() {
      const draft = await theirs()
      revision.current = draft.revision
      const doc = docOf(draft.definition)
      editor.replace(doc)
      saved.current = editor.doc()
      stopped.current = false
      setState('saved')
    },
    async keepOurs() {
      revision.current = (await theirs()).revision
      stopped.current = false
      await save()
    },
    giveUp() {
      stopped.current = true
      saved.current = editor.doc()
    },
  }
}
