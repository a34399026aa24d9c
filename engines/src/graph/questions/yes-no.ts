import { propertyOf } from '../graph.ts'
import { nameOf, showMember, showStep, showValue } from '../show.ts'
import { type Asked, answer, decline, type GraphAnswer, pick } from './answer.ts'
import { type Condition, conditionsOf, type Judgement, judge, showCondition } from './conditions.ts'
import { why } from './list.ts'
import { all } from './read-question.ts'

/** Does X have Y, is its power above 1500 W: yes, no, or honestly that it is not recorded. */
export function answerYesNo(asked: Asked): GraphAnswer | undefined {
  const { graph, reading, language } = asked
  if (!reading.cues.has('yes_no') && !reading.cues.has('exists')) return undefined
  if (reading.cues.has('which') && !reading.cues.has('exists')) return undefined
  const entities = all(reading, 'entity')
  if (entities.length === 0) return undefined
  if (entities.some(({ ids }) => ids.length > 1)) return decline('yes_no', 'ambiguous', why(asked, 'ambiguous'))
  const [subject] = entities
  const id = subject!.ids[0]!
  const read = conditionsOf(asked, graph.entities.get(id)!.type, new Set([subject!.mention]))
  if (!read.ok) return decline('yes_no', read.why, why(asked, read.why))
  if (read.conditions.length === 0) return undefined
  // A question denied is the question itself: 不支持吗 asks for what 支持吗 asks.
  const judged = read.conditions.map((condition) => ({
    condition,
    ...judge(asked, id, { ...condition, denied: false }),
  }))
  const truth = judged.some((each) => each.truth === 'no')
    ? 'no'
    : judged.some((each) => each.truth === 'unknown')
      ? 'unknown'
      : 'yes'
  const name = nameOf(graph, id)
  const paths = judged.map(({ path }) => path).filter((path) => path.length > 0)
  if (truth === 'unknown') {
    const open = judged
      .filter((each) => each.truth === 'unknown')
      .map(({ condition }) => showCondition(asked, { ...condition, denied: false }))
    return decline(
      'yes_no',
      'not_recorded',
      pick(
        language,
        `没有记录 ${name} 是否有“${open.join('、')}”。`,
        `It is not recorded whether ${name} has ${open.join(', ')}.`,
      ),
      {
        truth,
        entities: [id],
        paths,
      },
    )
  }
  const deciding = judged.find((each) => each.truth === truth)!
  return answer('yes_no', sentence(asked, name, deciding), paths, { truth, entities: [id] })
}

function sentence(
  asked: Asked,
  name: string,
  { condition, truth, path }: Judgement & { condition: Condition },
): string {
  const { graph, language } = asked
  const yes = truth === 'yes'
  const opening = pick(language, yes ? '是。' : '不是。', yes ? 'Yes. ' : 'No. ')
  if (condition.kind === 'related') {
    const chain = path.map((step) => showStep(graph, step, language)).join(pick(language, '；', '; '))
    if (chain !== '') return `${pick(language, yes ? '有。' : '没有。', yes ? 'Yes. ' : 'No. ')}${chain}`
    const [piece] = condition.ways[0]!
    const ends = piece?.inverse ? [condition.words, name] : [name, condition.words]
    const link = `${ends[0]} ${piece ? showMember(graph, piece.relation, false, language) : ''} ${ends[1]}`
    return pick(language, `没有。按记录，“${link}”不成立。`, `No. By the records “${link}” does not hold.`)
  }
  const property = propertyOf(graph, condition.property)
  const label = showMember(graph, condition.property, false, language)
  const value = path[0]?.fact.value
  if (property?.kind === 'yes_no')
    return pick(
      language,
      yes ? `有。${name}：${label}。` : `没有。${name} 没有${label}。`,
      yes ? `Yes. ${name}: ${label}.` : `No. ${name}: no ${label}.`,
    )
  return `${opening}${pick(language, `${name} 的${label}是 ${showValue(property, value, language)}。`, `The ${label} of ${name} is ${showValue(property, value, language)}.`)}`
}
