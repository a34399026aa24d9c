import type { Entity } from '../entities/entity.ts'
import { normalise } from '../text/normalise.ts'

/** A business object of the customer, as much of it as is needed to tell it from the others. Newest first in lists. */
export interface RecordItem {
  id: string
  value: unknown
  title: string
  status: string
  /** The status in words, both languages. */
  statusWords: string[]
  /** Local date `YYYY-MM-DD`, and how many days ago that is. */
  date: string | null
  ageDays?: number
  amount: number | null
  /** Catalogue ids it is about. */
  mentions: string[]
  /** Whether the flow can use it. */
  preferred: boolean
}

/** How the customer points at one of them. */
export interface Pointing {
  ids: string[]
  /** Catalogue ids named; any of them fits. */
  products: string[]
  /** The words that named them: another product whose title has the same word is meant as well (净水器). */
  productWords: string[]
  dates: { from: string; to: string }[]
  /** Roughly how many days ago, as said (一个多月前, two weeks ago). */
  daysAgo: number | null
  amounts: number[]
  text: string
}

export type Referred =
  | { found: 'one'; item: RecordItem; certain: boolean }
  | { found: 'many'; items: RecordItem[] }
  /** Something was named that is not among the customer's own. */
  | { found: 'none'; named: string }

/** Collects what a text points with. `idType` is the entity type of the record's own ids. */
export function pointingOf(text: string, entities: Entity[], idType: string, catalogue: string | null): Pointing {
  const of = (type: string) => entities.filter((each) => each.type === type)
  return {
    ids: [...of(idType), ...of('order_no')].map((each) => String(each.value).toUpperCase()),
    products: catalogue ? of(`catalogue:${catalogue}`).flatMap((each) => each.value as string | string[]) : [],
    productWords: catalogue ? of(`catalogue:${catalogue}`).map((each) => normalise(each.text)) : [],
    dates: of('date').map((each) => {
      const from = String(each.detail?.date ?? each.value)
      // A whole month is `YYYY-MM`: every day of it compares between these.
      return { from, to: String(each.detail?.dateTo ?? (from.length === 7 ? `${from}-31` : from)) }
    }),
    daysAgo: readDaysAgo(text),
    amounts: of('money').map((each) => Number(each.value)),
    text,
  }
}

const daysOf: Record<string, number> = {
  天: 1,
  日: 1,
  周: 7,
  星期: 7,
  礼拜: 7,
  月: 30,
  年: 365,
  day: 1,
  week: 7,
  month: 30,
  year: 365,
}
const numbers: Record<string, number> = {
  半: 0.5,
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
}
const ago =
  /(\d+|[半一两二三四五六七八九十])\s*个?(多)?\s*(天|日|周|星期|礼拜|月|年)(多|半)?(之|以)?前|\b(\d+|an?|one|two|three|four|five|six) (day|week|month|year)s? ago\b/i

/** How long ago something was, in days; "more than a month" counts as a month and a half. */
function readDaysAgo(text: string): number | null {
  const found = ago.exec(text.normalize('NFKC'))
  if (!found) return null
  const word = (found[1] ?? found[6] ?? '').toLowerCase()
  const count = numbers[word] ?? Number(word)
  const unit = daysOf[(found[3] ?? found[7] ?? '').toLowerCase()] ?? 1
  return (count + (found[2] || found[4] ? 0.5 : 0)) * unit
}

const newest =
  /上(一)?次|上一?(单|笔|个)|最近|最新|刚(刚|才)?(买|下|拍|订)|前(两|几)天(买|下)|最后|\b(last|latest|newest|most recent|recent|just (bought|ordered))\b/i
const beforeThat =
  /上上(次|单|个)|(再|更)(前|早)|前一(单|个|笔)|之前那|\b(one before|previous|earlier one|before that)\b/i
const oldest = /最早|最开始|第一(次|单|笔)买|\b(first ever|oldest|earliest)\b/i
const dearest = /最贵|最大(的)?(单|金额)|\b(most expensive|priciest)\b/i
const cheapest = /最便宜|\bcheapest\b/i

/**
 * Which of the customer's objects is meant. An id always decides (and one that is not theirs is `none`); otherwise product,
 * status, date and amount narrow the list down, words like 上次 or "the cheapest" and ordinals over what was shown pick from it.
 * `focus` is the id talked about before, taken when nothing is pointed at. `certain` is false where the choice is a guess
 * that must be confirmed before anything is changed.
 */
export function refer(
  pointing: Pointing,
  items: RecordItem[],
  options: { shown?: string[]; focus?: string; ordinal?: number } = {},
): Referred {
  const byId = pointById(pointing, items)
  if (byId) return byId
  const { shown, ordinal } = options
  if (shown && shown.length > 0 && ordinal !== undefined) {
    const id = ordinal < 0 ? shown.at(ordinal) : shown[ordinal - 1]
    const item = items.find((each) => each.id === id)
    if (item) return { found: 'one', item, certain: true }
  }
  const narrowed = narrow(pointing, items)
  if (narrowed.length === 0) return pickFrom(pointing, items, options.focus, false)
  return pickFrom(pointing, narrowed, options.focus, narrowed.length < items.length)
}

function pointById({ ids }: Pointing, items: RecordItem[]): Referred | undefined {
  const [named] = ids
  if (!named) return undefined
  const item =
    items.find((each) => ids.includes(each.id.toUpperCase())) ??
    onlyOne(
      items.filter((each) =>
        ids.some((id) => id.length >= 6 && JSON.stringify(each.value).toUpperCase().includes(`"${id}"`)),
      ),
    ) ??
    onlyOne(
      items.filter((each) =>
        ids.some((id) => id.length >= 4 && each.id.toUpperCase().endsWith(id.replace(/^\D+/, ''))),
      ),
    )
  return item ? { found: 'one', item, certain: true } : { found: 'none', named }
}

function narrow(pointing: Pointing, items: RecordItem[]): RecordItem[] {
  let left = items
  const keep = (test: (item: RecordItem) => boolean) => {
    const kept = left.filter(test)
    if (kept.length > 0) left = kept
  }
  if (pointing.products.length > 0)
    keep(
      (item) =>
        item.mentions.some((each) => pointing.products.includes(each)) ||
        pointing.productWords.some((word) => word.length > 1 && normalise(item.title).includes(word)),
    )
  const said = normalise(pointing.text)
  const statuses = items
    .flatMap((item) => item.statusWords)
    .filter((word) => word.length > 1 && said.includes(normalise(word)))
  if (statuses.length > 0) keep((item) => item.statusWords.some((word) => statuses.includes(word)))
  if (pointing.dates.length > 0)
    keep((item) => pointing.dates.some(({ from, to }) => item.date !== null && item.date >= from && item.date <= to))
  if (pointing.amounts.length > 0) keep((item) => pointing.amounts.some((amount) => sameAmount(item.amount, amount)))
  return left
}

function pickFrom(
  { text, daysAgo }: Pointing,
  items: RecordItem[],
  focus: string | undefined,
  narrowed: boolean,
): Referred {
  const usable = items.filter((item) => item.preferred)
  const among = usable.length > 0 ? usable : items
  const focused =
    among.find((item) => item.id === focus) ?? (narrowed ? undefined : items.find((item) => item.id === focus))
  const one = (item: RecordItem | undefined, certain: boolean): Referred =>
    item ? { found: 'one', item, certain } : { found: 'many', items: among }
  if (daysAgo !== null) return one(nearest(items, daysAgo), true)
  if (beforeThat.test(text)) return one(olderThan(items, focused), true)
  if (newest.test(text)) return one(narrowed ? among[0] : (usable[0] ?? items[0]), true)
  if (oldest.test(text)) return one(among.at(-1), true)
  if (dearest.test(text)) return one(byAmount(among).at(-1), true)
  if (cheapest.test(text)) return one(byAmount(among)[0], true)
  if (among.length === 1) return one(among[0], narrowed || items.length === 1)
  if (focused) return one(focused, true)
  return { found: 'many', items: among }
}

/** The one whose age comes closest. */
function nearest(items: RecordItem[], daysAgo: number): RecordItem | undefined {
  const off = (item: RecordItem) => Math.abs((item.ageDays ?? 0) - daysAgo)
  return items.toSorted((a, b) => off(a) - off(b))[0]
}

function olderThan(items: RecordItem[], focused: RecordItem | undefined): RecordItem | undefined {
  const at = focused ? items.indexOf(focused) : 0
  return items[at + 1]
}

function byAmount(items: RecordItem[]): RecordItem[] {
  return items.filter((item) => item.amount !== null).toSorted((a, b) => (a.amount ?? 0) - (b.amount ?? 0))
}

function sameAmount(amount: number | null, said: number): boolean {
  return amount !== null && (Math.abs(amount - said) < 1 || Math.round(amount) === said)
}

function onlyOne<T>(items: T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined
}
