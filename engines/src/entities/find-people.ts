import type { Finding } from './entity.ts'
import { placeNamed } from './places.ts'

/**
 * Named people: a full name after a word that introduces one (我叫, 收件人, my name is) or beside a title or phone, and a
 * surname with its title (郭师傅, Mr. Chen). `text` is folded, `cased` the same with its capitals. The title is part of the value only when no given name was said.
 */
export function findPeople(text: string, cased: string): Finding[] {
  return [...findTitled(text), ...findIntroduced(text), ...findEnglish(text, cased)]
}

const RANK = 55

const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄曲封储靳段焦侯宓蓬全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司黎薄印白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩聂晁勾敖融冷辛阚那简饶空曾沙丰关蒯相查荆红游竺权盖益桓公肖岳涂覃代闫付佟'
/** Surnames common enough to believe without a word that introduces them. */
const COMMON =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷黎史龙陶贺顾毛郝龚邵万覃武钱戴严莫孔向汤'
const DOUBLE = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木|独孤|南宫'
const SURNAME = `(?:${DOUBLE}|[${SURNAMES}])`
const TITLE =
  '(?:先生|女士|小姐(?!姐)|太太|师傅|师父|老师|经理|医生|大夫|主任|律师|阿姨|叔叔|教授|同学|店长|主管|组长|顾问|客服|队长|站长|总(?![共是之额计价数部公结体])|工(?=[程修上来说，,。!]|$)|姐(?![妹夫])|哥(?!们))'
const NOT_NAME = '的了在是有要想买和没不说吗呢啊到从给你我他她您它们就都也还会能可与为把被让去来这那个电手号码'
const GIVEN = `[^${NOT_NAME}\\s\\p{P}\\p{S}\\da-z]`

const FULL_TITLED = new RegExp(
  `(?<name>(?:${DOUBLE}|[${COMMON}])${GIVEN}{1,2})(?<title>先生|女士|小姐(?!姐)|师傅|老师|经理|医生|大夫|主任|律师)`,
  'gu',
)
const TITLED = new RegExp(`(?<![对各双单大小老本一两三几多地方东西])(?<name>(?:${DOUBLE}|[${COMMON}])${TITLE})`, 'gu')

function findTitled(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(FULL_TITLED)) {
    const name = match.groups!.name!
    if (placeNamed(name) || /(?:客服|物业|快递|安装|维修|送货|值班|售后)$/.test(name)) continue
    findings.push(person(match.index, name, 0.92))
  }
  for (const match of text.matchAll(TITLED)) findings.push(person(match.index, match[0], 0.88))
  for (const match of text.matchAll(FAMILIAR)) findings.push(person(match.index, match[0], 0.75))
  return findings
}

/** 小王, 老李 after a word that makes a person of them. */
const FAMILIAR = new RegExp(
  `(?<=客服|师傅|同事|找|叫|联系|顾问|销售|让|和|跟)[小老阿][${COMMON}](?![\\p{Script=Han}]*[区路街号米])(?=[\\s\\p{P}说的给帮]|$)`,
  'gu',
)

const CUE =
  '(?:我(?:的名字)?叫|我是|本人(?:是|叫)?|名字(?:是|叫|为|改成|改为|写)?|姓名(?:是|为)?|收件人?(?:是|为|叫|改成|改为|换成|写)?|收货人(?:是|为|叫|改成|改为|换成|写)?|联系人(?:是|为|叫|改成|改为|换成)?|持卡人(?:是)?|户名(?:是)?|乘客|乘机人|入住人|患者|投保人|被保人|户主(?:是)?|机主(?:是)?|抬头(?:是)?|一个叫|叫做|找一下)\\s?[:：,，]?\\s?'
const INTRODUCED = new RegExp(
  `(?<cue>${CUE})(?<name>${SURNAME}${GIVEN}{1,2})(?=[\\s\\p{P}\\da-z收的在]|$|手机|电话|女士|先生|你好|您好|想|要|身份证|地址|号码|住|买|订|我|，)`,
  'gu',
)
const BESIDE_PHONE = new RegExp(
  `(?<![\\p{Script=Han}])(?<name>(?:${DOUBLE}|[${COMMON}])${GIVEN}{1,2})(?=[\\s,，、:]{0,3}(?:收[\\s,，]{0,2})?(?:电话|手机)?[:：\\s]{0,2}1[3-9]\\d{2})`,
  'gu',
)
const HANDED = new RegExp(
  `(?<=老公|老婆|爱人|同事|朋友|儿子|女儿|妻子|丈夫|交给|寄给|转给|送给|转账给|发给|给|联系|由)(?<name>(?:${DOUBLE}|[${COMMON}])${GIVEN}{1,2})(?=[\\s\\p{P}]|$|收|签收|代收|送)`,
  'gu',
)

function findIntroduced(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (name: string, start: number, confidence: number) => {
    if (!placeNamed(name) && !placeNamed(name.slice(0, 2)) && !NOT_PERSON.test(name))
      findings.push(person(start, name, confidence))
  }
  for (const match of text.matchAll(INTRODUCED)) add(match.groups!.name!, match.index + match.groups!.cue!.length, 0.9)
  for (const match of text.matchAll(BESIDE_PHONE)) add(match.groups!.name!, match.index, 0.88)
  for (const match of text.matchAll(HANDED)) add(match.groups!.name!, match.index, 0.8)
  return findings
}

const NOT_PERSON =
  /^(?:方案|路过|金卡|白金|黄金|高级|新用|会员|老用|安卓|苹果|华为|小米|明天|万元|方便|时候|任何|全部|单独|公司|国内|国外|满意|常用|平台|通知|边上|路上|文件|向导|应该|都是|简单|商家|卖家|买家|农行|关注|石材|水电|马上|金额|白色|黄色|黑色|红色|高铁|成功|强制|解决|单位|支付|能否|连接)/

function person(start: number, name: string, confidence: number): Finding {
  return { type: 'person', value: name, start, end: start + name.length, confidence, rank: RANK }
}

const ENGLISH_CUE =
  /(?<![A-Za-z])(?:[Mm]y name(?:'s| is)|[Nn]ame(?: is|:)|[Rr]ecipient(?: is|:)?|[Cc]ontact(?: is|:)?|[Aa]ttn:?|[Cc]are of|[Aa]sk for|(?:[Ss]poke|[Tt]alked|[Ss]peak|[Tt]alk) (?:to|with)|[Ii]'m|[Ii] am|[Tt]his is|[Pp]assenger:?|[Cc]ardholder:?)\s(?<name>[A-Z][a-z]+(?:[ -][A-Z][a-z'’]+){0,2})(?![A-Za-z])/g
const ENGLISH_LOWER =
  /(?<![a-z])(?:my name(?:'s| is)|recipient:?)\s(?<name>[a-z]{2,15}\s[a-z]{2,15})(?=\s?(?:$|[.,;!?]|and my))/g
const ENGLISH_TITLE =
  /(?<![A-Za-z])(?<title>Mr|Mrs|Ms|Miss|Dr|mr|mrs|ms|dr)\.?\s(?<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)/g
const NOT_ENGLISH_NAME =
  /^(?:Sorry|Not|Very|Still|Just|Trying|Looking|Calling|Having|The|A|An|Writing|Waiting|Going|Happy|Sure|Interested|From|In|On|At|Really|So|Unable|Your|My|Order|Chinese|American|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Support|Customer)\b/

/** Capitals tell a name, so the patterns for one run on the text that kept them. */
function findEnglish(text: string, cased: string): Finding[] {
  const findings: Finding[] = []
  for (const match of cased.matchAll(ENGLISH_CUE)) {
    const name = match.groups!.name!
    if (!NOT_ENGLISH_NAME.test(name)) findings.push(person(match.index + match[0].length - name.length, name, 0.85))
  }
  for (const match of cased.matchAll(ENGLISH_TITLE)) {
    const name = match.groups!.name!
    const titleOnly = !name.includes(' ')
    findings.push(
      titleOnly ? person(match.index, match[0], 0.9) : person(match.index + match[0].length - name.length, name, 0.9),
    )
  }
  for (const match of text.matchAll(ENGLISH_LOWER)) {
    const name = match.groups!.name!
    const value = name.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase())
    findings.push({ ...person(match.index + match[0].length - name.length, name, 0.7), value })
  }
  return findings
}
