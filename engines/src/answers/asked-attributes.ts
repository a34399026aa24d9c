/** Something a thing has, as people ask for it and as manuals call it. */
interface Attribute {
  asked: RegExp
  /** Words as cut, English ones by their stem; the first is the plainest. */
  zh: string[]
  en: string[]
}

/**
 * What is asked for without being named: 多重 and "how heavy" ask for the weight, 大不大 and "will it fit" for the size. A manual names
 * the thing and never asks for it, so an answer is recognised by these names.
 */
export function askedAttributes(question: string, language: 'zh' | 'en'): string[][] {
  return ATTRIBUTES.filter(({ asked }) => asked.test(question)).map((one) => one[language])
}

const words = (list: string) => list.split(' ')
const attribute = (asked: RegExp, zh: string, en: string): Attribute => ({ asked, zh: words(zh), en: words(en) })

const ATTRIBUTES: readonly Attribute[] = [
  attribute(
    /多重|几斤|多少斤|几公斤|重不重|沉不沉|有多沉|\bhow heavy\b|\bweigh/iu,
    '重量 净重 毛重 质量 自重 重',
    'weight mass',
  ),
  attribute(
    /多大(?:地方|面积|尺寸|个|空间|[的]?$|[?？，,])|占(?:多大)?(?:地方|地)|放[得不]下|塞[得不]下|摆[得不]下|多宽|多高|多厚|多深|\bhow (?:big|wide|tall|deep|thick)\b|\bwill it fit\b|\bfootprint\b/iu,
    '尺寸 外形 大小 规格 长宽高 体积 高度 宽度 深度 厚度',
    'dimension siz width height depth thicknes footprint',
  ),
  attribute(
    /多吵|吵不吵|声音(?:大不大|大吗|多大|响)|响不响|多响|多少分贝|几个?分贝|扰民|\bhow (?:loud|noisy|quiet)\b|\bdecibel/iu,
    '噪音 噪声 声音 分贝 声压',
    'nois sound decibel',
  ),
  attribute(
    /多少钱|多钱|几块钱?|几元|啥价|什么价|贵不贵|多贵|价钱|收多少|怎么收费|咋收费|要花多少|\bhow much (?:does|do|is|are|will|would|to|for)\b|\bhow expensive\b|\bwhat does .* cost\b/iu,
    '价格 费用 售价 收费 价 资费 金额 元',
    'pric cost fee charg rat',
  ),
  attribute(
    /多久|多长时间|几分钟|几个?小时|几天|几个?月|几年|要等多|得等多|多少天|多少小时|\bhow long\b|\bhow many (?:minutes|hours|days|weeks|months|years)\b|\bhow soon\b/iu,
    '时间 时长 期限 周期 时限 工作日 有效期',
    'tim duration period interval within',
  ),
  attribute(
    /多久(?:换|洗|清|保养|做|检|擦|加|校)|几个月(?:换|洗|清)|隔多久|多长时间(?:换|洗|清)|\bhow often\b|\bhow frequently\b/iu,
    '周期 间隔 每 定期',
    'every interval frequency schedul',
  ),
  attribute(/多远|离多远|隔多远|多少米|\bhow (?:far|close|near)\b/iu, '距离 范围 间距 远', 'distanc rang clearanc'),
  attribute(/多快|跑多快|几兆|网速|\bhow fast\b|\bhow quick/iu, '速度 速率 车速 转速 带宽', 'speed rat bandwidth'),
  attribute(
    /费电|耗电|几度电|多少度电|多少瓦|几瓦|用电(?:多|大)|\bhow much (?:power|electricity)\b|\bhow many watts\b/iu,
    '功率 功耗 耗电 能耗 额定功率',
    'power watt consumption',
  ),
  attribute(
    /多热|多烫|烫不烫|多少度|几度|多冷|冷不冷|怕不怕(?:热|冷|冻)|\bhow (?:hot|cold|warm)\b|\bwhat temperature\b/iu,
    '温度 水温 气温 摄氏度',
    'temperatur degre',
  ),
  attribute(
    /装(?:得下)?多少|能装|几升|多少升|几公斤的?(?:衣服|东西)|能(?:存|放)多少|多大容量|\bhow much (?:can|does) .* hold\b|\bhow many .* (?:fit|hold|store)\b/iu,
    '容量 容积 载重 额定容量 最大',
    'capacity volum maximum',
  ),
  attribute(
    /能用多久|用几年|寿命|撑多久|顶多久|耐不耐用|能扛多久|\bhow long (?:will|does) .* last\b|\blifespan\b/iu,
    '寿命 使用寿命 续航 时间',
    'lif lifetim',
  ),
  attribute(
    /找谁|打(?:哪个|什么|啥)电话|电话(?:多少|是啥)|客服|联系(?:谁|方式)|\bwho (?:do|should|can) i (?:call|contact|ask)\b|\bphone number\b|\bget in touch\b/iu,
    '电话 热线 联系 客服 服务',
    'phon contact hotlin support email',
  ),
  attribute(
    /几点(?:开|关|上|下|到|营)|什么时候(?:开门|上班|关门|下班)|周末.*(?:开|上班)|\b(?:what time|when) .* (?:open|close)\b|\bopening hours\b/iu,
    '时间 营业 工作日 服务 开放',
    'hour open tim',
  ),
  attribute(
    /赔多少|怎么赔|赔不赔|给赔|\bhow much .* (?:compensat|reimburs|pay out|get back)/iu,
    '赔偿 赔付 补偿 理赔',
    'compensat reimburs payment limit',
  ),
  attribute(
    /防水(?:吗|么|不|级别|等级)|能(?:沾|进|泡|淋)水|怕水|淋雨|\bwaterproof\b|\bget wet\b|\bin the rain\b/iu,
    '防水 防护等级 防溅 IP',
    'waterproof ip rating protection',
  ),
]
