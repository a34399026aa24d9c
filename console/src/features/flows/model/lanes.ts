import type { Point } from './flow-doc.ts'
import type { Box } from './geometry.ts'

/** Pixels above and below a node that belong to it. */
const margin = 14
/** The least height of a lane. */
const least = 80

/** Heights at which nothing stands from one side of the picture to the other, from the top down: where ways can run across. */
export function lanesOf(boxes: Box[]): number[] {
  const sorted = boxes.map(({ y, height }) => ({ top: y - margin, bottom: y + height + margin }))
  sorted.sort((a, b) => a.top - b.top)
  const lanes: number[] = []
  let bottom = sorted[0]?.bottom ?? 0
  for (const box of sorted) {
    if (box.top - bottom >= least) lanes.push((box.top + bottom) / 2)
    bottom = Math.max(bottom, box.bottom)
  }
  return lanes
}

/** The lane between two heights that is nearest to the target; nothing where both are in the same band. */
export function laneBetween(lanes: number[], source: number, target: number): number | undefined {
  const [upper, lower] = source < target ? [source, target] : [target, source]
  const inside = lanes.filter((lane) => lane > upper && lane < lower)
  return source < target ? inside.at(-1) : inside[0]
}

/** How far from a node its ways turn, and how round. */
const turn = 26
const radius = 12

/** A way along a lane: out to the right, up or down to the lane, along it, and into the target from the left. */
export function lanePath(source: Point, target: Point, lane: number): string {
  const [out, into] = [source.x + turn, target.x - turn]
  const across = Math.min(radius, Math.abs(into - out) / 2)
  const first = Math.min(across, Math.abs(lane - source.y) / 2)
  const last = Math.min(across, Math.abs(target.y - lane) / 2)
  const side = into > out ? 1 : -1
  const [down, on] = [Math.sign(lane - source.y), Math.sign(target.y - lane)]
  return [
    `M ${source.x},${source.y} H ${out - first} Q ${out},${source.y} ${out},${source.y + down * first}`,
    `V ${lane - down * first} Q ${out},${lane} ${out + side * first},${lane}`,
    `H ${into - side * last} Q ${into},${lane} ${into},${lane + on * last}`,
    `V ${target.y - on * last} Q ${into},${target.y} ${into + last},${target.y} H ${target.x}`,
  ].join(' ')
}
