import type { Tense } from './when.ts'

/** Which side of today the words around a day put it on, read within its clause; undefined when nothing tells. */
export function readTense(text: string, start: number, end: number): Tense {
  const after = CLAUSE_HEAD.exec(text.slice(end, end + REACH))?.[0] ?? ''
  const before = CLAUSE_TAIL.exec(text.slice(Math.max(0, start - REACH_BACK), start))?.[0] ?? ''
  // A statement is of the past, also when it is wanted now (要一月到六月的流水).
  if (RECORDS_AFTER.test(after) || RECORDS_BEFORE.test(before)) return 'past'
  const nearest = earliest(after, PAST, FUTURE)
  if (nearest) return nearest
  if (PAST_BEFORE.test(before)) return 'past'
  return FUTURE_BEFORE.test(before) ? 'future' : undefined
}

const REACH = 24
const REACH_BACK = 40
const CLAUSE_HEAD = /^[^，。！？；,!?;\n]*/
const CLAUSE_TAIL = /[^，。！？；,!?;\n]*$/

const RECORDS =
  '(?:流水|账单(?!日)|明细|单据|发票|话费|[水电气网]费|话单|对账单|通话记录|消费记录|交易记录|通话详单|详单|使用记录)'
const RECORDS_AFTER = new RegExp(`^(?:的)?(?:全部|所有|银行|微信|话费|信用卡|通话|消费|交易)?(?:的)?${RECORDS}`)
const RECORDS_BEFORE = new RegExp(`${RECORDS}(?:我)?(?:只|要|打|想要|导出|查|需要|是|打印|拉)?$`)

const PAST =
  /(?:买|用|看|发现|查|还|汇|借|骗|盗|丢|走|欠|超|亏|变|少|多|没|停机|做|去|来|问|投|接|报|挂|绑|销|注销|升级|降|改|续|补|存入|入账|结|起飞|落地|住|玩|吃|喝|跑|飞|搬|租|签约|激活|开通|生效|登|扫|输|点|填|写|选|答应|承诺|保证|反映|反馈|申诉|处理|解决|恢复|下单?|订|定|付|收|寄|发|到|签收|扣|充|交|办|退|申请|打|联系|说|投诉|送|拿|取|拍|换|修|装|存|转|开|签|提交|登记|预约|充值|缴|刷|消费|出|坏|断|停)(?:货|款|单|票|费|钱|值|完|好|到|过|走)?(?:的(?!时候再)|了(?!吗|没)|过)|就(?:已经|下单|付款|买|申请|发货|签收|断|坏|停)|已经|下的单|付的款|发的货|收的货|到的货|就开始(?=打|没|不|投诉|报|催|联系|停|断)|到现在|说(?:好|是|给|可以|会|要|能|今|明|让|过|的)|(?![期到完束该快够行好对错])\p{Script=Han}了(?!吗|没|的话|才|再|就行|吧|呢|啊|么|$)|(?<![有到过来能可])没(?!空|时间|法|人在|问题|有空|有时间|办法)(?:有)?\p{Script=Han}|至今|一直(?:没|不|都|在|就)|的(?:订单|快递|账单|消费|那笔|那单)|\b(?:ago|was|were|did|bought|ordered|placed|paid|charged|received|got|arrived|shipped|delivered|made|booked|came|called|order|purchase)\b/u
const FUTURE =
  /要|想|能|可以|会|改|再|预约|安排|帮|麻烦|打算|准备|希望|之?前(?![天后几两])|以前|送到|上门|到期|入住|出发|截止|行吗|可不可以|方便|有空|有没有空|在家|发货吗|到货吗|\b(?:will|can|could|would|is ok|please|works?|instead|deliver|pick|come|at)\b/
const PAST_BEFORE =
  /已经|上次|原来|当时|之前(?!.*改)|是在|\b(?:ordered|bought|placed|paid|charged|received|got|arrived|since|was|were|did|made|booked|on my|shipped|delivered|sent)\b/
const FUTURE_BEFORE =
  /改到|改成|改为|换到|推迟到|延到|提前到|约|想|要|准备|打算|希望|等到|到(?:.{0,2})$|能不能|可以|\b(?:will|can|could|by|to|until|before|schedule|reschedule|deliver|change|move|for|arrive|need)\b/

function earliest(clause: string, past: RegExp, future: RegExp): Tense {
  const pastAt = past.exec(clause)?.index
  const futureAt = future.exec(clause)?.index
  if (pastAt === undefined) return futureAt === undefined ? undefined : 'future'
  return futureAt === undefined || pastAt <= futureAt ? 'past' : 'future'
}
