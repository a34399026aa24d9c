import { makeRemembered } from './remembered.ts'

/** What can be asked of a thing and is answered by an amount: how people ask for it, what a manual calls it, how it is written. */
interface Measure {
  asked: RegExp
  named: RegExp
  written: RegExp
}

const DIGIT = '\\d\\s?'
const unitAfterDigit = (units: string) => new RegExp(`${DIGIT}(?:${units})(?![a-z])`, 'iu')

/**
 * Weight, load, noise … People ask how heavy, how loud, 几斤, 吵不吵; a manual says net weight, noise level, 净重, 噪声. The general ones
 * (how big) stand below those that they would swallow.
 */
const MEASURES: Measure[] = [
  {
    asked:
      /(?:承|载|驮|扛|负|承受|受得|顶|压|坐|拉|挂|放|装|塞|洗|烘|搁|存)[^，。？?]{0,8}(?:多重|多沉|几斤|几公斤|几千克|多少(?:斤|公斤|千克|kg)|重的)|承重|载重|负重|限重|how much (?:weight|load)|weight limit|(?:carry|bear|hold|lift|take)\b.{0,24}\b(?:kg|kilos?|pounds|lbs|weigh\w*)|maximum load|load capacity/iu,
    named:
      /承重|载重|载荷|负载|负荷|限重|搭载|(?:洗涤|烘干|额定|最大)容量|\b(?:load|payload|capacity|weight limit|bear\w*)\b/iu,
    written: unitAfterDigit('kg|公斤|千克|斤|g|克|吨|lbs?|pounds?|kilos?'),
  },
  {
    asked:
      /多重|多沉|几斤|几公斤|多少(?:斤|公斤|千克|kg)|重量|净重|毛重|重不重|沉不沉|[哪谁][^，。？?]{0,8}(?:更|比较|最)?[重沉轻](?!要|新|启|置|复|点)|搬得动|\bhow heavy\b|\bweighs?\b|\bweight\b|\b(?:heavier|lighter|heaviest|lightest)\b|\bhow many (?:kg|kilos?|pounds|lbs)\b/iu,
    named: /净重|毛重|重量|自重|\b(?:weight|weighs?|mass)\b/iu,
    written: unitAfterDigit('kg|公斤|千克|斤|g|克|吨|lbs?|pounds?'),
  },
  {
    asked:
      /吵|分贝|噪音|噪声|动静|多响|声音[^，。？?]{0,4}大|大声|安静|\b(?:how (?:loud|quiet|noisy)|noisy|noise|decibels?|db|loud|quiet|louder|quieter)\b/iu,
    named: /噪[音声]|声压|声功率|\b(?:noise|sound)\b/iu,
    written: unitAfterDigit('db|分贝'),
  },
  {
    asked:
      /占[^，。？?]{0,4}(?:地方|地|空间)|尺寸|放[得不]下|塞[得不]下|装[得不]下|(?<!(?:离|距|留|隔)[^，。？?]{0,6})多[高宽](?!温|频)|长宽高|体积|多大(?:地方|空间|位置|的(?:板|件|台|工件))|[高宽深]度|\b(?:how (?:big|tall|wide|deep|high)|dimensions?|footprint|width|height|depth|in (?:mm|cm|inches)|fit (?:under|in|into|through|on|between))\b/iu,
    named: /尺寸|外形|长×宽|宽×|体积|行程|高度|宽度|深度|\b(?:dimensions?|size|height|width|depth|w x|h x|travel)\b/iu,
    written:
      /\d\s?(?:mm|cm|m|毫米|厘米|米|in)?\s?[×x*]\s?\d|\d\s?(?:mm|cm|毫米|厘米|公分|米|inch(?:es)?|m)(?![a-z²³])/iu,
  },
  {
    asked:
      /多少瓦|几瓦|多大(?:的)?功率|功率|费电|耗电|用电|几度电|多少度电|\b(?:watts?|wattage|how much (?:power|electricity|energy)|power (?:consumption|draw|rating)|kw|kwh|pull|draws?)\b/iu,
    named: /功率|耗电|用电|能耗|\b(?:power|wattage|consumption|energy|rating)\b/iu,
    written: /\d\s?(?:k?wh?|瓦|千瓦时?|度)(?![a-z])/iu,
  },
  {
    asked:
      /转速|几转|多少转|(?:转|甩|跑|开|走|刻)[^，。？?]{0,6}(?:多快|最快)|[跑转甩][^，。？?]{0,3}(?:更|最|比较)?快|时速|速度|\b(?:how fast|(?:top|max(?:imum)?) speed|speed|rpm)\b/iu,
    named: /转速|[车时速]速|速度|\b(?:speed|rpm|rate)\b/iu,
    written: /\d\s?(?:r\/min|rpm|转|(?:k?m|mm|公里|千米|米|毫米)\s?(?:\/|每|per )\s?(?:h|min|s|小时|分钟?|秒)|mph)/iu,
  },
  {
    asked: /(?:多少|几)度(?!电)|温度|水温|多烫|多热|\b(?:how (?:hot|cold|warm)|temperature|degrees)\b/iu,
    named: /温|\b(?:temperature|temp)\b/iu,
    written: /\d\s?(?:℃|°\s?[cf]|摄氏度|度|degrees)/iu,
  },
  {
    asked:
      /几升|多少(?:升|毫升)|容量|多少水|水箱[^，。？?]{0,4}多大|\b(?:how many lit(?:er|re)s|how much (?:water|liquid|milk)|lit(?:er|re)s|volume|capacity)\b/iu,
    named: /容量|容积|耗水|用水|水量|\b(?:capacity|volume|tank|hopper)\b/iu,
    written: unitAfterDigit('l|ml|升|毫升|lit(?:er|re)s?|mah|ah|kwh|wh|gb|tb|g|kg'),
  },
  {
    asked: /续航|(?:跑|骑|开|走|飞)[^，。？?]{0,6}(?:多远|几公里|多少公里)|多少公里|几公里|\b(?:how far|range)\b/iu,
    named: /续航|里程|距离|\b(?:range|distance)\b/iu,
    written: unitAfterDigit('km|公里|千米|m|米|miles?'),
  },
  {
    asked: /电压|多少伏|几伏|\b(?:volts?|voltage)\b/iu,
    named: /电压|电源|\b(?:voltage|supply|power)\b/iu,
    written: unitAfterDigit('v|伏'),
  },
  {
    asked: /电流|多少安|几安|\b(?:amps?|amperes?|current)\b/iu,
    named: /电流|电源|\b(?:current|supply|fuse)\b/iu,
    written: unitAfterDigit('m?a|安'),
  },
  {
    asked: /水压|气压|压力|\b(?:pressure|psi|bar)\b/iu,
    named: /压力|水压|气压|\bpressure\b/iu,
    written: unitAfterDigit('[mk]?pa|bar|psi|兆帕|千帕'),
  },
  {
    asked: /误差|精度|多准|[得最更]准|\b(?:how (?:accurate|precise)|accuracy|precision|tolerance)\b/iu,
    named: /精度|误差|公差|\b(?:accuracy|precision|tolerance)\b/iu,
    written: /±|\d\s?(?:mm|%|℃|°c)/iu,
  },
  {
    asked: /防水(?:等级|级别|吗|不)|防尘|淋雨|\b(?:rainproof|waterproof|ip rating|water ?resistant|dust ?proof)\b/iu,
    named: /防护|防水|\b(?:protection|ingress|ip|waterproof|degree)\b/iu,
    written: /\bip\s?x?\d{1,2}/iu,
  },
  {
    asked:
      /[线管绳杆条缆带](?:子)?(?:是|有)?多长(?!时间)|长度|\bhow long (?:is|are) the (?:\w+ )?(?:cables?|cords?|hoses?|leads?|pipes?|wires?|ropes?)\b|\blength\b/iu,
    named: /长度|[线管绳]|\b(?:length|cables?|cords?|hoses?|leads?)\b/iu,
    written: unitAfterDigit('m|cm|mm|米|厘米|毫米|ft|feet|inch(?:es)?'),
  },
  {
    asked:
      /多久|多长时间|几(?:个)?(?:小时|分钟|秒|天|周|星期|月|年|钟头|工作日)|多少(?:个)?(?:小时|分钟|秒|天|周|星期|月|年)|\b(?:how (?:long(?! (?:is|are) the (?:\w+ )?(?:cables?|cords?|hoses?))|often|soon|quick(?:ly)?)|how many (?:hours|minutes|seconds|days|weeks|months|years))\b/iu,
    named:
      /时长|时间|时限|周期|期限|[效保修换]期|寿命|续航|保温|更换|频率|\b(?:time|duration|period|interval|life|warranty|every|how often|term)\b/iu,
    written:
      /(?:\d|[一二两三四五六七八九十半])\s?个?(?:多|余)?(?:小时|分钟?|秒|天|日|周|星期|月|年|工作日|h|min|s)(?![a-z])|\b(?:hours?|minutes?|seconds?|days?|weeks?|months?|years?)\b|每[天日周月年次]|每[^，。；;]{1,6}\d+\s?次/iu,
  },
  {
    asked: /几点|\bwhat time\b|\bopening hours\b|\b(?:open|close)s?\b/iu,
    named: /时间|营业|服务|电话|热线|开放|\b(?:hours|open(?:ing)?|times?|phone|desk)\b/iu,
    written: /\d{1,2}[:：]\d{2}|\d\s?点|24\s?小时|\b\d{1,2}\s?(?:am|pm|o'clock)\b|\bnoon|midnight\b/iu,
  },
  {
    asked:
      /多少钱|多钱|几块|几多钱|价格|价钱|卖多少|怎么卖|收费|贵不贵|\b(?:price|how much (?:does|do|is|are|will|would)\b.{0,40}\b(?:cost|be|pay)|costs?|how much is|how expensive)\b/iu,
    named: /价|费|钱|金额|[押租罚佣定订]金|\b(?:prices?|cost|fee|charge|rate)\b/iu,
    written: /[¥￥$€£]\s?\d|\d\s?(?:元|块|美元|usd|eur|rmb)|免费|\bfree\b/iu,
  },
]

/** The measures a question asks for, at most two: what is asked for first of all, and what else may be meant. */
export const measuresAsked = makeRemembered(2000, (question: string): Measure[] => {
  const text = question.normalize('NFKC')
  const found = MEASURES.filter((one) => one.asked.test(text))
  // How heavy a load is asks for no weight.
  return (found[0] === MEASURES[0] ? found.filter((one) => one !== MEASURES[1]) : found).slice(0, 2)
})

/** How a text speaks of a measure: it calls it by its name (`label` is where names stand), it holds an amount of it. */
export function tellsMeasure(measure: Measure, label: string, text: string): { named: boolean; held: boolean } {
  return {
    named: measure.named.test(label.normalize('NFKC')),
    held: measure.written.test(text.normalize('NFKC')),
  }
}
