import type { Property } from '@loopdesk/contracts/graph.ts'
import { type Graph, propertyOf, relationOf } from '../graph.ts'
import { readValue, yesOrNo } from '../read-value.ts'
import { faultRows } from './from-fault-tables.ts'
import { type Proposal, type ProposedEntity, propose, type ReadPassage, sourceOf } from './proposal.ts'
import { entityNamed, memberNamed, subjectOf, typeNamed, unitIn } from './read-names.ts'

/**
 * Facts a table states: attribute and value of one thing; attributes down and things across; things down and attributes across;
 * ticks where a thing and a thing go together; fault codes with what is done about them. What fits none of these states nothing.
 */
export function proposalsOfTable(graph: Graph, passage: ReadPassage): Proposal[] {
  const { table } = passage
  if (!table || table.rows.length === 0) return []
  const faults = faultRows(graph, passage, table)
  if (faults.length > 0) return faults
  const rows = [table.header, ...table.rows]
  return (
    thingsDown(graph, passage) ?? thingsAcross(graph, passage, rows) ?? attributeAndValue(graph, passage, rows) ?? []
  )
}

export const entityOf = (graph: Graph, id: string): ProposedEntity => {
  const { type, name } = graph.entities.get(id)!
  return { id, type, name }
}

/** 型号 | 额定功率（W） | 噪音: one row a thing. The first column says of what type things are that are not known yet. */
function thingsDown(graph: Graph, passage: ReadPassage): Proposal[] | undefined {
  const { header, rows } = passage.table!
  const type = typeNamed(graph, header[0] ?? '')
  const members = header.slice(1).map((label) => memberNamed(graph, label))
  const known = rows.map((row) => entityNamed(graph, row[0] ?? ''))
  const across = header.slice(1).map((label) => entityNamed(graph, label))
  if (across.some(Boolean) && known.some(Boolean) && members.every((each) => !each))
    return ticks(graph, passage, known, across)
  if (!members.some(Boolean) || (type === undefined && !known.some(Boolean))) return undefined
  return rows.flatMap((row, at) => {
    const id = known[at]
    const subject = id ? entityOf(graph, id) : type && row[0]?.trim() ? { type, name: row[0].trim() } : undefined
    if (!subject) return []
    return members.flatMap((member, column) =>
      member ? cellFacts(graph, passage, subject, member, row[column + 1] ?? '', header[column + 1]!, at + 1) : [],
    )
  })
}

/** 项目 | A100 | A200: one column a thing. */
function thingsAcross(graph: Graph, passage: ReadPassage, rows: string[][]): Proposal[] | undefined {
  const { header } = passage.table!
  const things = header.map((label, at) => (at === 0 ? undefined : entityNamed(graph, label)))
  if (!things.some(Boolean)) return undefined
  return rows.slice(1).flatMap((row, at) => {
    const member = memberNamed(graph, row[0] ?? '')
    if (!member) return []
    return things.flatMap((id, column) =>
      id ? cellFacts(graph, passage, entityOf(graph, id), member, row[column] ?? '', row[0]!, at + 1) : [],
    )
  })
}

/** 额定功率 | 1500 W, of what the caption, heading or title names. */
function attributeAndValue(graph: Graph, passage: ReadPassage, rows: string[][]): Proposal[] | undefined {
  const subject = subjectOf(graph, passage)
  if (subject === undefined) return undefined
  return rows.flatMap((row, at) => {
    const pairs =
      row.length % 2 === 0
        ? row.flatMap((label, index) => (index % 2 === 0 ? [[label, row[index + 1]!] as const] : []))
        : [[row[0] ?? '', row[1] ?? ''] as const]
    return pairs.flatMap(([label, cell]) => {
      const member = memberNamed(graph, label)
      return member ? cellFacts(graph, passage, entityOf(graph, subject), member, cell, label, at) : []
    })
  })
}

/** 滤芯 | A100 | A200 with ✓ and ✗. */
function ticks(
  graph: Graph,
  passage: ReadPassage,
  down: (string | undefined)[],
  across: (string | undefined)[],
): Proposal[] {
  const { header, rows } = passage.table!
  return rows.flatMap((row, at) =>
    across.flatMap((far, column) => {
      const near = down[at]
      const says = yesOrNo(row[column + 1] ?? '')
      if (!near || !far || says === undefined) return []
      const relation = onlyRelation(graph, near, far)
      if (!relation) return []
      const source = sourceOf(passage, `${header[0]}: ${row[0]}; ${header[column + 1]}: ${row[column + 1]}`, at + 1)
      return [propose({ ...relation, negated: !says, source, confidence: 0.9 })]
    }),
  )
}

/** The one stated relation between two entities, its ends the right way round. */
export function onlyRelation(
  graph: Graph,
  a: string,
  b: string,
  named: readonly string[] = [],
): Pick<Proposal, 'subject' | 'relation' | 'object'> | undefined {
  const [from, to] = [graph.entities.get(a)!.type, graph.entities.get(b)!.type]
  const derived = new Set(graph.ontology.rules.flatMap((rule) => (rule.kind === 'derived' ? [rule.relation] : [])))
  const fits = graph.ontology.relations
    .filter(({ key }) => !derived.has(key) && (named.length === 0 || named.includes(key)))
    .flatMap(({ key, from: near, to: far }) => [
      ...(near.includes(from) && far.includes(to)
        ? [{ relation: key, subject: entityOf(graph, a), object: entityOf(graph, b) }]
        : []),
      ...(from !== to && near.includes(to) && far.includes(from)
        ? [{ relation: key, subject: entityOf(graph, b), object: entityOf(graph, a) }]
        : []),
    ])
  return fits.length === 1 ? fits[0] : undefined
}

function cellFacts(
  graph: Graph,
  passage: ReadPassage,
  subject: ProposedEntity,
  member: NonNullable<ReturnType<typeof memberNamed>>,
  cell: string,
  label: string,
  row: number,
): Proposal[] {
  const text = cell.trim()
  if (text === '' || /^[-–—/]+$|^n\/?a$/i.test(text)) return []
  const source = sourceOf(passage, `${subject.name} ${label}: ${text}`, row)
  if (member.kind === 'property') {
    const property = propertyOf(graph, member.key)!
    if (!property.of.includes(subject.type)) return []
    const read = readValue(property, withUnit(property, text, unitIn(label)))
    return read.ok
      ? [propose({ subject, property: property.key, value: read.value, negated: false, source, confidence: 0.92 })]
      : []
  }
  const relation = relationOf(graph, member.key)!
  return text.split(/[、,，;；/\n]+/).flatMap((name) => {
    const id = entityNamed(graph, name)
    const near = member.inverse ? relation.to : relation.from
    const far = member.inverse ? relation.from : relation.to
    if (!near.includes(subject.type) || name.trim() === '') return []
    if (id !== undefined && !far.includes(graph.entities.get(id)!.type)) return []
    if (id === undefined && far.length !== 1) return []
    const other = id === undefined ? { type: far[0]!, name: name.trim().slice(0, 200) } : entityOf(graph, id)
    const ends = member.inverse ? { subject: other, object: subject } : { subject, object: other }
    return [
      propose({ ...ends, relation: relation.key, negated: false, source, confidence: id === undefined ? 0.7 : 0.88 }),
    ]
  })
}

/** A bare number under 功率（kW） is in kW. */
export function withUnit({ kind }: Property, text: string, unit: string | undefined): string {
  return unit !== undefined && ['number', 'money', 'duration'].includes(kind) && /^[\d.,\s]+$/.test(text)
    ? `${text} ${unit}`
    : text
}
