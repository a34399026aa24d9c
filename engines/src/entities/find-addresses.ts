import { detailOf } from './address-detail.ts'
import { type Level, type Part, readParts, WHOLE_ESTATE } from './address-parts.ts'
import { findEnglishAddresses } from './english-addresses.ts'
import type { Finding } from './entity.ts'
import { placeLengthAt } from './places.ts'

/**
 * Postal addresses in folded text, from "朝阳区" to "浙江省杭州市西湖区文三路138号2幢301", levels missing or in any order, and
 * cities named alone. The detail of an address has its levels with full suffix, and name and phone said right beside it.
 */
export function findAddressesAndPlaces(text: string, cased: string): Finding[] {
  return [...findChinese(text, cased), ...findEnglishAddresses(text)]
}

const RANK = { address: 65, city: 40 }

function findChinese(text: string, cased: string): Finding[] {
  const findings: Finding[] = []
  if (!/\p{Script=Han}/u.test(text)) return findings
  let at = 0
  let hint = -1
  while (at < text.length) {
    if (hint < at) hint = nextHint(text, at)
    // Neither a word for a level ahead nor a place here: nothing can begin.
    if (hint - at > REACH && placeLengthAt(text, at) === 0) {
      at++
      continue
    }
    const parts = readParts(text, at)
    if (parts.length === 0) {
      at++
      continue
    }
    const finding = judge(text, cased, parts)
    if (finding) findings.push(finding)
    at = finding ? finding.end : Math.max(at + 1, parts[0]!.end)
  }
  return findings
}

/** How far the word for a level may stand behind the beginning of its name. */
const REACH = 16
const HINT =
  /[路街道巷弄号栋幢座塔楼层室房门元村镇乡屯庄组区县旗市州盟省园苑厦寓场城心学院店馆府庭里湾岛地站居墅都邸社期干同\d-]/g

function nextHint(text: string, from: number): number {
  HINT.lastIndex = from
  return HINT.exec(text)?.index ?? Number.POSITIVE_INFINITY
}

function judge(text: string, cased: string, parts: Part[]): Finding | undefined {
  const has = (...levels: Level[]) => parts.some((part) => levels.includes(part.level))
  const start = parts[0]!.start
  const end = parts.at(-1)!.end
  const admin = has('province', 'city', 'district')
  const street = has('road', 'estate', 'town')
  const value = text.slice(start, end)
  const whole = parts.length === 1 && parts[0]!.level === 'estate' && WHOLE_ESTATE.test(value) && value.length >= 5
  const crossing = parts.length === 1 && /(?:与|和|跟|及).+(?:交叉口|交汇处|交界处|路口)$/.test(value)
  if (!admin && !(street && has('number', 'unit')) && !(has('road') && has('estate')) && !whole && !crossing)
    return undefined
  const city = cityAlone(parts)
  if (city) return city
  if (parts.length === 1 && parts[0]!.level === 'province') return undefined
  const confidence = street && (has('number', 'unit') || admin) ? 0.93 : 0.65
  const detail = detailOf(text, cased, parts)
  return { type: 'address', value, start, end, confidence, detail, rank: RANK.address }
}

/** 杭州, 广东深圳, 昆山: a city and nothing below it. */
function cityAlone(parts: Part[]): Finding | undefined {
  const last = parts.at(-1)!
  const above = parts.slice(0, -1)
  const isCity =
    last.level === 'city' || (last.level === 'district' && last.place?.town === true && !last.place.full.endsWith('区'))
  if (!isCity || above.length > 1 || above.some(({ level }) => level !== 'province')) return undefined
  const place = last.place!
  const value = last.level === 'city' ? (place.city ?? place.name) : place.name
  return { type: 'city', value, start: last.start, end: last.end, confidence: 0.9, rank: RANK.city }
}
