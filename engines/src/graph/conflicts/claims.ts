import { sentencesOf } from '../../retrieval/sentences.ts'
import { fold } from '../../text/fold.ts'
import { findQuantities, type Quantity } from '../quantities.ts'
import { contentTerms, isMatter, scopeTerms } from './content-terms.ts'
import { type CheckedPassage, hashText } from './passage.ts'

/** One statement of a passage in a form in which equal things can be found: `key` is what it is about, `value` what it says of it. */
export interface Claim {
  passage: string
  source: CheckedPassage['source']
  /** Of passages that may contradict each other, and of statements that are about the same. */
  key: string
  value: string
  kind: 'number' | 'money' | 'duration' | 'date' | 'time' | 'yes_no'
  quote: string
  /** What says it, within the quote. */
  start: number
  end: number
  page?: number
  headings: string
  from?: string
  until?: string
  updatedAt: number
}

/** All statements of a passage that another could contradict. Questions, examples, conditions left open and lists of choices make none. */
export function claimsOf(passage: CheckedPassage): Claim[] {
  const scope = scopeTerms([passage.source.title, ...passage.headings, passage.table?.caption ?? ''])
  if (passage.table) return claimsOfTable(passage, passage.table, scope)
  return sentencesOf(passage.text).flatMap(({ start, end }) =>
    claimsOfSentence(passage, passage.text.slice(start, end), scope),
  )
}

const leftOpen =
  /[?？]\s*$|例如|比如|譬如|举例|假设|假如|\be\.g\.|\bfor example\b|\bfor instance\b|\bsuppose\b|不同(?:地区|城市|型号|商品)|视(?:情况|地区|商品)|因.{1,8}而异|\bvaries\b|\bdepend(?:s|ing)\b|如果您?问/
const pointing =
  /本(?:产品|品|机|店|商品|活动|服务|设备)|该(?:产品|机|商品|活动|服务|设备|功能)|此(?:产品|商品|活动|服务|功能)|它|这款|上述|\bthis (?:product|device|model|item|unit|offer)\b|\bit\b/
const ordered = /从.{1,20}到|至(?=[^\d]{1,6}(?:约|需|大约))|比|\bfrom\b.{1,30}\bto\b|\bthan\b/
const denial = /不|没有|未|无法|非(?!常)|\bnot\b|n't\b|\bno\b|\bwithout\b/g

function claimsOfSentence(passage: CheckedPassage, quote: string, scope: readonly string[]): Claim[] {
  const folded = fold(quote)
  const { text } = folded
  if (text.length > 240 || leftOpen.test(text)) return []
  if (pointing.test(text) && scope.length === 0) return []
  const quantities = joinRanges(text, findQuantities(text))
  const found: Claim[] = []
  const kinds = new Set<string>()
  quantities.forEach((quantity, at) => {
    const kind = kindOf(quantity)
    if (!kind) return
    // Several of a kind in one sentence are told apart by their order only.
    const order = quantities.slice(0, at).filter(({ dimension }) => dimension === quantity.dimension).length
    const terms = frameOf(text, quantities, at)
    kinds.add(kind)
    const { start, end } = folded.spanToOriginal(quantity.start, quantity.end)
    const key = keyOf(
      passage,
      terms,
      scope,
      `${quantity.dimension}#${order}${quantity.date && !quantity.date.startsWith('--') ? quantity.date.slice(0, 4) : ''}`,
      ordered.test(text),
    )
    if (key) found.push(claim(passage, { key, kind, quote, start, end, value: saidBy(quantity) }))
  })
  const yesNo = kinds.size > 0 ? undefined : polarityOf(text)
  if (yesNo) {
    const terms = contentTerms(`${text.slice(0, yesNo.start)} ${text.slice(yesNo.end)}`).concat(
      quantities.map((each) => `#${saidBy(each)}`),
    )
    const key = keyOf(passage, terms, scope, `yes_no:${yesNo.family}`, ordered.test(text))
    const { start, end } = folded.spanToOriginal(yesNo.start, yesNo.end)
    if (key) found.push(claim(passage, { key, kind: 'yes_no', quote, start, end, value: yesNo.yes ? 'yes' : 'no' }))
  }
  return found
}

const claim = (
  { id, source, page, headings, from, until, updatedAt }: CheckedPassage,
  own: Pick<Claim, 'key' | 'kind' | 'quote' | 'start' | 'end' | 'value'>,
): Claim => ({
  passage: id,
  source,
  headings: headings.join(' / '),
  updatedAt,
  ...(page === undefined ? {} : { page }),
  ...(from === undefined ? {} : { from }),
  ...(until === undefined ? {} : { until }),
  ...own,
})

/** Everything of the sentence but the value itself; other amounts belong to what it is about. */
function frameOf(text: string, quantities: readonly Quantity[], at: number): string[] {
  let rest = ''
  let from = 0
  const others: string[] = []
  quantities.forEach((each, index) => {
    rest += `${text.slice(from, each.start)} `
    from = each.end
    // Another number of the same kind may be what differs, too; a number of another kind is part of the condition.
    if (index !== at) others.push(`#${saidBy(each)}`)
  })
  rest += text.slice(from)
  const bounds = [
    ...rest.matchAll(
      /超过|至少|不低于|不少于|以上|最多|不超过|以下|满|\bat least\b|\bover\b|\bmore than\b|\bup to\b|\bat most\b|\bless than\b|\bunder\b/g,
    ),
  ].map(([word]) => `~${word}`)
  const no = rest.match(denial) ? ['~not'] : []
  return [...contentTerms(rest), ...others, ...bounds, ...no]
}

/** Undefined when it says too little to tell what it is about. */
function keyOf(
  passage: CheckedPassage,
  terms: readonly string[],
  scope: readonly string[],
  kind: string,
  inOrder: boolean,
): string | undefined {
  const subject = terms.some(isMatter) ? scope.filter((term) => !isMatter(term)) : scope
  const about = [...new Set([...terms, ...subject])]
  const words = about.filter((term) => !/^[#~]/.test(term))
  const weight = words.reduce((sum, word) => sum + (/\p{Script=Han}/u.test(word) ? word.length : 2), 0)
  if (words.length < 1 || weight < 4 || about.length > 40) return undefined
  const sequence = inOrder ? terms.join('>') : ''
  const forWhom = `${[...(passage.audiences ?? [])].sort().join(',')}@${[...(passage.channels ?? [])].sort().join(',')}`
  // What recurs every year is told of the year it was written in.
  const year = kind.startsWith('day_of_year') ? new Date(passage.updatedAt).getUTCFullYear() : ''
  return hashText([kind, about.sort().join(' '), sequence, forWhom, year].join('|'))
}

function kindOf({ dimension, unit }: Quantity): Claim['kind'] | undefined {
  if (dimension.startsWith('money:')) return 'money'
  if (dimension === 'duration' || dimension === 'workdays') return 'duration'
  if (dimension === 'date' || dimension === 'day_of_year') return 'date'
  if (dimension === 'clock') return 'time'
  // A year or a bare number is seldom what a sentence says of something.
  if (dimension === 'year' || dimension === 'month' || dimension === 'none' || unit === '') return undefined
  return 'number'
}

const saidBy = ({ dimension, base, high, date }: Quantity) =>
  `${dimension}:${date ?? base}${high === undefined ? '' : `..${high}`}`

/** 9:00-18:00 and 6 月 1 日至 6 月 18 日 are one value each. */
function joinRanges(text: string, quantities: readonly Quantity[]): Quantity[] {
  const joined: Quantity[] = []
  for (const each of quantities) {
    const before = joined.at(-1)
    if (
      before &&
      before.dimension === each.dimension &&
      before.high === undefined &&
      /^\s*(?:-|~|至|到|–|to|until)\s*$/.test(text.slice(before.end, each.start))
    )
      joined[joined.length - 1] = { ...before, end: each.end, high: each.base }
    else joined.push(each)
  }
  return joined
}

const families: readonly [string, RegExp, RegExp][] = [
  [
    'can',
    /不(?:可以?|能|支持|允许|提供|接受|予)|无法|禁止|\bcannot\b|\bcan(?:'t| not)\b|\b(?:does|do|is|are) not (?:support|allow|accept|offer|provide)\w*\b|\bnot (?:supported|allowed|possible|available)\b|\b(?:doesn't|don't) (?:support|allow|accept|offer|provide)\b/g,
    /(?<!不)(?:可以|可(?=[退换开查申使用])|支持|允许|(?<!需要?|无需|须|务必|请)(?:提供|接受))|(?<![不可])能(?!耗|源|效|力|量)|\bcan\b|\bsupport(?:s|ed)?\b|\ballow(?:s|ed)?\b|\baccept(?:s|ed)?\b|\boffers?\b|\bavailable\b|\bpossible\b/g,
  ],
  [
    'need',
    /(?:不需要?|无需|无须|不必|不用)|\b(?:no need|not need|don't need|not required|needn't)\b/g,
    /(?<![不无])(?:必须|需要|须|需(?=[^要]))|\bmust\b|\brequired?s?\b|\bneeds?\b/g,
  ],
  [
    'has',
    /没有|不含|不带|不包含|不包括|\b(?:has no|have no|without|excludes?|does not include|not included?)\b/g,
    /(?<!没)有(?!效|关|限|时|些)|(?<!不)(?:包含|包括|含有|附带|带有)|\bhas\b|\bhave\b|\bincludes?\b|\bincluded\b/g,
  ],
]

/** The one word that makes a sentence say yes or no; nothing where there are several or of several kinds. */
function polarityOf(text: string): { family: string; yes: boolean; start: number; end: number } | undefined {
  const found = families.flatMap(([family, no, yes]) => {
    const denied = [...text.matchAll(no)].map((match) => ({
      family,
      yes: false,
      start: match.index,
      end: match.index + match[0].length,
    }))
    const stated = [...text.matchAll(yes)].map((match) => ({
      family,
      yes: true,
      start: match.index,
      end: match.index + match[0].length,
    }))
    return [
      ...denied,
      ...stated.filter((each) => !denied.some((other) => each.start < other.end && other.start < each.end)),
    ]
  })
  if (found.length !== 1) return undefined
  const rest = text.slice(0, found[0]!.start) + text.slice(found[0]!.end)
  // Another denial turns the sense in a way nobody can rely on.
  return /不|没|未|无(?!理由)|除|仅|只|\bonly\b|\bexcept\b|\bunless\b|\bnot\b|\bno\b/.test(rest) ? undefined : found[0]
}

function claimsOfTable(
  passage: CheckedPassage,
  { header, rows }: NonNullable<CheckedPassage['table']>,
  scope: readonly string[],
): Claim[] {
  return rows.flatMap((row) => {
    const cells = row.map((cell) => {
      const text = fold(cell).text
      const [only, ...more] = joinRanges(text, findQuantities(text))
      const rest = only
        ? (text.slice(0, only.start) + text.slice(only.end)).replaceAll(/[\s≤≥<>=±约()（）]/g, '')
        : text
      return { cell, quantity: only && more.length === 0 && rest === '' ? only : undefined, text }
    })
    const about = cells
      .filter(({ quantity, text }) => !quantity && !/^\d*$/.test(text.trim()))
      .flatMap(({ text }) => contentTerms(text))
    if (about.length === 0 || (row.length <= 2 && scope.length === 0)) return []
    return cells.flatMap(({ quantity, cell }, at): Claim[] => {
      const kind = quantity && kindOf(quantity)
      if (!kind) return []
      const key = keyOf(
        passage,
        [...about, ...contentTerms(header[at] ?? '')],
        scope,
        `table:${quantity.dimension}`,
        false,
      )
      const before = `${row
        .slice(0, at)
        .map((other, index) => `${header[index] ?? ''}: ${other}; `)
        .join('')}${header[at] ?? ''}: `
      const quote =
        before +
        row
          .slice(at)
          .map((other, index) => (index === 0 ? other : `${header[at + index] ?? ''}: ${other}`))
          .join('; ')
      return key
        ? [
            claim(passage, {
              key,
              kind,
              quote,
              start: before.length,
              end: before.length + cell.length,
              value: saidBy(quantity),
            }),
          ]
        : []
    })
  })
}
