import { cleanText, isWide } from './clean-text.ts'
import { impliedUprights } from './implied-uprights.ts'
import type { PageContent, PageRows, Row, Rule, Segment, TextItem } from './page-content.ts'
import { shadedRows } from './shaded-rows.ts'

/** From this gap on, in font sizes, text of one line belongs to different cells or columns. */
const cellGap = 0.95
/** From this gap on letters are different words. */
const wordGap = 0.16

/** Puts the pieces a PDF is made of back into lines; what is outside the page or printed twice over itself goes. */
export function pageRows(page: PageContent): PageRows {
  const items = distinct(page.items.map((item) => ({ ...item, text: cleanText(item.text) })).filter(visibleOn(page)))
  const lines = [...page.rules, ...shadedRows(page)]
  const rules = [...lines, ...impliedUprights(lines, items)]
  const uprights = rules.filter((rule) => rule.x1 === rule.x2)
  const rows = gather(items).map((row) => rowOf(page, row, uprights))
  return {
    number: page.number,
    width: page.width,
    height: page.height,
    rows: rows.filter((row) => row.segments.length > 0),
    rules,
    fills: page.fills ?? [],
    ocr: page.ocr,
  }
}

const visibleOn = (page: PageContent) => (item: TextItem) =>
  item.text !== '' &&
  item.size > 0.5 &&
  item.x > -page.width * 0.1 &&
  item.x < page.width * 1.05 &&
  item.baseline > 0 &&
  item.baseline < page.height * 1.02 &&
  Number.isFinite(item.width)

/** Bold type is sometimes made by printing the same text twice, a hair apart. */
function distinct(items: TextItem[]): TextItem[] {
  const seen = new Map<string, TextItem>()
  const cell = (item: TextItem, dx: number, dy: number) =>
    `${Math.floor(item.x / 3) + dx} ${Math.floor(item.baseline / 3) + dy} ${item.text}`
  return items.filter((item) => {
    if (item.text.trim() === '') return true
    for (const dx of [0, -1, 1]) {
      for (const dy of [0, -1, 1]) {
        const twin = seen.get(cell(item, dx, dy))
        if (
          !twin ||
          Math.abs(twin.x - item.x) > item.size * 0.2 ||
          Math.abs(twin.baseline - item.baseline) > item.size * 0.2
        )
          continue
        if (twin.x !== item.x || twin.baseline !== item.baseline) twin.bold = true
        return false
      }
    }
    seen.set(cell(item, 0, 0), item)
    return true
  })
}

/** Items by shared baseline; raised and lowered figures stay with the line they touch. */
function gather(items: TextItem[]): TextItem[][] {
  const sorted = items.toSorted((a, b) => a.baseline - b.baseline || a.x - b.x)
  const lines: { baseline: number; size: number; items: TextItem[] }[] = []
  for (const item of sorted.filter((one) => one.text.trim() !== '')) {
    const last = lines.at(-1)
    const reach = Math.max(1, Math.min(last?.size ?? 0, item.size) * 0.3)
    if (last && Math.abs(item.baseline - last.baseline) <= reach) {
      last.items.push(item)
      if (item.size > last.size) Object.assign(last, { size: item.size, baseline: item.baseline })
    } else lines.push({ baseline: item.baseline, size: item.size, items: [item] })
  }
  attachScripts(lines)
  const blanks = sorted.filter((one) => one.text.trim() === '' && one.width > 0)
  const byBaseline = new Map(
    lines.flatMap((line) => [-1, 0, 1].map((off) => [Math.round(line.baseline) + off, line] as const)),
  )
  for (const line of lines) byBaseline.set(Math.round(line.baseline), line)
  for (const blank of blanks) {
    const line = byBaseline.get(Math.round(blank.baseline))
    if (line && Math.abs(line.baseline - blank.baseline) < 1) line.items.push(blank)
  }
  return lines.filter((line) => line.items.length > 0).map((line) => line.items)
}

/** Footnote signs and indices: small, few, and right beside larger text half a line away. */
function attachScripts(lines: { baseline: number; size: number; items: TextItem[] }[]): void {
  for (const [index, line] of lines.entries()) {
    if (line.items.length > 200) continue
    for (const host of [lines[index + 1], lines[index - 1]]) {
      if (!host || host.size < line.size * 1.2 || Math.abs(host.baseline - line.baseline) > host.size * 0.55) continue
      const touching = line.items.filter((item) => host.items.some((other) => touches(other, item)))
      const above = line.baseline < host.baseline
      host.items.push(...touching.map((item) => ({ ...(above ? raised(item) : item), baseline: host.baseline })))
      line.items = line.items.filter((item) => !touching.includes(item))
    }
  }
}

const touches = (host: TextItem, item: TextItem) =>
  item.text.trim().length <= 4 &&
  (Math.abs(item.x - (host.x + host.width)) < host.size * 0.35 ||
    Math.abs(item.x + item.width - host.x) < host.size * 0.35)

/** Small figures above the line as what they are: m², note¹. */
const raised = (item: TextItem) => ({
  ...item,
  text: item.text.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!),
})

function rowOf(page: PageContent, items: TextItem[], uprights: Rule[]): Row {
  const sorted = items.toSorted((a, b) => a.x - b.x)
  const baseline = heaviest(sorted, (item) => item.baseline)
  const pieces: TextItem[][] = []
  let right = 0
  let blank = false
  for (const item of sorted) {
    if (item.text.trim() === '') {
      blank = true
      continue
    }
    const gap = item.x - right
    const size = Math.max(item.size, pieces.at(-1)?.at(-1)?.size ?? 0)
    const ruled = gap > -1 && uprights.some((rule) => between(rule, right, item.x, baseline, item.size))
    if (pieces.length === 0 || gap > size * cellGap * (page.ocr ? 1.5 : 1) || ruled) pieces.push([item])
    else if (page.ocr && isWide(lastOf(pieces)) && isWide(item.text[0]!)) pieces.at(-1)!.push({ ...item, x: right })
    else if (blank && gap > size * 0.05 && !(isWide(lastOf(pieces)) && isWide(item.text[0]!) && gap < size * 0.4))
      pieces.at(-1)!.push({ ...item, text: ` ${item.text}` })
    else pieces.at(-1)!.push(item)
    blank = false
    right = Math.max(right, item.x + item.width)
  }
  const segments = pieces.map((piece) => segmentOf(piece, baseline)).filter((segment) => segment.text !== '')
  const first = segments[0]
  if (page.ocr) for (const segment of segments) segment.text = closeUp(segment.text)
  if (page.ocr && first) readBullet(first)
  for (const segment of segments) if (page.dots.some((dot) => isBulletOf(dot, segment))) segment.dot = true
  return {
    page: page.number,
    baseline,
    ...(page.ocr ? { rough: true } : {}),
    size: Math.max(...items.map((item) => item.size)),
    x: first?.x ?? 0,
    right: Math.max(0, ...segments.map((segment) => segment.right)),
    segments,
  }
}

const lastOf = (pieces: TextItem[][]) => pieces.at(-1)!.at(-1)!.text.trimEnd().at(-1) ?? ' '

const between = (rule: Rule, left: number, right: number, baseline: number, size: number) =>
  rule.x1 > left - 1.5 && rule.x1 < right + 1.5 && rule.y1 < baseline - size * 0.2 && rule.y2 > baseline - size * 0.5

/** Recognition puts spaces between ideographs. */
const closeUp = (text: string) =>
  text
    .replace(/(?<=[\p{Script=Han}\u3000-\u303f\uff00-\uffef]) +(?=[\p{Script=Han}\u3000-\u303f\uff00-\uffef])/gu, '')
    .replace(/ +(?=[，。；：！？、）])/g, '')

/** Round bullets are read as full stops, degree signs and small letters. */
function readBullet(segment: Segment): void {
  const mark = /^(?:[。°¢»«·]|[oe](?= ))\s*(?=[\p{L}\p{N}])/u.exec(segment.text)
  if (mark) segment.text = `• ${segment.text.slice(mark[0].length)}`
}

const isBulletOf = (dot: { x: number; y: number; size: number }, segment: Segment) =>
  dot.size < segment.size * 0.75 &&
  dot.y < segment.baseline + segment.size * 0.1 &&
  dot.y > segment.baseline - segment.size * 0.85 &&
  segment.x - dot.x > segment.size * 0.3 &&
  segment.x - dot.x < segment.size * 2.5

function segmentOf(items: TextItem[], baseline: number): Segment {
  let text = ''
  let right = items[0]!.x
  for (const item of items) {
    const last = text.at(-1) ?? ' '
    const first = item.text[0]!
    const wide = isWide(last) || isWide(first)
    const apart = item.x - right > item.size * (wide ? 0.45 : wordGap)
    text += text !== '' && apart && last !== ' ' && first !== ' ' ? ` ${item.text}` : item.text
    right = item.x + item.width
  }
  const letters = items.reduce((sum, item) => sum + item.text.length, 0)
  const boldLetters = items.reduce((sum, item) => sum + (item.bold ? item.text.length : 0), 0)
  return {
    text: text.replace(/ {2,}/g, ' ').trim(),
    x: items[0]!.x,
    right,
    baseline,
    size: heaviest(items, (item) => item.size),
    bold: boldLetters > letters * 0.7,
    mono: items.every((item) => item.mono),
  }
}

/** The value most of the text has. */
function heaviest(items: readonly TextItem[], measure: (item: TextItem) => number): number {
  const weights = new Map<number, number>()
  for (const item of items) {
    const value = Math.round(measure(item) * 10) / 10
    weights.set(value, (weights.get(value) ?? 0) + item.text.trim().length + 0.01)
  }
  return [...weights].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}
