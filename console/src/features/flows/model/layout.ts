import { Graph, layout as runDagre } from '@dagrejs/dagre'
import { exitsOf } from './exits.ts'
import type { FlowDoc, Point } from './flow-doc.ts'
import { type Size, sizeOf } from './geometry.ts'
import { homeOf, type Region, regionsOf } from './regions.ts'

const between = { ranks: 84, nodes: 36 }
const frame = { top: 38, side: 18, gap: 28 }

/** A node together with the frames of its inner walks below it: what the outer layout moves as one. */
interface Block extends Size {
  /** Places of all nodes in it, from its top left corner. */
  places: Map<string, Point>
}

/**
 * Where every node goes: from left to right along the ways, loops and branches as blocks below the node that opens them, what
 * is walked on errors and at last underneath. The same flow always gets the same picture.
 */
export function arrange(doc: FlowDoc): Record<string, Point> {
  const regions = regionsOf(doc)
  const home = homeOf(regions)
  const level = (region: Region | undefined) => Object.keys(doc.nodes).filter((name) => home.get(name) === region)
  const blockOf = (name: string): Block => {
    const node = doc.nodes[name]!
    const own = sizeOf(node)
    const places = new Map<string, Point>([[name, { x: 0, y: 0 }]])
    let { width, height } = own
    for (const region of regions.filter(({ owner }) => owner === name)) {
      const inside = laidOut(doc, level(region), region.start, blockOf)
      const left = 44
      const top = height + frame.gap + frame.top
      for (const [each, place] of inside.places) places.set(each, { x: left + frame.side + place.x, y: top + place.y })
      width = Math.max(width, left + inside.width + 2 * frame.side)
      height = top + inside.height + frame.side
    }
    return { width, height, places }
  }
  const outer = laidOut(doc, level(undefined), doc.start, blockOf)
  const last = regions.find(({ id }) => id === 'finally')
  if (last) {
    const inside = laidOut(doc, level(last), last.start, blockOf)
    const top = outer.height + frame.gap * 2 + frame.top
    for (const [name, { x, y }] of inside.places) outer.places.set(name, { x: x + frame.side, y: y + top })
  }
  return Object.fromEntries([...outer.places].map(([name, { x, y }]) => [name, { x: Math.round(x), y: Math.round(y) }]))
}

/** Lays out one level: its nodes as blocks, and the ways between them. */
function laidOut(doc: FlowDoc, names: string[], start: string, blockOf: (name: string) => Block): Block {
  if (names.length === 0) return { width: 0, height: 0, places: new Map() }
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', ranksep: between.ranks, nodesep: between.nodes, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  const blocks = new Map(names.map((name) => [name, blockOf(name)] as const))
  const ordered = [...names].sort((a, b) => Number(b === start) - Number(a === start))
  for (const name of ordered) {
    const { width, height } = blocks.get(name)!
    graph.setNode(name, { width, height })
  }
  for (const name of ordered)
    for (const { target, body, error, id } of exitsOf(doc.nodes[name]!))
      if (target && !body && target !== name && blocks.has(target))
        graph.setEdge(name, target, { weight: error ? 1 : 3, minlen: 1 }, id)
  runDagre(graph)
  const places = new Map<string, Point>()
  let [right, bottom] = [0, 0]
  for (const [name, block] of blocks) {
    const { x, y } = graph.node(name) as Point
    const corner = { x: x - block.width / 2, y: y - block.height / 2 }
    for (const [each, place] of block.places) places.set(each, { x: corner.x + place.x, y: corner.y + place.y })
    right = Math.max(right, corner.x + block.width)
    bottom = Math.max(bottom, corner.y + block.height)
  }
  return { width: right, height: bottom, places }
}

/** The document with every node arranged. */
export const arranged = (doc: FlowDoc): FlowDoc => ({ ...doc, layout: { ...doc.layout, nodes: arrange(doc) } })

/** The document with a place for nodes that have none: arranged as a whole when none has, else beside what leads to them. */
export function placedAll(doc: FlowDoc): FlowDoc {
  const names = Object.keys(doc.nodes)
  const missing = names.filter((name) => !doc.layout.nodes[name])
  if (missing.length === 0) return doc
  if (missing.length === names.length) return arranged(doc)
  const places = { ...doc.layout.nodes }
  for (const name of missing) {
    const before = names.find((each) => places[each] && exitsOf(doc.nodes[each]!).some(({ target }) => target === name))
    const { x, y } = (before ? places[before] : undefined) ?? {
      x: 0,
      y: Math.max(0, ...Object.values(places).map((at) => at.y)),
    }
    let place = { x: before ? x + 316 : x, y: before ? y : y + 140 }
    while (Object.values(places).some((at) => Math.abs(at.x - place.x) < 60 && Math.abs(at.y - place.y) < 60))
      place = { x: place.x, y: place.y + 96 }
    places[name] = place
  }
  return { ...doc, layout: { ...doc.layout, nodes: places } }
}
