import type { Block, ListItem, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { finishDocument } from '../blocks/finish-document.ts'
import { decodeText } from '../bytes/decode-text.ts'
import type { ReadContext } from '../read-outcome.ts'

/** Plain text: headings by their numbers, underlines or capitals; lists, questions and paragraphs. */
export function readPlainText(bytes: Uint8Array, context: ReadContext): ReadDocument {
  const { text } = decodeText(bytes)
  const lines = text.replaceAll('\u000c', '\n\n').split('\n').flatMap(cutLongLine)
  const blocks = textBlocks(lines)
  const first = blocks[0]
  const title = first?.kind === 'heading' && (first.level === 1 || blocks.length === 1) ? first.text : undefined
  return finishDocument({ title, blocks }, context)
}

/** A line of megabytes is cut at sentences, so that patterns never run over all of it. */
const longLine = 20_000

function cutLongLine(line: string): string[] {
  if (line.length <= longLine) return [line]
  const pieces: string[] = []
  for (let at = 0; at < line.length; ) {
    const piece = line.slice(at, at + longLine)
    const end = Math.max(
      piece.lastIndexOf('。'),
      piece.lastIndexOf('. '),
      piece.lastIndexOf('！'),
      piece.lastIndexOf('？'),
    )
    const taken = end > longLine / 2 ? end + 1 : piece.length
    pieces.push(piece.slice(0, taken), '')
    at += taken
  }
  return pieces
}

export function textBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  let paragraph: string[] = []
  let items: ListItem[] = []
  const flush = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', text: joinLines(paragraph) })
    if (items.length > 0) blocks.push({ kind: 'list', ordered: /\d|[a-z]|[一-十]/i.test(items[0]!.mark), items })
    paragraph = []
    items = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim()
    if (line === '') {
      if (items.length === 0 || !isItem(nextFilled(lines, at))) flush()
      continue
    }
    const underline = underlineLevel(lines[at + 1])
    const level = underline ?? headingLevel(line, lines, at)
    if (level !== undefined) {
      flush()
      blocks.push({ kind: 'heading', level, text: line.replace(/^#+\s*|^[【[](.+)[】\]]$/g, '$1').trim() })
      if (underline !== undefined) at++
      continue
    }
    if (/^([-=*_~·—]\s?){3,}$/.test(line)) {
      flush()
      continue
    }
    const item = itemOf(lines[at]!)
    if (item !== undefined) {
      if (paragraph.length > 0) flush()
      items.push(item)
    } else if (items.length > 0 && /^\s{2,}/.test(lines[at]!)) items.at(-1)!.text += ` ${line}`
    else {
      if (items.length > 0 || startsTurn(line)) flush()
      paragraph.push(line)
    }
  }
  flush()
  return blocks
}

const nextFilled = (lines: readonly string[], at: number) =>
  lines.slice(at + 1, at + 3).find((line) => line.trim() !== '') ?? ''

/** `Q:` and `答：` begin a paragraph of their own, blank line or not. */
const startsTurn = (line: string) => /^(q|a|question|answer|问|答|问题|答案|回答)\s*\d{0,4}\s*[.、:：]/i.test(line)

function underlineLevel(next: string | undefined): number | undefined {
  const line = next?.trim() ?? ''
  if (/^={3,}$/.test(line)) return 1
  return /^-{3,}$/.test(line) ? 2 : undefined
}

const chapter = /^第\s*[0-9０-９一二三四五六七八九十百零〇两]{1,6}\s*([编篇部卷章节条])(?=[\s　:：、.]|$|[^\s]{1,30}$)/
const chapterLevels: Record<string, number> = { 编: 1, 篇: 1, 部: 1, 卷: 1, 章: 1, 节: 2, 条: 3 }

function headingLevel(line: string, lines: readonly string[], at: number): number | undefined {
  if (line.length > 80) return undefined
  const marks = /^(#{1,6})\s+\S/.exec(line)
  if (marks) return marks[1]!.length
  // An article of terms (第三条) is a heading only when it is a line for itself.
  const chinese = chapter.exec(line)
  if (chinese && !/[。；]$/.test(line)) return chapterLevels[chinese[1]!]
  if (/^(chapter|part|appendix)\s+[\dIVXA-Z]{1,5}\b/i.test(line)) return 1
  if (/^section\s+\d/i.test(line)) return 2
  if (/^附录\s*[A-Z\d一二三四五六七八九十]/.test(line)) return 1
  if (/[。；;，,：:]$|[.!！](?!\d)$/.test(line)) return undefined
  const numbered = /^(\d{1,2}(?:\.\d{1,2}){1,4})\.?[\s　]+\S/.exec(line)
  if (numbered) return Math.min(6, numbered[1]!.split('.').length)
  if (/^[【[][^】\]]{2,40}[】\]]$/.test(line)) return 3
  const alone = isBlank(lines[at - 1]) && isBlank(lines[at + 1])
  const before = isBlank(lines[at - 1])
  if (before && /^[一二三四五六七八九十]{1,3}、\S{1,40}$/.test(line) && !isItem(lines[at + 1] ?? '')) return 2
  if (alone && /^\d{1,2}[.、]?\s+\S.{1,50}$/.test(line) && !isItem(nextFilled(lines, at + 1))) return 2
  if (before && line.length >= 4 && /^[A-Z][A-Z0-9 &/()'-]+$/.test(line) && /[A-Z]{3}/.test(line)) return 2
  if (alone && at === lines.findIndex((one) => one.trim() !== '') && line.length <= 40) return 1
  return undefined
}

const isBlank = (line: string | undefined) => line === undefined || line.trim() === ''

const itemPattern =
  /^(\s*)([-*•●○▪◦·]|\d{1,3}[.)）、]|[（(]\d{1,3}[)）]|[a-z][.)]|[①-⑳]|[（(][一二三四五六七八九十]{1,3}[)）])\s*(\S.*)$/
const isItem = (line: string) => itemPattern.test(line) && !/^\s*\d{1,3}\.\d/.test(line)

function itemOf(line: string): ListItem | undefined {
  if (!isItem(line)) return undefined
  const [, indent = '', mark = '', text = ''] = itemPattern.exec(line) ?? []
  if (mark === '-' && /^[-=]{2}/.test(text)) return undefined
  const depth = Math.min(5, Math.floor(indent.replaceAll('\t', '  ').length / 2))
  return { depth, mark: /^[-*●○▪◦·]$/.test(mark) ? '•' : mark, text: text.trim() }
}

/** Lines broken at a width belong together: with a space between words, without between Chinese characters; else they stay lines. */
function joinLines(lines: string[]): string {
  const longest = Math.max(...lines.map((line) => line.length))
  return lines.reduce((text, line, at) => {
    if (at === 0) return line
    const before = lines[at - 1]!
    const wrapped = before.length > longest * 0.75 && longest > 30 && !/[。！？：:；;]$|[.!?]$/.test(before)
    if (!wrapped) return `${text}\n${line}`
    return /[\p{Script=Han}，、]$/u.test(before) || /^\p{Script=Han}/u.test(line) ? text + line : `${text} ${line}`
  }, '')
}
