import { pinyinOf } from '../text/pinyin.ts'

export type Place = { level: 'province' | 'city' | 'district'; name: string; province: string; city?: string }

/** The place a Chinese name stands for, suffix (省, 市, 区 …) or not; nicknames of cities included. */
export function placeNamed(name: string): Place | undefined {
  return tables().byName.get(name)
}

/** Longest place name (suffix not counted) that begins at the offset, as its length; 0 when none does. */
export function placeLengthAt(text: string, at: number): number {
  const { byName, longest } = tables()
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
  '来宾 东方 大同 兴安 白山 仙桃 天门 凉山 文山 海东 海北 海西 三明 长治 平凉 和田 自贡 中山 黄山 朝阳 海南 新城 城关 和平 南山 西湖 东城 西城 河东 河西 江北 江南 新华 长安 桥西 桥东 高新 开发 解放 红旗 向阳 城东 城西 城南 城北 龙华 罗湖 海港 东湖 青山 人民 白云 宝山 南岸 北关 永定 光明 宝塔 市中 城中'.split(
    ' ',
  ),
)

const NICKNAMES: Record<string, string> = {
  魔都: '上海',
  申城: '上海',
  帝都: '北京',
  京城: '北京',
  羊城: '广州',
  花城: '广州',
  鹏城: '深圳',
  蓉城: '成都',
  山城: '重庆',
  冰城: '哈尔滨',
  泉城: '济南',
  江城: '武汉',
  春城: '昆明',
  星城: '长沙',
  鹭岛: '厦门',
  金陵: '南京',
}

/** Province|city:districts;city… — cities named as people say them; municipalities are a city of their own name. */
const DATA = `
北京|北京:东城 西城 朝阳 丰台 石景山 海淀 门头沟 房山 通州 顺义 昌平 大兴 怀柔 平谷 密云 延庆
天津|天津:和平 河东 河西 南开 河北区 红桥 东丽 西青 津南 北辰 武清 宝坻 滨海新 宁河 静海 蓟州
上海|上海:黄浦 徐汇 长宁 静安 普陀 虹口 杨浦 闵行 宝山 嘉定 浦东新 浦东 金山 松江 青浦 奉贤 崇明
重庆|重庆:渝中 万州 涪陵 大渡口 江北 沙坪坝 九龙坡 南岸 北碚 綦江 大足 渝北 巴南 黔江 长寿 江津 合川 永川 南川 璧山 铜梁 潼南 荣昌 开州 梁平 武隆
河北|石家庄:长安 桥西 新华 裕华 藁城 鹿泉 栾城;唐山:路南 路北 古冶 开平 丰南 丰润 曹妃甸;秦皇岛:海港 山海关 北戴河 抚宁;邯郸;邢台;保定:竞秀 莲池 满城 清苑 徐水;张家口;承德;沧州;廊坊:安次 广阳;衡水;雄安
山西|太原:小店 迎泽 杏花岭 尖草坪 万柏林 晋源;大同;阳泉;长治;晋城;朔州;晋中;运城;忻州;临汾;吕梁
内蒙古|呼和浩特:新城 回民 玉泉 赛罕;包头;乌海;赤峰;通辽;鄂尔多斯;呼伦贝尔;巴彦淖尔;乌兰察布;兴安;锡林郭勒;阿拉善
辽宁|沈阳:和平 沈河 大东 皇姑 铁西 苏家屯 浑南 沈北新 于洪 辽中;大连:中山 西岗 沙河口 甘井子 旅顺口 金州 普兰店;鞍山;抚顺;本溪;丹东;锦州;营口;阜新;辽阳;盘锦;铁岭;朝阳;葫芦岛
吉林|长春:南关 宽城 朝阳 二道 绿园 双阳 九台;吉林;四平;辽源;通化;白山;松原;白城;延边
黑龙江|哈尔滨:道里 南岗 道外 平房 松北 香坊 呼兰 阿城 双城;齐齐哈尔;鸡西;鹤岗;双鸭山;大庆;伊春;佳木斯;七台河;牡丹江;黑河;绥化;大兴安岭
江苏|南京:玄武 秦淮 建邺 鼓楼 浦口 栖霞 雨花台 江宁 六合 溧水 高淳;无锡:锡山 惠山 滨湖 梁溪 新吴 江阴 宜兴;徐州:鼓楼 云龙 贾汪 泉山 铜山;常州:天宁 钟楼 新北 武进 金坛 溧阳;苏州:虎丘 吴中 相城 姑苏 吴江 工业园 常熟 张家港 昆山 太仓;南通:崇川 海门 通州 启东 如皋 海安;连云港;淮安;盐城;扬州:广陵 邗江 江都;镇江:京口 润州 丹徒 丹阳;泰州;宿迁
浙江|杭州:上城 拱墅 西湖 滨江 萧山 余杭 临平 钱塘 富阳 临安 桐庐 淳安 建德;宁波:海曙 江北 北仑 镇海 鄞州 奉化 余姚 慈溪 象山 宁海;温州:鹿城 龙湾 瓯海 洞头 瑞安 乐清;嘉兴:南湖 秀洲 海宁 平湖 桐乡 嘉善;湖州:吴兴 南浔 德清 长兴 安吉;绍兴:越城 柯桥 上虞 诸暨 嵊州;金华:婺城 金东 义乌 东阳 永康 兰溪;衢州;舟山:定海 普陀;台州:椒江 黄岩 路桥 温岭 临海;丽水
安徽|合肥:瑶海 庐阳 蜀山 包河 长丰 肥东 肥西 巢湖;芜湖;蚌埠;淮南;马鞍山;淮北;铜陵;安庆;黄山;滁州;阜阳;宿州;六安;亳州;池州;宣城
福建|福州:鼓楼 台江 仓山 马尾 晋安 长乐 福清;厦门:思明 海沧 湖里 集美 同安 翔安;莆田;三明;泉州:鲤城 丰泽 洛江 泉港 石狮 晋江 南安;漳州;南平;龙岩;宁德
江西|南昌:东湖 西湖 青云谱 青山湖 新建 红谷滩;景德镇;萍乡;九江;新余;鹰潭;赣州;吉安;宜春;抚州;上饶
山东|济南:历下 市中 槐荫 天桥 历城 长清 章丘 济阳 莱芜 钢城;青岛:市南 市北 黄岛 崂山 李沧 城阳 即墨 胶州 平度 莱西;淄博:张店 淄川 博山 临淄 周村;枣庄;东营;烟台:芝罘 福山 牟平 莱山 蓬莱;潍坊:潍城 奎文 寒亭 坊子 寿光 诸城;济宁;泰安;威海;日照;临沂:兰山 罗庄 河东;德州;聊城;滨州;菏泽
河南|郑州:中原 二七 管城 金水 上街 惠济 中牟 巩义 荥阳 新郑 登封;开封;洛阳:老城 西工 瀍河 涧西 偃师 孟津 洛龙;平顶山;安阳;鹤壁;新乡;焦作;濮阳;许昌;漯河;三门峡;南阳;商丘;信阳;周口;驻马店;济源
湖北|武汉:江岸 江汉 硚口 汉阳 武昌 青山 洪山 东西湖 汉南 蔡甸 江夏 黄陂 新洲;黄石;十堰;宜昌:西陵 伍家岗 夷陵;襄阳:襄城 樊城 襄州;鄂州;荆门;孝感;荆州;黄冈;咸宁;随州;恩施;仙桃;潜江;天门;神农架
湖南|长沙:芙蓉 天心 岳麓 开福 雨花 望城 长沙县 浏阳 宁乡;株洲:天元 荷塘 芦淞 石峰;湘潭:雨湖 岳塘;衡阳;邵阳;岳阳;常德;张家界;益阳;郴州;永州;怀化;娄底;湘西
广东|广州:荔湾 越秀 海珠 天河 白云 黄埔 番禺 花都 南沙 从化 增城;深圳:罗湖 福田 南山 宝安 龙岗 盐田 龙华 坪山 光明 大鹏新;珠海:香洲 斗门 金湾;汕头:龙湖 金平 濠江 潮阳 潮南 澄海;佛山:禅城 南海 顺德 三水 高明;韶关;湛江;肇庆;江门;茂名;惠州:惠城 惠阳 博罗 惠东;梅州;汕尾;河源;阳江;清远;东莞:虎门 长安镇 厚街 南城 松山湖;中山;潮州;揭阳;云浮
广西|南宁:青秀 兴宁 西乡塘 江南 良庆 邕宁 武鸣;柳州;桂林;梧州;北海;防城港;钦州;贵港;玉林;百色;贺州;河池;来宾;崇左
海南|海口:秀英 龙华 琼山 美兰;三亚:海棠 吉阳 天涯 崖州;三沙;儋州;文昌;琼海;万宁;五指山;东方
四川|成都:锦江 青羊 金牛 武侯 成华 龙泉驿 青白江 新都 温江 双流 郫都 新津 高新 天府新 都江堰 彭州 邛崃 崇州 简阳;自贡;攀枝花;泸州;德阳;绵阳:涪城 游仙 安州;广元;遂宁;内江;乐山;南充;眉山;宜宾;广安;达州;雅安;巴中;资阳;阿坝;甘孜;凉山
贵州|贵阳:南明 云岩 花溪 乌当 白云 观山湖 清镇;六盘水;遵义;安顺;毕节;铜仁;黔西南;黔东南;黔南
云南|昆明:五华 盘龙 官渡 西山 东川 呈贡 晋宁 安宁;曲靖;玉溪;保山;昭通;丽江;普洱;临沧;楚雄;红河;文山;西双版纳;大理;德宏;怒江;迪庆
西藏|拉萨:城关 堆龙德庆 达孜;日喀则;昌都;林芝;山南;那曲;阿里
陕西|西安:新城 碑林 莲湖 灞桥 未央 雁塔 阎良 临潼 长安 高陵 鄠邑 高新;铜川;宝鸡;咸阳:秦都 渭城 杨陵;渭南;延安;汉中;榆林;安康;商洛
甘肃|兰州:城关 七里河 西固 安宁 红古;嘉峪关;金昌;白银;天水;武威;张掖;平凉;酒泉;庆阳;定西;陇南;临夏;甘南
青海|西宁:城东 城中 城西 城北 湟中;海东;海北;黄南;果洛;玉树;海西
宁夏|银川:兴庆 西夏 金凤;石嘴山;吴忠;固原;中卫
新疆|乌鲁木齐:天山 沙依巴克 新市 水磨沟 头屯河 达坂城 米东;克拉玛依;吐鲁番;哈密;昌吉;博尔塔拉;巴音郭楞;阿克苏;克孜勒苏;喀什;和田;伊犁;塔城;阿勒泰;石河子
台湾|台北;新北;桃园;台中;台南;高雄;基隆;新竹;嘉义
香港|香港
澳门|澳门`

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

type Tables = { byName: Map<string, Place>; byCity: Map<string, Place>; byLatin: Map<string, Place>; longest: number }
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
    if (!known || (known.level === 'district' && rank[place.level] > 0)) byName.set(place.name, place)
    if (place.city && place.level === 'district') byCity.set(`${place.city}/${place.name}`, place)
  }
  for (const line of DATA.trim().split('\n')) {
    const [province, cities] = line.split('|') as [string, string]
    const own = cities.split(/[:;]/)[0] === province && !cities.includes(';')
    if (!own) add({ level: 'province', name: province, province })
    for (const part of cities.split(';')) {
      const [city, districts] = part.split(':') as [string, string | undefined]
      add({ level: 'city', name: city, province, city })
      for (const district of districts?.split(' ') ?? []) add({ level: 'district', name: district, province, city })
    }
  }
  for (const [nickname, city] of Object.entries(NICKNAMES)) byName.set(nickname, byName.get(city)!)
  for (const [name, place] of byName) {
    if (place.level !== 'district' && place.name === name)
      byLatin.set(pinyinOf(name).join('').replaceAll('v', 'u'), place)
  }
  for (const [latin, name] of Object.entries(LATIN)) byLatin.set(latin, byName.get(name)!)
  return { byName, byCity, byLatin, longest: Math.max(...[...byName.keys()].map((name) => name.length)) }
}
