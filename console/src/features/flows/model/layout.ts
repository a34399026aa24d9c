import { Graph, layout as runDagre } from '@dagrejs/dagre'
import { bandsOf, type Link, ranksOf } from './bands.ts'
import { exitsOf } from './exits.ts'
import type { FlowDoc, Point } from './flow-doc.ts'
import { type Size, sizeOf } from './geometry.ts'
import { homeOf, type Region, regionsOf } from './regions.ts'

const between = { ranks: 84, nodes: 36, bands: 130 }
const frame = { top: 38, side: 18, gap: 28 }

/** A node together with the frames of its inner walks below it: what the outer layout moves as one. */
interface Block extends Size {
  /** Places of all nodes in it, from its top left corner. */
  places: Map<string, Point>
}

/**
 * Where every node goes: from left to right along the ways, long ones in lines below each other; loops and branches as blocks below the node that opens them, what
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

/** Lays out one level: its nodes as blocks, and the ways between them; a long one in bands below each other. */
function laidOut(doc: FlowDoc, names: string[], start: string, blockOf: (name: string) => Block): Block {
  if (names.length === 0) return { width: 0, height: 0, places: new Map() }
  const blocks = new Map(names.map((name) => [name, blockOf(name)] as const))
  const links = names.flatMap((from) =>
    exitsOf(doc.nodes[from]!).flatMap(({ target, body, error }) =>
      target && !body && target !== from && blocks.has(target) ? [{ from, to: target, error }] : [],
    ),
  )
  const ranks = ranksOf(names, links, start)
  const bands = bandsOf(ranks, links, (name) => blocks.get(name)!, between)
  const last = Math.max(...bands.values())
  const places = new Map<string, Point>()
  let [width, height] = [0, 0]
  for (let number = 0; number <= last; number++) {
    const inside = names.filter((name) => bands.get(name) === number)
    const band = bandLaidOut(inside, links, ranks, blocks)
    for (const [name, { x, y }] of band.places) places.set(name, { x, y: y + height })
    width = Math.max(width, band.width)
    height += band.height + (number < last ? between.bands : 0)
  }
  return { width, height, places }
}

/** One band, from left to right; what nothing in it leads to stands where its rank says. */
function bandLaidOut(names: string[], links: Link[], ranks: Map<string, number>, blocks: Map<string, Block>): Block {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', ranksep: between.ranks, nodesep: between.nodes, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  const ordered = [...names].sort((a, b) => ranks.get(a)! - ranks.get(b)!)
  const first = ranks.get(ordered[0]!)!
  for (const name of ordered) {
    const { width, height } = blocks.get(name)!
    graph.setNode(name, { width, height })
  }
  const own = links.filter(({ from, to }) => graph.hasNode(from) && graph.hasNode(to))
  for (const [index, { from, to, error }] of own.entries())
    graph.setEdge(from, to, { weight: error ? 1 : 3, minlen: 1 }, String(index))
  const led = new Set(own.flatMap(({ from, to }) => (ranks.get(from)! < ranks.get(to)! ? to : [])))
  graph.setNode(bandStart, { width: 0, height: 0 })
  for (const name of ordered)
    if (!led.has(name)) graph.setEdge(bandStart, name, { weight: 0, minlen: ranks.get(name)! - first + 1 }, 'start')
  runDagre(graph)
  const corners = ordered.map((name) => {
    const { x, y } = graph.node(name) as Point
    const block = blocks.get(name)!
    return { block, x: x - block.width / 2, y: y - block.height / 2 }
  })
  const left = Math.min(...corners.map(({ x }) => x))
  const top = Math.min(...corners.map(({ y }) => y))
  const places = new Map<string, Point>()
  for (const { block, x, y } of corners)
    for (const [each, place] of block.places) places.set(each, { x: x - left + place.x, y: y - top + place.y })
  return {
    width: Math.max(...corners.map(({ block, x }) => x - left + block.width)),
    height: Math.max(...corners.map(({ block, y }) => y - top + block.height)),
    places,
  }
}

/** What every band hangs on while it is laid out; no node may be called so. */
const bandStart = ' start'

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
