import { assembleLines, type PictureLines } from '@loopdesk/engines/pictures/assemble-lines.ts'
import { type Prepared, type Treatment, treat } from './prepare.ts'
import type { Layout, Tesseract } from './tesseract.ts'

/** What was read, and after how many looks. */
export interface WordsRead extends PictureLines {
  passes: number
}

/** From this confidence on nobody looks again. */
const sureEnough = 0.82
/** The height of a word, in pixels, at which the reader is best. */
const bestHeight = 34
/** Higher letters are misread with confidence. */
const tooHigh = 90
/** The longer side of what is handed to the reader, at most. */
const longestSide = 3_200

interface Way extends Omit<Treatment, 'scale'> {
  layout: Layout
  /** Brings the longer side to so many pixels, whatever the letters' height. */
  side?: number
}

const plain = { smooth: false, light: 'as it is' } as const
const first: Way = { ...plain, layout: 'page' }
/** Some text was found, but unsurely: photographs of screens and paper. */
const unsure: Way[] = [
  { ...plain, layout: 'block' },
  { smooth: true, light: 'evened', layout: 'scattered' },
  { smooth: false, light: 'evened', layout: 'block' },
]
/** None was found: large letters, or a lit display in a picture of something else. */
const empty: Way[] = [
  { ...plain, layout: 'block' },
  { smooth: true, light: 'lit only', layout: 'scattered', side: 700 },
  { smooth: true, light: 'lit only', layout: 'scattered', side: 520 },
]

/**
 * Reads a prepared picture in several ways until one is sure enough or the time is up; the best one counts. `deadline` is an
 * instant of `performance.now()`.
 */
export async function readWords(
  tesseract: Pick<Tesseract, 'read'>,
  picture: Prepared,
  { languages, deadline }: { languages: string[]; deadline: number },
): Promise<WordsRead | undefined> {
  let best: WordsRead | undefined
  let scale = firstScale(picture)
  for (let passes = 1; deadline - performance.now() >= 200; passes++) {
    const way = wayOf(passes, best)
    if (!way) break
    const { layout, side, ...treatment } = way
    const png = await treat(picture, { ...treatment, scale: side ? side / longer(picture) : bounded(picture, scale) })
    const words = await tesseract
      .read(png, { layout, languages, timeoutMs: deadline - performance.now() })
      .catch(() => undefined)
    if (!words) break
    const read = { ...assembleLines(words), passes }
    best = { ...(best && worth(best) >= worth(read) ? best : read), passes }
    const sure = read.confidence >= sureEnough && read.glyphHeight <= tooHigh
    if (sure && read.characters >= 2) break
    if (read.glyphHeight === 0) scale = scaleByLines(picture) ?? scale
    else if (!side) scale *= Math.min(2.5, Math.max(0.12, bestHeight / read.glyphHeight))
  }
  return best
}

/** What the pass of this number looks like, after what was found so far; undefined when nothing more is worth trying. */
function wayOf(pass: number, best: WordsRead | undefined): Way | undefined {
  if (pass === 1) return first
  return ((best?.characters ?? 0) < 2 ? empty : unsure)[pass - 2]
}

const longer = ({ grey: { width, height } }: Prepared) => Math.max(width, height)

/** Much text that is mostly right beats three words that surely are. */
const worth = ({ confidence, characters, glyphHeight }: PictureLines) =>
  confidence ** 3 * Math.sqrt(Math.min(characters, 400)) * (glyphHeight > tooHigh ? 0.5 : 1)

/** A guess before anything was read: by the lines that are seen; else ordinary screens are doubled, dense ones stay. */
function firstScale({ grey: { width, height }, textHeight }: Prepared): number {
  if (textHeight >= 16 && textHeight <= 70) return Math.min(2, Math.max(0.7, (bestHeight * 1.3) / textHeight))
  const side = Math.max(width, height)
  return side < 1_300 ? 2 : side < 1_800 ? 1.4 : 1
}

/** Nothing was found, perhaps because a display's few letters fill the picture: as high as its lines seem to be. */
function scaleByLines({ textHeight }: Prepared): number | undefined {
  return textHeight > bestHeight ? Math.max(0.2, bestHeight / textHeight) : undefined
}

const bounded = (picture: Prepared, scale: number) => Math.min(scale, longestSide / longer(picture))
