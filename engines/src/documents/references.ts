import type { DocumentPassage, ReadDocument, Section } from './document.ts'
import { headingKey, numberingOf } from './numbering.ts'

/** What a document's cross references can point to. */
export interface Targets {
  /** By `decimal 5.2`, `chapter 3`, `appendix A` …: section numbers. */
  numbered: Map<string, number>
  /** By heading without its number and marks. */
  titled: Map<string, number>
  /** Printed page number to page. */
  labels: Map<string, number>
  pages: number
  /** By `表3-1`, `figure2`: section and page of the captioned block. */
  captions: Map<string, { section: number; page?: number }>
}

type References = NonNullable<DocumentPassage['references']>

/** Collects numbers, titles, page labels and captions once for a document. */
export function makeTargets(document: ReadDocument, sections: readonly Section[]): Targets {
  const numbered = new Map<string, number>()
  const titled = new Map<string, number>()
  const captions: Targets['captions'] = new Map()
  for (const { headings, number } of sections) {
    const heading = headings.at(-1)
    if (!heading) continue
    const numbering = numberingOf(heading)
    if (numbering) {
      const key = `${numbering.family} ${plain(numbering.label)}`
      if (!numbered.has(key)) numbered.set(key, number)
    }
    for (const key of new Set([headingKey(heading), headingKey(withoutNumber(heading))]))
      if (key.length > 1 && !titled.has(key)) titled.set(key, number)
  }
  for (const section of sections) {
    for (const block of document.blocks.slice(section.from, section.to)) {
      const caption = 'caption' in block ? block.caption : undefined
      const key = caption && captionKey(caption)
      if (key && !captions.has(key))
        captions.set(key, { section: section.number, ...(block.page === undefined ? {} : { page: block.page }) })
    }
  }
  const labels = new Map(
    (document.pages ?? []).flatMap(({ label, number }) => (label ? [[label.toLowerCase(), number] as const] : [])),
  )
  return { numbered, titled, labels, captions, pages: document.pages?.length ?? 0 }
}

const lead =
  '(?:请?\\s*(?:参见|参阅|参照|参考|详见|另见|查看|见|按照?|依照)|(?:please\\s+)?(?:see(?:\\s+also)?|refer\\s+to|described\\s+in|as\\s+in|in\\s+accordance\\s+with|follow|under|cf\\.?|consult))'
const patterns: [RegExp, (match: RegExpMatchArray, targets: Targets) => Partial<References[number]> | undefined][] = [
  [
    /(?:第\s*|本手册\s*|见\s*|参见\s*|参阅\s*|按\s*)([A-Z]?\d{0,2}(?:\.\d{1,3}){1,5})\s*(?:节|小节|章节|条|款)/g,
    ([, label], targets) => section(targets, 'decimal', label!),
  ],
  [
    /(?:第\s*)([一二三四五六七八九十百\d]{1,4})\s*(章|节|部分)/g,
    ([, label, word], targets) =>
      section(targets, word === '章' ? 'chapter' : word === '节' ? 'section' : 'part', label!),
  ],
  [
    /\b(?:sections?|sect?\.|clause|paragraph|§)\s*([A-Z]?\d{0,2}(?:\.\d{1,3}){0,5}|\d{1,2})\b/gi,
    ([, label], targets) => section(targets, 'decimal', label!),
  ],
  [/\bchapter\s+(\d{1,2}|[IVX]{1,5})\b/gi, ([, label], targets) => section(targets, 'chapter', label!)],
  [
    /(?:附\s*录|附件|appendix|annex)\s*([A-Z]|\d{1,2}|[一二三四五六七八九十])(?![\p{L}\d])/giu,
    ([, label], targets) => section(targets, 'appendix', label!),
  ],
  [
    new RegExp(
      `${lead}\\s*(?:本手册|本说明书|the)?\\s*(?:第.{1,4}[章节])?\\s*[“"「《『‘]([^”"」》』’]{2,40})[”"」》』’]`,
      'gi',
    ),
    ([, title], targets) => titledAs(targets, title!),
  ],
  [/(?:第\s*)([\divxlc]{1,5})\s*页/gi, ([, label], targets) => page(targets, label!)],
  [/\b(?:pages?|p\.|pp\.)\s*([\divxlc]{1,5})\b/gi, ([, label], targets) => page(targets, label!)],
  [
    /(?:见|参见|参阅|如|按)\s*((?:图|表)\s*[A-Z]?\d+(?:[-.–]\d+)*)/g,
    ([, label], targets) => targets.captions.get(captionKey(label!) ?? ''),
  ],
  [
    /\b((?:figure|fig\.|table)\s*[A-Z]?\d+(?:[-.–]\d+)*)/gi,
    ([, label], targets) => targets.captions.get(captionKey(label!) ?? ''),
  ],
]

/** Places a text points to; those of its own section and those that lead nowhere are left out, but for unknown pages. */
export function findReferences(text: string, targets: Targets, own: number): References {
  const found: (References[number] & { at: number })[] = []
  for (const [pattern, resolve] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const target = resolve(match, targets)
      if (!target || (target.section === undefined && target.page === undefined) || target.section === own) continue
      const overlaps = found.some(
        (one) => match.index < one.at + one.text.length && match.index + match[0].length > one.at,
      )
      if (!overlaps) found.push({ ...target, text: match[0].trim(), at: match.index })
    }
    if (found.length >= 40) break
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ at: _, ...reference }) => reference)
}

function section(targets: Targets, family: string, label: string): { section: number } | undefined {
  const key = plain(label)
  const families =
    family === 'decimal' ? ['decimal', 'section', 'chapter'] : family === 'chapter' ? ['chapter', 'decimal'] : [family]
  for (const one of families) {
    const number = targets.numbered.get(`${one} ${key}`)
    if (number !== undefined) return { section: number }
  }
  return undefined
}

function titledAs(targets: Targets, title: string): { section: number } | undefined {
  const key = headingKey(title)
  const exact = targets.titled.get(key)
  if (exact !== undefined) return { section: exact }
  const holding =
    key.length >= 2
      ? [...targets.titled].find(([heading]) => heading.includes(key) && heading.length < key.length * 3)
      : undefined
  return holding && { section: holding[1] }
}

function page(targets: Targets, label: string): { page: number } | undefined {
  const known = targets.labels.get(label.toLowerCase())
  if (known !== undefined) return { page: known }
  const number = Number(label)
  return Number.isInteger(number) && number >= 1 && number <= targets.pages && targets.labels.size === 0
    ? { page: number }
    : undefined
}

const captionKey = (text: string) =>
  /^(图|表|figure|fig\.|table)\s*([A-Z]?\d+(?:[-.–]\d+)*)/i
    .exec(text.trim())
    ?.slice(1)
    .join('')
    .replace(/^fig\./i, 'figure')
    .replace(/–/g, '-')
    .toLowerCase()

const withoutNumber = (heading: string) =>
  heading.replace(
    /^(?:第\s*[一二三四五六七八九十百零\d]+\s*[章节篇部编]分?|(?:chapter|section|part|appendix)\s+[\dA-Z.]+:?|附\s*录\s*[A-Z\d一二三四五六七八九十]*|[A-Z]?\d*(?:\.\d+)*[.、]?|[（(]?[一二三四五六七八九十]+[)）、])\s*/i,
    '',
  )

/** 十二 and 12 are one number. */
function plain(label: string): string {
  if (!/^[零一二三四五六七八九十百]+$/.test(label)) return label.toUpperCase().replace(/^0+(?=\d)/, '')
  const digits = '零一二三四五六七八九'
  const [hundreds, below] = label.includes('百') ? label.split('百') : ['', label]
  const [tens, ones] = below!.includes('十') ? below!.split('十') : [below!.length > 1 ? '' : '0', below]
  const value = (part: string | undefined, empty: number) =>
    part === undefined || part === '' ? empty : Math.max(0, digits.indexOf(part.replace('零', '') || '零'))
  const ten = below!.includes('十') ? value(tens, 1) : 0
  return String((hundreds ? value(hundreds, 1) * 100 : 0) + ten * 10 + value(ones, 0))
}
