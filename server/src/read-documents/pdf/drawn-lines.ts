import type { PageContent, Rule } from '@loopdesk/engines/documents/page-content.ts'
import type { getResolvedPDFJS } from 'unpdf'
import { type Matrix, multiply } from './matrix.ts'

type Ops = Awaited<ReturnType<typeof getResolvedPDFJS>>['OPS']

/** Thinner rectangles than this, in points, are lines. */
const thin = 2.6
/** More lines than this are a drawing. */
const most = 4_000

/** What of a page is drawn and tells how its text is arranged. */
export type Drawn = Pick<PageContent, 'rules' | 'dots'> & { fills: Rule[] }

/** Collects from a page's instructions the straight lines and shading of tables and the dots of lists. */
export function makeDrawn(ops: Ops): (list: { fnArray: number[]; argsArray: unknown[] }, view: Matrix) => Drawn {
  const filling = new Set([
    ops.fill,
    ops.eoFill,
    ops.fillStroke,
    ops.eoFillStroke,
    ops.closeFillStroke,
    ops.closeEOFillStroke,
  ])
  const stroking = new Set([
    ops.stroke,
    ops.closeStroke,
    ops.fillStroke,
    ops.eoFillStroke,
    ops.closeFillStroke,
    ops.closeEOFillStroke,
  ])
  return ({ fnArray, argsArray }, view) => {
    const rules: Rule[] = []
    const dots: PageContent['dots'] = []
    const fills: Rule[] = []
    const stack: Matrix[] = []
    let at = view
    let white = false
    for (let index = 0; index < fnArray.length && rules.length < most; index++) {
      const operator = fnArray[index]!
      const args = argsArray[index] as unknown[]
      if (operator === ops.save) stack.push(at)
      else if (operator === ops.restore) at = stack.pop() ?? view
      else if (operator === ops.transform) at = multiply(at, args as unknown as Matrix)
      else if (operator === ops.paintFormXObjectBegin) {
        stack.push(at)
        if (args?.[0]) at = multiply(at, args[0] as Matrix)
      } else if (operator === ops.paintFormXObjectEnd) at = stack.pop() ?? view
      else if (operator === ops.setFillRGBColor) white = /^#f[c-f]f[c-f]f[c-f]$/i.test(String(args?.[0]))
      else if (operator === ops.constructPath) {
        const [how, paths] = args as [number, unknown[]]
        const path = paths?.[0]
        if (!path || typeof path !== 'object') continue
        const filled = filling.has(how) && !white
        for (const shape of shapes(path as ArrayLike<number>, at))
          collect(shape, { filled, stroked: stroking.has(how) }, { rules, dots, fills })
      }
    }
    return { rules, dots, fills }
  }
}

interface Shape {
  points: [number, number][]
  curved: boolean
}

/** The strokes of a path: pdf.js packs them as 0 move, 1 line, 2 curve, 3 quadratic curve, 4 close, each with its points. */
function shapes(path: ArrayLike<number>, at: Matrix): Shape[] {
  const out: Shape[] = []
  const length = path.length ?? Object.keys(path).length
  const put = (x: number, y: number) => {
    const [a, b, c, d, e, f] = at
    out.at(-1)?.points.push([a * x + c * y + e, b * x + d * y + f])
  }
  for (let index = 0; index < length && out.length < most; ) {
    const kind = path[index++]!
    if (kind === 0) out.push({ points: [], curved: false })
    if (kind === 0 || kind === 1) {
      put(path[index]!, path[index + 1]!)
      index += 2
    } else if (kind === 2 || kind === 3) {
      const last = kind === 2 ? 4 : 2
      if (out.at(-1)) out.at(-1)!.curved = true
      put(path[index + last]!, path[index + last + 1]!)
      index += last + 2
    } else if (kind === 4) {
      const first = out.at(-1)?.points[0]
      if (first) out.at(-1)!.points.push([...first])
    } else return out
  }
  return out
}

function collect(
  { points, curved }: Shape,
  { filled, stroked }: { filled: boolean; stroked: boolean },
  { rules, dots, fills }: Drawn,
): void {
  if (points.length < 2) return
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const x1 = Math.min(...xs)
  const x2 = Math.max(...xs)
  const y1 = Math.min(...ys)
  const y2 = Math.max(...ys)
  const width = x2 - x1
  const height = y2 - y1
  const isCorner = ([x, y]: [number, number]) => Math.min(x - x1, x2 - x) < 0.5 && Math.min(y - y1, y2 - y) < 0.5
  if ((filled || (stroked && curved)) && width > 1 && width < 9 && Math.abs(width - height) < width * 0.25)
    dots.push({ x: x1, y: (y1 + y2) / 2, size: width })
  else if (filled && !curved && height <= thin && width > 4)
    rules.push({ x1, x2, y1: (y1 + y2) / 2, y2: (y1 + y2) / 2 })
  else if (filled && !curved && width <= thin && height > 4)
    rules.push({ x1: (x1 + x2) / 2, x2: (x1 + x2) / 2, y1, y2 })
  else if (stroked) strokes(points, rules)
  if (filled && !curved && width > 8 && height > 6 && fills.length < most && points.every(isCorner))
    fills.push({ x1, x2, y1, y2 })
}

/** Each straight side of a stroked path. */
function strokes(points: [number, number][], rules: Rule[]): void {
  for (let index = 1; index < points.length && rules.length < most; index++) {
    const [ax, ay] = points[index - 1]!
    const [bx, by] = points[index]!
    if (Math.abs(ay - by) < 0.7 && Math.abs(ax - bx) > 4)
      rules.push({ x1: Math.min(ax, bx), x2: Math.max(ax, bx), y1: ay, y2: ay })
    else if (Math.abs(ax - bx) < 0.7 && Math.abs(ay - by) > 4)
      rules.push({ x1: ax, x2: ax, y1: Math.min(ay, by), y2: Math.max(ay, by) })
  }
}
