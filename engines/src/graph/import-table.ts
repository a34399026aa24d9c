import type { Entity, FactValue } from '@loopdesk/contracts/graph.ts'
import { fold } from '../text/fold.ts'
import { withUnit } from './extract/from-tables.ts'
import { unitIn } from './extract/read-names.ts'
import { type Graph, propertyOf, relationOf } from './graph.ts'
import { codeKey } from './questions/link-terms.ts'
import { readValue, yesOrNo } from './read-value.ts'

/** What becomes of a column. */
export type ColumnUse =
  | { use: 'skip' }
  /** Tells rows apart when the table is imported again; the name does when no column is the key. */
  | { use: 'key' }
  | { use: 'name' }
  | { use: 'aliases' }
  | { use: 'property'; property: string }
  /** Cells name entities of the far type, several between 、 or ;. `create`: those not known are made. */
  | { use: 'relation'; relation: string; inverse?: boolean; type?: string; create?: boolean }
  /** The column's heading is an entity: a tick says the relation holds, a cross that it does not. */
  | { use: 'tick'; relation: string; inverse?: boolean; entity: string }
  | { use: 'from' }
  | { use: 'until' }

export interface TableMapping {
  /** Of the rows' entities. */
  type: string
  columns: ColumnUse[]
}

export interface ImportedEntity {
  /** Id of the one known by this key or name; nothing for a new one. */
  id?: string
  type: string
  name: string
  key?: string
  aliases: string[]
}
/** Ends are positions in `entities`, so that new ones can be spoken of. */
export interface ImportedFact {
  row: number
  subject: number
  property?: string
  relation?: string
  value?: FactValue
  object?: number
  negated: boolean
  from?: string
  until?: string
}
export interface TableRead {
  entities: ImportedEntity[]
  facts: ImportedFact[]
  /** `row` counted from 1 below the heading; rows with errors give nothing. */
  errors: { row: number; column: string; message: string }[]
  counts: { rows: number; added: number; known: number }
}

/**
 * Rows of a table as entities and facts by a mapping of its columns; changes nothing. The same table read again finds its
 * entities by key, else by name within their type. Every row that cannot be read whole is told with column and reason, and left out.
 */
export function readTable(
  graph: Graph,
  header: readonly string[],
  rows: readonly string[][],
  mapping: TableMapping,
): TableRead {
  const finder = makeFinder(graph)
  const read: TableRead = { entities: [], facts: [], errors: [], counts: { rows: rows.length, added: 0, known: 0 } }
  const at = (use: ColumnUse['use']) => mapping.columns.findIndex((each) => each.use === use)
  const seen = new Map<string, number>()
  rows.forEach((row, index) => {
    const number = index + 1
    const cell = (column: number) => (column < 0 ? '' : (row[column] ?? '').trim())
    if (row.every((each) => (each ?? '').trim() === '')) return
    const errors: TableRead['errors'] = []
    const refuse = (column: number, message: string) =>
      errors.push({ row: number, column: header[column] ?? `${column + 1}`, message })
    const key = cell(at('key'))
    const name = cell(at('name')) || key
    const nameColumn = at('name') < 0 ? at('key') : at('name')
    if (name === '') refuse(nameColumn, 'is empty')
    if (name.length > 200) refuse(nameColumn, 'is longer than 200 characters')
    const identity = fold(key || name).text
    if (seen.has(identity))
      refuse(at('key') < 0 ? nameColumn : at('key'), `is that of row ${seen.get(identity)} as well`)
    const facts = readCells(finder, graph, mapping, header, row, number, refuse)
    read.errors.push(...errors)
    if (errors.length > 0) return
    seen.set(identity, number)
    const known = finder.find(mapping.type, key, name)
    read.counts[known ? 'known' : 'added']++
    const subject = finder.put(read.entities, {
      ...(known ? { id: known.id } : {}),
      type: mapping.type,
      name,
      ...(key === '' ? {} : { key }),
      aliases: listIn(cell(at('aliases'))),
    })
    for (const each of facts) read.facts.push(placed(finder, read.entities, each, subject))
  })
  return read
}

/** Uses of columns that their headings suggest: names of properties and relations, 名称, 编号, 别名. */
export function suggestMapping(
  graph: Graph,
  header: readonly string[],
  type: string,
  memberNamed: (label: string) => { kind: 'property' | 'relation'; key: string; inverse: boolean } | undefined,
): TableMapping {
  let named = false
  const columns = header.map((label): ColumnUse => {
    const folded = fold(label).text.trim()
    const member = memberNamed(label)
    if (member?.kind === 'property' && propertyOf(graph, member.key)?.of.includes(type))
      return { use: 'property', property: member.key }
    const relation = member?.kind === 'relation' ? relationOf(graph, member.key) : undefined
    const near = relation && (member!.inverse ? relation.to : relation.from)
    if (near?.includes(type)) return { use: 'relation', relation: member!.key, inverse: member!.inverse, create: true }
    if (/^(?:编号|编码|id|key|sku|代码|料号|货号|主键)$/.test(folded)) return { use: 'key' }
    if (/别名|又名|俗称|alias/.test(folded)) return { use: 'aliases' }
    const typeWords = graph.ontology.types.find((each) => each.key === type)
    const isName =
      /名称|名字|^name$|品名|^标题$/.test(folded) ||
      [typeWords?.name.zh, typeWords?.name.en, ...(typeWords?.synonyms ?? [])].some(
        (each) => each && fold(each).text === folded,
      )
    if (isName && !named) {
      named = true
      return { use: 'name' }
    }
    return { use: 'skip' }
  })
  if (!named && columns[0]?.use === 'skip') columns[0] = { use: 'name' }
  return { type, columns }
}

type CellFact = Omit<ImportedFact, 'subject' | 'object'> & { object?: ImportedEntity; inverse: boolean }

function readCells(
  finder: Finder,
  graph: Graph,
  mapping: TableMapping,
  header: readonly string[],
  row: readonly string[],
  number: number,
  refuse: (column: number, message: string) => void,
): CellFact[] {
  const dates: { from?: string; until?: string } = {}
  const facts = mapping.columns.flatMap((column, at): CellFact[] => {
    const text = (row[at] ?? '').trim()
    if (text === '' || text === '-' || text === '—') return []
    if (column.use === 'from' || column.use === 'until') {
      const read = readValue(
        { key: 'day', name: { zh: '', en: '' }, synonyms: [], of: [], kind: 'date', choices: [] },
        text,
      )
      if (read.ok) dates[column.use] = read.value as string
      else refuse(at, read.message)
      return []
    }
    if (column.use === 'property') {
      const property = propertyOf(graph, column.property)
      if (!property?.of.includes(mapping.type)) {
        refuse(at, 'is mapped to a property this type does not have')
        return []
      }
      const read = readValue(property, withUnit(property, text, unitIn(header[at] ?? '')))
      if (!read.ok) refuse(at, read.message)
      return read.ok ? [{ row: number, property: property.key, value: read.value, negated: false, inverse: false }] : []
    }
    if (column.use === 'tick') {
      const says = yesOrNo(text)
      const object = graph.entities.get(column.entity)
      if (says === undefined || !object) refuse(at, 'is neither a tick nor a cross')
      return says === undefined || !object
        ? []
        : [
            {
              row: number,
              relation: column.relation,
              object: knownAs(object),
              negated: !says,
              inverse: column.inverse ?? false,
            },
          ]
    }
    return column.use === 'relation'
      ? readLinks(finder, graph, column, text, number, (message) => refuse(at, message))
      : []
  })
  if (dates.from && dates.until && dates.from > dates.until)
    refuse(
      mapping.columns.findIndex(({ use }) => use === 'until'),
      'is before the day it begins',
    )
  return facts.map((each) => ({ ...each, ...dates }))
}

function readLinks(
  finder: Finder,
  graph: Graph,
  column: Extract<ColumnUse, { use: 'relation' }>,
  text: string,
  row: number,
  refuse: (message: string) => void,
): CellFact[] {
  const relation = relationOf(graph, column.relation)
  if (!relation) {
    refuse('is mapped to a relation there is not')
    return []
  }
  const far = column.inverse ? relation.from : relation.to
  return listIn(text).flatMap((name) => {
    const known = far.map((type) => finder.find(type, name, name)).find((each) => each !== undefined)
    const type = column.type ?? far[0]!
    if (!known && !column.create) {
      refuse(`there is no “${name}”`)
      return []
    }
    const object = known ? knownAs(known) : { type, name, aliases: [] }
    return [{ row, relation: relation.key, object, negated: false, inverse: column.inverse ?? false }]
  })
}

function placed(
  finder: Finder,
  entities: ImportedEntity[],
  { object, inverse, ...fact }: CellFact,
  subject: number,
): ImportedFact {
  if (!object) return { ...fact, subject }
  const far = finder.put(entities, object)
  return inverse ? { ...fact, subject: far, object: subject } : { ...fact, subject, object: far }
}

const knownAs = ({ id, type, name, key }: Entity): ImportedEntity => ({
  id,
  type,
  name,
  ...(key === undefined ? {} : { key }),
  aliases: [],
})
const listIn = (cell: string) => [
  ...new Set(
    cell
      .split(/[、;；\n|]|[,，](?!\d{3}\b)/)
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  ),
]

type Finder = ReturnType<typeof makeFinder>

/** Entities by type and key, name or alias; and the positions of those a table brings. */
function makeFinder(graph: Graph) {
  const byName = new Map<string, Entity>()
  const positions = new Map<string, number>()
  for (const each of graph.entities.values()) {
    const { type, name, aliases, key } = each
    for (const word of [...aliases, name, ...(key ? [key] : [])]) byName.set(`${type}\n${nameKey(word)}`, each)
  }
  return {
    find: (type: string, key: string, name: string): Entity | undefined =>
      (key === '' ? undefined : byName.get(`${type}\n${nameKey(key)}`)) ?? byName.get(`${type}\n${nameKey(name)}`),
    /** Position of the entity in the list, added when it is not there; the words of its own row win over mere mentions. */
    put(entities: ImportedEntity[], entity: ImportedEntity): number {
      const known = entity.id ?? `${entity.type}\n${nameKey(entity.name)}`
      const at = positions.get(known)
      if (at === undefined) {
        positions.set(known, entities.length)
        return entities.push(entity) - 1
      }
      if (entity.key !== undefined || entity.aliases.length > 0) entities[at] = { ...entities[at]!, ...entity }
      return at
    },
  }
}

const nameKey = (name: string) => {
  const folded = fold(name).text.trim()
  return /^[a-z0-9._/ -]*\d[a-z0-9._/ -]*$/.test(folded) ? codeKey(folded) : folded.replaceAll(/\s+/g, ' ')
}
