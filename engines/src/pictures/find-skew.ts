/** Grey pixels, row by row, 0 black to 255 white. */
export interface GreyImage {
  pixels: Uint8Array
  width: number
  height: number
}

/** Degrees to either side that are looked at: more is no crooked picture but one turned on purpose. */
const widest = 10
/** Fewer strokes are no text. */
const fewest = 200
/** A short word alone has no direction: strokes must reach over this share of the width. */
const leastSpread = 0.25
/** Beyond this many the places of strokes are sampled; more change nothing. */
const mostStrokes = 24_000

/**
 * By how many degrees the lines of text in a picture fall to the right (negative: rise); 0 when no angle stands out. Strokes
 * are projected sideways along each angle: where lines of text and the gaps between them fall into separate rows, the
 * profile is at its sharpest (projection profile, Postl 1986). Works best on pictures some 800 pixels wide.
 */
export function findSkew(image: GreyImage): number {
  const strokes = strokesOf(image)
  if (strokes.xs.length < fewest || spread(strokes) < leastSpread) return 0
  const straight = sharpness(strokes, 0)
  let best = { angle: 0, score: straight }
  const consider = (angle: number) => {
    const score = sharpness(strokes, angle)
    if (score > best.score) best = { angle, score }
  }
  for (let angle = -widest; angle <= widest; angle += 1) consider(angle)
  const around = best.angle
  for (let step = -9; step <= 9; step++) consider(around + step / 10)
  const clear = best.score > straight * 1.15
  return clear && Math.abs(best.angle) <= widest ? Math.round(best.angle * 10) / 10 : 0
}

/**
 * How high lines of text are in a straight picture, in its pixels: the middle of all rows in a run that have strokes, each run
 * counting by its strokes. 0 where there are too few to be text.
 */
export function lineHeight(image: GreyImage): number {
  const { xs, ys, height } = strokesOf(image)
  if (xs.length < 40) return 0
  const rows = new Float64Array(height)
  for (const y of ys) rows[y]! += 1
  // Frames and edges of the picture cross every row.
  const always = rows.toSorted()[Math.floor(height / 10)]!
  const floor = always + Math.max(1, (xs.length / height) * 0.15)
  const runs: { height: number; strokes: number }[] = []
  for (let row = 0, start = -1, strokes = 0; row <= height; row++) {
    const inside = row < height && rows[row]! > floor
    if (inside && start < 0) start = row
    if (inside) strokes += rows[row]!
    if (inside || start < 0) continue
    runs.push({ height: row - start, strokes })
    start = -1
    strokes = 0
  }
  const sorted = runs.filter((run) => run.height >= 3).toSorted((a, b) => a.height - b.height)
  const half = sorted.reduce((sum, run) => sum + run.strokes, 0) / 2
  let seen = 0
  for (const run of sorted) {
    seen += run.strokes
    if (seen >= half) return run.height
  }
  return 0
}

/** Whether there is hardly an edge in a picture: nothing is written there. */
export const isPlain = (image: GreyImage): boolean => strokesOf(image).xs.length < 12

interface Strokes {
  xs: Float64Array
  ys: Float64Array
  height: number
  width: number
}

/** Where the brightness jumps from left to right: strokes of letters, but neither flat areas nor horizontal rules. */
function strokesOf({ pixels, width, height }: GreyImage): Strokes {
  const xs: number[] = []
  const ys: number[] = []
  for (let y = 0; y < height; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      if (Math.abs(pixels[at + 1]! - pixels[at - 1]!) > 60) {
        xs.push(x)
        ys.push(y)
      }
    }
  const every = Math.ceil(xs.length / mostStrokes)
  const kept = (all: number[]) => Float64Array.from(every > 1 ? all.filter((_, index) => index % every === 0) : all)
  return { xs: kept(xs), ys: kept(ys), width, height }
}

/** The share of the width in which nine tenths of the strokes lie. */
function spread({ xs, width }: Strokes): number {
  const sorted = xs.toSorted()
  return (sorted[Math.floor(sorted.length * 0.95)]! - sorted[Math.floor(sorted.length * 0.05)]!) / width
}

/** How different neighbouring rows are when looked at along an angle: the squared differences of the profile. */
function sharpness({ xs, ys, width, height }: Strokes, degrees: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180)
  const margin = Math.ceil(Math.abs(slope) * width) + 1
  const rows = new Float64Array(height + 2 * margin)
  for (let i = 0; i < xs.length; i++) rows[Math.round(ys[i]! - xs[i]! * slope) + margin]! += 1
  let sum = 0
  for (let row = 1; row < rows.length; row++) sum += (rows[row]! - rows[row - 1]!) ** 2
  return sum
}
