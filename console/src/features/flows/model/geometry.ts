import type { Exit } from './exits.ts'
import { exitsOf } from './exits.ts'
import type { NodeValue, Point } from './flow-doc.ts'

/** Sizes on the canvas, pixels. Nodes are drawn to measure, so that nothing has to be measured in the browser. */
export const nodeWidth = 232
const headHeight = 52
const rowHeight = 22
const footHeight = 6

export interface Size {
  width: number
  height: number
}

/** A node's exits that have a row of their own; a lone plain way on stands at the head. */
export function exitRows(node: NodeValue): Exit[] {
  const exits = exitsOf(node)
  return exits.length === 1 && !exits[0]!.error && !exits[0]!.entry && exits[0]!.path.length === 1 ? [] : exits
}

export function sizeOf(node: NodeValue): Size {
  const rows = exitRows(node).length
  return { width: nodeWidth, height: headHeight + (rows > 0 ? rows * rowHeight + footHeight : 0) }
}

export const entryPoint: Point = { x: 0, y: headHeight / 2 }

/** Where an exit's handle sits, from the node's top left corner. */
export function exitPoint(node: NodeValue, exit: string): Point {
  const index = exitRows(node).findIndex(({ id }) => id === exit)
  return { x: nodeWidth, y: index < 0 ? headHeight / 2 : headHeight + index * rowHeight + rowHeight / 2 }
}

export interface Box extends Point, Size {}

/** The smallest box around others, with a margin; null around nothing. */
export function boxAround(boxes: Box[], margin: { top: number; side: number }): Box | null {
  if (boxes.length === 0) return null
  const left = Math.min(...boxes.map(({ x }) => x)) - margin.side
  const top = Math.min(...boxes.map(({ y }) => y)) - margin.top
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + margin.side
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + margin.side
  return { x: left, y: top, width: right - left, height: bottom - top }
}
