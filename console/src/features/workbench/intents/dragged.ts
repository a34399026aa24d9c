import type { DragEvent } from 'react'

const type = 'application/x-loopdesk-examples'

/** What is dragged: examples, and the intent they come from. */
export interface Dragged {
  ids: string[]
  from: string
}

/** Puts examples on the pointer, with how many they are beside it. */
export function startDragging(event: DragEvent, dragged: Dragged, words: string): void {
  event.dataTransfer.effectAllowed = 'move'
  event.dataTransfer.setData(type, JSON.stringify(dragged))
  const label = document.createElement('div')
  label.className = 'drag-label'
  label.textContent = words
  document.body.append(label)
  event.dataTransfer.setDragImage(label, -12, -6)
  requestAnimationFrame(() => label.remove())
}

export function holdsExamples(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(type)
}

/** What was let go of; null when it was something else. */
export function droppedExamples(event: DragEvent): Dragged | null {
  const text = event.dataTransfer.getData(type)
  return text ? (JSON.parse(text) as Dragged) : null
}
