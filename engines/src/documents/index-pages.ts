import { visualLength } from './clean-text.ts'
import type { PageRows, Row, Segment } from './page-content.ts'

const titled =
  /^(?:(?:关键词|关键字|术语|主题)?索\s*引|(?:alphabetical\s+|subject\s+|keyword\s+)?index(?:\s+of\s+terms)?|stichwortverzeichnis)$/i
/** A word with the pages it is found on: `Filter, 12, 30–32`, `滤网 …… 12、30`. */
const entry =
  /^\P{L}{0,3}\p{L}.*?[\s,，.．·…]+\d{1,4}(?:\s*[-–~]\s*\d{1,4})?(?:\s*[,，、;]\s*\d{1,4}(?:\s*[-–~]\s*\d{1,4})?)*[,，]?$/u
/** Fewer entries than this are no index. */
const fewest = 8

/** Takes the index of words at the end of a document off its pages: it names everything and says nothing. */
export function removeIndex(pages: PageRows[], bodySize: number): PageRows[] {
  let inside = false
  return pages.map((page, at) => {
    const title = at >= pages.length / 2 ? page.rows.findIndex((row) => titled.test(textOf(row))) : -1
    if (!inside && title < 0) return page
    const from = title < 0 ? 0 : title + 1
    const other = page.rows.findIndex((row, index) => index >= from && isHeading(row, bodySize))
    const to = other < 0 ? page.rows.length : other
    const pieces = page.rows.slice(from, to).flatMap((row) => row.segments)
    const hits = pieces.filter(isEntry).length
    const found = hits >= (inside ? 2 : fewest) && hits >= pieces.filter((piece) => !isLetter(piece)).length * 0.6
    inside = found && other < 0
    return found
      ? { ...page, rows: page.rows.filter((_, index) => index < Math.max(0, from - 1) || index >= to) }
      : page
  })
}

const isEntry = ({ text }: Segment) => entry.test(text) && visualLength(text) < 40
/** The letter over the words that begin with it. */
const isLetter = ({ text }: Segment) => /^(?:\p{L}|[A-Z]\s*[-–]\s*[A-Z]|#|0-9)$/u.test(text)
const isHeading = (row: Row, bodySize: number) =>
  row.size > bodySize * 1.12 && row.segments.some((segment) => !isLetter(segment) && !isEntry(segment))
const textOf = (row: Row) =>
  row.segments
    .map(({ text }) => text)
    .join(' ')
    .trim()
