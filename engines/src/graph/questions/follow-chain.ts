import { type Path, propertyOf, relationOf, valuesOf } from '../graph.ts'
import { nameOf, showMember, showValue, valuePath } from '../show.ts'
import { type Asked, answer, decline, type GraphAnswer, join, pick } from './answer.ts'
import { follow, isTitle, waysTo } from './conditions.ts'
import type { Mention } from './link-terms.ts'
import { why } from './list.ts'
import { all, meaning } from './read-question.ts'

type Link =
  | { kind: 'go'; pieces: { relation: string; inverse: boolean }[]; to: string }
  | { kind: 'value'; property: string; pieces: { relation: string; inverse: boolean }[] }
/** Most values said. */
const said = 12

/** What a thing has: 额定功率是多少, its parts, the price of its filter; up to three relations away. */
export function answerChain(asked: Asked): GraphAnswer | undefined {
  const { graph, reading } = asked
  const entities = all(reading, 'entity')
  if (entities.length === 0) return undefined
  if (entities.some(({ ids }) => ids.length > 1)) return decline('property', 'ambiguous', why(asked, 'ambiguous'))
  const rest = reading.mentions.filter((mention) => {
    const type = meaning(mention, 'type')
    return !meaning(mention, 'entity') && !(type && isTitle(asked, mention, type.key))
  })
  const wantsPrice = reading.cues.has('price') && !rest.some((each) => meaning(each, 'property'))
  const wantsHours = reading.cues.has('hours') && !rest.some((each) => meaning(each, 'property'))
  if (rest.length === 0 && !wantsPrice && !wantsHours) return undefined
  const answers = entities.map(({ ids }) => {
    const type = graph.entities.get(ids[0]!)!.type
    const role = wantsPrice ? 'price' : wantsHours ? 'hours' : undefined
    // English names the last link first: the price of the filter of A100.
    const orders = reading.text.includes(' of ') ? [rest.toReversed(), rest] : [rest, rest.toReversed()]
    for (const order of orders) {
      const links = linksOf(asked, type, order, role)
      if (links) return tell(asked, ids[0]!, links)
    }
    return undefined
  })
  const given = answers.filter((each) => each !== undefined)
  if (given.length < entities.length) return undefined
  if (given.length === 1) return given[0]
  const known = given.filter(({ answered }) => answered)
  const text = given.map((each) => each.text).join('\n')
  if (known.length === 0) return decline('property', 'not_recorded', text)
  return answer(
    known[0]!.kind,
    text,
    known.flatMap(({ paths }) => paths),
    { entities: entities.flatMap(({ ids }) => ids) },
  )
}

function linksOf(
  asked: Asked,
  start: string,
  mentions: readonly Mention[],
  role: 'price' | 'hours' | undefined,
): Link[] | undefined {
  const { graph } = asked
  const links: Link[] = []
  let at = start
  for (const mention of mentions) {
    const relation = mention.meanings.find((each) => {
      const known = each.kind === 'relation' && relationOf(graph, each.key)
      return known && [...known.from, ...known.to].includes(at)
    })
    const property = mention.meanings.find((each) => each.kind === 'property')
    const type = meaning(mention, 'type')
    const owned = property?.kind === 'property' && propertyOf(graph, property.key)
    if (owned) {
      if (links.some(({ kind }) => kind === 'value') && !owned.of.includes(at)) return undefined
      const pieces = owned.of.includes(at) ? [] : only(asked, at, owned.of)
      if (!pieces) return undefined
      links.push({ kind: 'value', property: owned.key, pieces })
    } else if (relation?.kind === 'relation') {
      const known = relationOf(graph, relation.key)!
      const inverse = known.from.includes(at) && known.to.includes(at) ? relation.inverse : !known.from.includes(at)
      const far = inverse ? known.from : known.to
      links.push({ kind: 'go', pieces: [{ relation: known.key, inverse }], to: far[0]! })
      at = far[0]!
    } else if (type) {
      if (type.key === at) continue
      const named = mentions.flatMap((each) => each.meanings.filter((one) => one.kind === 'relation')) as {
        key: string
      }[]
      const ways = waysTo(asked, at, type.key, named)
      if (!ways || ways === 'ambiguous') return undefined
      links.push({ kind: 'go', pieces: ways.at(-1)!, to: type.key })
      at = type.key
    } else return undefined
  }
  if (role) {
    const fits = graph.ontology.properties.filter((each) => each.role === role && each.of.includes(at))
    if (fits.length !== 1) return undefined
    links.push({ kind: 'value', property: fits[0]!.key, pieces: [] })
  }
  if (links.length === 0 || links.flatMap(({ pieces }) => pieces).length > 3) return undefined
  return links
}

/** The way to the one type that owns a property, when there is only one. */
function only(asked: Asked, from: string, owners: readonly string[]) {
  const [owner, ...others] = owners
  if (!owner || others.length > 0) return undefined
  const ways = waysTo(asked, from, owner, [])
  return ways === 'ambiguous' ? undefined : ways?.[0]
}

function tell(asked: Asked, id: string, links: readonly Link[]): GraphAnswer {
  const { graph, language, day } = asked
  let ends = new Map<string, Path>([[id, []]])
  const lines: string[] = []
  const paths: Path[] = []
  const missing: string[] = []
  let values = false
  for (const link of links) {
    const reached = follow(asked, ends, link.pieces)
    if (link.kind === 'go') {
      ends = reached
      continue
    }
    values = true
    const name = showMember(graph, link.property, false, language)
    const lists = [...reached].slice(0, said).flatMap(([at, path]) => {
      const facts = valuesOf(graph, at, link.property, day)
      if (facts.length === 0)
        missing.push(
          pick(
            language,
            `${nameOf(graph, at)} 的${name}没有记录`,
            `the ${name} of ${nameOf(graph, at)} is not recorded`,
          ),
        )
      for (const fact of facts) paths.push([...path, ...valuePath(fact)])
      const words = join(
        language,
        facts.map(({ value }) => showValue(propertyOf(graph, link.property), value, language)),
      )
      return words === ''
        ? []
        : [pick(language, `${nameOf(graph, at)} 的${name}：${words}`, `${name} of ${nameOf(graph, at)}: ${words}`)]
    })
    lines.push(...lists)
  }
  if (!values) {
    const last = links.at(-1) as Extract<Link, { kind: 'go' }>
    const label =
      last.pieces.length === 1
        ? showMember(graph, last.pieces[0]!.relation, last.pieces[0]!.inverse, language)
        : typeName(asked, last.to)
    paths.push(...ends.values())
    const names = [...ends.keys()].slice(0, said * 3).map((each) => nameOf(graph, each))
    if (names.length > 0)
      lines.push(`${nameOf(graph, id)} · ${label}${pick(language, '：', ': ')}${join(language, names)}`)
    else
      missing.push(
        pick(
          language,
          `${nameOf(graph, id)} 的${label}没有记录`,
          `the ${label} of ${nameOf(graph, id)} is not recorded`,
        ),
      )
  }
  if (lines.length === 0) {
    const text =
      missing.length > 0
        ? missing.join(pick(language, '；', '; '))
        : pick(language, `${nameOf(graph, id)} 没有相关记录`, `nothing of it is recorded for ${nameOf(graph, id)}`)
    return decline(
      values ? 'property' : 'related',
      'not_recorded',
      pick(language, `${text}。`, `${text[0]!.toUpperCase()}${text.slice(1)}.`),
      { entities: [id] },
    )
  }
  const text = [...lines, ...missing.slice(0, 3)].join('\n')
  return answer(values ? 'property' : 'related', text, paths, { entities: values ? [id] : [...ends.keys()] })
}

const typeName = ({ graph, language }: Asked, key: string) =>
  graph.ontology.types.find((each) => each.key === key)?.name[language] ?? key
