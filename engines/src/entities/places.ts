import { pinyinOf } from '../text/pinyin.ts'
import { PLACES } from './places-data.ts'

/** `name` as people say it, `full` with what it is (西湖区, 昆山市); `town` for a county-level city, which people call a city. */
export type Place = {
  level: 'province' | 'city' | 'district'
  name: string
  full: string
  province: string
  city?: string
  town?: boolean
}

/** The place a Chinese name stands for, suffix (省, 市, 区 …) or not; nicknames of cities included. */
export function placeNamed(name: string): Place | undefined {
  return tables().byName.get(name)
}

/** Longest place name (suffix not counted) that begins at the offset, as its length; 0 when none does. */
export function placeLengthAt(text: string, at: number): number {
  const { byName, longestBy } = tables()
  const longest = longestBy.get(text.slice(at, at + 2)) ?? 0
  for (let length = Math.min(longest, text.length - at); length >= 2; length--) {
    if (byName.has(text.slice(at, at + length))) return length
  }
  return 0
}

/** A city or province written in pinyin or English ("hangzhou", "xi'an"), undefined when none. */
export function placeInLatin(word: string): Place | undefined {
  return tables().byLatin.get(word.replace(/['\s]/g, ''))
}

/** Districts of this name may be in several cities; the one in `city` when that is known. */
export function districtIn(name: string, city: string | undefined): Place | undefined {
  return city ? tables().byCity.get(`${city}/${name}`) : undefined
}

/** Names that are everyday words: a place only when 市 or another level stands beside them. */
export const EVERYDAY = new Set(
  '来宾 东方 大同 兴安 白山 仙桃 天门 凉山 文山 海东 海北 海西 三明 长治 平凉 和田 自贡 中山 黄山 朝阳 海南 新城 城关 和平 南山 西湖 东城 西城 河东 河西 江北 江南 新华 长安 桥西 桥东 高新 开发 解放 红旗 向阳 城东 城西 城南 城北 龙华 罗湖 海港 东湖 青山 人民 白云 宝山 南岸 北关 永定 光明 宝塔 市中 城中 永安 石狮 高密 新乐 安达 同江 安国 天长 明光 长乐 共青城 樟树 兴宁 英德 合山 大安 安宁 乐平 兴平 灵武 五常 建德 高平 平度 德兴 新民 海城 福安 尚志 铁力 北安 东兴 平果 子长 青州 东台 启东 当阳 吉首 高安 永康 集安 定州 张北 通道 互助 同心 利津 开化 和顺 平顺 安康 白银 白城'.split(
    ' ',
  ),
)

const NICKNAMES = new Map(
  `上海:魔都 申城 沪上 大上海;北京:帝都 京城 北平;广州:羊城 花城 妖都 穗城;深圳:鹏城;成都:蓉城 锦官城;重庆:山城 雾都 渝城 渝都;哈尔滨:冰城 哈市;济南:泉城;武汉:江城 大武汉;昆明:春城;长沙:星城;厦门:鹭岛 鹭城;南京:金陵 石头城;福州:榕城;宁波:甬城;青岛:岛城 琴岛;天津:津门 津城;杭州:杭城;海口:椰城;南宁:邕城;贵阳:筑城 林城;南昌:洪城 英雄城;合肥:庐州;郑州:商都;东莞:莞城;大连:滨城;沈阳:盛京 奉天;拉萨:日光城;大庆:油城;徐州:彭城;常州:龙城;无锡:锡城;景德镇:瓷都;澳门:赌城;洛阳:神都;石家庄:国际庄;太原:并州;呼和浩特:青城 呼市;乌鲁木齐:乌市;佛山:禅城;泉州:刺桐城;香港:香江`
    .split(';')
    .flatMap((line) => {
      const [city, names] = line.split(':') as [string, string]
      return names.split(' ').map((name) => [name, city] as const)
    }),
)

const LATIN: Record<string, string> = {
  hongkong: '香港',
  macau: '澳门',
  macao: '澳门',
  taipei: '台北',
  peking: '北京',
  canton: '广州',
  innermongolia: '内蒙古',
  tibet: '西藏',
  harbin: '哈尔滨',
  lhasa: '拉萨',
  urumqi: '乌鲁木齐',
  shaanxi: '陕西',
  kaohsiung: '高雄',
}

/** `longestBy` gives the length of the longest name by the first two characters. */
type Tables = {
  byName: Map<string, Place>
  byCity: Map<string, Place>
  byLatin: Map<string, Place>
  longestBy: Map<string, number>
}
let built: Tables | undefined

function tables(): Tables {
  built ??= build()
  return built
}

function build(): Tables {
  const byName = new Map<string, Place>()
  const byCity = new Map<string, Place>()
  const byLatin = new Map<string, Place>()
  const rank = { city: 2, province: 1, district: 0 }
  const add = (place: Place) => {
    const known = byName.get(place.name)
    // 吉林 the province and 吉林 the city, 朝阳 the city and 朝阳 of Beijing: the larger unit wins, 海南 stays a province.
    const larger = known?.level === 'district' && (rank[place.level] > 0 || (place.town && !known.town))
    if (!known || larger) byName.set(place.name, place)
    if (place.city && place.level === 'district') byCity.set(`${place.city}/${place.name}`, place)
  }
  for (const line of PLACES.trim().split('\n')) {
    const [province, cities] = line.split('|') as [string, string]
    const own = cities.split(/[:;]/)[0] === province && !cities.includes(';')
    if (!own) add({ level: 'province', name: province, full: province, province })
    for (const part of cities.split(';')) {
      const [city, districts] = part.split(':') as [string, string | undefined]
      add({ level: 'city', name: city, full: city, province, city })
      for (const full of districts?.split(' ') ?? []) addDistrict(full, province, city, add)
    }
  }
  for (const [nickname, city] of NICKNAMES) byName.set(nickname, byName.get(city)!)
  for (const [name, place] of byName) {
    if (place.level !== 'district' && place.name === name)
      byLatin.set(pinyinOf(name).join('').replaceAll('v', 'u'), place)
  }
  for (const [latin, name] of Object.entries(LATIN)) byLatin.set(latin, byName.get(name)!)
  const longestBy = new Map<string, number>()
  for (const name of byName.keys()) {
    const head = name.slice(0, 2)
    longestBy.set(head, Math.max(longestBy.get(head) ?? 0, name.length))
  }
  return { byName, byCity, byLatin, longestBy }
}

const PEOPLES =
  '蒙古|维吾尔|哈萨克|柯尔克孜|达斡尔|鄂温克|鄂伦春|塔吉克|傈僳|哈尼|布依|仡佬|朝鲜|锡伯|裕固|保安|东乡|撒拉|纳西|拉祜|独龙|普米|布朗|毛南|仫佬|景颇|土家|回|满|苗|壮|藏|彝|羌|白|傣|侗|瑶|水|畲|黎|土|佤|怒|京|各'
const KIND = new RegExp(
  `^(?<name>.{2,}?)(?:(?:(?:${PEOPLES})族?)+(?:自治县|自治旗|区)|新区|街道|[区县市旗镇乡]|林区|特区|经济技术开发区)$`,
)

/** A district under the name without what it is (桐庐 for 桐庐县); a name of one character is only said in full. */
function addDistrict(full: string, province: string, city: string, add: (place: Place) => void): void {
  const name = KIND.exec(full)?.groups?.name ?? full
  const town = full.endsWith('市')
  const place = { level: 'district' as const, full, province, city, ...(town ? { town } : {}) }
  add({ ...place, name })
  if (name.length < 2) add({ ...place, name: full })
}
