import { holdsKind } from './find-values.ts'
import { coverage, presences } from './match-word.ts'
import { measuresAsked } from './measures.ts'
import type { ReadQuestion } from './read-question.ts'
import { readText } from './read-text.ts'
import { askedTable } from './table-rows.ts'

type Table = { caption?: string; header: string[]; rows: string[][] }

/**
 * What a row says about the question: the cell whose column is asked for (`额定功率: 1,500 W`), with the row's name before it
 * where the column's does not tell; the whole row where no column is asked for.
 */
export function pickTableCell(question: ReadQuestion, table: Table, row: string[]): string {
  const cells = row.map((text, column) => ({ column, head: (table.header[column] ?? '').trim(), text: text.trim() }))
  const filled = cells.filter((cell) => cell.text)
  const name = filled[0]
  if (!name) return ''
  if (filled.length === 2 && filled[1]!.column > 0) return named(name.text, filled[1]!.text)
  const asked = columnsNamed(question, table, filled.slice(1)) ?? columnsAsked(question, filled.slice(1), name.text)
  if (asked.length === 0) return filled.map(({ head, text }) => named(head, text)).join(isHan(name.text) ? '；' : '; ')
  const told = asked.map(({ head, text }) => named(head, text)).join(isHan(name.text) ? '；' : '; ')
  return `${name.text}${isHan(name.text) ? '：' : ': '}${told}`
}

interface Cell {
  column: number
  head: string
  text: string
}

/** Which one, 哪款, 哪个 …: then what the others have is part of the answer. */
const WHICH = /哪[一]?[个款种台家档样]|\bwhich\b|\bdifferences?\b|区别|不同|对比/iu
/** What a code means is told with what to do. */
const CODE_HEAD = /代码|故障码|报警|错误|\b(?:codes?|errors?|messages?|alarms?|faults?)\b/iu
const EXPLAINED = new Set(['definition', 'fact', 'reason', 'yes_no', 'method', 'list'])

/** The columns of the models that are named; all where the question is which of them, or what a code is about; else undefined. */
function columnsNamed(question: ReadQuestion, table: Table, cells: Cell[]): Cell[] | undefined {
  if (CODE_HEAD.test(table.header[0] ?? '') && EXPLAINED.has(question.kind)) return []
  const { columns } = askedTable(question, table)
  if (columns.size === 0) return undefined
  if (WHICH.test(question.text)) return []
  const named = cells.filter(({ column }) => columns.has(column))
  return named.length > 0 ? named : undefined
}

/** Columns whose heading takes up what the row's name leaves of the question; else the only one that holds a value of the kind asked for. */
function columnsAsked(question: ReadQuestion, cells: Cell[], name: string): Cell[] {
  const inName = presences(question, readText(name), name)
  const left = question.words.map((word, i) => ({
    ...word,
    weight: word.weight * (word.asked ? 2 : 1) * (1 - inName[i]!),
  }))
  const rest = { ...question, words: left }
  const scored = cells.map((cell) => ({
    cell,
    value: cell.head ? coverage(rest, presences(rest, readText(cell.head), cell.head)) : 0,
  }))
  const best = Math.max(0, ...scored.map((one) => one.value))
  if (best > 0.35) return scored.filter((one) => one.value >= best - 0.05).map((one) => one.cell)
  const asked = measuresAsked(question.text)
  const measured = cells.filter(({ head, text }) => asked.some((one) => one.named.test(head) && one.written.test(text)))
  if (measured.length === 1) return measured
  if (question.kind === 'method') {
    const does = cells.filter((cell) => METHOD_HEAD.test(cell.head))
    if (does.length > 0) return does
  }
  if (question.kind === 'reason') {
    const why = cells.filter((cell) => REASON_HEAD.test(cell.head))
    if (why.length > 0) return why
  }
  const holding = cells.filter((cell) => (holdsKind(question.kind, cell.text) ?? 0) >= 0.8)
  return holding.length === 1 ? holding : []
}

const METHOD_HEAD =
  /处理|解决|方法|措施|对策|步骤|操作|做法|怎么办|\b(?:what to do|remedy|solution|action|fix|steps?|how to|resolution)\b/i
const REASON_HEAD = /原因|含义|说明|\b(?:causes?|reasons?|meaning|why)\b/i

function named(name: string, text: string): string {
  return name ? `${name}${isHan(name) ? '：' : ': '}${text}` : text
}

function isHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text)
}
