import { useReactFlow } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { Editor } from '../editor/editor.ts'
import { useDesk } from '../editor/use-editor.ts'
import { copyText, duplicate, paste } from '../model/clipboard.ts'
import { disconnect, groupNodes, moveTo, removeNodes, removeNotes } from '../model/document.ts'
import { pathOfExit } from '../model/exits.ts'
import { arranged } from '../model/layout.ts'
import { type Direction, neighbour } from '../model/navigate.ts'

interface Actions {
  onFind: () => void
  onAdd: () => void
  onCopied: (count: number) => void
  groupTitle: string
}

const arrows: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
const nudge = { left: [-10, 0], right: [10, 0], up: [0, -10], down: [0, 10] } as const

/** Every key of the canvas, and copy and paste through the system's clipboard, while nobody is typing. */
export function useCanvasKeys(actions: Actions): void {
  const { editor } = useDesk()
  const flow = useReactFlow()
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return
      const command = event.ctrlKey || event.metaKey
      if (command && event.key.toLowerCase() === 'f') {
        event.preventDefault()
        return latest.current.onFind()
      }
      if (event.key === 'Escape' && isTyping(event.target) && event.target.closest('.inspector'))
        return event.target.blur()
      if (isTyping(event.target) || document.querySelector('.ant-modal-wrap:not([style*="display: none"])')) return
      const done = command ? commandKey(editor, event) : plainKey(editor, event, flow, latest.current)
      if (done) event.preventDefault()
    }
    const copy = (event: ClipboardEvent) => {
      const { selection } = editor.state()
      if (isTyping(event.target) || selection.size === 0 || String(window.getSelection() ?? '') !== '') return
      event.preventDefault()
      event.clipboardData?.setData('text/plain', copyText(editor.doc(), selection))
      latest.current.onCopied(selection.size)
      if (event.type === 'cut') removeSelected(editor)
    }
    const pasted = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return
      const area = document.querySelector('.react-flow')?.getBoundingClientRect()
      const centre = area ? { x: area.left + area.width / 2 - 110, y: area.top + area.height / 2 - 60 } : { x: 0, y: 0 }
      const added = paste(
        editor.doc(),
        event.clipboardData?.getData('text/plain') ?? '',
        flow.screenToFlowPosition(centre),
      )
      if (!added) return
      event.preventDefault()
      editor.apply(added.doc)
      editor.show(added.names)
    }
    window.addEventListener('keydown', press)
    window.addEventListener('copy', copy)
    window.addEventListener('cut', copy)
    window.addEventListener('paste', pasted)
    return () => {
      window.removeEventListener('keydown', press)
      window.removeEventListener('copy', copy)
      window.removeEventListener('cut', copy)
      window.removeEventListener('paste', pasted)
    }
  }, [editor, flow])
}

function commandKey(editor: Editor, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase()
  if (key === 'z' && event.shiftKey) editor.redo()
  else if (key === 'z') editor.undo()
  else if (key === 'y') editor.redo()
  else if (key === 'a')
    editor.select([...Object.keys(editor.doc().nodes), ...editor.doc().layout.notes.map(({ id }) => id)])
  else if (key === 'd') {
    const added = duplicate(editor.doc(), editor.state().selection)
    if (added) {
      editor.apply(added.doc)
      editor.select(added.names)
    }
  } else return false
  return true
}

function plainKey(
  editor: Editor,
  event: KeyboardEvent,
  flow: ReturnType<typeof useReactFlow>,
  actions: Actions,
): boolean {
  const { selection } = editor.state()
  const [only] = selection
  const direction = arrows[event.key]
  if (direction && selection.size > 0) {
    if (event.shiftKey) nudgeSelected(editor, direction)
    else if (only !== undefined) {
      const next = neighbour(editor.doc(), only, direction)
      if (next) editor.show([next])
    }
    return true
  }
  if (direction) {
    editor.show([editor.doc().start])
    return true
  }
  const keys: Record<string, (() => void) | undefined> = {
    Enter: only !== undefined && editor.doc().nodes[only] ? () => editor.focusOn(only, '') : undefined,
    Delete: () => removeSelected(editor),
    Backspace: () => removeSelected(editor),
    Escape: () => editor.select([]),
    '+': () => void flow.zoomIn({ duration: 120 }),
    '=': () => void flow.zoomIn({ duration: 120 }),
    '-': () => void flow.zoomOut({ duration: 120 }),
    '0': () => void flow.fitView({ maxZoom: 1, padding: 0.12, duration: 200 }),
    l: () => editor.apply(arranged),
    n: editor.readOnly ? undefined : actions.onAdd,
    g: () => group(editor, actions.groupTitle),
  }
  // A button in focus keeps its own Enter.
  if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('button, a')) return false
  const action = event.altKey ? undefined : (keys[event.key] ?? keys[event.key.toLowerCase()])
  action?.()
  return action !== undefined
}

/** Deletes what is selected: nodes, notes, or the one edge. */
export function removeSelected(editor: Editor): void {
  const { selection, edge } = editor.state()
  if (edge) {
    const [from, exit] = edge.split(' ') as [string, string]
    editor.apply((doc) => disconnect(doc, from, pathOfExit(exit)))
    editor.select([])
    return
  }
  editor.apply((doc) => removeNotes(removeNodes(doc, selection), selection))
}

function nudgeSelected(editor: Editor, direction: Direction): void {
  const [dx, dy] = nudge[direction]
  editor.apply((doc) => {
    const places = [...editor.state().selection].flatMap((name) => {
      const place = doc.layout.nodes[name] ?? doc.layout.notes.find(({ id }) => id === name)
      return place ? [[name, { x: place.x + dx, y: place.y + dy }] as const] : []
    })
    return moveTo(doc, Object.fromEntries(places))
  }, 'nudge')
}

function group(editor: Editor, title: string): void {
  const names = [...editor.state().selection].filter((name) => editor.doc().nodes[name])
  if (names.length > 0) editor.apply((doc) => groupNodes(doc, names, title).doc)
}

function isTyping(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}
