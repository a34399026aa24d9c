import { endsSentence, visualLength } from './clean-text.ts'
import { markOf } from './list-marks.ts'
import { headingKey, type Numbering, numberingOf } from './numbering.ts'
import type { OutlineEntry } from './page-content.ts'
import type { Line, LineOrTable } from './text-lines.ts'

/** A heading of one or several lines: entries [from, to) of the lines, with its level from 1. */
export interface Heading {
  from: number
  to: number
  text: string
  level: number
}

interface Candidate extends Omit<Heading, 'level'> {
  numbering?: Numbering
  /** From bookmarks or the list of contents. */
  level?: number
  style: string
  size: number
}

/** Longer texts (an ideograph counts 1) head nothing. */
const longest = 48
/** Words that label a box; what follows is the text. */
export const boxLabel =
  /^(?:警告|注意(?:事项)?|危险|小心|提示|说明|重要(?:提示)?|备注|提醒|须知|WARNING|CAUTION|DANGER|NOTE|NOTICE|IMPORTANT|TIP|HINT|ATTENTION)\s*[:：!！]?$/i
const captionLike = /^(?:图|表|续表|Figure|Fig\.|Table)\s*[A-Z]?\d+/i

/**
 * Finds headings by bookmarks, by the list of contents, and by how they look and are numbered. `bodySize` in points; `bodyBold` when
 * most of the text is bold.
 */
export function findHeadings(
  lines: LineOrTable[],
  outline: OutlineEntry[],
  contents: OutlineEntry[],
  bodySize: number,
  bodyBold: boolean,
): Map<number, Heading> {
  const listed = makeListed(outline, contents)
  const candidates: Candidate[] = []
  for (let index = 0; index < lines.length; index++) {
    const found = candidateAt(lines, index, listed, { bodySize, bodyBold })
    if (!found) continue
    candidates.push(found)
    index = found.to - 1
  }
  const first = candidates.find(({ level }) => level !== undefined)
  const onCover = (one: Candidate) =>
    outline.length + contents.length >= 3 &&
    first !== undefined &&
    one.from < first.from &&
    one.level === undefined &&
    !one.numbering &&
    pageOf(lines, one) === 1
  return new Map(withLevels(candidates.filter((one) => !onCover(one))).map((heading) => [heading.from, heading]))
}

const pageOf = (lines: LineOrTable[], { from }: Candidate) => (lines[from] as Line).page

type Listed = (text: string, page: number) => number | undefined

/** Looks a text up among bookmarks (on their page) and in the list of contents. */
function makeListed(outline: OutlineEntry[], contents: OutlineEntry[]): Listed {
  const byKey = Map.groupBy(outline, ({ title }) => headingKey(title))
  const inContents = new Map(contents.map(({ title, level }) => [headingKey(title), level]))
  return (text, page) => {
    const key = headingKey(text)
    if (key.length < 2 && !/\p{Script=Han}/u.test(key)) return undefined
    const marked = byKey.get(key) ?? byKey.get(key.replace(/^[\d.]+/, ''))
    const here = marked?.find((entry) => entry.page === undefined || Math.abs(entry.page - page) <= 1)
    return here?.level ?? inContents.get(key)
  }
}

interface Body {
  bodySize: number
  bodyBold: boolean
}

function candidateAt(lines: LineOrTable[], index: number, listed: Listed, body: Body): Candidate | undefined {
  const line = lines[index]
  if (line?.kind !== 'line') return undefined
  const plainly = !line.dot && !/^[•●▪]/.test(line.text) && !boxLabel.test(line.text) && /\p{L}/u.test(line.text)
  if (!plainly) return undefined
  for (const count of [3, 2, 1]) {
    const group = sameHeading(lines, index, count, body)
    if (!group) continue
    const text = group.map((one) => one.text).reduce(join)
    const level = visualLength(text) < 90 ? listed(text, line.page) : undefined
    if (level !== undefined && looksApart(lines, index, index + count, body))
      return { ...facts(text, line), from: index, to: index + count, level }
  }
  let to = index + 1
  while (to < index + 3 && sameHeading(lines, index, to - index + 1, body) && !numbered(lines[to])) to++
  const more = lines[to]
  const text = lines
    .slice(index, to)
    .map((one) => (one as Line).text)
    .reduce(join)
  if (more?.kind === 'line' && isSameStyle(line, more) && closeTo(more) && !more.fresh && !isSet(more, body))
    return undefined
  return looksLikeHeading(lines, index, to, text, body) ? { ...facts(text, line), from: index, to } : undefined
}

const join = (before: string, after: string) =>
  /\p{Script=Han}$/u.test(before) && /^\p{Script=Han}/u.test(after) ? before + after : `${before} ${after}`
const facts = (text: string, line: Line) => {
  const numbering = numberingOf(text)
  return {
    text,
    size: line.size,
    style: `${Math.round(line.size * 2) / 2}${line.bold ? 'b' : ''}`,
    ...(numbering ? { numbering } : {}),
  }
}

const numbered = (line: LineOrTable | undefined) =>
  line?.kind === 'line' && (numberingOf(line.text) !== undefined || markOf(line.text) !== undefined)
const closeTo = (line: Line) => (line.step ?? 9) < 1.3
const isSameStyle = (one: Line, other: Line) =>
  Math.abs(one.size - other.size) < 0.6 && one.bold === other.bold && one.mono === other.mono
/** Set off from the text by its type. */
const isSet = (line: Line, { bodySize, bodyBold }: Body) =>
  line.size > bodySize * (line.rough ? 1.4 : 1.12) || (line.bold && !bodyBold)

/** The lines from `index` on, when so many may be one heading. */
function sameHeading(lines: LineOrTable[], index: number, count: number, body: Body): Line[] | undefined {
  const group = lines.slice(index, index + count)
  if (group.length < count || group.some((one) => one.kind !== 'line')) return undefined
  const all = group as Line[]
  return all.every(
    (one, at) =>
      at === 0 ||
      (isSameStyle(all[0]!, one) &&
        one.page === all[0]!.page &&
        (one.step ?? 9) < 1.35 &&
        (!one.fresh || isSet(one, body)) &&
        one.baseline > all[at - 1]!.baseline),
  )
    ? all
    : undefined
}

/** A listed title counts where it stands as a line of its own, not where a sentence happens to wrap into the same words. */
function looksApart(lines: LineOrTable[], from: number, to: number, body: Body): boolean {
  const line = lines[from] as Line
  const before = lines[from - 1]
  const next = lines[to]
  const free =
    line.step === undefined || line.step > 1.2 || line.fresh || before?.kind !== 'line' || !isSameStyle(before, line)
  const ends = next?.kind !== 'line' || (next.step ?? 9) > 1.2 || next.fresh || !isSameStyle(line, next)
  return isSet(line, body) || (free && ends)
}

function looksLikeHeading(lines: LineOrTable[], from: number, to: number, text: string, body: Body): boolean {
  const line = lines[from] as Line
  const next = lines[to]
  if (visualLength(text) > longest || /[。；;，,、：:]$/.test(text) || /。/.test(text) || captionLike.test(text))
    return false
  if (/[.!]$/.test(text) && !/^\S+$/.test(text)) return false
  if (!/\p{L}{2}|\p{Script=Han}/u.test(text) || line.mono || (line.rough && line.pieces > 1)) return false
  if (line.pieces > 1 && !numberingOf(text) && (line.pieces > 2 || text.split(' ').every((word) => word.length > 1)))
    return false
  if (/^(?:问|答|Q|A)\s*\d*\s*[:：.、]/i.test(text)) return false
  const numbering = numberingOf(text)
  const mark = markOf(text)
  const larger = line.size > body.bodySize * (line.rough ? 1.4 : 1.12)
  const bold = line.bold && !body.bodyBold
  const free =
    line.step === undefined ||
    line.step > 1.25 ||
    (line.fresh && (next?.kind !== 'line' || next.step === undefined || next.step > 1.15 || next.fresh))
  if (mark && !numbering) return larger
  if (larger) return visualLength(text) <= 34 || numbering !== undefined || free
  if (next === undefined && !numbering) return false
  if (bold) return numbering !== undefined || (free && visualLength(text) <= 36)
  return numbering !== undefined && free && isNumberedHeading(lines, from, to, text, numbering)
}

/** Plain type: the number alone has to say it, and no neighbour may be an item of the same list. */
function isNumberedHeading(
  lines: LineOrTable[],
  from: number,
  to: number,
  text: string,
  { family, depth }: Numbering,
): boolean {
  if (visualLength(text) > 30 || endsSentence(text)) return false
  const alike = (line: LineOrTable | undefined) => {
    if (line?.kind !== 'line') return false
    const other = numberingOf(line.text)
    return other?.family === family && other.depth === depth
  }
  if (family === 'part' || family === 'chapter' || family === 'appendix' || family === 'section') return true
  if (alike(lines[from - 1]) || alike(lines[to])) return false
  if (family === 'roman') return text === text.toUpperCase()
  if (family === 'decimal') return depth >= 2 && visualLength(text) <= 26
  if (family === 'bracket')
    return visualLength(text) <= 18 && lines[to]?.kind === 'line' && !/[\p{L}]\s*[：:]/u.test(text)
  return family === 'han' && visualLength(text) <= 20
}

/** Bookmarks and contents say the level; else the number; else the look, compared with headings whose level is known. */
function withLevels(candidates: Candidate[]): Heading[] {
  const ranks = familyRanks(candidates)
  const known = candidates.map((one) => one.level ?? (one.numbering ? ranks(one.numbering) : undefined))
  const votes = new Map<string, number[]>()
  const sizes = new Map<string, number>()
  for (const [index, { style, size }] of candidates.entries()) {
    sizes.set(style, size)
    if (known[index] !== undefined) votes.set(style, [...(votes.get(style) ?? []), known[index]])
  }
  const styles = [...sizes].toSorted((a, b) => b[1] - a[1] || (b[0].endsWith('b') ? 1 : -1))
  const levels = new Map<string, number>()
  let last = 0
  for (const [style] of styles) {
    const own = votes.get(style)?.toSorted((a, b) => a - b)
    const level = own ? own[own.length >> 1]! : Math.min(6, last + 1)
    levels.set(style, level)
    last = Math.max(own ? level : last + 1, last)
  }
  return candidates.map(({ from, to, text, style }, index) => ({
    from,
    to,
    text,
    level: Math.min(6, Math.max(1, known[index] ?? levels.get(style) ?? 1)),
  }))
}

/** Which level a number is of, given which kinds of numbers the document has. */
function familyRanks(candidates: Candidate[]): (numbering: Numbering) => number {
  const count = (family: Numbering['family']) =>
    candidates.filter(({ numbering }) => numbering?.family === family).length
  const words = (['part', 'chapter', 'section', 'roman', 'han', 'bracket'] as const).filter(
    (family) => count(family) > (family === 'roman' ? 1 : 0),
  )
  const under = (family: Numbering['family']) => (words.some((one) => one === family) ? 1 : 0)
  return ({ family, depth }) => {
    if (family === 'appendix') return 1 + (count('part') > 1 ? under('part') : 0)
    if (family === 'letter') return 2
    if (family !== 'decimal') return Math.max(1, words.indexOf(family) + 1)
    const numbered = under('part') + (under('chapter') || under('section') || under('roman') ? 0 : under('han'))
    return depth === 1 ? 1 + words.length : depth + numbered
  }
}
