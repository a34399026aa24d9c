import { normalise } from '../text/normalise.ts'
import { attributesIn, hasAttribute } from './attributes.ts'
import type { Pointing } from './pointing.ts'
import { selectShown } from './select-shown.ts'

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

export type Referred =
  | { found: 'one'; item: RecordItem; certain: boolean }
  /** Several at once, in the order of the list (两个都退, 除了第一个都退). */
  | { found: 'several'; items: RecordItem[] }
  | { found: 'many'; items: RecordItem[] }
  /** Something was named that is not among the customer's own. */
  | { found: 'none'; named: string }

const newest =
  /上(一)?(次|回)|上一?(单|笔|个)|最近|最新|刚(刚|才)?(买|下|拍|订)|前(两|几)天(买|下)|最后|\b(last|latest|newest|most recent|recent|just (bought|ordered))\b/i
const beforeThat =
  /上上(次|单|个)|(再|更)(前|早)|前一(单|个|笔)|之前那|\b(one before|previous|earlier one|before that)\b/i
const oldest = /最早|最开始|第一(次|单|笔)买|\b(first ever|oldest|earliest)\b/i
const dearest = /最贵|最大(的)?(单|金额)|\b(most expensive|priciest)\b/i
const cheapest = /最便宜|\bcheapest\b/i

/** What the conversation adds to the words. */
export interface Around {
  /** Ids of the list shown last, in its order. */
  shown?: string[] | undefined
  /** The words in which a place in that list may be named, where those of `pointing` go back further. */
  placing?: string | undefined
  /** The id talked about before, taken when nothing is pointed at. */
  focus?: string | undefined
  /** The id settled on at present, which "the other one" turns away from. */
  current?: string | undefined
}

/**
 * Which of the customer's objects is meant. An id always decides (and one that is not theirs is `none`); otherwise places in
 * the list that was shown, then product, colour, state, date and amount narrow the list down, and words like 上次 or "the
 * cheapest" pick from it. `certain` is false where the choice is a guess that must be confirmed before anything is changed.
 */
export function refer(pointing: Pointing, items: RecordItem[], around: Around = {}): Referred {
  const byId = pointById(pointing, items)
  if (byId) return byId
  const placed = pointByPlace(pointing, items, around)
  if (placed) return placed
  const others = pointing.other && around.current ? items.filter(({ id }) => id !== around.current) : items
  const pool = others.length > 0 ? others : items
  const narrowed = narrow(pointing, pool)
  const focus = pointing.other ? undefined : around.focus
  if (narrowed.length === 0) return pickFrom(pointing, pool, focus, false)
  return pickFrom(pointing, narrowed, focus, narrowed.length < items.length)
}

/** By its place among what was shown; words that name a thing count over the list, too (除了净水器都退). */
function pointByPlace(
  pointing: Pointing,
  items: RecordItem[],
  { shown, placing, current }: Around,
): Referred | undefined {
  const listed = (shown ?? []).flatMap((id) => items.find((each) => each.id === id) ?? [])
  const at = listed.findIndex(({ id }) => id === current)
  const named = (words: string) => listed.flatMap((item, place) => (isNamed(item, words, pointing) ? [place] : []))
  const selection = selectShown(placing ?? pointing.text, {
    count: listed.length,
    current: at < 0 ? undefined : at,
    named,
  })
  if (selection?.kind !== 'some') return undefined
  const chosen = selection.places.flatMap((place) => listed[place] ?? [])
  const [item] = chosen
  if (!item) return undefined
  return chosen.length === 1 ? { found: 'one', item, certain: true } : { found: 'several', items: chosen }
}

/** Whether words name an item of the list, by its product, its colour or its title. */
function isNamed(item: RecordItem, words: string, { products, productWords }: Pointing): boolean {
  const said = normalise(words)
  if (productWords.some((word) => said.includes(word))) return item.mentions.some((each) => products.includes(each))
  return normalise(item.title).includes(said) || attributesIn(words).some((names) => hasWord(item, names))
}

function pointById({ ids }: Pointing, items: RecordItem[]): Referred | undefined {
  const [named] = ids
  if (!named) return undefined
  const exactly = items.filter((each) => ids.includes(each.id.toUpperCase()))
  // Several of them, as on a screenshot of a list: only the customer knows which.
  if (exactly.length > 1) return { found: 'many', items: exactly }
  const item =
    exactly[0] ??
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
  for (const word of attributesIn(pointing.text)) keep((item) => hasWord(item, word))
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

const hasWord = ({ title, value }: RecordItem, names: string[]): boolean =>
  hasAttribute(`${title} ${JSON.stringify(value)}`, names)

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
