import { joinLines } from './clean-text.ts'
import type { Block } from './document.ts'
import { around, boxOf } from './page-content.ts'
import type { Line, LineOrTable } from './text-lines.ts'

const noteMark = /^(?:[⁰¹²³⁴-⁹]+|\d{1,2}(?=[\s\p{L}\p{Script=Han}])|[*†‡]{1,3}|[①-⑳]|\[\d{1,2}\]|注\s*\d*\s*[:：])/u

/** Parts the notes at the foot of a page from its text: small type behind the last line of the text, begun by a mark. */
export function footnotesApart(lines: LineOrTable[], bodySize: number): { lines: LineOrTable[]; notes: Block[] } {
  let from = lines.length
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]!
    if (line.kind !== 'line' || line.size > bodySize * 0.91) break
    if (
      noteMark.test(line.text) &&
      (line.step === undefined || line.step > 1.05 || line.fresh || isSmall(lines[index - 1], bodySize))
    )
      from = index
  }
  if (from === 0) return { lines, notes: [] }
  return { lines: lines.slice(0, from), notes: notesOf(lines.slice(from) as Line[]) }
}

const isSmall = (line: LineOrTable | undefined, bodySize: number) =>
  line?.kind === 'line' && line.size <= bodySize * 0.91

/** Each mark begins a note; its lines go on until the next. */
function notesOf(lines: Line[]): Block[] {
  const groups: Line[][] = []
  for (const line of lines) {
    if (groups.length === 0 || noteMark.test(line.text)) groups.push([line])
    else groups.at(-1)!.push(line)
  }
  return groups.map((group) => ({
    kind: 'paragraph',
    text: group.map(({ text }) => text).reduce(joinLines),
    page: group[0]!.page,
    boxes: [around(group.map((line) => boxOf(line.page, line)))],
  }))
}
