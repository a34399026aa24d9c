import type { FlowWorld } from '@loopdesk/contracts/api/flows.ts'
import { createContext, use, useMemo, useRef, useSyncExternalStore } from 'react'
import type { FlowDoc } from '../model/flow-doc.ts'
import { type Variable, variablesOf } from '../model/variables.ts'
import type { Editor, EditorState } from './editor.ts'

export interface Desk {
  editor: Editor
  world: FlowWorld | undefined
}

export const DeskContext = createContext<Desk | null>(null)

/** The open flow and what flows can be made of. */
export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (!desk) throw new Error('useDesk needs an open flow')
  return desk
}

/** A part of the editor's state; the component is drawn again only when that part changes. */
export function useEditor<T>(pick: (state: EditorState) => T, same: (a: T, b: T) => boolean = Object.is): T {
  const { editor } = useDesk()
  const last = useRef<{ value: T } | null>(null)
  return useSyncExternalStore(editor.subscribe, () => {
    const value = pick(editor.state())
    if (last.current && same(last.current.value, value)) return last.current.value
    last.current = { value }
    return value
  })
}

export const useDoc = (): FlowDoc => useEditor((state) => state.history.now)

/** The document for what is drawn of the whole of it; it rests while somebody types. */
export const useDrawnDoc = (): FlowDoc => useEditor((state) => state.drawn)

/** The one selected node, if it is one. */
export const useSelected = (): string | undefined =>
  useEditor(({ selection, history }) => {
    const [only] = selection
    return selection.size === 1 && only !== undefined && history.now.nodes[only] ? only : undefined
  })

/** Every variable of the flow, for completion and previews. */
export function useVariables(): Variable[] {
  const { world } = useDesk()
  const doc = useDrawnDoc()
  return useMemo(() => variablesOf(doc, world, sampleNow), [doc, world])
}

/** Previews stand still in time. */
export const sampleNow = '2026-03-14T02:30:00.000Z'
