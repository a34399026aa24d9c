import type { AnswerCandidate } from './answer.ts'
import { readText, type TextBag } from './read-text.ts'
import { makeRemembered } from './remembered.ts'
import { type Span, splitSentences } from './split-sentences.ts'

/** The smallest thing that can be quoted: a sentence, an item of a list, a row of a table, or the whole answer of an entry. */
export interface Unit extends Span {
  kind: 'sentence' | 'item' | 'row' | 'whole'
  text: string
  bag: TextBag
  /** Rows: position in the table. Items: number of the list they are in. */
  row?: number
  list?: number
  /** It announces what follows (…如下：). */
  leads: boolean
}

/** A mark that begins an item of a list. */
export const ITEM_MARK =
  /^\s*(?:[-*•·▪◦●○■□◆➢►✓–]\s+|\(?\d{1,2}[.、)）]\s*(?!\d)|[（(][\d一二三四五六七八九十a-z]{1,3}[）)]\s*|[①-⑳]\s*|[a-z][.)]\s+|第[一二三四五六七八九十]+步[:：、\s]*|step \d+[.:)]?\s*)/iu

/** Cuts a candidate into what can be quoted. Remembered by its text: candidates come again and again. */
export function unitsOf({ text, kind, table }: AnswerCandidate): Unit[] {
  if (kind !== 'table' || !table)
    return (isWritten({ text, kind }) ? wholeOf : kind === 'table' ? rowsOf : piecesOf)(text)
  return rowsWithin(`${table.firstLine ?? 0} ${table.rows.length} ${text}`)
}

const piecesOf = makeRemembered(4000, (text: string): Unit[] => {
  const units: Unit[] = []
  let list = -1
  let open = false
  for (const line of linesOf(text)) {
    const isItem = ITEM_MARK.test(text.slice(line.start, line.end))
    if (isItem) {
      if (!open) list++
      open = true
      units.push(unitOf('item', text, line, { list }))
      continue
    }
    open = false
    for (const span of splitSentences(text.slice(line.start, line.end)))
      units.push(unitOf('sentence', text, { start: line.start + span.start, end: line.start + span.end }))
  }
  return units
})

/** Longer answers to a question in a document are read sentence by sentence. */
const WHOLE = 1200

/** Whether somebody wrote it as the answer to a question: then it is matched by that question and answered whole. */
export function isWritten({ kind, text }: Pick<AnswerCandidate, 'kind' | 'text'>): boolean {
  return (kind === 'entry' || (kind === 'question' && text.length <= WHOLE)) && /[\p{L}\p{N}]/u.test(text)
}

const wholeOf = makeRemembered(4000, (text: string): Unit[] => {
  const trimmed = { start: text.length - text.trimStart().length, end: text.trimEnd().length }
  return trimmed.end <= trimmed.start ? [] : [unitOf('whole', text, trimmed)]
})

const rowsOf = makeRemembered(4000, (text: string): Unit[] =>
  linesOf(text).map((line, row) => unitOf('row', text, line, { row })),
)

/** Rows of a table among the lines of its text; what leads to them or is remarked below is said in sentences. */
const rowsWithin = makeRemembered(4000, (key: string): Unit[] => {
  const [, first, count, text] = /^(\d+) (\d+) ([\s\S]*)$/.exec(key)!
  let lines = 0
  let counted = 0
  return linesOf(text!).flatMap((line) => {
    for (; counted < line.start; counted++) if (text![counted] === '\n') lines++
    const row = lines - Number(first)
    if (row >= 0 && row < Number(count)) return [unitOf('row', text!, line, { row })]
    return splitSentences(text!.slice(line.start, line.end)).map((span) =>
      unitOf('sentence', text!, { start: line.start + span.start, end: line.start + span.end }),
    )
  })
})

function linesOf(text: string): Span[] {
  const lines: Span[] = []
  for (const match of text.matchAll(/[^\n]+/g)) {
    const line = match[0]
    const start = match.index + line.length - line.trimStart().length
    const end = match.index + line.trimEnd().length
    if (end > start && /[\p{L}\p{N}]/u.test(line)) lines.push({ start, end })
  }
  return lines
}

function unitOf(kind: Unit['kind'], whole: string, span: Span, place: { row?: number; list?: number } = {}): Unit {
  const text = whole.slice(span.start, span.end)
  return { kind, ...span, text, bag: readText(text), ...place, leads: /[:：]\s*$/.test(text) && text.length < 120 }
}
