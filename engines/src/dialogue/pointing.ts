import type { Entity } from '../entities/entity.ts'
import { normalise } from '../text/normalise.ts'
import { attributesIn } from './attributes.ts'

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
  /** Another than the one talked about is meant (不是这个, 另一单, the other one). */
  other: boolean
  text: string
}

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
    other: meansAnother(text),
    text,
  }
}

const another =
  /不是(这|那|它|刚才)(?!意思|样)|另(外)?(一|那)|别的|其他(的)?(订|单|那)|换(一)?(个|单)(?!颜色|型号|地|时|大|小|新|别)|(搞|弄|选|找|认|看)错(了)?(订?单|东西|商品|一?个)|\b(another (one|order|item)|(the |my )?other (one|order|purchase|item|parcel)|a different (one|order|item)|not (this|that)( one| order)?\b|wrong (one|order|item))/i

/** Whether the words turn away from the object talked about. */
export const meansAnother = (text: string): boolean => another.test(text)

const pointingWords =
  /上(一)?(次|单|笔|个|回)|最(近|新|早|贵|便宜|后)|刚(刚|才)?(买|下|拍|订)|前(两|几)天|(倒数)?第[一二三四五六七八九十\d]+(个|单|笔|款)|(那|这)(个|单|笔|款|台|件)(?!地址|电话|手机|邮箱|号码|时间|意思)|\b(last|latest|newest|recent|first|second|third|previous|earlier|cheapest|most expensive|oldest|penultimate)\b/i

/** Whether anything was said by which an object could be found. */
export function pointsSomewhere({ ids, products, dates, amounts, daysAgo, other, text }: Pointing): boolean {
  return (
    ids.length + products.length + dates.length + amounts.length > 0 ||
    daysAgo !== null ||
    other ||
    attributesIn(text).length > 0 ||
    pointingWords.test(text)
  )
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
