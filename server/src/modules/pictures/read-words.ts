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

type Way = Omit<Treatment, 'scale'> & { layout: Layout }

/** Screenshots need the first; photographs of screens and paper one of the others. */
const ways: Way[] = [
  { smooth: false, even: false, layout: 'page' },
  { smooth: false, even: false, layout: 'block' },
  { smooth: true, even: true, layout: 'scattered' },
  { smooth: false, even: true, layout: 'block' },
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
  for (const [index, { layout, ...treatment }] of ways.entries()) {
    const timeoutMs = deadline - performance.now()
    if (timeoutMs < 200) break
    const png = await treat(picture, { ...treatment, scale: bounded(picture, scale) })
    const words = await tesseract
      .read(png, { layout, languages, timeoutMs: deadline - performance.now() })
      .catch(() => undefined)
    if (!words) break
    const read = { ...assembleLines(words), passes: index + 1 }
    if (!best || worth(read) > worth(best)) best = { ...read }
    best.passes = index + 1
    const sure = read.confidence >= sureEnough && read.glyphHeight <= tooHigh
    if (sure && read.characters >= 2) break
    // A photograph of a thing: further looks find more noise, not more text.
    if (index > 0 && (best?.characters ?? 0) < 2) break
    if (read.glyphHeight === 0) scale = scaleByLines(picture) ?? scale
    else scale *= Math.min(2.5, Math.max(0.12, bestHeight / read.glyphHeight))
  }
  return best
}

/** Much text that is mostly right beats three words that surely are. */
const worth = ({ confidence, characters, glyphHeight }: PictureLines) =>
  confidence ** 3 * Math.sqrt(Math.min(characters, 400)) * (glyphHeight > tooHigh ? 0.5 : 1)

/** A guess before anything was read: by the lines that are seen; else ordinary screens are doubled, dense ones stay. */
function firstScale({ grey: { width, height }, textHeight }: Prepared): number {
  if (textHeight >= 16 && textHeight <= 70) return Math.min(2, Math.max(0.7, (bestHeight * 1.3) / textHeight))
  const longer = Math.max(width, height)
  return longer < 1_300 ? 2 : longer < 1_800 ? 1.4 : 1
}

/** Nothing was found, perhaps because a display's few letters fill the picture: as high as its lines seem to be. */
function scaleByLines({ textHeight }: Prepared): number | undefined {
  return textHeight > bestHeight ? Math.max(0.2, bestHeight / textHeight) : undefined
}

function bounded({ grey: { width, height } }: Prepared, scale: number): number {
  return Math.min(scale, longestSide / Math.max(width, height))
}
