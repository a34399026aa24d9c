import { fold } from '../text/fold.ts'
import { contrastIn } from './contrast.ts'
import type { Reading } from './reading.ts'

/**
 * A known value with the part changed that a message corrects: “不对，是200号” to 文三路100号2幢 gives 文三路200号2幢; "not
 * Smith but Smyth" mends a name. Undefined when the message changes no part of it. `known` is a text, or an object with
 * texts in it (an address); what the message leaves out stays as it was.
 */
export function patchValue(known: unknown, reading: Pick<Reading, 'text' | 'entities'>): unknown {
  if (typeof known === 'string') return patchText(known, reading.text)
  if (typeof known !== 'object' || known === null || !('detail' in known)) return undefined
  return patchAddress(known as Record<string, unknown>, reading)
}

/**
 * A new address with what it leaves out taken from the one it replaces: who receives it, and the city where only a street was
 * said. Other values are what they are.
 */
export function completed(known: unknown, value: unknown): unknown {
  if (!isAddress(known) || !isAddress(value)) return value
  const elsewhere = Boolean(value.province || value.city || value.district)
  const place = elsewhere ? value : { ...value, province: known.province, city: known.city, district: known.district }
  return { ...place, name: value.name || known.name, phone: value.phone || known.phone }
}

const isAddress = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && 'detail' in value

function patchText(known: string, text: string): string | undefined {
  const contrast = contrastIn(text)
  if (!contrast) return undefined
  const at = fold(known).text.indexOf(contrast.not)
  if (at < 0 || contrast.not === contrast.but) return undefined
  const but = asWritten(contrast.but, text)
  return known.slice(0, at) + but + known.slice(at + contrast.not.length)
}

/** Folded words as the customer wrote them. */
function asWritten(words: string, text: string): string {
  const at = fold(text).text.indexOf(words)
  return at < 0 ? words : text.slice(at, at + words.length).trim()
}

function patchAddress(known: Record<string, unknown>, { text, entities }: Pick<Reading, 'text' | 'entities'>): unknown {
  const patched: Record<string, unknown> = { ...known }
  const phone = entities.find((each) => each.type === 'phone')
  const name = recipientIn(text) ?? entities.find((each) => each.type === 'person')?.value
  if (phone) patched.phone = phone.value
  if (name) patched.name = name
  const rest = phone ? text.slice(0, phone.start) + text.slice(phone.end) : text
  for (const field of ['province', 'city', 'district', 'detail', 'name']) {
    const value = patched[field]
    const changed = typeof value === 'string' && value !== '' ? patchText(value, rest) : undefined
    if (changed !== undefined) patched[field] = changed
  }
  if (patched.detail === known.detail && !(name && sameParts(known, patched, ['name'])))
    patched.detail = patchNumbers(String(known.detail ?? ''), rest)
  if (JSON.stringify(patched) === JSON.stringify(known)) return undefined
  const { province, city, district, detail } = patched as Record<string, string | undefined>
  patched.text = [province === city ? '' : province, city, district, detail].filter(Boolean).join('')
  return patched
}

const sameParts = (a: Record<string, unknown>, b: Record<string, unknown>, except: string[]) =>
  Object.keys(a).every((key) => except.includes(key) || a[key] === b[key])

const recipient =
  /(?:收件人|收货人|姓名|名字|接收人)(?:改|换|写)?(?:成|为|是|叫|:|：)+\s*([\u4e00-\u9fff·]{2,4}?)(?=$|[,，。;；\s\d]|电话|手机)|\b(?:recipient|name)(?: should be| is|:| to)\s+([A-Z][a-z]+(?: [A-Z][a-z]+)*)/

const recipientIn = (text: string) => {
  const found = recipient.exec(text)
  return found?.[1] ?? found?.[2]
}

const number = '(?:\\d{1,5}[a-z]?|[一二三四五六七八九十百]{1,4})'
/** Parts of an address that carry a number, each with the words that mean the same. */
const units: { said: RegExp; stands: RegExp; add: (n: string) => string }[] = [
  unit('号楼|栋|幢|座', '楼号|栋号', (n) => `${n}栋`),
  unit('号(?!楼)', '门牌号?', (n) => `${n}号`),
  unit('单元', '单元号', (n) => `${n}单元`),
  unit('室|房(?!子)', '房间号?|房号|室号', (n) => `${n}室`),
  unit('楼|层', '楼层', (n) => `${n}层`),
  unit('弄', '弄号', (n) => `${n}弄`),
  english('room|apt\\.?|apartment|flat|unit|suite', (n) => `, Room ${n}`),
  english('building|block|bldg\\.?', (n) => `, Building ${n}`),
]

function unit(words: string, named: string, add: (n: string) => string) {
  return {
    said: new RegExp(
      `(${number})\\s*(?:${words})|(?:${named})[^\\d,，]{0,8}?[,， ]*(?:应该)?(?:是|为|成|:|：)?\\s*(\\d{1,5}[a-z]?)`,
    ),
    stands: new RegExp(`(${number})(\\s*(?:${words}))`),
    add,
  }
}

function english(words: string, add: (n: string) => string) {
  return {
    said: new RegExp(`\\b(?:${words})(?: number| no\\.?)?(?: is| should be)? ?#?(\\d{1,5}[a-z]?)\\b`),
    stands: new RegExp(`(?<=\\b(?:${words}) ?)(\\d{1,5}[a-z]?)()\\b`, 'i'),
    add,
  }
}

/** Numbers said with their unit take the place of those that stand with it, or are added; a lone number takes the only one's place. */
function patchNumbers(detail: string, text: string): string {
  const said = fold(text).text
  let left = said
  let patched = detail
  for (const { said: saying, stands, add } of units) {
    const found = saying.exec(left)
    const value = found?.[1] ?? found?.[2]
    if (!found || !value) continue
    left = left.replace(found[0], ' ')
    const capital = value.toUpperCase()
    patched = stands.test(patched)
      ? patched.replace(stands, (_, __, after: string) => capital + after)
      : patched + add(capital)
  }
  if (patched !== detail) return patched
  const lone = /(?:^|是|number |no\.? ?|it'?s |be )(\d{1,5}[a-z]?)(?:\b|$)[^\d]{0,6}$/.exec(said)?.[1]
  const numbers = detail.match(/\d{1,5}/g) ?? []
  const first = numbers[0]
  if (!lone || !first || (numbers.length > 1 && !/^\d+\s|^(?:no\.?|number)/i.test(detail))) return detail
  return detail.replace(first, lone)
}
