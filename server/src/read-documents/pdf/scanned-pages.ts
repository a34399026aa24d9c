import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import type { PageContent, Rule, TextItem } from '@loopdesk/engines/documents/page-content.ts'
import type { Ocr, OcrWord } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { loadPdf, type PdfProxy } from './load-pdf.ts'
import { mostPixels, type PagePicture, pictureOf } from './page-pictures.ts'

/** Words less sure than this are noise: edges, stains, drawings. */
const leastSure = 0.35

interface ScannedPages {
  /** The page with the text of its picture; undefined when nothing could be read, which is counted for the warnings. */
  read(page: PageContent): Promise<PageContent | undefined>
  warnings(): ReadDocument['warnings']
  close(): Promise<void>
}

/** Reads pages whose text is in a picture. Opens the file a second time, with pictures, when the first such page comes. */
export function makeScannedPages(
  bytes: Uint8Array,
  { ocr, signal }: { ocr?: Ocr; signal?: AbortSignal },
): ScannedPages {
  let proxy: PdfProxy | undefined
  let problem: string | null | undefined
  const unread: number[] = []
  const undecoded: number[] = []
  return {
    async read(page) {
      proxy ??= await loadPdf(bytes, { maxImageSize: mostPixels })
      const picture = await pictureFrom(proxy, page.number)
      if (picture === 'none') return page.items.length > 0 ? page : undefined
      if (picture === 'unknown') {
        undecoded.push(page.number)
        return page.items.length > 0 ? page : undefined
      }
      problem ??= (await ocr?.problem?.()) ?? null
      const words =
        ocr && !problem
          ? await ocr.read(picture.png, signal ? { signal } : {}).catch(stopWhenAborted(signal))
          : undefined
      if (!words) unread.push(page.number)
      return words ? withText(page, picture, words) : page.items.length > 0 ? page : undefined
    },
    warnings: () => [
      ...warning(
        'scanned_not_read',
        unread,
        problem ??
          (ocr
            ? 'The text recognition failed.'
            : 'The text in pictures is not read: text recognition (tesseract) is not set up.'),
        'hold their text as a picture, which was not read.',
      ),
      ...warning(
        'picture_format',
        undecoded,
        'Pictures in JPEG 2000 cannot be unpacked. Print the file to a new PDF.',
        'hold their text as a picture of a kind that is not read.',
      ),
    ],
    close: async () => {
      await proxy?.loadingTask.destroy()
    },
  }
}

const stopWhenAborted = (signal?: AbortSignal) => (): undefined => {
  if (signal?.aborted) throw new Refused('aborted')
  return undefined
}

async function pictureFrom(proxy: PdfProxy, number: number): Promise<PagePicture | 'none' | 'unknown'> {
  const page = await proxy.getPage(number)
  try {
    return await pictureOf(page)
  } catch {
    return 'unknown'
  } finally {
    page.cleanup()
  }
}

/** Words as text of the page: pixels become points. All words of a line get one size and baseline, for columns and tables to line up. */
function withText(page: PageContent, picture: PagePicture, words: OcrWord[]): PageContent {
  const scale = Math.min(page.width / picture.width, page.height / picture.height)
  const sure = words.filter(({ confidence, text }) => confidence >= leastSure && text.trim() !== '')
  const items = [...Map.groupBy(sure, ({ line }) => line).values()].flatMap((line): TextItem[] => {
    const size = Math.max(
      1,
      Math.round(
        usual(
          line.map(({ height }) => height),
          0.7,
        ) *
          scale *
          1.05,
      ),
    )
    const baseline =
      usual(
        line.map(({ top, height }) => top + height),
        0.5,
      ) *
        scale -
      size * 0.1
    return line.map(({ text, left, width }) => ({
      text: text.trim(),
      x: left * scale,
      width: width * scale,
      baseline,
      size,
      bold: false,
      mono: false,
    }))
  })
  const body = usual(
    items.map(({ size }) => size),
    0.5,
  )
  // Heights of recognised words waver; what is about as large as most is as large.
  for (const item of items) if (Math.abs(item.size - body) < body * 0.28) item.size = body
  return { ...page, items: items.flatMap(withoutBars), rules: items.flatMap(barsOf), dots: [], ocr: true }
}

/** Upright lines of tables are read as bars, alone or stuck to a word. */
const barsOf = ({ text, x, width, baseline, size }: TextItem): Rule[] => {
  const bar = (at: number): Rule => ({ x1: at, x2: at, y1: baseline - size * 1.2, y2: baseline + size * 0.4 })
  const left = /^[|｜]/.test(text) ? [bar(x)] : []
  return /.[|｜]$/.test(text) ? [...left, bar(x + width)] : left
}

const withoutBars = (item: TextItem): TextItem[] => {
  const text = item.text.replace(/^[|｜]+|[|｜]+$/g, '').trim()
  return text === '' ? [] : [{ ...item, text }]
}

/** The value below which a share of the values lies. */
const usual = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0

function warning(code: string, pages: number[], hint: string, what: string): ReadDocument['warnings'] {
  const [first] = pages
  if (first === undefined) return []
  const shown = pages.slice(0, 20).join(', ') + (pages.length > 20 ? ' …' : '')
  return [{ code, message: `${pages.length === 1 ? 'Page' : 'Pages'} ${shown} ${what} ${hint}`, page: first }]
}
