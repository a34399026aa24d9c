/** A unit: what it measures and how many of that measure's base unit it is. */
export interface Unit {
  /** As it is written in answers. */
  symbol: string
  /** Units of one dimension can be compared. */
  dimension: string
  factor: number
  /** Added before the factor is applied: for degrees Fahrenheit. */
  offset?: number
  /** All ways to write it, folded. */
  names: readonly string[]
}

/** The unit of that name, in any spelling; undefined when it is none of the table. */
export function unitNamed(name: string): Unit | undefined {
  return byName.get(name.trim().toLowerCase())
}

/** `amount` of one unit in another of the same dimension; undefined across dimensions. Same names are always the same unit. */
export function convert(amount: number, from: string, to: string): number | undefined {
  if (from.toLowerCase() === to.toLowerCase()) return amount
  const a = unitNamed(from)
  const b = unitNamed(to)
  if (!a || !b || a.dimension !== b.dimension) return undefined
  return tidy(((amount + (a.offset ?? 0)) * a.factor) / b.factor - (b.offset ?? 0))
}

/** In the base unit of its dimension; the amount itself for units unknown here. */
export function toBase(amount: number, unit: string): number {
  const known = unitNamed(unit)
  return known ? tidy((amount + (known.offset ?? 0)) * known.factor) : amount
}

/** Without the noise of floating point. */
export const tidy = (value: number) => Number(value.toPrecision(12))

const u = (dimension: string, factor: number, symbol: string, ...names: string[]): Unit => ({
  dimension,
  factor,
  symbol,
  names: [symbol.toLowerCase(), ...names],
})
const minute = 60
const hour = 3600
const day = 86_400
const month = day * 30.4375

export const units: readonly Unit[] = [
  u('power', 1, 'W', '瓦', '瓦特', 'watt', 'watts'),
  u('power', 1000, 'kW', '千瓦', 'kilowatt', 'kilowatts'),
  u('power', 735.49875, '匹', '马力', 'hp', 'ps'),
  u('energy', 1, 'Wh', '瓦时'),
  u('energy', 1000, 'kWh', '千瓦时', '度电', 'kw·h', 'kw.h'),
  u('charge', 1, 'mAh', '毫安时', '毫安'),
  u('charge', 1000, 'Ah', '安时'),
  u('voltage', 1, 'V', '伏', '伏特', 'volt', 'volts'),
  u('voltage', 1000, 'kV', '千伏'),
  u('current', 1, 'A', '安', '安培', 'amp', 'amps'),
  u('current', 0.001, 'mA'),
  u('length', 0.001, 'mm', '毫米', 'millimetre', 'millimetres', 'millimeter', 'millimeters'),
  u('length', 0.01, 'cm', '厘米', '公分', 'centimetre', 'centimetres', 'centimeter', 'centimeters'),
  u('length', 1, 'm', '米', 'metre', 'metres', 'meter', 'meters'),
  u('length', 1000, 'km', '公里', '千米', 'kilometre', 'kilometres', 'kilometer', 'kilometers'),
  u('length', 0.0254, '英寸', '寸', 'inch', 'inches', '″'),
  u('area', 1, 'm²', '平方米', '平米', '㎡', 'm2', 'square metres', 'square meters'),
  u('volume', 0.001, 'mL', '毫升', 'ml', 'millilitre', 'millilitres', 'milliliters'),
  u('volume', 1, 'L', '升', '公升', 'litre', 'litres', 'liter', 'liters'),
  u('volume', 1000, 'm³', '立方米', 'm3'),
  u('flow', 1, 'L/min', '升/分钟', '升每分钟'),
  u('flow', 1 / 60, 'L/h', '升/小时', '升每小时'),
  u('mass', 0.001, 'mg', '毫克'),
  u('mass', 1, 'g', '克', 'gram', 'grams'),
  u('mass', 500, '斤'),
  u('mass', 1000, 'kg', '千克', '公斤', 'kilogram', 'kilograms', 'kilo', 'kilos'),
  u('mass', 453.59237, 'lb', 'lbs', '磅', 'pound', 'pounds'),
  u('mass', 1_000_000, 't', '吨', 'tonne', 'tonnes', 'ton', 'tons'),
  u('noise', 1, 'dB', '分贝', 'db(a)', 'decibel', 'decibels'),
  u('temperature', 1, '℃', '°c', '摄氏度', '度', 'degrees', 'degrees celsius'),
  { ...u('temperature', 5 / 9, '°F', '℉', '华氏度', 'degrees fahrenheit'), offset: -32 },
  u('pressure', 1, 'Pa', '帕'),
  u('pressure', 1000, 'kPa', '千帕'),
  u('pressure', 1_000_000, 'MPa', '兆帕'),
  u('pressure', 100_000, 'bar', '巴'),
  u('pressure', 6894.757, 'psi'),
  u('frequency', 1, 'Hz', '赫兹', '赫'),
  u('frequency', 1000, 'kHz'),
  u('frequency', 1e6, 'MHz', '兆赫'),
  u('frequency', 1e9, 'GHz'),
  u('torque', 1, 'N·m', 'nm', '牛米', 'n.m'),
  u('turns', 1, 'rpm', '转/分钟', '转/分', '转', 'r/min'),
  u('speed', 1, 'km/h', '公里/小时', '公里每小时', 'kmh'),
  u('data', 1, 'KB'),
  u('data', 1024, 'MB', '兆'),
  u('data', 1024 ** 2, 'GB', 'g内存'),
  u('data', 1024 ** 3, 'TB'),
  u('rate', 1, 'Mbps', '兆每秒'),
  u('rate', 1000, 'Gbps'),
  u('share', 1, '%', 'percent', '％'),
  u('discount', 1, '折'),
  u('duration', 0.001, 'ms', '毫秒'),
  u('duration', 1, 's', '秒', '秒钟', 'sec', 'second', 'seconds'),
  u('duration', minute, 'min', '分钟', 'mins', 'minute', 'minutes'),
  u('duration', hour, 'h', '小时', '个小时', '钟头', '个钟头', '工时', '个工时', 'hour', 'hours', 'hr', 'hrs'),
  u('duration', day, 'day', '天', '日', '自然日', '个自然日', 'days', 'calendar days'),
  u('workdays', 1, 'workday', '工作日', '个工作日', 'working days', 'working day', 'business days', 'business day'),
  u('duration', 7 * day, 'week', '周', '星期', '个星期', '礼拜', '个礼拜', 'weeks'),
  u('duration', month, 'month', '个月', '月', 'months'),
  u('duration', 12 * month, 'year', '年', 'years', 'yr', 'yrs'),
  u('money:CNY', 1, '元', '块', '块钱', 'cny', 'rmb', '人民币', '元人民币', 'yuan', '¥'),
  u('money:CNY', 10_000, '万元', '万块'),
  u('money:USD', 1, 'USD', '美元', '美金', 'dollar', 'dollars', '$', 'us$', 'bucks'),
  u('money:EUR', 1, 'EUR', '欧元', 'euro', 'euros', '€'),
  u('money:GBP', 1, 'GBP', '英镑', '£', 'pounds sterling'),
  u('money:HKD', 1, 'HKD', '港元', '港币', 'hk$'),
  u('money:JPY', 1, 'JPY', '日元'),
  ...[
    '个',
    '件',
    '套',
    '台',
    '次',
    '条',
    '张',
    '片',
    '只',
    '人',
    '位',
    '份',
    '支',
    '根',
    '瓶',
    '盒',
    '箱',
    '组',
    '级',
    '层',
    '岁',
    '倍',
    '颗',
    '枚',
    '单',
    '篇',
    '页',
    '款',
  ].map((name) => u(`count:${name}`, 1, name)),
  u('count:次', 1, 'times', 'time'),
  u('count:件', 1, 'pcs', 'pieces', 'piece', 'items', 'item'),
  u('count:人', 1, 'people', 'persons'),
]

const byName = new Map<string, Unit>()
for (const unit of units) for (const name of unit.names) if (!byName.has(name)) byName.set(name, unit)

/** All spellings, longest first. */
export const unitNames: readonly string[] = [...byName.keys()].sort((a, b) => b.length - a.length)
