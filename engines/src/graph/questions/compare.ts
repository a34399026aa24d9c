import type { Fact } from '@loopdesk/contracts/graph.ts'
import { type Path, propertyOf, relatedTo, valuesOf } from '../graph.ts'
import { nameOf, showMember, showValue, valuePath } from '../show.ts'
import { type Asked, answer, decline, type GraphAnswer, join, pick } from './answer.ts'
import { numberOf } from './conditions.ts'
import { endsOf } from './list.ts'
import { all } from './read-question.ts'

interface Row {
  member: string
  name: string
  cells: string[]
  paths: Path[]
  differs: boolean
}

/** A against B: which of them has more of something, or all that is recorded of both, what differs first. */
export function answerCompare(asked: Asked): GraphAnswer | undefined {
  const { graph, reading, language } = asked
  const ids = [...new Set(all(reading, 'entity').flatMap((each) => (each.ids.length === 1 ? each.ids : [])))]
  if (ids.length < 2) return undefined
  const type = graph.entities.get(ids[0]!)!.type
  if (ids.some((id) => graph.entities.get(id)!.type !== type)) return undefined
  const [end] = endsOf(asked)
  if (end) return answerMore(asked, ids, end)
  const named = [...all(reading, 'property'), ...all(reading, 'relation')].map(({ key }) => key)
  if (!reading.cues.has('compare') && !(named.length > 0 && reading.cues.has('which'))) return undefined
  const rows = rowsOf(asked, type, ids).filter((row) => named.length === 0 || named.includes(row.member))
  const names = ids.map((id) => nameOf(graph, id))
  if (rows.length === 0)
    return decline(
      'compare',
      'not_recorded',
      pick(
        language,
        `${join(language, names)} 没有可以比较的记录。`,
        `Nothing comparable is recorded of ${join(language, names)}.`,
      ),
    )
  rows.sort((a, b) => Number(b.differs) - Number(a.differs))
  const different = rows.filter(({ differs }) => differs)
  const lines = different.map(
    ({ name, cells }) =>
      `${name}${pick(language, '：', ': ')}${cells.map((cell, at) => `${names[at]} ${cell}`).join(pick(language, '，', ', '))}`,
  )
  const same = rows.length - different.length
  const text = [
    different.length === 0
      ? pick(
          language,
          `${join(language, names)} 已记录的各项都相同。`,
          `All that is recorded of ${join(language, names)} is the same.`,
        )
      : lines.join('\n'),
    ...(different.length > 0 && same > 0
      ? [pick(language, `其余 ${same} 项相同。`, `The other ${same} are the same.`)]
      : []),
  ].join('\n')
  return answer(
    'compare',
    text,
    rows.flatMap(({ paths }) => paths),
    {
      entities: ids,
      table: {
        header: [pick(language, '项目', 'Item'), ...names],
        rows: rows.map(({ name, cells }) => [name, ...cells]),
      },
    },
  )
}

/** A100 和 A200 哪个更安静: the winner, with both values. */
function answerMore(
  asked: Asked,
  ids: string[],
  { property, end }: { property: string; end: 'low' | 'high' },
): GraphAnswer {
  const { graph, language, day } = asked
  const name = showMember(graph, property, false, language)
  const valued = ids.map((id) => ({ id, value: numberOf(asked, id, property) }))
  const missing = valued.filter(({ value }) => value === undefined)
  if (missing.length > 0) {
    const who = join(
      language,
      missing.map(({ id }) => nameOf(graph, id)),
    )
    return decline(
      'compare',
      'not_recorded',
      pick(
        language,
        `${who} 的${name}没有记录，无法比较。`,
        `The ${name} of ${who} is not recorded, so they cannot be compared.`,
      ),
      { entities: ids },
    )
  }
  const sorted = valued.toSorted((a, b) => (end === 'low' ? a.value! - b.value! : b.value! - a.value!))
  const words = sorted
    .map(({ id, value }) => `${nameOf(graph, id)} ${showValue(propertyOf(graph, property), value, language)}`)
    .join(pick(language, '，', ', '))
  const same = sorted[0]!.value === sorted[1]!.value
  const winner = nameOf(graph, sorted[0]!.id)
  const text = pick(
    language,
    same ? `${name}相同：${words}。` : `${winner} 的${name}更${end === 'low' ? '低' : '高'}：${words}。`,
    same ? `The same ${name}: ${words}.` : `${winner} has the ${end === 'low' ? 'lower' : 'higher'} ${name}: ${words}.`,
  )
  const paths = ids.flatMap((id) => valuesOf(graph, id, property, day).slice(0, 1).map(valuePath))
  const rows = [
    [name, ...ids.map((id) => showValue(propertyOf(graph, property), numberOf(asked, id, property), language))],
  ]
  return answer('compare', text, paths, {
    entities: ids,
    table: { header: [pick(language, '项目', 'Item'), ...ids.map((id) => nameOf(graph, id))], rows },
  })
}

function rowsOf(asked: Asked, type: string, ids: string[]): Row[] {
  const { graph, language, day } = asked
  const unknown = pick(language, '未记录', 'not recorded')
  const rowOf = (
    member: string,
    of: (id: string) => { words: string[]; paths: Path[]; closed: boolean },
  ): Row | undefined => {
    const each = ids.map(of)
    if (each.every(({ words }) => words.length === 0)) return undefined
    const cells = each.map(({ words, closed }) =>
      words.length > 0 ? join(language, words.toSorted()) : closed ? pick(language, '无', 'none') : unknown,
    )
    return {
      member,
      name: showMember(graph, member, false, language),
      cells,
      paths: each.flatMap(({ paths }) => paths),
      differs: new Set(cells).size > 1,
    }
  }
  const properties = graph.ontology.properties.filter((each) => each.of.includes(type))
  const relations = graph.ontology.relations.filter((each) => each.from.includes(type))
  return [
    ...properties.map(({ key }) =>
      rowOf(key, (id) => {
        const facts: Fact[] = valuesOf(graph, id, key, day)
        return {
          words: facts.map(({ value }) => showValue(propertyOf(graph, key), value, language)),
          paths: facts.map(valuePath),
          closed: false,
        }
      }),
    ),
    ...relations.map(({ key, closed }) =>
      rowOf(key, (id) => {
        const reached = [...relatedTo(graph, id, key, false, day)]
        return { words: reached.map(([to]) => nameOf(graph, to)), paths: reached.map(([, path]) => path), closed }
      }),
    ),
  ].filter((row) => row !== undefined)
}
