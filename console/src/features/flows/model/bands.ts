import type { Size } from './geometry.ts'

/** A way between two nodes of one level. */
export interface Link {
  from: string
  to: string
  error: boolean
}

/**
 * How far from the start each node stands: behind everything that leads to it in the plain course of things. What is only
 * reached by errors stands right behind the first of them, and ways back count for nothing.
 */
export function ranksOf(names: string[], links: Link[], start: string): Map<string, number> {
  const { order, back } = walked(names, links, start)
  const into = new Map<string, Link[]>()
  for (const link of links) if (!back.has(link)) into.set(link.to, [...(into.get(link.to) ?? []), link])
  const ranks = new Map<string, number>()
  for (const name of order) {
    const before = into.get(name) ?? []
    const plain = before.filter(({ error }) => !error).map(({ from }) => ranks.get(from)!)
    const errors = before.map(({ from }) => ranks.get(from)!)
    ranks.set(name, before.length === 0 ? 0 : plain.length > 0 ? Math.max(...plain) + 1 : Math.min(...errors) + 1)
  }
  return ranks
}

/** Nodes in an order in which everything comes after what leads to it, and the ways back that had to be left out for it. */
function walked(names: string[], links: Link[], start: string): { order: string[]; back: Set<Link> } {
  const out = new Map<string, Link[]>()
  for (const link of links) out.set(link.from, [...(out.get(link.from) ?? []), link])
  const back = new Set<Link>()
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  for (const root of [start, ...names]) {
    if (state.has(root) || !names.includes(root)) continue
    const stack = [{ name: root, next: 0 }]
    state.set(root, 'open')
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const link = out.get(top.name)?.[top.next++]
      if (!link) {
        state.set(top.name, 'done')
        order.push(top.name)
        stack.pop()
      } else if (state.get(link.to) === 'open') back.add(link)
      else if (!state.has(link.to)) {
        state.set(link.to, 'open')
        stack.push({ name: link.to, next: 0 })
      }
    }
  }
  return { order: order.reverse(), back }
}

/** What a screen shows without scrolling is this much wider than high. */
const aspect = 1.7
const mostBands = 12
/** Pixels; what is no wider is one line. */
const oneLine = 2400

/**
 * Cuts a long chain into bands to be set below each other like lines of a text: as many as make the picture fit a screen
 * best, each cut where the fewest ways cross it. Answers the band of each node, from 0.
 */
export function bandsOf(
  ranks: Map<string, number>,
  links: Link[],
  sizeOf: (name: string) => Size,
  between: { ranks: number; nodes: number; bands: number },
): Map<string, number> {
  const columns = columnsOf(ranks, sizeOf, between)
  if (columns.reduce((sum, { width }) => sum + width, 0) <= oneLine)
    return new Map([...ranks.keys()].map((name) => [name, 0]))
  const crossing = columns.map(
    (_, at) => links.filter(({ from, to }) => ranks.get(from)! < at !== ranks.get(to)! < at).length,
  )
  let best = { cuts: [] as number[], zoom: 0 }
  for (let count = 1; count <= Math.min(mostBands, columns.length); count++) {
    const cuts = cutsFor(columns, crossing, count)
    const zoom = zoomOf(columns, cuts, between.bands)
    // One more band must be worth its ways back.
    if (zoom > best.zoom * 1.08) best = { cuts, zoom }
  }
  return new Map([...ranks].map(([name, rank]) => [name, best.cuts.filter((cut) => cut <= rank).length]))
}

/** Each rank's width with the room behind it, and its height with all its nodes above each other. */
function columnsOf(
  ranks: Map<string, number>,
  sizeOf: (name: string) => Size,
  between: { ranks: number; nodes: number },
): Size[] {
  const columns: Size[] = []
  for (const [name, rank] of ranks) {
    const { width, height } = sizeOf(name)
    const column = columns[rank] ?? { width: 0, height: -between.nodes }
    columns[rank] = {
      width: Math.max(column.width, width + between.ranks),
      height: column.height + height + between.nodes,
    }
  }
  return columns
}

/** The first ranks of all bands but the first: near equal widths, moved a little to where fewer ways cross. */
function cutsFor(columns: Size[], crossing: number[], count: number): number[] {
  const whole = columns.reduce((sum, { width }) => sum + width, 0)
  const cuts: number[] = []
  let [at, width] = [0, 0]
  for (let band = 1; band < count; band++) {
    while (at < columns.length && width < (whole * band) / count) width += columns[at++]!.width
    const near = [at, at - 1, at + 1].filter((cut) => cut > (cuts.at(-1) ?? 0) && cut < columns.length)
    const cut = near.toSorted((a, b) => crossing[a]! - crossing[b]!)[0]
    if (cut !== undefined) cuts.push(cut)
  }
  return cuts
}

/** How large the picture can be shown on a screen, in relation to others. */
function zoomOf(columns: Size[], cuts: number[], gap: number): number {
  const bands = [0, ...cuts].map((from, index) => columns.slice(from, cuts[index] ?? columns.length))
  const width = Math.max(...bands.map((band) => band.reduce((sum, column) => sum + column.width, 0)))
  const height = bands.reduce((sum, band) => sum + Math.max(...band.map((column) => column.height)) + gap, -gap)
  return Math.min(aspect / width, 1 / height)
}
