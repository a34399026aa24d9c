import { visualLength } from './clean-text.ts'
import { lengths } from './divide-text.ts'
import type { Block, ListItem, PageStart } from './document.ts'
import { type Draft, type LeadIn, spread } from './draft.ts'

/** Steps belong together: a list may be so much longer than a text before it is divided. */
const patience = 1.5

/** A list with the sentence that leads to it; a long one is divided between its outermost items, each part led by that sentence. */
export function listPassages(list: Extract<Block, { kind: 'list' }>, lead: LeadIn | undefined): Draft[] {
  const groups = divided(list.items, lead)
  return groups.map((items, index) => {
    const page = items[0]!.page ?? list.page
    const own =
      groups.length === 1
        ? (list.boxes ?? [])
        : (list.boxes ?? []).filter((box) => items.some((item) => (item.page ?? list.page) === box.page))
    const boxes = index === 0 && lead?.whole ? [...lead.boxes, ...own] : own
    const { text, starts } = textOf(items, lead, page, list.page)
    return {
      kind: 'list',
      text,
      ...spread({ page: index === 0 ? (lead?.page ?? page) : page, boxes }),
      ...(starts.length > 0 ? { pageStarts: starts } : {}),
    }
  })
}

function textOf(
  items: ListItem[],
  lead: LeadIn | undefined,
  page: number | undefined,
  begins: number | undefined,
): { text: string; starts: PageStart[] } {
  const starts: PageStart[] = []
  let text = lead?.text ?? ''
  let at = lead?.page ?? page
  for (const item of items) {
    if (text !== '') text += '\n'
    const own = item.page ?? begins
    if (own !== undefined && at !== undefined && own > at) starts.push({ at: text.length, page: own })
    at = own ?? at
    text += `${'  '.repeat(item.depth)}${item.mark} ${item.text}`
  }
  return { text, starts }
}

/** Outermost items with what is below them, packed. */
function divided(items: ListItem[], lead: LeadIn | undefined): ListItem[][] {
  const room = lengths.most * patience - visualLength(lead?.text ?? '')
  const outermost = Math.min(...items.map(({ depth }) => depth))
  const units: ListItem[][] = []
  for (const item of items) {
    if (item.depth === outermost || units.length === 0) units.push([item])
    else units.at(-1)!.push(item)
  }
  const total = sizeOf(items)
  if (total <= room) return [items]
  const share = total / Math.ceil(total / (lengths.most * 0.9))
  const groups: ListItem[][] = []
  for (const unit of units) {
    const last = groups.at(-1)
    if (last && sizeOf(last) + sizeOf(unit) / 2 <= share) last.push(...unit)
    else groups.push([...unit])
  }
  return groups
}

const sizeOf = (items: ListItem[]) => items.reduce((sum, item) => sum + visualLength(item.text) + 1, 0)
