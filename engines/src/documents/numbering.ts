import { markOf } from './list-marks.ts'

/** The number a heading begins with. */
export interface Numbering {
  /** `chapter`, `section` … for words, `decimal` for 1.2.3, `han` for 一、, `bracket` for （一）, `roman` for IV. */
  family: 'part' | 'chapter' | 'appendix' | 'section' | 'decimal' | 'han' | 'bracket' | 'roman' | 'letter'
  /** Of decimal numbers: how many there are. */
  depth: number
  /** As references name it: `5.2`, `A`, `3`. */
  label: string
}

/** The number before a heading; undefined where there is none. */
export function numberingOf(text: string): Numbering | undefined {
  const part = /^(?:第\s*([一二三四五六七八九十百\d]+)\s*[编篇部](?:分)?|Part\s+([IVX]+|\d+|[A-Z])\b)/i.exec(text)
  if (part) return { family: 'part', depth: 1, label: part[1] ?? part[2]! }
  const chapter = /^(?:第\s*([一二三四五六七八九十百零\d]+)\s*章|Chapter\s+(\d+|[IVX]+)\b)/i.exec(text)
  if (chapter) return { family: 'chapter', depth: 1, label: chapter[1] ?? chapter[2]! }
  const appendix = /^(?:附\s*录|附件|Appendix|Annex)\s*([A-Z\d]|[一二三四五六七八九十]+)?(?![\p{L}\d]*[。，])/iu.exec(
    text,
  )
  if (appendix) return { family: 'appendix', depth: 1, label: appendix[1] ?? '' }
  const section = /^(?:第\s*([一二三四五六七八九十百\d]+)\s*节|Section\s+(\d+(?:\.\d+)*)\b)/i.exec(text)
  if (section) return { family: 'section', depth: 2, label: section[1] ?? section[2]! }
  const decimal =
    /^((?:\d{1,2}|[A-Z])(?:[.．-]\d{1,3}){1,5})[.．、]?(?![\d%‰℃°])(?=[\s\p{Script=Han}\p{Lu}“"《（(])/u.exec(text)
  if (decimal) {
    const label = decimal[1]!.replace(/[．-]/g, '.')
    return { family: 'decimal', depth: label.split('.').length, label }
  }
  const single = /^(\d{1,2})(?:[.．、]\s*|\s+)(?=[\p{Script=Han}\p{Lu}“"《（(])/u.exec(text)
  if (single) return { family: 'decimal', depth: 1, label: single[1]! }
  const roman = /^([IVX]{1,5})[.、．]\s*(?=[\p{L}])/u.exec(text)
  if (roman) return { family: 'roman', depth: 1, label: roman[1]! }
  const mark = markOf(text)
  if (mark?.family === '一、') return { family: 'han', depth: 1, label: String(mark.value) }
  if (mark?.family === '（一）') return { family: 'bracket', depth: 2, label: String(mark.value) }
  const letter = /^([A-Z])[.．]\s+(?=\p{Lu})/u.exec(text)
  if (letter) return { family: 'letter', depth: 2, label: letter[1]! }
  return undefined
}

/** Headings as they are compared: no spaces, no marks, one case. */
export const headingKey = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
