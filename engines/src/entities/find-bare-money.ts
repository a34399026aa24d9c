import type { Finding } from './entity.ts'
import { ANY_NUMBER, ARABIC, BIG, HAN_DECIMAL, parseNumber, NUMBER_START as START } from './numerals.ts'

/**
 * Amounts said without a unit, in folded text: believed beside a word of paying (扣了200, 月租19), before what has a price
 * (129套餐), and as a round number (三万二, 五千) where the clause is about money. Yuan.
 */
export function findBareMoney(text: string, rank: number): Finding[] {
  if (!/\d|[一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖]/.test(text)) return []
  const findings: Finding[] = []
  for (const match of text.matchAll(NUMBER)) {
    const start = match.index
    const written = beforeOne(match[0], text.slice(start + match[0].length, start + match[0].length + 3))
    const end = start + written.length
    const value = parseNumber(written.replace(/个(?=[wk万])/, ''))
    if (value === undefined || value === 0 || isOtherNumber(written, text, start, end)) continue
    const confidence = confidenceIn(text, start, end, written)
    if (confidence === 0) continue
    const approximate = APPROXIMATE.test(text.slice(end, end + 2))
    const detail = { currency: 'CNY', ...(approximate ? { approximate: true } : {}) }
    findings.push({ type: 'money', value, start, end, confidence, detail, rank })
  }
  return findings
}

const NUMBER = new RegExp(
  `${START}(?<![第每#*/:~@]|[一-龥]{0,1}-)(?<n>${HAN_DECIMAL}|${ARABIC}个[wk](?![a-z])|${ANY_NUMBER}${BIG})(?![\\d.a-z:/@-]\\w)`,
  'g',
)
/** 五千一笔, 两千八一张: the last 一 counts what follows. */
function beforeOne(written: string, rest: string): string {
  return /[百千万十五六七八九二三四]一$/.test(written) &&
    /^(?:笔|次|个月|个人|张|年|天|条|份|分钟|位|台|晚|件|斤)/.test(rest)
    ? written.slice(0, -1)
    : written
}

const APPROXIMATE = /^(?:多|来|几|出头)/

/** Units and things that make a number something else than money. */
const COUNTED =
  /^\s?(?:多|来|几)?(?:个(?!月(?:租|费))|分(?!\d|[期三六十]|成)|[件台款次天日年号点秒期折张单盒箱瓶包条双套位人遍笔封家部公斤只支根级倍寸米度周月种样份本把届批层楼栋幢座室户岁班趟站路街巷弄里声下些起身样直切半概定旦会共边面方刻毛角块元兆吉格角片颗粒头匹辆架艘道题门科科名口顿餐集页字行列排组队轮场局套克吨升斗寸尺丈亩平码折成股手倍后前刚]|小时|星期|礼拜|工作日|gb|mb|tb|kb|g(?![a-z])|m(?![a-z])|%|公里|千米|厘米|毫|平方|分钟|积分|用户|短信|兆|流量|信号|手机号|工号|结尾|那单|开头|这个号|的号|客服|热线|打不|接不|人工|服务|系列|型|版|代|寸|秒)/u
const COUNTED_EXCEPT = /^(?:套餐|月租|档|包月|方案|合约|资费|元|块)/
/** Short numbers of hotlines. */
const HOTLINE = /^(?:1[01]0\d{1,3}|12\d{3}|123\d{2}|95\d{3,4}|96\d{3,4}|10000|10010|10050)$/
const NOT_AMOUNT_BEFORE =
  /(?:第|尾号|尾数|末四位|后四位|卡尾|密码|验证码|短信码|取件码|口令|号码|工号|编号|单号|代码|房号|门牌|座位|型号|版本|年龄|邮编|区号|分机|转接|拨打?|致电|编|发送?短信|回复|按|选|打的?|关注|订单|流水号|账号|户号|卡号|手机|电话|iphone|小米|华为|荣耀|mate|note|ios|windows|v)\s?(?:是|为|:)?\s?$/u

function isOtherNumber(written: string, text: string, start: number, end: number): boolean {
  const rest = text.slice(end, end + 5)
  if (COUNTED.test(rest) && !COUNTED_EXCEPT.test(rest)) return true
  if (HOTLINE.test(written)) return true
  if (/^(?:19|20)\d\d$/.test(written) && /^\s?(?:年|款|版)/.test(rest)) return true
  // 一 to 十 alone, 万一, 千万, 百万医疗险: words rather than amounts.
  if (/^[零一二两俩三四五六七八九]$/.test(written)) return true
  if (/^(?:万一|千万|百万|万万|千百|一一|十万火急|亿万|百|千|万|亿|十)$/.test(written)) return true
  if (/^[零〇一二三四五六七八九]{2,}$/.test(written)) return true
  if (/^十[一二]$/.test(written) && /^(?:假期|月|那|期间)/.test(rest)) return true
  if (/^\d{7,}$/.test(written)) return true
  return NOT_AMOUNT_BEFORE.test(text.slice(Math.max(0, start - 8), start))
}

/** What stands between a word of paying and the amount. */
const FILLER =
  '(?:了|过|掉|走|出去?|进去?|去|来|给|我们?|你们?|他们?|她|您|人家|别人|对方|是|为|才|就|只|有|还|到|得|要|又|都|也|能|会|成|至|的|个|上|下|满|够|近|大概|大约|约|差不多|将近|快|起码|至少|最多|最少|一共|总共|共|多达|每次|每月|每个月|每年|一年|一个月|一次|一笔|一张|两笔|几次|整整|整|显示|居然|竟然|直接|变|写的?|说|:|,|，|\\s)'
/** Words that nearly always stand before an amount. */
const STRONG =
  '[\\p{Script=Han}](?:金|费|款|票|价|息|税|额)|门票|多扣|扣款|扣费|扣钱|扣|退款|退还|退回|退费|退|付款|支付|付|花费|花|充值|充话费|充|冲|收费|收取|收|赔偿|赔付|赔|转账|转|价格|价钱|单价|售价|金额|总额|总共|一共|合计|总计|共计|原价|现价|特价|优惠价|到手|实付|应付|差价|便宜|贵|押金|运费|邮费|定金|订金|首付|尾款|月费|月租费?|包月|优惠|减免|立减|减|抵扣|抵|补偿|补差价|补|卖|借款|借|贷款|贷|还款|还|提现|取现|取钱|取|缴费|缴|交费|交钱|交|存款|存|刷卡|刷|汇款|汇|欠费|欠款|欠|余额|额度|限额|上限|月供|年费|利息|本金|罚息|滞纳金|违约金|手续费|服务费|工本费|话费|资费|费用|账单|工资|理财|保费|保额|起步价?|最低还款额?|最低还|每期|每月|红包|返现|返还|返|冻结|亏|赚|入账|到账|支出|收入|进账|消费|花销|低消|保底|变成了?|成了|换成|改成|升级到|降级到|升到|调成|涨成|跳到|调到|提到|提额到|提额|升到|降到|降|涨到|涨|报价|要价|打(?:了|过去)|转出|转入|投入|投资|投|申购|赎回|被骗|骗|损失|罚款?|奖励?|奖金|补贴|津贴|报销|定期|活期|买的?|订的?|满|差|缺|少|剩|多|值|价值|面值|代金券|优惠券|支取|结清|垫付|垫|凑|拿'
/** Words that stand before one when a price is talked of (办的129套餐), or the number is round. */
const BEFORE_STRONG = new RegExp(`(?:${STRONG})${FILLER}{0,4}$`, 'u')
const BEFORE_PERSON =
  /(?:转|汇|打|给|退|借|还|付|寄|发|赔|补|送)(?:账|钱|款)?(?:了|过|给)?[\p{Script=Han}]{1,5}(?:了)?$/u
const BEFORE_ENGLISH =
  /(?:charged|paid|pay|costs?|refund(?:ed)?|owed?|deducted|transferr?(?:ed)?|withdrew|deposited|took|spent|balance (?:is|of)|limit (?:is|of|to)|worth|fee of|amount(?: is| of|:)?|price (?:is|was|of))\s(?:me\s|us\s|you\s|about\s|only\s|for\s|another\s|an?\sextra\s|is\s)?$/
const ENGLISH_COUNTED = /^\s(?:[a-z]+s|am|pm|percent|of)(?![a-z])/

const PRICED =
  /^(?:块钱|元)?(?:一个月|每月|\/月|一年|包月|那?档|这档|的?(?:套餐|月租|资费|话费|合约|流量包|那个套餐|档|价位|券|红包|代金券|优惠券|抵扣券|充值卡|话费券|保底|额度|押金|年费|现金|贷款|存款|借款|欠款|理财|转账|定期|存单|违约金|手续费|利息|月供|首付|账单|费用|订单|消费|工资|罚款|保费|赔偿|补偿|尾款|定金|钱|余额|限额|退款|支出|收入|本金|款子?))/u
const MONEY_TALK =
  /钱|款|费|账|额|贷|存|汇|转|卡|银行|理财|基金|利息|信用|余额|工资|支付|充值|套餐|红包|还|取|借|押金|现金|支票|分期|交易|流水|钱包|pos|atm|理赔|保险|价/

/** Zero when nothing tells that it is money. */
function confidenceIn(text: string, start: number, end: number, written: string): number {
  const before = clauseBefore(text, start)
  const rest = text.slice(end, end + 8)
  if (BEFORE_ENGLISH.test(before)) return ENGLISH_COUNTED.test(rest) ? 0 : 0.75
  if (!/[\p{Script=Han}¥]/u.test(text)) return 0
  const round = /[百千万亿佰仟]|\d(?:k|w)$/.test(written) && written.length >= 2
  if (PERIOD_BEFORE.test(before) && /\d\d|十|百/.test(written) && /^(?:[^\p{L}\d]|$|[的吗呢啊吧])/u.test(rest))
    return 0.7
  if (PRICED.test(rest) && (round || /\d\d|十/.test(written))) return 0.8
  if (PICKED.test(before) && /^的/.test(rest) && (round || /\d\d|十/.test(written))) return 0.72
  if (BEFORE_STRONG.test(before) && endsAmount(rest)) return 0.78
  if (!endsAmount(rest)) return 0
  if (ELLIPTIC.test(written)) return 0.7
  if (round && (BEFORE_PERSON.test(before) || MONEY_TALK.test(text))) return 0.65
  return /^\d{1,6}\.\d{1,2}$/.test(written) && MONEY_TALK.test(text) && !/[\d.:版v-]\s?$/.test(before) ? 0.6 : 0
}

/** 一年六十八, 一次三十: the price of a while or a piece. */
const PERIOD_BEFORE =
  /(?:一年|一个?月|每年|每天|一天|一次|一条|一分钟|一张|一份|一位|一晚|一季度?|半年|一小时)(?:才|要|就|得|是)?$/
/** 三千二, 六千八, 四十万: said so of money only. */
const ELLIPTIC = /^(?:[\p{Script=Han}\d]*[百千万][一二三四五六七八九1-9]|[\d.]+[万w]|[一二两三四五六七八九十百千]+万)$/u

/** 办了个128的宽带: what is picked by its price. */
const PICKED =
  /(?:办|买|开|订|换|选|用|领|改|充|抢|拍|定|租|续)(?:理|通|成|到|了|的|过|是)?(?:[那这一两]?[个张份套种款台])?(?:的?是)?$/

function clauseBefore(text: string, start: number): string {
  const window = text.slice(Math.max(0, start - 16), start)
  const cut = Math.max(...['。', '!', '?', ';', '\n', '、'].map((mark) => window.lastIndexOf(mark)))
  return window.slice(cut + 1)
}

/** After an amount a clause ends or goes on with grammar, not with the thing that is counted. */
function endsAmount(rest: string): boolean {
  return !/^(?:多|来|几)?[a-z]/.test(rest) && !/^[\p{Script=Han}]{0,1}(?:宽带|光纤)/u.test(rest)
}
