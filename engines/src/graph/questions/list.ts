import type { Path } from '../graph.ts'
import { propertyOf, valuesOf } from '../graph.ts'
import { nameOf, showMember, showValue, valuePath } from '../show.ts'
import { type Asked, answer, decline, type GraphAnswer, join, pick } from './answer.ts'
import { type Condition, conditionsOf, isTitle, judge, numberOf, showCondition } from './conditions.ts'
import type { Mention } from './link-terms.ts'
import { all, meaning } from './read-question.ts'

/** Most names said; the table has all. */
const said = 20

/** Which and how many: 哪些型号带烘干功能, how many models fit filter F2; with 最 the one at an end of a scale. */
export function answerList(asked: Asked): GraphAnswer | undefined {
  const { graph, reading } = asked
  const ends = endsOf(asked)
  const superlative = ends.length > 0 && wantsEnd(asked)
  const target = targetOf(asked, superlative ? ends[0]!.property : undefined)
  if (!target) return undefined
  const fixed = all(reading, 'entity').some(({ ids }) => graph.entities.get(ids[0]!)?.type === target.type)
  if (fixed) return undefined
  // 最大 of nothing that has a scale is not understood, and never a list of all.
  if (reading.cues.has('most') && !superlative)
    return decline('superlative', 'not_understood', why(asked, 'not_understood'))
  const read = conditionsOf(
    asked,
    target.type,
    new Set([...target.mentions, ...(superlative ? ends.map(({ mention }) => mention) : [])]),
  )
  const kind = superlative ? 'superlative' : reading.cues.has('count') && !reading.cues.has('which') ? 'count' : 'which'
  if (!read.ok)
    return superlative || reading.cues.has('which') || reading.cues.has('count')
      ? decline(kind, read.why, why(asked, read.why))
      : undefined
  const wants =
    reading.cues.has('which') ||
    reading.cues.has('count') ||
    superlative ||
    (read.conditions.length > 0 && !reading.cues.has('yes_no') && all(reading, 'entity').length === 0)
  if (!wants) return undefined
  const sorted = sortOut(asked, target.type, read.conditions)
  if (superlative) return answerEnd(asked, sorted, ends[0]!, read.conditions)
  if (sorted.found.length === 0 && sorted.unknown > 0) {
    const text = pick(
      asked.language,
      `没有记录到符合“${conditionWords(asked, read.conditions)}”的${typeName(asked, target.type)}，${sorted.unknown} 个没有相关记录，无法判断。`,
      `No ${typeName(asked, target.type)} is recorded with ${conditionWords(asked, read.conditions)}; of ${sorted.unknown} it is not recorded.`,
    )
    return decline(kind, 'not_recorded', text)
  }
  return tell(asked, kind === 'count' ? 'count' : 'which', target.type, read.conditions, {
    ...sorted,
    columns: read.ordered,
  })
}

function wantsEnd({ reading }: Asked): boolean {
  return (
    reading.cues.has('most') ||
    reading.cues.has('least') ||
    all(reading, 'end').some(({ mention }) => /est$/.test(mention.text))
  )
}

/** The property whose end is asked for: 最安静, or 功率最大 with a property named and a size. */
export function endsOf({ graph, reading }: Asked): { property: string; end: 'low' | 'high'; mention: Mention }[] {
  const named = all(reading, 'end')
  if (named.length > 0) {
    // 最便宜 may be said of two properties; the one that is named beside it is meant.
    const properties = new Set(all(reading, 'property').map(({ key }) => key))
    const meant = named.filter(({ property }) => properties.has(property))
    const turned = reading.cues.has('least') || (reading.cues.has('less') && !reading.cues.has('more'))
    return (meant.length > 0 ? meant : named).map((each) => ({
      ...each,
      end: turned ? (each.end === 'low' ? 'high' : 'low') : each.end,
    }))
  }
  return all(reading, 'property').flatMap(
    ({ key, mention }): { property: string; end: 'low' | 'high'; mention: Mention }[] => {
      const kind = propertyOf(graph, key)?.kind
      if (kind !== 'number' && kind !== 'money' && kind !== 'duration') return []
      const words = reading.text.slice(Math.max(0, mention.start - 12), mention.end + 6)
      if (
        /[大高多长久重]|\b(?:highest|most|largest|longest|greatest|biggest|higher|larger|longer|bigger|more|maximum)\b/.test(
          words.replace(mention.text, ''),
        )
      )
        return [{ property: key, end: 'high', mention }]
      if (
        /[小低少短轻]|\b(?:lowest|least|smallest|shortest|lower|smaller|shorter|less|minimum)\b/.test(
          words.replace(mention.text, ''),
        )
      )
        return [{ property: key, end: 'low', mention }]
      return []
    },
  )
}

/** The type asked for: the one named (not merely as the title of a thing), else the only one that has the property. */
export function targetOf({ graph, reading }: Asked, property: string | undefined) {
  const named = all(reading, 'type').filter(({ key, mention }) => !isTitle({ graph, reading }, mention, key))
  const which = reading.text.search(/哪|几|多少|什么|which|what|how many/)
  const asked =
    named.find(({ mention }) => which >= 0 && mention.start > which && mention.start - which <= 6) ?? named[0]
  if (asked) return { type: asked.key, mentions: [asked.mention] }
  const keys = new Set([
    ...(property === undefined ? [] : [property]),
    ...all(reading, 'property').map(({ key }) => key),
    ...all(reading, 'value').map((each) => each.property),
  ])
  const types = new Set([...keys].flatMap((key) => propertyOf(graph, key)?.of ?? []))
  return types.size === 1 ? { type: [...types][0]!, mentions: [] as Mention[] } : undefined
}

interface SortedOut {
  found: { id: string; paths: Path[] }[]
  /** Of how many it is not recorded. */
  unknown: number
}

function sortOut(asked: Asked, type: string, conditions: readonly Condition[]): SortedOut {
  const found: SortedOut['found'] = []
  let unknown = 0
  for (const id of asked.graph.byType.get(type) ?? []) {
    if (asked.graph.entities.get(id)!.retired) continue
    const judged = conditions.map((condition) => judge(asked, id, condition))
    if (judged.every(({ truth }) => truth === 'yes'))
      found.push({ id, paths: judged.map(({ path }) => path).filter((path) => path.length > 0) })
    else if (!judged.some(({ truth }) => truth === 'no')) unknown++
  }
  found.sort((a, b) => (nameOf(asked.graph, a.id) < nameOf(asked.graph, b.id) ? -1 : 1))
  return { found, unknown }
}

function tell(
  asked: Asked,
  kind: 'which' | 'count',
  type: string,
  conditions: readonly Condition[],
  { found, unknown, columns }: SortedOut & { columns: string[] },
): GraphAnswer {
  const { graph, language } = asked
  const noun = typeName(asked, type)
  const names = found.slice(0, said).map(({ id }) => nameOf(graph, id))
  const words = conditionWords(asked, conditions)
  const which = words === '' ? '' : pick(language, `符合“${words}”的`, ` with ${words}`)
  const list =
    names.length === 0
      ? ''
      : `${pick(language, '：', ': ')}${join(language, names)}${found.length > said ? pick(language, '等', ' …') : ''}`
  const missing =
    unknown === 0
      ? ''
      : pick(
          language,
          `另有 ${unknown} 个没有相关记录，未计入。`,
          ` ${unknown} more have no record of it and are not counted.`,
        )
  const text = pick(
    language,
    found.length === 0 ? `没有${which}${noun}。` : `${which}${noun}有 ${found.length} 个${list}。${missing}`,
    found.length === 0
      ? `There is no ${noun}${which}.`
      : `${found.length} ${plural(noun, found.length)}${which}${list}.${missing}`,
  )
  const shown = [
    ...new Set([...conditions.flatMap((each) => (each.kind === 'related' ? [] : [each.property])), ...columns]),
  ]
  const table = {
    header: [noun, ...shown.map((key) => showMember(graph, key, false, language))],
    rows: found.map(({ id }) => [
      nameOf(graph, id),
      ...shown.map((key) =>
        valuesOf(graph, id, key, asked.day)
          .map(({ value }) => showValue(propertyOf(graph, key), value, language))
          .join(' / '),
      ),
    ]),
  }
  return answer(kind, text, found.flatMap(({ paths }) => paths).slice(0, 200), {
    entities: found.map(({ id }) => id),
    table,
  })
}

function answerEnd(
  asked: Asked,
  { found }: SortedOut,
  { property, end }: { property: string; end: 'low' | 'high' },
  conditions: readonly Condition[],
): GraphAnswer {
  const { graph, language, day } = asked
  const valued = found.flatMap(({ id, paths }) => {
    const value = numberOf(asked, id, property)
    return value === undefined ? [] : [{ id, paths, value }]
  })
  const name = showMember(graph, property, false, language)
  if (valued.length === 0)
    return decline('superlative', 'not_recorded', pick(language, `没有记录${name}。`, `No ${name} is recorded.`))
  valued.sort((a, b) => (end === 'low' ? a.value - b.value : b.value - a.value))
  const best = valued.filter(({ value }) => value === valued[0]!.value)
  const missing = found.length - valued.length
  const value = showValue(propertyOf(graph, property), best[0]!.value, language)
  const words = conditionWords(asked, conditions)
  const among = words === '' ? '' : pick(language, `符合“${words}”的里面，`, `Among those with ${words}, `)
  const note =
    missing === 0
      ? ''
      : pick(language, `（另有 ${missing} 个没有记录${name}）`, ` (${missing} more have no ${name} recorded)`)
  const names = join(
    language,
    best.map(({ id }) => nameOf(graph, id)),
  )
  const text = pick(
    language,
    `${among}${name}最${end === 'low' ? '低' : '高'}的是 ${names}：${value}${note}。`,
    `${among}${names} ${best.length > 1 ? 'have' : 'has'} the ${end === 'low' ? 'lowest' : 'highest'} ${name}: ${value}${note}.`,
  )
  const paths = best.flatMap(({ id, paths: more }) => [
    ...valuesOf(graph, id, property, day).slice(0, 1).map(valuePath),
    ...more,
  ])
  const rows = valued.map(({ id, value: each }) => [
    nameOf(graph, id),
    showValue(propertyOf(graph, property), each, language),
  ])
  return answer('superlative', text, paths, { entities: best.map(({ id }) => id), table: { header: ['', name], rows } })
}

const conditionWords = (asked: Asked, conditions: readonly Condition[]) =>
  conditions.map((each) => showCondition(asked, each)).join(pick(asked.language, '，', ' and '))

const typeName = ({ graph, language }: Asked, key: string) =>
  graph.ontology.types.find((each) => each.key === key)?.name[language] ?? key
const plural = (noun: string, count: number) =>
  count === 1 || !/[a-z]$/.test(noun) ? noun : /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`

export function why({ reading, language }: Asked, reason: 'ambiguous' | 'not_understood'): string {
  const words = reading.mentions.filter((each) => !meaning(each, 'type')).map(({ text }) => text)
  return reason === 'ambiguous'
    ? pick(
        language,
        `“${words.join('、')}”可以指不止一样东西，请说得更具体些。`,
        `“${words.join(', ')}” can mean more than one thing; please say which.`,
      )
    : pick(language, '图谱里没有能回答这个问题的关系。', 'The graph has no relation that answers this.')
}
