import type { PageContent, TextItem } from '@loopdesk/engines/documents/page-content.ts'
import { getResolvedPDFJS } from 'unpdf'
import { makeDrawn } from './drawn-lines.ts'
import type { PdfProxy } from './load-pdf.ts'
import { type Matrix, multiply } from './matrix.ts'

type Page = Awaited<ReturnType<PdfProxy['getPage']>>

/** More pieces of text than this on one page are a drawing. */
const mostItems = 20_000

/** Reads pages as upright text with its place, and the lines drawn between; lets go of each page behind it. */
export async function makeReadPage(proxy: PdfProxy): Promise<(number: number) => Promise<PageContent>> {
  const pdfjs = await getResolvedPDFJS()
  const drawn = makeDrawn(pdfjs.OPS)
  return async (number) => {
    const page = await proxy.getPage(number)
    try {
      const viewport = page.getViewport({ scale: 1 })
      const [content, operators] = await Promise.all([
        page.getTextContent(),
        page.getOperatorList().catch(() => undefined),
      ])
      const fontOf = makeFontOf(page)
      const { view, width, height } = turned(viewport.transform as Matrix, viewport, content.items as RawItem[])
      const items = content.items
        .slice(0, mostItems)
        .flatMap((item) => ('str' in item ? itemOf(item, view, fontOf) : []))
      const lines = operators ? drawn(operators, view) : { rules: [], dots: [] }
      return { number, width, height, items, ...lines }
    } finally {
      page.cleanup()
    }
  }
}

/** A page whose text stands on its side (a wide table on a tall page) is turned until the text is upright. */
function turned(
  view: Matrix,
  { width, height }: { width: number; height: number },
  items: RawItem[],
): { view: Matrix; width: number; height: number } {
  const letters = [0, 0, 0, 0]
  for (const { str, transform } of items) {
    if (!str?.trim()) continue
    const [a, b] = multiply(view, transform as Matrix)
    letters[(Math.round(Math.atan2(b, a) / (Math.PI / 2)) + 4) % 4]! += str.length
  }
  const way = letters.indexOf(Math.max(...letters))
  if (way === 1) return { view: multiply([0, -1, 1, 0, 0, width], view), width: height, height: width }
  if (way === 2) return { view: multiply([-1, 0, 0, -1, width, height], view), width, height }
  if (way === 3) return { view: multiply([0, 1, -1, 0, height, 0], view), width: height, height: width }
  return { view, width, height }
}

interface Font {
  bold: boolean
  mono: boolean
}

/** What the font's own name says of its weight; pdf.js knows it once the page's instructions are read. */
function makeFontOf(page: Page): (name: string) => Font {
  const known = new Map<string, Font>()
  return (name) => {
    const found = known.get(name)
    if (found) return found
    const loaded = page.commonObjs.has(name)
      ? (page.commonObjs.get(name) as {
          name?: string
          bold?: boolean
          black?: boolean
          isMonospace?: boolean
          isType3Font?: boolean
        } | null)
      : null
    const face = loaded?.name ?? ''
    const font = {
      bold:
        Boolean(loaded?.bold || loaded?.black) ||
        /bold|black|heavy|demi|[-,]\s*bd|medi$|cmbx|bx\d|simhei|黑体|W[6-9]$/i.test(face),
      mono:
        Boolean(
          loaded?.isMonospace && !loaded.isType3Font && !/song|hei|kai|fang|ming|gothic|sim|cjk|han/i.test(face),
        ) ||
        /mono|courier|consol|menlo|typewriter|cmtt|lucidacon|fixed|sourcecode|sftt|firacode|inconsolata/i.test(face),
    }
    known.set(name, font)
    return font
  }
}

interface RawItem {
  str: string
  transform: number[]
  width: number
  height: number
  fontName: string
}

/** Upright text in points from the top left; text that stands on its side or head is decoration and left out. */
function itemOf(item: RawItem, view: Matrix, fontOf: (name: string) => Font): TextItem[] {
  if (item.str === '') return []
  const [a, b, c, d, x, y] = multiply(view, item.transform as Matrix)
  const size = Math.hypot(c, d)
  if (Math.abs(b) > Math.abs(a) * 0.1 || a <= 0 || !(size > 0)) return []
  return [{ text: item.str, x, width: item.width, baseline: y, size, ...fontOf(item.fontName) }]
}
