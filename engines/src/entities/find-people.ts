import { COMMON_SURNAME, isNameLike, isSureSurname, nameLengthAt, SURNAME } from './chinese-names.ts'
import { findEnglishPeople } from './english-people.ts'
import type { Finding } from './entity.ts'
import { placeLengthAt, placeNamed } from './places.ts'

/**
 * Named people: a full name after a word that introduces one (我叫, 收件人, 我老公), beside a title or phone or standing where only
 * a name can, and a surname with its title (郭师傅, 小王, Mr. Chen). `text` is folded, `cased` the same with its capitals. The title is
 * part of the value only when no given name was said.
 */
export function findPeople(text: string, cased: string): Finding[] {
  const english = findEnglishPeople(text, cased)
  if (!/\p{Script=Han}/u.test(text)) return english
  return [
    ...findTitled(text),
    ...findFamiliar(text),
    ...findNamed(text),
    ...findReceivers(text),
    ...findForeign(text, cased),
    ...english,
  ]
}

const RANK = 55

function person(start: number, name: string, confidence: number): Finding {
  return { type: 'person', value: name, start, end: start + name.length, confidence, rank: RANK }
}

const TITLE =
  '(?:先生|女士|小姐(?!姐)|太太|夫人|师傅|师父|老师|[客大理]?[户堂财]?经理|副?行长|医生|大夫|护士|主任|律师|阿姨|叔叔|伯伯|大爷|大妈|大娘|大叔|大姐|大哥|大婶|奶奶|爷爷|婆婆|老板娘?|老伯|教授|博士|同学|同志|店长|主管|组长|班长|顾问|客服|队长|站长|会计|出纳|秘书|助理|专员|警官|司机|教练|导游|管家|部长|处长|院长|校长|局长|科长|所长|总监|工程师|董事长|董|总(?![共是之额计价数部公结体部会监])|工(?=[程修上来说给，,。!]|$)|姐(?![妹夫])|哥(?!们)|婶|叔(?!叔)|姨(?!妈)|嫂|伯|妈(?=[,。!?\\s说家的]|$)|导(?=[,。!?\\s说给]|$))'
const TITLED = new RegExp(
  `(?<![大本一两三几多\\d每这那]|[对各双单官我贵警校院店资卖买](?=方))(?<name>[小老阿]?${COMMON_SURNAME}${TITLE})`,
  'gu',
)
const FULL_TITLED = /^(?:先生|女士|小姐(?!姐)|师傅|老师|经理|医生|大夫|主任|律师|教授|行长|阿姨)/

function findTitled(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(TITLED)) {
    if (!NOT_TITLED.test(match[0])) findings.push(person(match.index, match[0], 0.88))
  }
  return findings
}

const NOT_TITLED =
  /^(?:高总|全总|何总|常客服|万客服|马叔|付总|方总|金总)$|^(?:于|向|和|任|万|常|安)(?:客服|主管|专员|经理|师傅|医生|老师|司机|工)|^(?:高工|万工|温姐)$|^(?:马|高|金|钱|白|黄)妈/

const WORKERS =
  '客服|师傅|同事|经理|主管|柜员|店员|员工|前台|司机|快递员|外卖员|骑手|保安|房东|中介|地接|导游|顾问|销售|邻居|物业'

/** 小王, 老周, 阿强 where a person is doing something or being met. */
const FAMILIAR = new RegExp(
  `(?<=^|[\\s\\p{P}]|客服|师傅|同事|经理|主管|柜员|店员|员工|前台|司机|快递员|外卖员|骑手|保安|房东|中介|地接|导游|网点|找|叫|联系|顾问|销售|客户|邻居|物业|朋友|室友|让|和|跟|与|给|是|问|的|由|帮|替|我们|你们|他们)(?<name>[小老大阿][${'王李刘陈杨赵吴徐孙朱胡郭罗郑梁宋唐韩冯邓曹彭肖董潘袁蔡蒋杜魏苏吕丁卢姚姜崔谭范汪廖贾邹孟秦邱侯尹薛闫陶贺顾郝龚邵戴沈傅张黄周何林谢许田余叶程任钟陆夏方江段雷史武钱严莫孔汤温马高'}])(?=[\\s\\p{P}说的给帮接来那办答告让打发人在去上是修装把被就也都跟和不没一今昨明你我他她]|$|(?<=(?:${WORKERS})[小老大阿].)\\p{Script=Han})`,
  'gu',
)
const NOT_FAMILIAR =
  /^(?:小(?:何|方|程|段|武|江|钱|马|高|史|雷|任|叶|夏|温|严|莫|孔|汤)|大(?:方|江|马|高|陆|钱|雷|史|武|段|程|林|田|叶|夏|任|严|温|姚|罗|唐|宋|汉|秦|魏|周|余|何|许)|老(?:方|江|马|高|史|程|段|严|林|田|夏|任|温|汤|钱|叶|何|许|余))$/

function findFamiliar(text: string): Finding[] {
  return [...text.matchAll(FAMILIAR)]
    .filter(
      (match) =>
        !NOT_FAMILIAR.test(match[0]) || ROLE_BEFORE.test(text.slice(Math.max(0, match.index - 5), match.index)),
    )
    .map((match) => person(match.index, match[0], 0.75))
}

const ROLE_BEFORE = /(?:客服|师傅|同事|经理|主管|柜员|店员|员工|顾问|销售|邻居|物业|安装的?|维修的?|找|叫|联系)$/

/** Whose name follows: roles and papers. */
const ROLE =
  '户主|机主|业主|房主|车主|租客|租户|房东|卡主|号主|持卡人|开户人|户名|收款人|付款人|收件人?|收货人|寄件人|发件人|签收人|联系人|担保人|保证人|推荐人|介绍人|受益人|投保人|被保人|被保险人|借款人|贷款人|申请人|经办人|代办人|委托人|负责人|法人|法定代表人|乘客|乘机人|旅客|入住人|住客|患者|病人|学员|姓名|名字|名称|抬头|署名|签名|副卡|主卡|客服|客户|柜员|业务员|销售|顾问|师傅|维修工|安装工|装维|快递员|骑手|店员|工程师|专员|经理|主管|坐席|接线员|同事|邻居|室友|同学|朋友|对象|男友|女友|男朋友|女朋友|老公|老婆|爱人|丈夫|妻子|先生|太太|媳妇|爸爸?|妈妈?|父亲|母亲|爹|娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|儿子|女儿|闺女|孙子|孙女|哥哥?|姐姐?|弟弟?|妹妹?|表哥|表弟|表姐|表妹|堂哥|堂弟|舅舅|叔叔|姑姑|阿姨|岳父|岳母|公公|婆婆|嫂子|姐夫|妹夫|家人|老人|孩子|小孩|家属|监护人|前台|司机|外卖员|保安|中介|地接|导游'
const LINK =
  '(?:本人|的?名字|的?姓名)?(?:是|为|叫做?|叫|写的?是|写成了?|登记(?:的是|成了?)|写错成|改成了?|改为|换成了?|变成了?|变更为|过户给|填的?是?|填成了?|显示(?:的是|成)?|原来是|应该是|就是|:|,|，|\\s|\\(|（|"){0,3}'
const INTRODUCED = new RegExp(
  `(?:我(?:的名字)?叫|我是|本人(?:是|叫)?|俺叫|名叫|叫做?|姓名|一个叫|有个叫|找一下|应该是|而不是|不是|${ROLE})${LINK}$`,
  'u',
)
/** Words that a name of somebody commonly comes after. */
const HANDED =
  /(?:(?:转|汇|打|付|寄|还|发|交|借|退|过户|转账|汇款|过)(?:给|到)了?|给|帮|替|让|叫|找|请|和|跟|与|由|被|问|是|的|为|到|了|:|及|把|对|向|从|有|用|(?:^|[\s,.!?;:、"'()-]))$/u
const AFTER =
  /^(?:$|[\s\p{P}\p{S}\da-z]|[的是说给收在打要来办这那也都就和跟与把让被帮接签本名用有没不他她我你您吗呢吧啊了户代告答态处联两三几家写找回错过半跟骗催约拿抢问定处加服反住去到从登实女先怎为什能可想已还刚才每个同将或却太很真挺只叫开销查存取转汇借买订交付缴充换改补挂退报修装移选申推介]|手机|电话|身份证|号码|地址|账户|账号|卡|名下|银行|[今昨明][天晚早年日]|上[次周个月午门]|下[单午周个月次]|一[直下个次样起共]|都|号)/u

/** Names in full: wherever a surname and a given name stand between words that names stand between. */
function findNamed(text: string): Finding[] {
  const findings: Finding[] = []
  for (let at = 0; at < text.length - 1; at++) {
    const length = nameLengthAt(text, at, false, (rest) => AFTER.test(rest) || FULL_TITLED.test(rest))
    if (length > 0 && isInsidePlace(text, at)) continue
    const before = text.slice(Math.max(0, at - 14), at)
    // 杨帆和林晓: beside one name stands another.
    const cued = INTRODUCED.test(before) || (findings.at(-1)?.end === at - 1 && /[和跟与、及]$/.test(before))
    if (cued) {
      const cuedLength = nameLengthAt(text, at, true, (rest) => AFTER.test(rest) || FULL_TITLED.test(rest))
      const named = cuedLength || plainLength(text, at, before)
      const name = text.slice(at, at + named)
      if (named && !NOT_PERSON.test(name) && !placeNamed(name) && !TITLED_WHOLE.test(text.slice(at, at + named + 3))) {
        findings.push(person(at, name, 0.88))
        at += named - 1
      }
      continue
    }
    if (length === 0) continue
    const name = text.slice(at, at + length)
    const rest = text.slice(at + length, at + length + 6)
    if (!HANDED.test(before) && !FULL_TITLED.test(rest) && !(length === 3 && isSureSurname(text[at]!))) continue
    if (NOT_PERSON.test(name) || isPlaceContext(rest)) continue
    findings.push(person(at, name, length > 2 ? 0.8 : 0.7))
    at += length - 1
  }
  return findings
}

/** After 我叫 and 户主是 any two or three characters with a surname in front are a name. */
function plainLength(text: string, at: number, before: string): number {
  if (!SURE_CUE.test(before)) return 0
  const match = PLAIN.exec(text.slice(at, at + 8))
  return match && !NOT_PERSON.test(match[1]!) ? match[1]!.length : 0
}

/** 叶子收: whoever takes a parcel, at the end of a clause. */
const RECEIVER = /(?<=[\s,.;:])(?<name>\p{Script=Han}{2,3})(?=(?:代|签)?收(?:[\s,.。;!]|$))/gu

function findReceivers(text: string): Finding[] {
  return [...text.matchAll(RECEIVER)]
    .filter((match) => isNameLike(match[0]) && !NOT_PERSON.test(match[0]))
    .map((match) => person(match.index, match[0], 0.7))
}

const SURE_CUE =
  /(?:我叫|本人(?:是|叫)|名叫|名字(?:是|叫|为|改成|改为)|姓名(?:是|为|:|，|,)?|(?:户主|机主|持卡人|收件人|收货人|联系人|收款人|乘机人|乘客|入住人|患者|投保人)(?:是|叫|为|改成|改为|换成|写成了?)?[:,，\s]?)$/u
const PLAIN = new RegExp(
  `^(${SURNAME}[^的了在是有要想买和没不说吗呢啊到从给你我他她您它们就都也还会能可与为把被让去来这那个\\s\\p{P}\\p{S}\\da-z]{1,2})(?=[\\s\\p{P}\\da-z收的在]|$|手机|电话|女士|先生|你好|您好|想|要|身份证|地址|号码|住|买|订|我)`,
  'u',
)
const TITLED_WHOLE = new RegExp(
  `^${COMMON_SURNAME}(?:先生|女士|小姐|师傅|老师|经理|主任|医生|行长|阿姨|大哥|大姐|姐|哥|总)`,
  'u',
)
/** 乌鲁木齐 holds 鲁木齐. */
function isInsidePlace(text: string, at: number): boolean {
  return [1, 2, 3].some((back) => at >= back && placeLengthAt(text, at - back) > back)
}

/** 林芝路, 高新区: the name goes on as a place. */
function isPlaceContext(rest: string): boolean {
  return /^(?:路|街|区|县|市|镇|村|乡|小区|大厦|广场|公司|集团|酒店|医院|大学|银行卡?部|店|省|湖|山|江)/.test(rest)
}

const NOT_PERSON =
  /^(?:方案|路过|金卡|白金|黄金|高级|新用|会员|老用|安卓|苹果|华为|小米|明天|万元|方便|时候|任何|全部|单独|公司|国内|国外|满意|常用|平台|通知|边上|路上|文件|向导|应该|都是|简单|商家|卖家|买家|农行|关注|石材|水电|马上|金额|白色|黄色|黑色|红色|高铁|成功|强制|解决|单位|支付|能否|连接|元旦|时间|温馨|国庆|元宵|平安|利息|安全|安装|安排|成都|房贷|公积|花呗|米粒|云盘|云闪|费用|连着|连续|从来|查询|强烈|计划|易付|解绑|解约|祝您|空调|冷气|管理|明明|明细|常见|包月|包年|宽带|季度|单身|单笔|和我|经常|广东|广西|东西|东北|司机|师傅|农业|荣耀|相关|查无|权益|公交|古董|游戏|游客|利率|红包|红米|连不|应急|边疆|盖章|满足|满减)/

/** 客服Lucy, 我叫Tom, 买买提·艾力. */
const LATIN_NAME =
  /(?:客服|我叫|名叫|叫|同事|顾问|专员|经理|柜员|找|老师|外教)\s?(?<name>[A-Z][a-z]{2,11}(?:\s[A-Z][a-z]{2,11})?)(?![A-Za-z\d])/g
const DOTTED = /(?<name>\p{Script=Han}{2,6}[·•]\p{Script=Han}{2,8}?)(?=[\s\p{P}的是在说给你我]|$|先生|女士|手机|电话)/gu
const NOT_LATIN_NAME = /^(?:App|Apple|Wifi|Wechat|Alipay|Visa|Master|Iphone|Vip|Online|Email|Bug)/i

function findForeign(text: string, cased: string): Finding[] {
  const findings: Finding[] = []
  for (const match of cased.matchAll(LATIN_NAME)) {
    const name = match.groups!.name!
    if (!NOT_LATIN_NAME.test(name)) findings.push(person(match.index + match[0].length - name.length, name, 0.75))
  }
  for (const match of text.matchAll(DOTTED)) {
    const name = match.groups!.name!.replace(/^(?:我叫|我是|叫|是|户主|机主|姓名)/, '')
    findings.push(person(match.index + match[0].length - name.length, name, 0.8))
  }
  return findings
}
