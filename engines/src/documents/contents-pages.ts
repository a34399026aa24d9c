import { cleanText } from './clean-text.ts'
import { numberingOf } from './numbering.ts'
import type { OutlineEntry, PageRows, Row } from './page-content.ts'

/** Titles of lists of contents. */
const titled =
  /^(?:目\s*录|目\s*次|图\s*目\s*录|表\s*目\s*录|插图目录|表格目录|(?:table\s+of\s+)?contents|list\s+of\s+(?:figures|tables)|inhalt)$/i
const led =
  /^(.*?[\p{L}\p{N}）)”"].*?)\s*(?:[.．·•…⋯_]\s?){3,}\s*(?:第\s*)?([\divxlc]{1,6}|[A-Z]?\d{0,2}-\d{1,3})(?:\s*页)?$/iu
const trailing = /^(.*\p{L}.*?)\s+([\divxlc]{1,5}|[A-Z]?\d{0,2}-\d{1,3})$/iu

/** Takes lists of contents off the pages; what they list helps to find the headings. */
export function removeContents(pages: PageRows[]): { pages: PageRows[]; entries: OutlineEntry[] } {
  const entries: { title: string; x: number; sure: boolean }[] = []
  let before = false
  const kept = pages.map((page) => {
    const found = contentsOf(page, before)
    before = found !== undefined && found.to >= page.rows.length - 1
    if (!found) return page
    entries.push(...found.entries)
    return { ...page, rows: page.rows.filter((_, index) => index < found.from || index > found.to) }
  })
  return { pages: kept, entries: withLevels(entries) }
}

interface Found {
  /** First and last row that belong to it. */
  from: number
  to: number
  entries: { title: string; x: number; sure: boolean }[]
}

function contentsOf(page: PageRows, continued: boolean): Found | undefined {
  const texts = page.rows.map(textOf)
  const title = texts.findIndex((text) => titled.test(text))
  const matches = texts.map(
    (text, index) =>
      led.exec(text) ?? (title >= 0 && index > title ? trailing.exec(text) : continued ? trailing.exec(text) : null),
  )
  const hits = matches.flatMap((match, index) => (match ? [index] : []))
  const ledHits = texts.filter((text) => led.test(text)).length
  const first = hits[0]
  const last = hits.at(-1)
  if (first === undefined || last === undefined) return undefined
  const span = last - first + 1
  const enough = title >= 0 ? hits.length >= 3 && hits.length >= span * 0.45 : ledHits >= 4 && hits.length >= span * 0.5
  if (!enough && !(continued && hits.length >= 2 && hits.length >= span * 0.6 && rising(matches))) return undefined
  if (ledHits < hits.length * 0.5 && !rising(matches)) return undefined
  const from = title >= 0 && title < first ? title : first
  return {
    from,
    to: last,
    entries: hits.map((index) => ({
      title: cleanText(matches[index]![1]!).trim(),
      x: page.rows[index]!.x,
      sure: true,
    })),
  }
}

/** Page numbers of a list of contents go up. */
function rising(matches: (RegExpExecArray | null)[]): boolean {
  const numbers = matches.flatMap((match) => (match && /^\d+$/.test(match[2]!) ? [Number(match[2])] : []))
  const up = numbers.filter((number, index) => index === 0 || number >= numbers[index - 1]!).length
  return numbers.length >= 2 && up >= numbers.length * 0.9
}

const textOf = (row: Row) =>
  row.segments
    .map(({ text }) => text)
    .join(' ')
    .trim()

/** Levels by number, else by how far the entry is moved in. */
function withLevels(entries: { title: string; x: number }[]): OutlineEntry[] {
  const steps: number[] = []
  for (const { x } of entries.toSorted((a, b) => a.x - b.x))
    if (steps.length === 0 || x - steps.at(-1)! > 6) steps.push(x)
  return entries.map(({ title, x }) => {
    const numbering = numberingOf(title)
    const step = steps.findLastIndex((one) => x >= one - 3) + 1
    return { title, level: numbering?.family === 'decimal' ? numbering.depth : Math.min(6, Math.max(1, step)) }
  })
}
