import { cleanText } from '@loopdesk/engines/documents/clean-text.ts'
import { dividePassages } from '@loopdesk/engines/documents/divide.ts'
import type { Block, DocumentPassage, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { sectionsOf } from '@loopdesk/engines/documents/sections.ts'
import type { Unit } from './units.ts'

/** What is counted: [right, all]; `spare` and `orphans` count what should not be there. */
export type Score = Record<
  | 'headings'
  | 'heading pages'
  | 'paragraphs'
  | 'items'
  | 'lists whole'
  | 'rows'
  | 'row headers'
  | 'row pages'
  | 'tables whole'
  | 'captions'
  | 'heading paths'
  | 'pages'
  | 'in passages'
  | 'passage paths'
  | 'passage pages',
  [number, number]
> & { spare: number; orphans: number }

/** Compares what was read of a manual with its source. `failures` takes a line for each difference. */
export function scoreReading(document: ReadDocument, units: readonly Unit[], failures: string[]): Score {
  const read = partsOf(document)
  const score = emptyScore()
  const count = (name: Exclude<keyof Score, 'spare' | 'orphans'>, right: boolean, what: () => string) => {
    score[name][1]++
    if (right) score[name][0]++
    else failures.push(`${name}: ${what()}`)
  }
  const used = new Set<Part>()
  const groups = new Map<string, Set<unknown>>()
  for (const unit of units) {
    const wanted = kindsFor(unit)
    const alike = read.filter((part) => !used.has(part) && wanted.includes(part.kind) && part.key === keyOf(unit))
    const found = alike.find(({ page }) => page === unit.page) ?? alike[0]
    if (found) used.add(found)
    const near = () => `${unit.text.slice(0, 60)} [p${unit.page}]`
    if (unit.kind === 'heading' && unit.level === 1) continue
    count(nameOf[unit.kind], found !== undefined, near)
    if (unit.group && unit.kind !== 'caption')
      groups.set(unit.group, (groups.get(unit.group) ?? new Set()).add(found?.block ?? unit))
    if (!found) continue
    const page = () => `${near()} read on ${found.page}`
    if (unit.kind === 'heading') count('heading pages', found.page === unit.page, page)
    else {
      if (unit.kind === 'row')
        count(
          'row headers',
          same(found.header ?? [], unit.header ?? []),
          () => `${near()} read under ${found.header?.join('|')}`,
        )
      count(unit.kind === 'row' ? 'row pages' : 'pages', found.page === unit.page, page)
      count('heading paths', samePath(found.path, unit.path), () => `${near()} read under ${found.path.join(' > ')}`)
    }
  }
  for (const [group, blocks] of groups)
    count(
      group.startsWith('list') ? 'lists whole' : 'tables whole',
      blocks.size === 1,
      () => `${units.find((one) => one.group === group)?.text.slice(0, 50)} in ${blocks.size}`,
    )
  for (const part of read) {
    if (used.has(part) || part.key === keyOf(units[0]!)) continue
    score.spare++
    failures.push(`spare: ${part.kind} p${part.page} ${part.text.slice(0, 90)}`)
  }
  scorePassages(document, units, score, count, failures)
  return score
}

export function emptyScore(): Score {
  const names = [
    'headings',
    'heading pages',
    'paragraphs',
    'items',
    'lists whole',
    'rows',
    'row headers',
    'row pages',
    'tables whole',
    'captions',
    'heading paths',
    'pages',
    'in passages',
    'passage paths',
    'passage pages',
  ] as const
  return { ...Object.fromEntries(names.map((name) => [name, [0, 0]])), spare: 0, orphans: 0 } as unknown as Score
}

interface Part {
  kind: Block['kind'] | 'item' | 'row' | 'caption'
  key: string
  text: string
  page: number
  path: string[]
  header?: string[]
  block: Block
}

/** Letters and digits only: marks and spaces may be set in several ways. */
const plain = (text: string) =>
  cleanText(text)
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
const keyOf = (unit: Unit) =>
  unit.kind === 'row' ? unit.cells!.map(plain).join('|') : plain(unit.text.replace(turn, ''))
const same = (one: readonly string[], other: readonly string[]) =>
  one.map(plain).join('|') === other.map(plain).join('|')
/** The manual's own title may stand above everything or not. */
const samePath = (read: readonly string[], own: readonly string[]) =>
  same(read, own) || same(read, own.slice(1)) || same(read.slice(1), own.slice(1))

/** A question or its answer is read without its mark. */
const turn = /^(?:问：|答：|Q:|A:)/

const nameOf = {
  heading: 'headings',
  paragraph: 'paragraphs',
  item: 'items',
  row: 'rows',
  caption: 'captions',
} as const

function kindsFor({ kind, text }: Unit): Part['kind'][] {
  if (kind === 'paragraph') return turn.test(text) ? ['question'] : ['paragraph']
  return kind === 'item' ? ['item', 'question'] : [kind]
}

/** The document's blocks as single parts, each with the headings above it. */
function partsOf(document: ReadDocument): Part[] {
  return sectionsOf(document.blocks).flatMap((section) =>
    document.blocks.slice(section.from, section.to).flatMap((block) => {
      const page = block.page ?? 0
      const path = block.kind === 'heading' ? section.headings.slice(0, -1) : section.headings
      const part = (kind: Part['kind'], text: string, more: Partial<Part> = {}): Part => ({
        kind,
        key: plain(text),
        text,
        page,
        path,
        block,
        ...more,
      })
      if (block.kind === 'list') return block.items.map((item) => part('item', item.text, { page: item.page ?? page }))
      if (block.kind === 'table')
        return [
          ...(block.caption ? [part('caption', block.caption)] : []),
          ...block.rows.map((row, index) =>
            part('row', row.join(' | '), {
              key: row.map(plain).join('|'),
              page: block.rowPages?.[index] ?? page,
              header: block.header,
            }),
          ),
        ]
      if (block.kind === 'picture') return block.caption ? [part('caption', block.caption)] : []
      if (block.kind === 'question')
        return [
          part('question', block.question),
          part('question', block.answer, { page: block.pageStarts?.[0]?.at === 0 ? block.pageStarts[0].page : page }),
        ]
      return [part(block.kind, block.text)]
    }),
  )
}

type Count = (name: Exclude<keyof Score, 'spare' | 'orphans'>, right: boolean, what: () => string) => void

/** Whether each part stands whole in a passage, under its headings, with its page. */
function scorePassages(
  document: ReadDocument,
  units: readonly Unit[],
  score: Score,
  count: Count,
  failures: string[],
): void {
  const { passages } = dividePassages(document)
  const texts = passages.map((passage) => plain(`${passage.question ?? ''}${passage.text}`))
  for (const unit of units) {
    if (unit.kind === 'heading' || unit.kind === 'caption') continue
    const wanted = unit.kind === 'row' ? unit.cells!.map(plain) : [plain(unit.text.replace(turn, ''))]
    const holders = passages.filter(
      (passage, at) =>
        (unit.kind !== 'row' || passage.kind === 'table') && wanted.every((one) => texts[at]!.includes(one)),
    )
    count('in passages', holders.length > 0, () => `${unit.text.slice(0, 60)} [p${unit.page}]`)
    if (holders.length === 0) continue
    const best = holders.find((passage) => samePath(passage.headings, unit.path)) ?? holders[0]!
    count(
      'passage paths',
      samePath(best.headings, unit.path) || headingInside(best, unit),
      () => `${unit.text.slice(0, 60)} under ${best.headings.join(' > ')}`,
    )
    count(
      'passage pages',
      holders.some((holder) => pageIn(holder, unit) === unit.page),
      () => `${unit.text.slice(0, 60)} [p${unit.page}] is on ${pageIn(best, unit)}`,
    )
  }
  for (const { text, kind, page, question } of passages) {
    if (plain(`${question ?? ''}${text}`).length >= 12 || kind === 'question') continue
    score.orphans++
    failures.push(`orphans: ${kind} p${page} ${text.slice(0, 60)}`)
  }
}

const headingInside = ({ headings, text }: DocumentPassage, unit: Unit) =>
  samePath(headings, unit.path.slice(0, -1)) && plain(text).includes(plain(unit.path.at(-1) ?? ''))

/** The page a quote of this part would name. */
function pageIn(passage: DocumentPassage, unit: Unit): number | undefined {
  const first = (unit.cells?.find((cell) => cell !== '') ?? unit.text.replace(turn, '')).trim().slice(0, 24)
  const at = passage.text.indexOf(first)
  return passage.pageStarts?.findLast((start) => at >= start.at)?.page ?? passage.page
}
