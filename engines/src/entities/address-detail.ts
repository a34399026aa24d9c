import type { Part } from './address-parts.ts'
import type { EntityDetail } from './entity.ts'
import { districtIn, type Place } from './places.ts'

/** The levels of an address with full suffix, and name and phone said right beside it. */
export function detailOf(text: string, cased: string, parts: Part[]): EntityDetail {
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
    detail.district = /[区县市旗镇]$/.test(said(districtPart))
      ? said(districtPart)
      : (districtPart.place?.full ?? `${said(districtPart)}区`)
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
