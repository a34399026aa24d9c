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
/** The longer side of what is handed to the reader, at most. */
const longestSide = 3_200

type Way = Omit<Treatment, 'scale'> & { layout: Layout }

/** Screenshots need the first; photographs of screens and paper one of the others. */
const ways: Way[] = [
  { smooth: false, even: false, layout: 'page' },
  { smooth: true, even: false, layout: 'block' },
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
    if (read.confidence >= sureEnough && read.characters >= 4) break
    if (read.glyphHeight > 0) scale *= Math.min(2.5, Math.max(0.4, bestHeight / read.glyphHeight))
  }
  return best
}

/** Much text that is mostly right beats three words that surely are. */
const worth = ({ confidence, characters }: PictureLines) => confidence ** 3 * Math.sqrt(Math.min(characters, 400))

/** A guess before anything was read: screens at ordinary resolution are doubled, dense ones stay. */
function firstScale({ grey: { width, height } }: Prepared): number {
  const longer = Math.max(width, height)
  return longer < 1_300 ? 2 : longer < 1_800 ? 1.4 : 1
}

function bounded({ grey: { width, height } }: Prepared, scale: number): number {
  return Math.min(scale, longestSide / Math.max(width, height))
}
