import { splitList } from '../sheets/faq-cells.ts'
import type { FaqField } from '../sheets/question-columns.ts'

/** One question of a bulk file. Dates have no zone: `2026-06-01` or `2026-06-01T08:00:00`, as the file says them. */
export interface FaqRow {
  /** Of the file or sheet, from 1, the heading counted: what a spreadsheet shows beside it. */
  line: number
  sheet?: string
  question: string
  similar: string[]
  answer: string
  /** Outermost first. */
  category?: string[]
  labels?: string[]
  language?: string
  audiences?: string[]
  validFrom?: string
  validUntil?: string
  externalId?: string
}

/** What is wrong with a line, which is then left out. */
export interface FaqRowError {
  line: number
  sheet?: string
  field: FaqField | 'row'
  code: FaqErrorCode
  message: string
}

export const faqErrors = {
  missing: 'The cell is empty.',
  too_long: 'The text is longer than allowed.',
  too_many: 'There are more entries than allowed.',
  bad_date: 'This is no date.',
  ends_before_start: 'It ends before it starts.',
  bad_json: 'The line is not a JSON object.',
} as const
export type FaqErrorCode = keyof typeof faqErrors

export const faqLimits = { question: 2_000, answer: 50_000, similar: 200, label: 100, labels: 50, externalId: 200 }

/** Texts of a line, by field; several where several columns or a JSON array hold them. */
export type FaqCells = Partial<Record<FaqField, string[]>>

/** A line as a question with everything checked, or the first thing that is wrong with it. */
export function faqRow(cells: FaqCells, at: { line: number; sheet?: string }): FaqRow | FaqRowError {
  const error = (field: FaqField | 'row', code: FaqErrorCode): FaqRowError => ({
    ...at,
    field,
    code,
    message: faqErrors[code],
  })
  const first = (field: FaqField) => cells[field]?.find(Boolean)?.trim() ?? ''
  const question = first('question')
  const answer = first('answer')
  if (question === '') return error('question', 'missing')
  if (answer === '') return error('answer', 'missing')
  if (question.length > faqLimits.question) return error('question', 'too_long')
  if (answer.length > faqLimits.answer) return error('answer', 'too_long')
  const similar = unique((cells.similar ?? []).flatMap(splitList)).filter((one) => one !== question)
  if (similar.length > faqLimits.similar) return error('similar', 'too_many')
  if (similar.some((one) => one.length > faqLimits.question)) return error('similar', 'too_long')
  const labels = unique((cells.labels ?? []).flatMap(splitWords))
  const audiences = unique((cells.audiences ?? []).flatMap(splitWords)).filter((one) => !everybody.test(one))
  for (const [field, words] of [
    ['labels', labels],
    ['audiences', audiences],
  ] as const) {
    if (words.length > faqLimits.labels) return error(field, 'too_many')
    if (words.some((word) => word.length > faqLimits.label)) return error(field, 'too_long')
  }
  const category = categoryPath(cells.category ?? [])
  if (category.some((name) => name.length > faqLimits.question)) return error('category', 'too_long')
  const validFrom = dateOf(first('validFrom'), false)
  const validUntil = dateOf(first('validUntil'), true)
  if (validFrom === false) return error('validFrom', 'bad_date')
  if (validUntil === false) return error('validUntil', 'bad_date')
  if (validFrom && validUntil && validUntil < validFrom) return error('validUntil', 'ends_before_start')
  const externalId = first('externalId')
  if (externalId.length > faqLimits.externalId) return error('externalId', 'too_long')
  const language = languageTag(first('language'))
  return {
    ...at,
    question,
    similar,
    answer,
    ...(category.length > 0 ? { category } : {}),
    ...(labels.length > 0 ? { labels } : {}),
    ...(language ? { language } : {}),
    ...(audiences.length > 0 ? { audiences } : {}),
    ...(validFrom ? { validFrom } : {}),
    ...(validUntil ? { validUntil } : {}),
    ...(externalId ? { externalId } : {}),
  }
}

const everybody = /^(all|everyone|everybody|public|所有人|全部|全员|公开|不限)$/i
const unique = (words: string[]) => [...new Set(words)]
const splitWords = (cell: string) =>
  cell
    .split(/[,，;；|、\n]/)
    .map((word) => word.trim())
    .filter(Boolean)

/** `Orders / Refunds`, `订单>退款`; or one column a level. */
function categoryPath(cells: string[]): string[] {
  return cells
    .flatMap((cell) => cell.split(/\s*(?:[/\\>›»]|->|→)\s*/))
    .map((name) => name.trim())
    .filter(Boolean)
}

const languageNames: Record<string, string> = {
  中文: 'zh',
  简体中文: 'zh',
  简体: 'zh',
  汉语: 'zh',
  繁体中文: 'zh-hant',
  繁體中文: 'zh-hant',
  英文: 'en',
  英语: 'en',
  chinese: 'zh',
  english: 'en',
  日文: 'ja',
  日语: 'ja',
  japanese: 'ja',
  韩文: 'ko',
  韩语: 'ko',
  korean: 'ko',
  法语: 'fr',
  french: 'fr',
  德语: 'de',
  german: 'de',
  西班牙语: 'es',
  spanish: 'es',
}

function languageTag(text: string): string | undefined {
  const told = text.toLowerCase().replace('_', '-')
  return languageNames[told] ?? (/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(told) ? told : undefined)
}

const datePattern =
  /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?秒?(?:\.\d+)?Z?)?$/

/** Empty for none (`永久`, `forever`), `false` for what is no date. */
function dateOf(text: string, end: boolean): string | false | '' {
  if (text === '' || /^(永久|长期|长期有效|无|不限|forever|never|none|-)$/i.test(text)) return ''
  const found = datePattern.exec(text)
  if (found === null) return false
  const [year, month, day, hour, minute, second] = found
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)))
  const date = new Date(Date.UTC(year!, month! - 1, day!))
  if (date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day!) return false
  const days = date.toISOString().slice(0, 10)
  if (hour === undefined) return end ? `${days}T23:59:59` : days
  if (hour > 23 || minute! > 59 || (second ?? 0) > 59) return false
  const two = (value: number | undefined) => String(value ?? 0).padStart(2, '0')
  return `${days}T${two(hour)}:${two(minute)}:${two(second)}`
}
