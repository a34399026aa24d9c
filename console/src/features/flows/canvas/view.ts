import type { Finding } from '@loopdesk/contracts/api/flows.ts'
import type { Edge, Node } from '@xyflow/react'
import { Position } from '@xyflow/react'
import type { Exit } from '../model/exits.ts'
import { exitsOf } from '../model/exits.ts'
import type { FlowDoc, NodeValue, Note, Point } from '../model/flow-doc.ts'
import { boxAround, entryPoint, exitPoint, exitRows, sizeOf } from '../model/geometry.ts'
import { laneBetween, lanesOf } from '../model/lanes.ts'
import { type Region, regionsOf } from '../model/regions.ts'
import type { Marks, NodeMark } from './marks.ts'
import { type Language, nodeTitle } from './node-words.ts'

export type NodeData = {
  node: NodeValue
  rows: Exit[]
  language: Language
  start: boolean
  errors: number
  warnings: number
  mark: NodeMark | undefined
}
export type CanvasNode = Node<NodeData, 'step'>
export type NoteNode = Node<{ note: Note; readOnly: boolean }, 'note'>
export type FrameNode = Node<{ title: string; tone: 'region' | 'last' }, 'frame'>
export type ClusterNode = Node<{ id: string; title: string; names: string[]; readOnly: boolean }, 'cluster'>
export type AnyNode = CanvasNode | NoteNode | FrameNode | ClusterNode
export type WayData = {
  error: boolean
  body: boolean
  lit: boolean
  from: string
  exit: string
  readOnly: boolean
  /** Height at which it runs across, where it leads to another band. */
  lane: number | undefined
}
export type WayEdge = Edge<WayData, 'way'>

export interface Shown {
  doc: FlowDoc
  selection: ReadonlySet<string>
  edge: string | null
  findings: Finding[]
  marks: Marks
  language: Language
  readOnly: boolean
  /** Where things are while they are dragged. */
  dragged: Record<string, Point>
  words: { finally: string }
}

/** Turns the document into what is drawn, keeping every object that did not change: only those nodes are drawn again. */
export function makeView() {
  const nodes = new Map<string, { made: AnyNode; from: unknown[] }>()
  const edges = new Map<string, { made: WayEdge; from: unknown[] }>()
  let regions: { of: FlowDoc['nodes']; last: string | undefined; found: Region[] } | undefined

  const kept = <T extends AnyNode | WayEdge>(
    cache: Map<string, { made: T; from: unknown[] }>,
    id: string,
    from: unknown[],
    make: () => T,
  ): T => {
    const known = cache.get(id)
    if (known?.from.every((each, index) => each === from[index])) return known.made
    const made = make()
    cache.set(id, { made, from })
    return made
  }

  return (shown: Shown): { nodes: AnyNode[]; edges: WayEdge[] } => {
    const { doc } = shown
    if (regions?.of !== doc.nodes || regions.last !== doc.finally)
      regions = { of: doc.nodes, last: doc.finally, found: regionsOf(doc) }
    const counts = countFindings(shown.findings)
    const steps = Object.entries(doc.nodes).map(([name, node]) => {
      const { x, y } = shown.dragged[name] ?? doc.layout.nodes[name] ?? { x: 0, y: 0 }
      const { errors, warnings } = counts.get(name) ?? { errors: 0, warnings: 0 }
      const mark = shown.marks.nodes[name]
      const selected = shown.selection.has(name)
      const start = doc.start === name
      const from = [node, x, y, errors, warnings, mark, selected, start, shown.language, shown.readOnly]
      return kept(nodes, name, from, () =>
        stepNode(name, { x, y }, selected, !shown.readOnly, {
          node,
          rows: exitRows(node),
          language: shown.language,
          start,
          errors,
          warnings,
          mark,
        }),
      )
    })
    const frames = regions.found.flatMap((region) => frameOf(shown, region, kept, nodes))
    const clusters = doc.layout.groups.flatMap((group) => clusterOf(shown, group, kept, nodes))
    const notes = doc.layout.notes.map((note) => {
      const { x, y } = shown.dragged[note.id] ?? note
      const selected = shown.selection.has(note.id)
      return kept(nodes, note.id, [note, x, y, selected, shown.readOnly], () =>
        noteNode(note, { x, y }, selected, shown.readOnly),
      )
    })
    const lanes = lanesOf(boxesOf(shown, Object.keys(doc.nodes)))
    const placeOf = (name: string) => shown.dragged[name] ?? doc.layout.nodes[name] ?? { x: 0, y: 0 }
    const ways = Object.entries(doc.nodes).flatMap(([name, node]) =>
      exitsOf(node).flatMap((exit, index) => {
        if (!exit.target || !doc.nodes[exit.target]) return []
        const id = `${name} ${exit.id}`
        const lit = shown.marks.edges.has(id)
        const selected = shown.edge === id
        const free = laneBetween(lanes, placeOf(name).y, placeOf(exit.target).y)
        // Ways of one node run a little apart from each other.
        const lane = free === undefined ? undefined : free + ((index % 5) - 2) * 5
        return [
          kept(edges, id, [exit, lit, selected, shown.readOnly, lane], () =>
            wayEdge(id, name, exit, { lit, selected, readOnly: shown.readOnly, lane }),
          ),
        ]
      }),
    )
    return { nodes: [...clusters, ...frames, ...notes, ...steps], edges: ways }
  }
}

type Keep = (
  cache: Map<string, { made: AnyNode; from: unknown[] }>,
  id: string,
  from: unknown[],
  make: () => AnyNode,
) => AnyNode
type Cache = Map<string, { made: AnyNode; from: unknown[] }>

function boxesOf({ doc, dragged }: Shown, names: Iterable<string>) {
  return [...names].flatMap((name) => {
    const node = doc.nodes[name]
    const place = dragged[name] ?? doc.layout.nodes[name]
    return node && place ? [{ ...place, ...sizeOf(node) }] : []
  })
}

/** A frame around what is walked inside a node; frames of regions around regions are wider. */
function frameOf(shown: Shown, region: Region, kept: Keep, cache: Cache): AnyNode[] {
  const depth = shown.doc.nodes && nestedDepth(shown, region)
  const box = boxAround(boxesOf(shown, region.nodes), { top: 34 + depth * 4, side: 16 + depth * 4 })
  if (!box) return []
  const owner = region.owner === undefined ? undefined : shown.doc.nodes[region.owner]
  const name = region.exit.split('/').at(-1) ?? ''
  const title = owner
    ? `${nodeTitle(owner, shown.language)}${name === 'body' ? '' : ` · ${name}`}`
    : shown.words.finally
  const from = [box.x, box.y, box.width, box.height, title]
  return [
    kept(cache, `frame:${region.id}`, from, () => ({
      ...still(`frame:${region.id}`, box, -1),
      type: 'frame',
      data: { title, tone: owner ? 'region' : 'last' },
    })),
  ]
}

/** How many levels of regions lie inside. */
const nestedDepth = ({ doc }: Shown, region: Region): number =>
  [...region.nodes].filter((name) => exitsOf(doc.nodes[name]!).some(({ body, target }) => body && target)).length

function clusterOf(shown: Shown, group: FlowDoc['layout']['groups'][number], kept: Keep, cache: Cache): AnyNode[] {
  const box = boxAround(boxesOf(shown, group.nodes), { top: 40, side: 22 })
  if (!box) return []
  return [
    kept(cache, `cluster:${group.id}`, [box.x, box.y, box.width, box.height, group, shown.readOnly], () => ({
      ...still(`cluster:${group.id}`, box, -2),
      type: 'cluster',
      data: { id: group.id, title: group.title, names: group.nodes, readOnly: shown.readOnly },
    })),
  ]
}

const still = (id: string, { x, y, width, height }: Point & { width: number; height: number }, zIndex: number) => ({
  id,
  position: { x, y },
  width,
  height,
  measured: { width, height },
  draggable: false,
  selectable: false,
  focusable: false,
  connectable: false,
  zIndex,
})

const handleSize = 10
const handle = (id: string, type: 'source' | 'target', { x, y }: Point) => ({
  id,
  type,
  position: type === 'source' ? Position.Right : Position.Left,
  x: x - handleSize / 2,
  y: y - handleSize / 2,
  width: handleSize,
  height: handleSize,
})

function stepNode(name: string, position: Point, selected: boolean, draggable: boolean, data: NodeData): CanvasNode {
  const { width, height } = sizeOf(data.node)
  return {
    id: name,
    type: 'step',
    position,
    data,
    width,
    height,
    measured: { width, height },
    handles: [
      handle('in', 'target', entryPoint),
      ...exitsOf(data.node).map(({ id }) => handle(id, 'source', exitPoint(data.node, id))),
    ],
    selected,
    draggable,
  }
}

const noteNode = (note: Note, position: Point, selected: boolean, readOnly: boolean): NoteNode => ({
  id: note.id,
  type: 'note',
  position,
  data: { note, readOnly },
  width: note.width,
  height: note.height,
  measured: { width: note.width, height: note.height },
  selected,
  draggable: !readOnly,
  connectable: false,
  zIndex: 0,
})

const wayEdge = (
  id: string,
  from: string,
  exit: Exit,
  { selected, lit, readOnly, lane }: { selected: boolean } & Pick<WayData, 'lit' | 'readOnly' | 'lane'>,
): WayEdge => ({
  id,
  type: 'way',
  source: from,
  sourceHandle: exit.id,
  target: exit.target!,
  targetHandle: 'in',
  selected,
  zIndex: selected || lit ? 1 : 0,
  data: { error: exit.error, body: exit.body, lit, from, exit: exit.id, readOnly, lane },
})

function countFindings(findings: Finding[]): Map<string, { errors: number; warnings: number }> {
  const counts = new Map<string, { errors: number; warnings: number }>()
  for (const { node, severity } of findings) {
    if (node === undefined) continue
    const count = counts.get(node) ?? { errors: 0, warnings: 0 }
    count[severity === 'error' ? 'errors' : 'warnings'] += 1
    counts.set(node, count)
  }
  return counts
}
