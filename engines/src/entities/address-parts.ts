import { EVERYDAY, type Place, placeLengthAt, placeNamed } from './places.ts'

export type Level = 'province' | 'city' | 'district' | 'town' | 'road' | 'number' | 'estate' | 'unit'
/** A level of an address on folded text; `weak` for a name that is one only with a number behind it. */
export type Part = { level: Level; start: number; end: number; place?: Place; weak?: boolean }

/** Levels that follow each other from an offset on, with nothing but a space, a comma or a label (门牌, 房号) between. */
export function readParts(text: string, from: number): Part[] {
  const parts: Part[] = []
  let at = from
  while (parts.length < 16) {
    const gap = parts.length === 0 ? '' : GAP.exec(text.slice(at, at + 12))![0]
    const part = readPart(text, at + gap.length, parts)
    if (!part || !maySet(text, gap, part, parts)) break
    parts.push(part)
    at = part.end
  }
  return withoutLooseEnd(text, parts)
}

const GAP =
  /^(?:的(?=[\d一二三四五六七八九十a-z]{1,4}(?:号楼|栋|幢|座|单元|楼|层|室)))?[\s,，、·-]{0,2}(?:(?:具体|详细)?(?:门牌号?|房间?号|室号|房号|楼号)(?:是|:)?\s?)?/

/** Behind a comma only what is plainly another level goes on: a number, a unit, a place, an estate. */
function maySet(text: string, gap: string, part: Part, before: Part[]): boolean {
  if (!/[,，、]/.test(gap)) return true
  if (
    part.weak ||
    (part.level === 'road' && !/^\d|^[一二三四五六七八九十]+号/.test(text.slice(part.end, part.end + 4)))
  ) {
    return part.level === 'estate' && /^[a-z\d一二三四五六七八九十]/.test(text.slice(part.end, part.end + 1))
  }
  if (part.level === 'road') return before.every(({ level }) => level !== 'road')
  if (part.level === 'city') return before.some(({ level }) => level !== 'city' && level !== 'province')
  const said = text.slice(part.start, part.end)
  if (part.level === 'unit' && /^\d+$/.test(said)) {
    return (
      before.at(-1)?.level === 'unit' &&
      /^\d{3,4}$/.test(said) &&
      /^(?:$|[\s,，。.;!?])/.test(text.slice(part.end, part.end + 1))
    )
  }
  return true
}

/** A weak name at the end was none: what stood behind it was no number. */
function withoutLooseEnd(_text: string, parts: Part[]): Part[] {
  const last = parts.at(-1)
  return last?.weak ? parts.slice(0, -1) : parts
}

const ADMIN_SUFFIX: Record<Place['level'], RegExp> = {
  province: /^(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)/,
  city: /^(?:市(?!场|区|民|面|价|中心|政)|特别行政区|地区|(?:[\u4e00-\u9fff]{2,6})?自治州|盟)/,
  district:
    /^(?:新区|区(?!别|域|间|分)|县|市(?!场|区|民|面|价|中心|政)|镇|旗|开发区|园区|(?:[\u4e00-\u9fff]{1,8}族)自治县)/,
}
/** Characters that end whatever stands before a name: prepositions, verbs, pronouns, marks. Some begin names all the same (和平). */
const NAME =
  '(?:和(?=[平谐睦美顺兴畅园苑信悦润祥])|成(?=[都华功贤山府])|(?<=[解开])放|回(?=[龙民春族])|[^\\s\\p{P}\\p{S}a-z到在住是从的于址往给我你他她它们了寄送至和跟及或把将让请要改换成为说有没不吗呢吧这那哪个放装修搬派叫问停查过收拿断就都也还只跑接您回])'
const ROAD_WORD = '(?:路|大道|大街|街(?!道|上)|巷(?!子)|弄|胡同|公路|环路|干道|里(?=\\d))'
const ROAD = new RegExp(
  `^${NAME}{1,8}?${ROAD_WORD}(?:[东西南北中](?:段|路|街|大街|里)|[一二三四五六七八九十]{1,2}(?:段|巷|弄|路))?(?:(?:与|和|跟|及)${NAME}{1,6}?(?:路|大道|大街|街)(?=交))?(?:交叉口|交汇处|交界处|路口|十字路口)?(?!上|过|由(?!器)|线|人|径|口碑|灯|费|况|程|途)`,
  'u',
)
const TOWN = new RegExp(
  `^${NAME}{1,6}?(?:街道(?!上)|镇(?!上)|乡(?!下|村)|村(?!里|上|民|[东西南北中大])|社区|屯|庄(?=\\d)|组(?=\\d))`,
  'u',
)
const DISTRICT = new RegExp(`^${NAME}{1,5}?(?:自治县|新区|开发区|高新区|区(?!别|分|块|域|间)|县|旗)`, 'u')
const ESTATE_WORD =
  '(?:小区|花园|公寓|大厦|广场|家园|新村|社区|苑|大楼|写字楼|宿舍楼?|产业园|科技园|科学园|软件园|工业园|工业区|创业园|创意园|物流园|开发区|商城|商场|购物中心|步行街|市场|中心|大学|学院|中学|小学|幼儿园|医院|酒店|宾馆|饭店|度假村|新城|名城|华庭|豪庭|雅苑|嘉园|公馆|山庄|别墅|家属院|大院|名苑|名都|名邸|国际城|现代城|半岛|天地|府邸|华府|新居|佳苑|驿站|便利店|超市|机场|火车站|高铁站|客运站|府|庭|里|湾|园|城(?!市|区|管))'
const ESTATE = new RegExp(`^(?:${NAME}|[a-z\\d]){2,12}?${ESTATE_WORD}+`, 'u')
/** Words that stand alone for a whole: an address by themselves (幸福里小区). */
export const WHOLE_ESTATE = /(?:小区|花园|公寓|家园|新村|雅苑|华庭|豪庭|嘉园|佳苑|家属院|名苑|山庄|公馆|大厦)$/
/** Not the name of a place but some place (整个小区, 哪个小区). */
const GENERIC =
  /^(?:整个|哪个|老|新|本|全|各|同|隔壁|附近|周边|旁边|对面|楼下|其他|所有|别的|一个|两个|几个|咱|咱们|自己|物业|高档|普通|封闭|现在|目前|原来|以前|客服|服务|营业|呼叫|售后|维修|配送|分拣|转运|集散|快递|物流|个人|会员|用户|管理|信用卡|结算|数据|活动|任务|购物|学习|消费|文化|社交|商务|售楼|网上|手机|小|大|多|旧|中|人才|批发|农贸|菜|电子|二手|股票|金融|国内|国外|海外|外地|本地|公共)(?:小区|中心|市场|医院|学校|大学|商城|商场|超市|便利店|酒店|宾馆|公寓|大厦|写字楼|社区|机场|里|园|城|湾|天地|花园|驿站|工业区|宿舍)$/
const LETTER_OR_NUMBER = '(?:\\d{1,4}|[a-z]\\d{0,3}|[一二三四五六七八九十]{1,3}|[东西南北中]|[甲乙丙丁])'
/** A name without a word for what it is, told by the building behind it (锦绣江南A区6栋, 日月天地B座). */
const UNNAMED = new RegExp(
  `^(?:${NAME}){2,8}?(?=${LETTER_OR_NUMBER}(?:号楼|栋|幢|座(?!机|位)|单元|[区期](?!别|域|间|分|限|货)${LETTER_OR_NUMBER}?(?:号楼|栋|幢|座|楼|,|，)))`,
  'u',
)
const NUMBER =
  /^(?:\d{1,5}|[一二三四五六七八九十百]{1,5}|[a-z]\d{1,4})(?:[-之]\d{1,4})?\s?(?:号院|号(?!楼|线|机|码|之?前|之?后|以前|以后|下午|上午|晚上|到|送|来|去|的时候|那天)|弄|-\d{1,4}号)/
const UNIT = new RegExp(
  `^(?:${LETTER_OR_NUMBER}\\s?(?:号楼|栋|幢|座(?!机|位)|塔|馆|号院|单元|层|楼(?!下|上|道|盘|梯)|室|号房|房(?!子|间|东|租|贷)|门(?!口|禁|店|锁|牌)|期(?!间|限|货)|区(?!域|别|间|分)|组(?=\\d)|号铺|铺)|[a-z]?\\d{1,4}(?:-[a-z]?\\d{1,5}){1,3}(?!\\d|-)室?|[a-z]?\\d{3,5}(?![\\d元块年月日.:-])(?!\\s?(?:多|来)?(?:元|块|钱|个|兆|m|g))\\s?室?|[一二三四五六七八九零]{3,4}(?![零一二三四五六七八九十百千万点元块年月])室?)`,
)

function readPart(text: string, at: number, before: Part[]): Part | undefined {
  const detailed = before.some(({ level }) => DETAILED.has(level))
  const place = readPlace(text, at, before.length > 0, detailed)
  if (place) return place
  const window = text.slice(at, at + 28)
  if (window === '' || (before.length === 0 && LABEL.test(window))) return undefined
  const has = (...levels: Level[]) => before.some(({ level }) => levels.includes(level))
  const rules: [Level, RegExp, boolean][] = [
    ['number', NUMBER, has('road', 'estate', 'town')],
    ['unit', UNIT, detailed],
    ['unit', STARTING_UNIT, before.length === 0],
    ['district', DISTRICT, !detailed && has('city', 'province')],
    ['town', TOWN, before.length > 0 && (!detailed || before.at(-1)?.level === 'town')],
    ['road', ROAD, true],
    ['estate', ESTATE, true],
  ]
  const found = rules
    .map(([level, pattern, allowed]) => ({ level, match: allowed ? pattern.exec(window) : null }))
    .find(({ level, match }) => match && !(level === 'estate' && isNoEstate(match[0], window, before)))
  // A name before the building, unless the words up to there hold another level.
  const unnamed = before.length > 0 || atBoundary(text, at) ? UNNAMED.exec(window) : null
  if (
    unnamed &&
    (!found || (found.match![0].length > unnamed[0].length && found.level !== 'unit' && found.level !== 'number'))
  )
    if (!GENERIC_UNNAMED.test(unnamed[0]))
      return { level: 'estate', start: at, end: at + unnamed[0].length, weak: true }
  return found && { level: found.level, start: at, end: at + found.match![0].length }
}

const LABEL =
  /^(?:装机|收货|家庭|详细|安装|办公|公司|联系|邮寄|寄件|收件|常住|居住|新|现|旧|老|原)?(?:地址|住址|位置|家住|家在|地点|单位)/
/** 502室，8号楼，阳光花园: the smallest level first. */
const STARTING_UNIT =
  /^(?:\d{3,4}室|\d{1,3}号楼|\d{1,3}[栋幢])(?=[\s,，]{1,2}(?:\d{1,3}(?:号楼|[栋幢]|单元)|\p{Script=Han}{2,8}(?:小区|花园|公寓|苑|家园|路)))/u
const GENERIC_UNNAMED =
  /^(?:.{0,4}(?:小区|物业|楼上|楼下|隔壁|单位|公司|家里|宿舍|学校|门口|对面|旁边|附近|师傅|快递|客服|宽带|网络|电梯|水管|我们|停水|停电|漏水|现在|今天|明天|昨天|整|全|另外|业主|本|住户|邻居|地下|负|第|每|各|几|多少|其中|最|一共|还有|只|光|整栋)|[上下前后左右])$/
const BOUNDARY = /(?:^|[\s\p{P}到在住是址往至寄送给于家来去:])$/u

function atBoundary(text: string, at: number): boolean {
  return BOUNDARY.test(text.slice(Math.max(0, at - 1), at))
}

/** 小区 alone, 我们小区, and short words (园, 里) without a number behind them. */
function isNoEstate(name: string, window: string, before: Part[]): boolean {
  if (GENERIC.test(name) || /^(?:\d|[a-z])+(?:小区|中心)$/.test(name)) return true
  const rest = window.slice(name.length)
  const short = /(?:[^花家校]园|里|湾|城|府|庭|天地|半岛|中心|市场|超市|便利店|驿站|开发区)$/.test(name)
  if (!short) return false
  const numbered = /^(?:[a-z\d]|[一二三四五六七八九十东西南北]{1,3}(?:区|期|号|栋|座|幢|单元|里|楼|层))/.test(rest)
  return !numbered && !(before.length > 0 && /^(?:$|[\s,，。.;!?])/.test(rest) && !/里$/.test(name))
}

/** Levels below the district. */
const DETAILED = new Set<Level>(['town', 'road', 'number', 'estate', 'unit'])

function readPlace(text: string, at: number, inside: boolean, detailed: boolean): Part | undefined {
  const length = placeLengthAt(text, at)
  if (length === 0) return undefined
  const name = text.slice(at, at + length)
  const place = placeNamed(name)!
  const rest = text.slice(at + length, at + length + 12)
  if (place.level === 'city' && /^(?:[\p{Script=Han}a-z]{2,12}公司|银行)/u.test(rest)) return undefined
  if (/^(?:石材?|茶|临风)/.test(rest) && !/^石化/.test(rest)) return undefined
  // 南京路, 中山大道 and 三亚湾路 are streets; 上海银行 and 北京大学 are not in a place.
  if (/^(?:东|西|南|北|中|湾)?(?:路|街|大道|大街|道(?![里外]))/.test(rest)) return undefined
  const suffix = suffixOf(place, rest, name)
  const spelled = suffix.length > 0 || /[区县市镇]$/.test(name)
  const everyday = EVERYDAY.has(name) || (place.level === 'district' && !place.town)
  if (!spelled && everyday && !inside && !leadsOn(text, at + length, place)) return undefined
  if (!spelled && place.level === 'district' && inside && !/^[\s,，]?[\p{Script=Han}\d]/u.test(rest)) return undefined
  if (!spelled && place.town && !inside && !endsTown(rest)) return undefined
  // 5号北京理工大学: past the street a place is part of a name unless set apart.
  if (!spelled && detailed && /^\p{Script=Han}/u.test(rest)) return undefined
  const end = at + length + suffix.length
  const level = suffix.startsWith('区') || suffix === '县' || suffix === '新区' ? 'district' : place.level
  return { level, start: at, end, place }
}

/** 昌平回龙观东大街: a district said without 区, a street right behind it. */
function leadsOn(text: string, end: number, place: Place): boolean {
  if (place.level !== 'district' || EVERYDAY.has(place.name)) return false
  const window = text.slice(end, end + 16)
  return ROAD.test(window) || TOWN.test(window)
}

/** Behind the bare name of a county-level city a word ends, or another level begins. */
function endsTown(rest: string): boolean {
  return !/^(?:山|湖|江|河|湾|大|小|米|花|树|酒|茶|醋|鸡|鸭|面|粉|虾|蟹|桥|店|轩|阁|集团|有限|公司|股份|银行)/.test(
    rest,
  )
}

function suffixOf(place: Place, rest: string, name: string): string {
  const own = ADMIN_SUFFIX[place.level].exec(rest)?.[0]
  if (own) return own
  // 吉林市, 朝阳区: the name is known as another level than the one meant here.
  const other = /^(?:市(?!场|区|民|面|价|中心|政)|区(?!别|域|间|分)|县)/.exec(rest)?.[0]
  return other && name.length >= 2 ? other : ''
}
