import type { FlowFile } from '@loopdesk/contracts/flow.ts'
import { exitsOf } from '../model/exits.ts'
import { docOf, type FlowDoc, type Point } from '../model/flow-doc.ts'
import { type Box, boxAround, nodeWidth, sizeOf } from '../model/geometry.ts'
import { laneBetween, lanesOf } from '../model/lanes.ts'
import { placedAll } from '../model/layout.ts'
import { regionsOf } from '../model/regions.ts'
import { type Way, wayKey } from './graph-path.ts'

/** Height of a node on the map; the designer's are never lower, so that its layout fits. */
export const mapNodeHeight = 52

export interface MapWay extends Way {
  id: string
  error: boolean
  /** Height at which it runs across, where it leads to another band. */
  lane: number | undefined
}

/** A flow as it is drawn: where its nodes stand, the ways between them, and frames around loops and branches. */
export interface FlowPicture {
  doc: FlowDoc
  places: Record<string, Point>
  ways: MapWay[]
  frames: (Box & { id: string })[]
}

/** Draws a version: as its maker laid it out, else by itself. Ways between the same two nodes are one. */
export function pictureOf(definition: FlowFile): FlowPicture {
  const doc = placedAll(docOf(definition))
  const places = doc.layout.nodes
  const lanes = lanesOf(Object.entries(doc.nodes).map(([name, node]) => ({ ...places[name]!, ...sizeOf(node) })))
  const ways = new Map<string, MapWay>()
  for (const [from, node] of Object.entries(doc.nodes))
    for (const { target: to, error } of exitsOf(node)) {
      if (to === undefined || !doc.nodes[to]) continue
      const id = wayKey(from, to)
      const known = ways.get(id)
      if (known) known.error &&= error
      else ways.set(id, { id, from, to, error, lane: laneBetween(lanes, places[from]?.y ?? 0, places[to]?.y ?? 0) })
    }
  const frames = regionsOf(doc).flatMap(({ id, nodes }) => {
    const boxes = [...nodes].flatMap((name) => {
      const place = places[name]
      return place ? [{ ...place, width: nodeWidth, height: mapNodeHeight }] : []
    })
    const box = boxAround(boxes, { top: 24, side: 18 })
    return box ? [{ id, ...box }] : []
  })
  return { doc, places, ways: [...ways.values()], frames: frames.toSorted((a, b) => b.width - a.width) }
}
