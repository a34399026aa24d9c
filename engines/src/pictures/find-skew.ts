/** Grey pixels, row by row, 0 black to 255 white. */
export interface GreyImage {
  pixels: Uint8Array
  width: number
  height: number
}

/** Degrees to either side that are looked at: more is no crooked picture but one turned on purpose. */
const widest = 10
/** Beyond this many the places of strokes are sampled; more change nothing. */
const mostStrokes = 24_000

/**
 * By how many degrees the lines of text in a picture fall to the right (negative: rise); 0 when no angle stands out. Strokes
 * are projected sideways along each angle: where lines of text and the gaps between them fall into separate rows, the
 * profile is at its sharpest (projection profile, Postl 1986). Works best on pictures some 800 pixels wide.
 */
export function findSkew(image: GreyImage): number {
  const strokes = strokesOf(image)
  if (strokes.xs.length < 200) return 0
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
