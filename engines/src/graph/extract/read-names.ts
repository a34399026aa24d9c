import { fold } from '../../text/fold.ts'
import type { Graph } from '../graph.ts'
import { type Mention, mentionsIn } from '../questions/link-terms.ts'
import { meaning } from '../questions/read-question.ts'
import type { ReadPassage } from './proposal.ts'

const bare = (text: string) => fold(text).text.replaceAll(/[\s:：()（）[\]【】]/g, '')

/** The member whose name or synonym a heading of a column or row is, a unit in brackets left out. */
export function memberNamed(
  graph: Graph,
  label: string,
): { kind: 'property' | 'relation'; key: string; inverse: boolean } | undefined {
  const wanted = bare(label.replace(/[（([][^）)\]]*[）)\]]/g, ''))
  const whole = bare(label)
  const is = (words: readonly (string | undefined)[]) =>
    words.some((each) => each !== undefined && (bare(each) === wanted || bare(each) === whole))
  for (const { key, name, synonyms } of graph.ontology.properties)
    if (is([name.zh, name.en, ...synonyms])) return { kind: 'property', key, inverse: false }
  for (const { key, name, synonyms, inverse, inverseSynonyms } of graph.ontology.relations) {
    if (is([name.zh, name.en, ...synonyms])) return { kind: 'relation', key, inverse: false }
    if (is([inverse?.zh, inverse?.en, ...inverseSynonyms])) return { kind: 'relation', key, inverse: true }
  }
  return undefined
}

export function typeNamed(graph: Graph, label: string): string | undefined {
  const wanted = bare(label)
  return graph.ontology.types.find(({ name, synonyms }) =>
    [name.zh, name.en, ...synonyms].some((each) => bare(each) === wanted || `${bare(each)}名称` === wanted),
  )?.key
}

/** The unit a heading names in brackets: 额定功率（W）. */
export const unitIn = (label: string) => /[（([]\s*([^）)\]]{1,12})\s*[）)\]]/.exec(label)?.[1]

/** The one entity a cell names and nothing else. */
export function entityNamed(graph: Graph, cell: string): string | undefined {
  const text = fold(cell).text
  const found = mentionsIn(graph, text).filter((each) => each.score === 1 && meaning(each, 'entity')?.ids.length === 1)
  const [only, ...more] = found
  if (!only || more.length > 0) return undefined
  const rest = bare(text.slice(0, only.start) + text.slice(only.end))
  return rest.length <= 2 || typeNamed(graph, rest) !== undefined ? meaning(only, 'entity')!.ids[0] : undefined
}

/** Entities that a text names exactly, in order. */
export function entitiesIn(graph: Graph, text: string): { id: string; mention: Mention }[] {
  return mentionsIn(graph, text).flatMap((mention) => {
    const ids = mention.score === 1 ? meaning(mention, 'entity')?.ids : undefined
    return ids?.length === 1 ? [{ id: ids[0]!, mention }] : []
  })
}

/** What a passage is about: the only entity its caption names, else its nearest heading, else the document's title. */
export function subjectOf(graph: Graph, { table, headings, source }: ReadPassage): string | undefined {
  for (const place of [table?.caption, ...headings.toReversed(), source.title]) {
    const ids = new Set(place ? entitiesIn(graph, fold(place).text).map(({ id }) => id) : [])
    if (ids.size === 1) return [...ids][0]
    if (ids.size > 1) return undefined
  }
  return undefined
}
