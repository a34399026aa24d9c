import type { Localised } from '@loopdesk/contracts/flow.ts'
import type { Fact, FactValue, Property } from '@loopdesk/contracts/graph.ts'
import { type Graph, type Path, propertyOf, relationOf, type Step } from './graph.ts'
import { tidy } from './units.ts'

export type Language = 'zh' | 'en'

/** A value as people write it: `1500 W`, `¥1,299`, 是, 2 小时. */
export function showValue(property: Property | undefined, value: FactValue | undefined, language: Language): string {
  if (value === undefined) return ''
  if (typeof value === 'boolean') return language === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no'
  if (property?.kind === 'choice') {
    const choice = property.choices.find((each) => each.value === value)
    return choice ? choice.label[language] : String(value)
  }
  if (typeof value === 'string') return value
  return property === undefined ? String(value) : showNumber(property, value, language)
}

function showNumber(property: Property, value: number, language: Language): string {
  const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 }).format(tidy(value))
  const unit = property.unit ?? ''
  if (property.kind === 'money') return (money[unit] ?? ((amount) => `${amount} ${unit}`))(number, language)
  const word = durations[unit]
  if (word) return language === 'zh' ? `${number} ${word.zh}` : `${number} ${word.en}${value === 1 ? '' : 's'}`
  if (unit === '') return number
  return unit === '%' || unit === '℃' ? `${number}${unit}` : `${number} ${unit}`
}

const money: Record<string, (amount: string, language: Language) => string> = {
  CNY: (amount, language) => (language === 'zh' ? `${amount} 元` : `¥${amount}`),
  元: (amount, language) => (language === 'zh' ? `${amount} 元` : `¥${amount}`),
  USD: (amount, language) => (language === 'zh' ? `${amount} 美元` : `$${amount}`),
  EUR: (amount, language) => (language === 'zh' ? `${amount} 欧元` : `€${amount}`),
  GBP: (amount, language) => (language === 'zh' ? `${amount} 英镑` : `£${amount}`),
}
const durations: Record<string, Localised> = {
  s: { zh: '秒', en: 'second' },
  min: { zh: '分钟', en: 'minute' },
  h: { zh: '小时', en: 'hour' },
  day: { zh: '天', en: 'day' },
  week: { zh: '周', en: 'week' },
  month: { zh: '个月', en: 'month' },
  year: { zh: '年', en: 'year' },
  工时: { zh: '工时', en: 'hour' },
}

/** Name of a property or relation; relations read from the far end by their inverse name. */
export function showMember(graph: Graph, member: string, inverse: boolean, language: Language): string {
  const relation = relationOf(graph, member)
  if (relation && inverse)
    return (
      relation.inverse?.[language] ??
      (language === 'zh' ? `${relation.name.zh}（反向）` : `${relation.name.en} (inverse)`)
    )
  return (relation ?? propertyOf(graph, member))?.name[language] ?? member
}

/** One step of a path: `A100 —额定功率→ 1500 W`. */
export function showStep(graph: Graph, step: Step, language: Language): string {
  const to = step.to === undefined ? showFactValue(graph, step.fact, language) : nameOf(graph, step.to)
  const not = step.fact.negated ? (language === 'zh' ? '没有：' : 'not: ') : ''
  return `${nameOf(graph, step.from)} —${not}${showMember(graph, step.member, step.inverse, language)}→ ${to}`
}

export function showFactValue(graph: Graph, fact: Fact, language: Language): string {
  if (fact.object !== undefined) return nameOf(graph, fact.object)
  return showValue(fact.property === undefined ? undefined : propertyOf(graph, fact.property), fact.value, language)
}

export const nameOf = (graph: Graph, id: string): string => graph.entities.get(id)?.name ?? id
/** A property's fact as the path of one step that leads to its value. */
export const valuePath = (fact: Fact): Path => [
  {
    from: fact.subject,
    member: fact.property ?? fact.relation!,
    inverse: false,
    fact,
    ...(fact.object ? { to: fact.object } : {}),
  },
]
