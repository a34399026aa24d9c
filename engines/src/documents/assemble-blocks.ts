import { endsSentence, isWide, joinLines } from './clean-text.ts'
import type { Block, Box, ListItem, PageStart } from './document.ts'
import { boxLabel, type Heading } from './find-headings.ts'
import { makeTables } from './join-tables.ts'
import { markOf } from './list-marks.ts'
import { around, boxOf } from './page-content.ts'
import type { Line, LineOrTable } from './text-lines.ts'

interface Open {
  kind: 'paragraph' | 'list' | 'code' | 'label'
  lines: Line[]
  text: string
  starts: PageStart[]
  /** Items go on further left than they begin. */
  flush?: boolean
  items: (ListItem & { x: number; textX: number; family: string; value: number })[]
}

const caption = /^(?:图|表|续表|Figure|Fig\.|Table)\s*[A-Z]?\d+(?:[-.–—]\d+)*(?:[\s:：.、)）]|(?=\p{Script=Han}))/iu
/** A question or its answer, said by a mark. */
const turn = /^(?:问题?|答案?|Q|A)\s*\d*\s*[:：]/

/** Puts lines together to headings, paragraphs, lists, code and tables: over columns and pages, in the order given. */
export function assembleBlocks(lines: LineOrTable[], headings: Map<number, Heading>): Block[] {
  const blocks: Block[] = []
  const tables = makeTables(blocks)
  let open: Open | undefined
  const close = () => {
    if (open) blocks.push(...closed(open))
    open = undefined
  }
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!
    const heading = headings.get(index)
    if (line.kind === 'table') {
      close()
      tables(line.table)
    } else if (heading) {
      close()
      const own = lines.slice(heading.from, heading.to) as Line[]
      blocks.push({ kind: 'heading', level: heading.level, text: heading.text, ...placed(own) })
      index = heading.to - 1
    } else {
      const next: Open | undefined = open && extend(open, line)
      if (!next) {
        close()
        open = begin(line)
      }
    }
  }
  close()
  return captioned(blocks)
}

/** Adds the line to what is open; undefined when it begins something new. */
function extend(open: Open, line: Line): Open | undefined {
  const last = open.lines.at(-1)!
  const mark = line.dot ? { mark: '•', rest: line.text, ordered: false, family: '•', value: 0 } : markOf(line.text)
  if (open.kind === 'label') {
    if (mark) return undefined
    open.kind = 'paragraph'
    return add(
      open,
      line,
      `${open.text.replace(/\s*[:：!！]?$/, '')}${isWide(line.text[0] ?? '') ? '：' : ': '}${line.text}`,
    )
  }
  if (open.kind === 'code')
    return line.mono && mark?.family !== '•' && (line.step ?? 1) < 2.6
      ? add(open, line, `${open.text}\n${indented(open, line)}`)
      : undefined
  if (line.mono && !last.mono && (line.step ?? 9) > 1.15) return undefined
  if (caption.test(line.text) && (line.fresh || (line.step ?? 9) > 1.2)) return undefined
  if (turn.test(line.text)) return undefined
  if (open.kind === 'list') return mark ? nextItem(open, line, mark) : goOnItem(open, line)
  if (mark && beginsItem(line, last, mark.family)) return undefined
  return !beginsIndented(open, line) && goesOn(open.text, last, line)
    ? add(open, line, joinLines(open.text, line.text))
    : undefined
}

function add(open: Open, line: Line, text: string): Open {
  if (line.page !== open.lines.at(-1)!.page)
    open.starts.push({ at: Math.max(0, text.length - line.text.length), page: line.page })
  open.lines.push(line)
  open.text = text
  return open
}

/** A dash or figure at the start of a line is a mark where a line may begin. */
const beginsItem = (line: Line, last: Line, family: string) =>
  line.fresh ||
  (line.step ?? 9) > 1.2 ||
  line.dot ||
  endsSentence(last.text) ||
  !['-', '1.', 'a.', 'A.', 'a)', '1)'].includes(family) ||
  line.x > last.x + line.size * 0.8

/** Paragraphs of one line, each with its first line moved in. */
const beginsIndented = (open: Open, line: Line) =>
  open.lines.length === 1 &&
  endsSentence(open.text) &&
  line.x - line.left > line.size * 1.2 &&
  Math.abs(line.x - open.lines[0]!.x) < line.size * 0.3

/** Whether a line continues the paragraph before it. */
function goesOn(text: string, last: Line, line: Line): boolean {
  if (Math.abs(last.size - line.size) > Math.max(last.size, line.size) * 0.14) return false
  if (last.bold !== line.bold && last.fresh !== line.fresh && line.fresh) return false
  const indent = line.x - line.left
  const otherPlace = line.page !== last.page || line.step === undefined
  if (otherPlace) {
    const reached = last.edge - last.right < (last.edge - last.left) * 0.15 + last.size * 2
    return !endsSentence(text) && reached && indent < line.size * 1.5
  }
  if (line.step! > 1.32) return false
  if (indent > line.size * 1.2 && last.x < line.x - line.size * 0.8) return false
  return !line.fresh
}

function nextItem(open: Open, line: Line, mark: NonNullable<ReturnType<typeof markOf>>): Open | undefined {
  const before = open.items.at(-1)!
  const far = (line.step ?? 1) > 3.2
  const same = open.items.findLast((item) => item.family === mark.family)
  const follows = !same || !mark.ordered || mark.value === same.value + 1 || line.x > before.x + 2
  if (far || (!follows && mark.value === 1 && line.x <= open.items[0]!.x + 2)) return undefined
  const textX = line.x + (line.dot ? 0 : line.size * 1.2)
  const depth = depthOf(open, line, mark.family)
  open.items.push({
    depth,
    mark: mark.mark,
    text: mark.rest,
    x: line.dot ? line.x - line.size : line.x,
    textX,
    page: line.page,
    family: mark.family,
    value: mark.value,
  })
  open.lines.push(line)
  return open
}

/** How deep an item is: by its place on the line, or by its family where places are alike. */
function depthOf(open: Open, line: Line, family: string): number {
  const x = line.dot ? line.x - line.size : line.x
  const samePage = open.lines.at(-1)?.page === line.page && line.step !== undefined
  const same = open.items.findLast(
    (item) => item.family === family && (!samePage || Math.abs(item.x - x) < line.size * 0.9),
  )
  if (same) return same.depth
  const outer = open.items.findLast((item) => item.x < x - line.size * 0.5)
  if (outer) return Math.min(5, outer.depth + 1)
  const last = open.items.at(-1)!
  return last.family === family ? last.depth : Math.abs(last.x - x) < line.size * 0.9 && samePage ? last.depth + 1 : 0
}

/** A line without a mark: more of the item when it is moved in or the item has not ended. */
function goOnItem(open: Open, line: Line): Open | undefined {
  const item = open.items.at(-1)!
  const last = open.lines.at(-1)!
  if (Math.abs(last.size - line.size) > line.size * 0.14) return undefined
  const movedIn = line.x > item.x + line.size * 0.6
  if (endsSentence(item.text) && !open.flush && line.x < item.x - line.size * 0.35) return undefined
  const otherPlace = line.page !== last.page || line.step === undefined
  const near = otherPlace ? !endsSentence(item.text) : line.step! <= 1.32
  const running = near && (!line.fresh || (movedIn && !endsSentence(item.text) && Math.abs(line.x - last.x) > 1))
  if (running) {
    if (line.x < item.x - line.size * 0.6) open.flush = true
    item.text = joinLines(item.text, line.text)
    open.lines.push(line)
    return open
  }
  if (movedIn && !otherPlace && line.step! < 2.4 && line.x - item.x < line.size * 4) {
    item.text = `${item.text}\n${line.text}`
    open.lines.push(line)
    return open
  }
  return undefined
}

function begin(line: Line): Open {
  const open: Open = { kind: 'paragraph', lines: [line], text: line.text, starts: [], items: [] }
  if (boxLabel.test(line.text)) open.kind = 'label'
  else if (line.mono && !line.dot && !/^[•●▪]/.test(line.text) && /[\x21-\x7e]{2}/.test(line.text)) open.kind = 'code'
  else {
    const mark = line.dot ? { mark: '•', rest: line.text, family: '•', value: 0 } : markOf(line.text)
    if (mark) {
      open.kind = 'list'
      open.items.push({
        depth: 0,
        mark: mark.mark,
        text: mark.rest,
        x: line.dot ? line.x - line.size : line.x,
        textX: line.x,
        page: line.page,
        family: mark.family,
        value: mark.value,
      })
    }
  }
  return open
}

const indented = (open: Open, line: Line) => {
  const steps = Math.round((line.x - Math.min(...open.lines.map((one) => one.x))) / (line.size * 0.6))
  return ' '.repeat(Math.min(40, Math.max(0, steps))) + line.text
}

function closed({ kind, lines, text, starts, items }: Open): Block[] {
  const place = placed(lines)
  if (kind === 'code') return [{ kind: 'code', text, ...place }]
  if (kind !== 'list')
    return [{ kind: 'paragraph', text, ...(starts.length > 0 ? { pageStarts: starts } : {}), ...place }]
  const several = lines.some((line) => line.page !== lines[0]!.page)
  const ordered = items[0]!.family !== '•' && items[0]!.family !== '-'
  return [
    {
      kind: 'list',
      ordered,
      items: items.map(({ depth, mark, text: own, page }) => ({
        depth,
        mark,
        text: own,
        ...(several && page !== undefined ? { page } : {}),
      })),
      ...place,
    },
  ]
}

/** One box for each column or page the lines stand in. */
function placed(lines: Line[]): { page: number; boxes: Box[] } {
  const groups: Line[][] = []
  for (const line of lines) {
    const last = groups.at(-1)?.at(-1)
    if (last && last.page === line.page && line.baseline > last.baseline - 1) groups.at(-1)!.push(line)
    else groups.push([line])
  }
  return { page: lines[0]!.page, boxes: groups.map((group) => around(group.map((line) => boxOf(line.page, line)))) }
}

/** Captions go to the table they stand at; those of pictures become pictures. */
function captioned(blocks: Block[]): Block[] {
  const out: Block[] = []
  for (const [index, block] of blocks.entries()) {
    if (block.kind !== 'paragraph' || !caption.test(block.text) || block.text.length > 120) {
      out.push(block)
      continue
    }
    const next = blocks[index + 1]
    const last = out.at(-1)
    const ofTable = /^(?:表|续表|Table)/i.test(block.text)
    if (ofTable && next?.kind === 'table' && next.caption === undefined) next.caption = block.text
    else if (ofTable && last?.kind === 'table' && last.caption === undefined) last.caption = block.text
    else if (!ofTable && !/[。；;]/.test(block.text) && !/\.\s+\S/.test(block.text.slice(8)))
      out.push({ kind: 'picture', caption: block.text, page: block.page, boxes: block.boxes })
    else out.push(block)
  }
  return out
}
