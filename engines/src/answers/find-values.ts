import { COMMON_SURNAME } from '../entities/chinese-names.ts'
import { ANY_NUMBER } from '../entities/numerals.ts'
import type { QuestionKind } from './question-kind.ts'

/** How plainly a sentence (as written) holds what a question of the kind asks for: 0 not at all, 1 plainly; undefined where a kind has no form of its own. */
export function holdsKind(kind: QuestionKind, sentence: string): number | undefined {
  const forms = FORMS[kind]
  if (!forms) return undefined
  const text = sentence.normalize('NFKC')
  for (const [pattern, worth] of forms) if (pattern.test(text)) return worth
  return 0
}

/** Where what a question of the kind asks for stands in the sentence: [start, end) of each find. */
export function placesOfKind(kind: QuestionKind, sentence: string): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = []
  for (const [pattern] of FORMS[kind] ?? []) {
    for (const match of sentence.matchAll(everywhere(pattern)))
      places.push({ start: match.index, end: match.index + match[0].length })
    if (places.length > 0) return places
  }
  return places
}

function everywhere(pattern: RegExp): RegExp {
  const all = ALL.get(pattern) ?? new RegExp(pattern.source, `${pattern.flags}g`)
  ALL.set(pattern, all)
  return all
}

const ALL = new Map<RegExp, RegExp>()
const HAN_COUNT = '[零一二两三四五六七八九十百千万亿半几数]+'
const NUMBER = `(?:\\d[\\d,.]*(?:\\s?[万亿千百])?|${HAN_COUNT})`
const MONTHS =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const ENGLISH_NUMBER =
  '(?:\\d[\\d,.]*|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|half|several|hundred|thousand)'

const DATES: [RegExp, number][] = [
  [
    /(?:\d{2,4}|[零〇一二三四五六七八九十]{2,4}|元)\s?年(?!来|龄|间的)|\d{1,2}\s?月\s?(?:\d{1,2}\s?[日号]|[上中下]旬|初|底|份)?|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[:：]\d{2}|\d{1,2}\s?[日号](?!线)|\d{1,2}\s?点(?!\d)/u,
    1,
  ],
  [
    new RegExp(
      `\\b(?:1[0-9]|20)\\d{2}s?\\b|\\b${MONTHS}\\b\\.?\\s+\\d|\\b\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?${MONTHS}\\b|\\b\\d{1,2}(?::\\d{2})?\\s?(?:am|pm|a\\.m|p\\.m)|\\b(?:\\d{1,2}(?:st|nd|rd|th)|\\w+th) century`,
      'iu',
    ),
    1,
  ],
  [
    /世纪|年代|朝|时期|[初末]年|星期[一二三四五六日天]|周[一二三四五六日末]|每[天日周月年]|春|夏季?|秋|冬|凌晨|早上|上午|下午|晚上|当[天日年]|次[日年]|之?后|以?前|期间/u,
    0.55,
  ],
  [
    new RegExp(
      `\\b(?:${MONTHS}|monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|winter|daily|weekly|monthly|yearly|midnight|noon|century|after|before|during|until|once|when|every)\\b`,
      'iu',
    ),
    0.5,
  ],
]
const DURATIONS: [RegExp, number][] = [
  [
    new RegExp(
      `${NUMBER}\\s?(?:个|多|余|来)*(?:小时|分钟|分(?!之)|秒钟?|天|日(?!元|本)|周|星期|个?月|年|季度|工作日|钟头|h(?![a-z])|min|s(?![a-z]))`,
      'iu',
    ),
    1,
  ],
  [
    new RegExp(
      `\\b${ENGLISH_NUMBER}(?:\\s?(?:to|-|–|or)\\s?${ENGLISH_NUMBER})?[\\s-]?(?:more\\s|business\\s|working\\s|calendar\\s)?(?:hours?|minutes?|mins?|seconds?|secs?|days?|weeks?|months?|years?|quarters?|decades?|h|hrs?|s|ms)\\b`,
      'iu',
    ),
    1,
  ],
  [
    /每[天日周月年季次]|每[^，。；;]{1,6}\d+\s?次|随时|立即|马上|永久|终身|长期|\b(?:daily|weekly|monthly|yearly|annually|hourly|once|twice|immediately|permanently|forever|lifetime|always|every)\b/iu,
    0.7,
  ],
]
const MONEY: [RegExp, number][] = [
  [
    new RegExp(
      `[¥￥$€£]\\s?\\d|${NUMBER}\\s?(?:多|余)?(?:元|块|美元|美金|人民币|港元|港币|欧元|英镑|日元|卢布|角|毛|分钱)|\\b(?:rmb|usd|eur|gbp|cny|yuan|dollars?|euros?|pounds?|cents?)\\b`,
      'iu',
    ),
    1,
  ],
  [/免费|不收费|包邮|\b(?:free|no charge|included|at no cost)\b/iu, 0.8],
]
const PERCENTAGES: [RegExp, number][] = [
  [
    /\d\s?[%％‰]|百分之|分之|[一二三四五六七八九两\d]成|[打]?\d折|\b\d[\d.]*\s?(?:percent|per cent|pct)\b|\b(?:half|third|quarter|two-thirds|majority)\b/iu,
    1,
  ],
  [/\d/u, 0.3],
]
const NUMBERS: [RegExp, number][] = [
  [/\d/u, 1],
  [new RegExp(`(?:${ANY_NUMBER})(?![\\p{Script=Han}]{0,1}(?:般|样|定|切|起|直|旦|些|下))\\p{Script=Han}`, 'u'), 0.85],
  [
    /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|unlimited|once|twice|half|no limit)\b|不限|无限/iu,
    0.8,
  ],
]
const PEOPLE: [RegExp, number][] = [
  [/\p{Script=Han}·\p{Script=Han}/u, 1],
  [
    new RegExp(
      `(?:^|[由是为与和、，“,(（（被向]|人|员|家|长|者|王|帝|师|士)${COMMON_SURNAME}\\p{Script=Han}{1,2}`,
      'u',
    ),
    0.9,
  ],
  [
    /(?<!^)(?<![.!?]\s)\b\p{Lu}\p{Ll}+(?:\s+(?:\p{Lu}\.?|de|von|van|of|the|\p{Lu}\p{Ll}+))*\s+\p{Lu}\p{Ll}+|^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+ /u,
    1,
  ],
  [
    /(?:人员|管理员|经理|主任|师傅|电工|客服|用户|客户|业主|监护人|儿童|医生|[皇帝王后])|\p{Script=Han}(?:人|者|员|师|家|长|士|王|帝)/u,
    0.6,
  ],
  [
    /\b(?:administrators?|admins?|owners?|users?|technicians?|electricians?|agents?|managers?|members?|engineers?|operators?|customers?|people|king|queen|\p{L}+(?:ers?|ists?|ians?))\b|\b\p{Lu}\p{Ll}+/u,
    0.6,
  ],
]
const PLACES: [RegExp, number][] = [
  [
    /位于|坐落|地处|设在|设于|座落|地址|原产|产于|分布[于在]|出生[于在]|生于|来自|发源|(?:在|于)\p{Script=Han}{0,12}(?:省|市|县|区|州|国|镇|街|路)/u,
    1,
  ],
  [/\b(?:located|situated|based|found|born|headquartered|lies|lives?|stands?) (?:in|at|on|near|under)\b/iu, 1],
  [
    /\p{Script=Han}{1,}(?:省|市|县|区|州|洲|国|镇|乡|村|岛|山|河|湖|海|江|湾|港|路|街|道|站|城|寺|宫|殿|馆|大学|学院|医院|公园|机场|广场|地区|半岛|平原|高原|盆地)/u,
    1,
  ],
  [
    /(?:在|位于|于|到|至|从|自)\p{Script=Han}{2,}|[东南西北中]部|[左右上下前后内外][侧方面边部角]|底部|顶部|背面|正面|旁|附近|菜单|页面|设置/u,
    0.8,
  ],
  [/\b(?:in|at|near|from|to|on|under|inside|behind|above|below|of|into)\s+(?:the\s+)?(?:\w+\s+)?\p{Lu}/u, 1],
  [
    /\b(?:in|at|near|on|under|inside|behind|above|below|next to|beside|beneath|underneath)\s+(?:the|a|an|your)\b/iu,
    0.7,
  ],
]
const ORGANISATIONS: [RegExp, number][] = [
  [
    /(?:公司|集团|大学|学院|学校|中学|小学|银行|协会|委员会|局|部|院|所|社|会|队|厂|党|军|台|团|中心|基金|机构|电子|科技|影业|唱片)/u,
    1,
  ],
  [/\p{Lu}{2,}|\p{Lu}\p{Ll}+/u, 0.8],
]
const REASONS: [RegExp, number][] = [
  [
    /因为|由于|因而?|原因|所以|因此|导致|造成|引起|致使|以致|为了|以便|防止|避免|以免|否则|源于|起因|出于|鉴于|有利于|可能是|说明/u,
    1,
  ],
  [
    /\b(?:because|since|due to|caused?|causes|reasons?|as a result|therefore|so that|in order to|owing to|prevents?|avoids?|otherwise|leads? to|led to|thus|to (?:protect|keep|avoid|prevent|reduce|save|make)|if)\b/iu,
    1,
  ],
]
const METHODS: [RegExp, number][] = [
  [
    /^(?:\d+[.、)）]|[①-⑳]|第[一二三四五六七八九十]步|步骤)|请|按|点击|打开|选择|进入|拔|插|拧|旋|取下|安装|通过|使用|采用|利用|用|将|把|先|然后|再|首先|长按|以.{1,12}(?:方式|方法|来)|需要?/u,
    1,
  ],
  [
    /^(?:\d+[.)]|step)|\b(?:click|press|open|select|choose|go to|turn|remove|insert|hold|use|using|by|first|then|next|through|enter|set|tap|wait|unplug|push|pull|switch|connect)\b/iu,
    1,
  ],
]
const CONDITIONS: [RegExp, number][] = [
  [/如果?|若|当|只要|只有|除非|凡|必须|须|条件|情况|时[，,]|前提|要求|在.{1,20}(?:下|时|后|前)|方可|以上|以下/u, 1],
  [
    /\b(?:if|when|unless|only|provided|must|require[ds]?|once|whenever|in case|as long as|until|after|before|at least)\b/iu,
    1,
  ],
]

const FORMS: Partial<Record<QuestionKind, [RegExp, number][]>> = {
  date: DATES,
  duration: DURATIONS,
  money: MONEY,
  percentage: PERCENTAGES,
  number: NUMBERS,
  person: PEOPLE,
  place: PLACES,
  organisation: ORGANISATIONS,
  reason: REASONS,
  method: METHODS,
  condition: CONDITIONS,
}
