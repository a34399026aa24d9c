import { holdsKind } from './find-values.ts'
import { coverage, presences } from './match-word.ts'
import type { ReadQuestion } from './read-question.ts'
import { readText } from './read-text.ts'

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
  const asked = columnsAsked(question, filled.slice(1), name.text)
  if (asked.length === 0) return filled.map(({ head, text }) => named(head, text)).join(isHan(name.text) ? '；' : '; ')
  const told = asked.map(({ head, text }) => named(head, text)).join(isHan(name.text) ? '；' : '; ')
  return `${name.text}${isHan(name.text) ? '：' : ': '}${told}`
}

interface Cell {
  column: number
  head: string
  text: string
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
  if (best > 0.25) return scored.filter((one) => one.value >= best - 0.05).map((one) => one.cell)
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
