import type { Finding } from '@loopdesk/contracts/api/flows.ts'
import type { FlowDoc, Path } from '../model/flow-doc.ts'
import { begin, change, type History, redo, undo } from '../model/history.ts'
import { placedAll } from '../model/layout.ts'

/** A field people were sent to, by a problem or a key. `at` tells two visits of the same field apart. */
export interface Focus {
  node: string | undefined
  field: string | undefined
  at: number
}

export interface EditorState {
  history: History<FlowDoc>
  /** The document as it is drawn and proven: a moment behind while somebody is typing, so that no key waits for it. */
  drawn: FlowDoc
  /** Nodes and notes. */
  selection: ReadonlySet<string>
  /** An edge, as `node exit`. */
  edge: string | null
  findings: Finding[]
  focus: Focus | null
  /** Where the canvas is asked to go. */
  reveal: { names: string[]; at: number } | null
  /** The variables of the test that is being played: better samples than made up ones. */
  live: Record<string, unknown> | null
}

/** Milliseconds without a key after which what was typed is drawn. */
const typingRest = 180

const nothing: ReadonlySet<string> = new Set()

export type Editor = ReturnType<typeof makeEditor>

/** One open flow: its document with its history, what is selected, what the proof says. Screens listen to it. */
export function makeEditor(doc: FlowDoc, readOnly: boolean) {
  const first = begin(placedAll(doc))
  let typing: ReturnType<typeof setTimeout> | undefined
  let state: EditorState = {
    history: first,
    drawn: first.now,
    selection: nothing,
    edge: null,
    findings: [],
    focus: null,
    reveal: null,
    live: null,
  }
  const listeners = new Set<() => void>()
  const set = (next: Partial<EditorState>) => {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  const stillThere = (selection: ReadonlySet<string>, { nodes, layout }: FlowDoc) => {
    const kept = [...selection].filter((name) => nodes[name] || layout.notes.some(({ id }) => id === name))
    return kept.length === selection.size ? selection : new Set(kept)
  }
  /** Takes a document over and draws it at once, or after a rest. */
  const show = (history: History<FlowDoc>, more: Partial<EditorState>, rest = 0) => {
    clearTimeout(typing)
    if (rest > 0) typing = setTimeout(() => set({ drawn: state.history.now }), rest)
    set({ history, ...more, ...(rest === 0 && { drawn: history.now }) })
  }
  const travel = (history: History<FlowDoc>) =>
    show(history, { selection: stillThere(state.selection, history.now), edge: null })
  const apply = (next: FlowDoc | ((doc: FlowDoc) => FlowDoc), about?: string, rest?: number) => {
    if (readOnly) return
    const made = typeof next === 'function' ? next(state.history.now) : next
    if (made === state.history.now) return
    const history = change(state.history, placedAll(made), Date.now(), about)
    show(history, { selection: stillThere(state.selection, history.now) }, rest)
  }

  return {
    readOnly,
    state: () => state,
    doc: () => state.history.now,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** Changes the document; quick changes with the same `about` are one step back. Nodes without a place get one. */
    apply: (next: FlowDoc | ((doc: FlowDoc) => FlowDoc), about?: string) => apply(next, about),
    /** Changes one field, key by key: the field has it at once, the canvas and the proof after a rest. */
    type: (next: (doc: FlowDoc) => FlowDoc, about: string) => apply(next, about, typingRest),
    /** Begins anew with another document: what the server has. */
    replace(next: FlowDoc) {
      show(begin(placedAll(next)), { selection: nothing, edge: null })
    },
    undo: () => travel(undo(state.history)),
    redo: () => travel(redo(state.history)),
    select(names: Iterable<string>, edge: string | null = null) {
      set({ selection: new Set(names), edge })
    },
    setLive: (live: Record<string, unknown> | null) => set({ live }),
    setFindings: (findings: Finding[]) => set({ findings }),
    /** Selects nodes and brings them into view. */
    show(names: string[]) {
      set({ selection: new Set(names), edge: null, reveal: { names, at: Date.now() } })
    },
    /** Brings nodes into view and leaves the selection alone. */
    reveal: (names: string[]) => set({ reveal: { names, at: Date.now() } }),
    /** Goes to a field of a node, or of the flow. */
    focusOn(node: string | undefined, field: string | undefined) {
      const at = Date.now()
      const known = node !== undefined && state.history.now.nodes[node] ? [node] : []
      set({ selection: new Set(known), edge: null, focus: { node, field, at }, reveal: { names: known, at } })
    },
  }
}

/** A path as findings write it: `options.0.label`. */
export const fieldName = (path: Path): string => path.join('.')
