import { findEnglishAddresses } from './english-addresses.ts'
import type { EntityDetail, Finding } from './entity.ts'
import { districtIn, EVERYDAY, type Place, placeLengthAt, placeNamed } from './places.ts'

/**
 * Postal addresses in folded text, from "朝阳区" to "浙江省杭州市西湖区文三路138号2幢301", levels missing or in any order, and
 * cities named alone. The detail of an address has its levels with full suffix, and name and phone said right beside it.
 */
export function findAddressesAndPlaces(text: string, cased: string): Finding[] {
  return [...findChinese(text, cased), ...findEnglishAddresses(text)]
}

const RANK = { address: 65, city: 40 }

type Level = 'province' | 'city' | 'district' | 'town' | 'road' | 'number' | 'estate' | 'unit'
type Part = { level: Level; start: number; end: number; place?: Place }

function findChinese(text: string, cased: string): Finding[] {
  const findings: Finding[] = []
  let at = 0
  while (at < text.length) {
    const parts = readAddress(text, at)
    if (parts.length === 0) {
      at++
      continue
    }
    const finding = judge(text, cased, parts)
    if (finding) findings.push(finding)
    at = Math.max(at + 1, parts.at(-1)!.end)
  }
  return findings
}

/** Levels that follow each other from here on, with nothing but a space or a comma between. */
function readAddress(text: string, from: number): Part[] {
  const parts: Part[] = []
  let at = from
  while (parts.length < 16) {
    const gap = parts.length === 0 ? 0 : /^[\s,，、·-]{0,2}/.exec(text.slice(at, at + 2))![0].length
    const part = readPart(text, at + gap, parts)
    if (!part) break
    parts.push(part)
    at = part.end
  }
  return parts
}

const ADMIN_SUFFIX: Record<Place['level'], RegExp> = {
  province: /^(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)/,
  city: /^(?:市(?!场|区|民|面|价|中心)|特别行政区|地区|(?:[\u4e00-\u9fff]{2,6})?自治州|盟)/,
  district: /^(?:新区|区|县|市(?!场|区|民|面|价|中心)|镇|开发区|园区)/,
}
/** Characters that end whatever stands before a name: prepositions, verbs, pronouns, marks. */
const NAME = '[^\\s\\p{P}\\p{S}a-z到在住是从的于址往给我你他她了寄送至和跟及或把将让请要改换成为说有没不吗呢吧这那哪个]'
const ROAD_WORD = '(?:路|大道|大街|街(?!道|上)|巷(?!子)|弄|胡同|公路|环路|干道)'
const ROAD = new RegExp(
  `^(?:${NAME}{1,8}?)${ROAD_WORD}(?:[东西南北中](?:段|路|街|大街)|[一二三四五六七八九十]{1,2}(?:段|巷|弄))?(?!上|过|由|线|人|径|口碑|灯|费)`,
  'u',
)
const TOWN = new RegExp(`^${NAME}{1,6}?(?:街道(?!上)|镇(?!上)|乡(?!下|村)|村(?!里|上|民|[东西南北中大]))`, 'u')
const DISTRICT = new RegExp(`^${NAME}{1,5}?(?:自治县|新区|开发区|高新区|区(?!别|分|块|域|间)|县|旗)`, 'u')
const ESTATE_WORD =
  '(?:小区|花园|公寓|大厦|广场|家园|新村|社区|苑|大楼|写字楼|宿舍|产业园|科技园|软件园|工业园|工业区|创业园|商城|商场|购物中心|中心|大学|学院|中学|小学|医院|酒店|宾馆|新城|名城|华庭|豪庭|雅苑|公馆|山庄|别墅|府|庭|里|湾|国际城|现代城|驿站|便利店|城(?!市|区|管))'
const ESTATE = new RegExp(
  `^(?:${NAME}|[a-z\\d]){2,12}?${ESTATE_WORD}(?:[东西南北一二三四五六\\d][区期门]|[a-z][区座])?`,
  'u',
)
const NUMBER =
  /^(?:\d{1,5}|[一二三四五六七八九十百]{1,4})(?:[-之]\d{1,4})?\s?(?:号院|号(?!楼|线|机|码|之?前|之?后|以前|以后|下午|上午|晚上|到|送)|弄|-\d{1,4}号)/
const UNIT =
  /^(?:(?:\d{1,4}|[a-z]\d{0,3}|[一二三四五六七八九十]{1,3}|[东西南北])\s?(?:号楼|栋|幢|座|号院|单元|层|楼|室|号房|房|门|期|号铺|铺)|[a-z]?\d{1,4}(?:-\d{1,5}){1,3}(?!\d|-)室?|[a-z]?\d{3,5}(?![\d元块年月日.-])\s?室?)/

function readPart(text: string, at: number, before: Part[]): Part | undefined {
  const detailed = before.some(({ level }) => DETAILED.has(level))
  const place = readPlace(text, at, before.length > 0, detailed)
  if (place) return place
  const window = text.slice(at, at + 24)
  if (window === '') return undefined
  const rules: [Level, RegExp, boolean][] = [
    [
      'number',
      NUMBER,
      before.some((part) => part.level === 'road' || part.level === 'estate' || part.level === 'town'),
    ],
    ['unit', UNIT, detailed],
    ['district', DISTRICT, !detailed && before.some((part) => part.level === 'city' || part.level === 'province')],
    ['town', TOWN, before.length > 0 && !detailed],
    ['road', ROAD, true],
    ['estate', ESTATE, true],
  ]
  for (const [level, pattern, allowed] of rules) {
    const match = allowed ? pattern.exec(window) : null
    if (match) return { level, start: at, end: at + match[0].length }
  }
  return undefined
}

/** Levels below the district. */
const DETAILED = new Set<Level>(['town', 'road', 'number', 'estate', 'unit'])

function readPlace(text: string, at: number, inside: boolean, detailed: boolean): Part | undefined {
  const length = placeLengthAt(text, at)
  if (length === 0) return undefined
  const name = text.slice(at, at + length)
  const place = placeNamed(name)!
  const rest = text.slice(at + length, at + length + 10)
  // 南京路 and 中山大道 are streets.
  if (/^(?:东|西|南|北|中)?(?:路|街|大道|大街|道(?![里外]))/.test(rest)) return undefined
  const suffix = suffixOf(place, rest, name)
  const spelled = suffix.length > 0 || /[区县市镇]$/.test(name)
  if (!spelled && (place.level === 'district' || EVERYDAY.has(name)) && !inside) return undefined
  if (!spelled && place.level === 'district' && inside && !/^[\s,，]?[\p{Script=Han}\d]/u.test(rest)) return undefined
  // 5号北京理工大学: past the street a place is part of a name unless set apart.
  if (!spelled && detailed && /^\p{Script=Han}/u.test(rest)) return undefined
  const end = at + length + suffix.length
  const level = suffix.startsWith('区') || suffix === '县' || suffix === '新区' ? 'district' : place.level
  return { level, start: at, end, place }
}

function suffixOf(place: Place, rest: string, name: string): string {
  const own = ADMIN_SUFFIX[place.level].exec(rest)?.[0]
  if (own) return own
  // 吉林市, 朝阳区: the name is known as another level than the one meant here.
  const other = /^(?:市(?!场|区|民|面|价|中心)|区(?!别|域|间|分)|县)/.exec(rest)?.[0]
  return other && name.length >= 2 ? other : ''
}

function judge(text: string, cased: string, parts: Part[]): Finding | undefined {
  const has = (...levels: Level[]) => parts.some((part) => levels.includes(part.level))
  const start = parts[0]!.start
  const end = parts.at(-1)!.end
  const admin = has('province', 'city', 'district')
  const street = has('road', 'estate', 'town')
  if (!admin && !(street && has('number', 'unit')) && !(has('road') && has('estate'))) return undefined
  const only = parts.length === 1 ? parts[0]! : undefined
  const cityOnly =
    only?.level === 'city' || (parts.length === 2 && parts[0]!.level === 'province' && parts[1]!.level === 'city')
  if (cityOnly) {
    const place = parts.at(-1)!.place!
    return {
      type: 'city',
      value: place.city ?? place.name,
      start: parts.at(-1)!.start,
      end,
      confidence: 0.9,
      rank: RANK.city,
    }
  }
  if (only?.level === 'province') return undefined
  const confidence = street && (has('number', 'unit') || admin) ? 0.93 : 0.65
  return {
    type: 'address',
    value: text.slice(start, end),
    start,
    end,
    confidence,
    detail: detailOf(text, cased, parts),
    rank: RANK.address,
  }
}

function detailOf(text: string, cased: string, parts: Part[]): EntityDetail {
  const detail: EntityDetail = {}
  const said = (part: Part) => cased.slice(part.start, part.end).replace(/\s/g, '')
  const cityPart = parts.find((part) => part.level === 'city')
  const districtPart = parts.find((part) => part.level === 'district')
  const known = districtPart?.place && districtIn(districtPart.place.name, cityPart?.place?.city)
  const inside =
    cityPart?.place ??
    known ??
    (districtPart?.place?.level === 'district' && !cityPart ? onlyDistrict(parts, districtPart.place) : undefined)
  const province = parts.find((part) => part.level === 'province')?.place?.province ?? inside?.province
  if (province) detail.province = fullProvince(province)
  if (inside?.city) detail.city = fullCity(inside.city)
  else if (cityPart) detail.city = said(cityPart)
  if (districtPart)
    detail.district = /[区县市旗镇]$/.test(said(districtPart)) ? said(districtPart) : `${said(districtPart)}区`
  const rest = parts.filter((part) => part.level !== 'province' && part !== cityPart && part !== districtPart)
  if (rest.length > 0) detail.detail = rest.map(said).join('')
  const road = parts.find((part) => part.level === 'road')
  if (road) detail.street = said(road)
  return { ...detail, ...besides(text, parts) }
}

/** A district said without its city tells the city only when no other city is named. */
function onlyDistrict(parts: Part[], place: Place): Place | undefined {
  return parts.some((part) => part.level === 'province' && part.place?.province !== place.province) ? undefined : place
}

const BESIDE_AFTER =
  /^[\s,，;；。、]{0,3}(?:(?:收件人|收货人|联系人|姓名|收)(?:是|为|:)?\s?)?(?<name>[\p{Script=Han}]{2,4}?)?(?:收)?[\s,，;；、]{0,3}(?:(?:手机号?码?|电话|联系方式)(?:是|为|:)?\s?)?(?<phone>1[3-9]\d(?:[ -]?\d{4}){2})(?!\d)/u
const NAME_AFTER =
  /^[\s,，;；。、]{0,3}(?:收件人|收货人|联系人|姓名)(?:是|为|叫|:)?\s?(?<name>[\p{Script=Han}]{2,3})(?![\p{Script=Han}])/u
const BESIDE_BEFORE =
  /(?<name>[\p{Script=Han}]{2,3})[\s,，、]{1,3}(?<phone>1[3-9]\d(?:[ -]?\d{4}){2})[\s,，、]{0,3}(?:地址(?:是|:)?)?$/u

function besides(text: string, parts: Part[]): { name?: string; phone?: string } {
  const end = parts.at(-1)!.end
  const after = text.slice(end, end + 48)
  const start = parts[0]!.start
  const match =
    BESIDE_AFTER.exec(after) ?? NAME_AFTER.exec(after) ?? BESIDE_BEFORE.exec(text.slice(Math.max(0, start - 30), start))
  const { name, phone } = match?.groups ?? {}
  const isLabel = name && /^(?:手机|电话|联系|收件|收货|号码)/.test(name)
  return { ...(name && !isLabel ? { name } : {}), ...(phone ? { phone: phone.replace(/\D/g, '') } : {}) }
}

function fullProvince(name: string): string {
  const special: Record<string, string> = {
    内蒙古: '内蒙古自治区',
    广西: '广西壮族自治区',
    西藏: '西藏自治区',
    宁夏: '宁夏回族自治区',
    新疆: '新疆维吾尔自治区',
    香港: '香港特别行政区',
    澳门: '澳门特别行政区',
  }
  if (special[name]) return special[name]
  return ['北京', '天津', '上海', '重庆'].includes(name) ? `${name}市` : `${name}省`
}

function fullCity(name: string): string {
  return name === '香港' || name === '澳门' ? name : `${name}市`
}
