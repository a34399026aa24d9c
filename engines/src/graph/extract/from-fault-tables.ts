import type { Property, Relation } from '@loopdesk/contracts/graph.ts'
import { fold } from '../../text/fold.ts'
import type { Graph } from '../graph.ts'
import { codesIn } from '../questions/link-terms.ts'
import { readValue } from '../read-value.ts'
import { type Proposal, type ProposedEntity, propose, type ReadPassage, sourceOf } from './proposal.ts'
import { entityNamed, memberNamed, unitIn } from './read-names.ts'

type Column = 'code' | 'meaning' | 'cause' | 'step' | 'part' | 'hours'

/** How tables of faults head their columns. */
const heads: readonly [Column, RegExp][] = [
  ['hours', /工时|维修时间|\blabou?r\b|\bhours?\b|\btime\b/],
  ['part', /配件|备件|零件|部件|更换件|\bparts?\b|\bcomponent/],
  ['cause', /原因|\bcause/],
  ['step', /处理|措施|步骤|解决|排除|方法|对策|维修|\bremed|\bsolution|\baction|\bsteps?\b|\bfix\b|\brepair/],
  ['code', /(?:故障|错误|报警|诊断)?(?:代码|码)$|^代号$|^code$|\b(?:fault|error|trouble|diagnostic) codes?\b|^dtc$/],
  ['meaning', /含义|意义|定义|描述|说明|现象|名称|内容|\bmeaning|\bdescription|\bdefinition|\bsymptom|\bfault$/],
]

/** Rows of a table of fault codes: what each means, what causes it, what is done, with which parts and in which time. */
export function faultRows(graph: Graph, passage: ReadPassage, table: NonNullable<ReadPassage['table']>): Proposal[] {
  const schema = schemaOf(graph)
  if (!schema) return []
  const columns = table.header.map((label) => columnOf(graph, schema, label))
  const at = (column: Column) => columns.indexOf(column)
  if (at('code') < 0 || columns.filter(Boolean).length < 2) return []
  let code = ''
  let causes: string[] = []
  return table.rows.flatMap((row, number) => {
    // A cell that spans rows stands in its first only.
    const written = row[at('code')]?.trim() ?? ''
    if (written !== '') {
      code = written
      causes = []
    }
    if (!codesIn(fold(code).text).length || code.length > 40) return []
    const cell = (column: Column) => (at(column) < 0 ? '' : (row[at(column)] ?? '').trim())
    const quote = table.header.map((label, index) => `${label}: ${row[index] ?? ''}`).join('; ')
    const own = listOf(cell('cause'))
    if (own.length > 0) causes = own
    return rowFacts(graph, schema, {
      code,
      cell,
      causes,
      source: sourceOf(passage, quote, number + 1),
      hoursUnit: unitIn(table.header[at('hours')] ?? ''),
    })
  })
}

interface FaultSchema {
  fault: string
  meaning?: Property | undefined
  hours?: Property | undefined
  cause?: Relation | undefined
  /** Steps hang at the cause, or at the code itself. */
  step?: Relation | undefined
  part?: Relation | undefined
}

/** The types and members of the ontology that take the parts of a plan of repair. */
function schemaOf({ ontology }: Graph): FaultSchema | undefined {
  const by = (role: Relation['role']) => ontology.relations.find((each) => each.role === role)
  const [cause, step, part] = [by('cause'), by('step'), by('part')]
  const fault = cause?.from[0] ?? step?.from[0]
  if (fault === undefined) return undefined
  const meaning = ontology.properties.find((each) => each.role === 'meaning' && each.of.includes(fault))
  return { fault, meaning, cause, step, part, hours: ontology.properties.find((each) => each.role === 'hours') }
}

function columnOf(graph: Graph, schema: FaultSchema, label: string): Column | undefined {
  const member = memberNamed(graph, label)
  for (const column of ['meaning', 'hours', 'cause', 'step', 'part'] as const)
    if (member && schema[column]?.key === member.key) return column
  const folded = fold(label).text.trim()
  return heads.find(([, pattern]) => pattern.test(folded))?.[0]
}

interface FaultRow {
  code: string
  cell(column: Column): string
  causes: string[]
  source: Proposal['source']
  hoursUnit: string | undefined
}

function rowFacts(graph: Graph, schema: FaultSchema, { code, cell, causes, source, hoursUnit }: FaultRow): Proposal[] {
  const fault = named(graph, code, schema.fault)
  const found: Proposal[] = []
  const state = (each: Omit<Proposal, 'key' | 'negated' | 'source' | 'confidence'>) =>
    found.push(propose({ ...each, negated: false, source, confidence: 0.9 }))
  const meaning = cell('meaning')
  if (schema.meaning && meaning !== '')
    state({ subject: fault, property: schema.meaning.key, value: meaning.slice(0, 2000) })
  const { cause, step, part, hours } = schema
  const roots: ProposedEntity[] = []
  if (cause)
    causes.forEach((name, position) => {
      const object = named(graph, name, cause.to[0]!)
      roots.push(object)
      state({ subject: fault, relation: cause.key, object, position: position + 1 })
    })
  const steps = listOf(cell('step')).map((name) => named(graph, name, step?.to[0] ?? ''))
  if (step)
    steps.forEach((object, position) => {
      // One cause with several steps, or as many steps as causes; otherwise what is done belongs to the code.
      const root = roots.length === 1 ? roots[0]! : roots.length === steps.length ? roots[position]! : undefined
      const subject = step.from.includes(fault.type) || !root ? fault : root
      if (step.from.includes(subject.type)) state({ subject, relation: step.key, object, position: position + 1 })
      else for (const each of roots) state({ subject: each, relation: step.key, object, position: position + 1 })
    })
  const parts = listOf(cell('part'))
  parts.forEach((name, position) => {
    if (!part) return
    const root = steps.length === parts.length ? steps[position] : (steps.at(-1) ?? roots[0] ?? fault)
    const subject = [root, ...roots, fault].find((each) => each && part.from.includes(each.type))
    if (subject) state({ subject, relation: part.key, object: named(graph, name, part.to[0]!), position: position + 1 })
  })
  const time =
    hours && cell('hours') !== ''
      ? readValue(hours, /^[\d.]+$/.test(cell('hours')) && hoursUnit ? `${cell('hours')} ${hoursUnit}` : cell('hours'))
      : undefined
  if (hours && time?.ok) {
    // A row's time is that of all its steps: only a single step can have it for its own.
    const subject = hours.of.includes(fault.type)
      ? fault
      : steps.length === 1
        ? steps[0]!
        : roots.length === 1
          ? roots[0]!
          : undefined
    if (subject && hours.of.includes(subject.type)) state({ subject, property: hours.key, value: time.value })
  }
  return found
}

function named(graph: Graph, name: string, type: string): ProposedEntity {
  const id = entityNamed(graph, name)
  const known = id === undefined ? undefined : graph.entities.get(id)!
  return known && known.type === type ? { id: known.id, type, name: known.name } : { type, name: name.slice(0, 200) }
}

/** Items of a cell: numbered, on lines, or between 、 and ；. */
function listOf(cell: string): string[] {
  const parts = cell.split(/\n|[;；]|(?:^|\s)(?:\d{1,2}[.、)）]|[①②③④⑤⑥⑦⑧⑨])\s*/)
  const items = (parts.filter((each) => each.trim() !== '').length > 1 ? parts : cell.split('、')).map((each) =>
    each
      .replace(/^\s*(?:\d{1,2}[.、)）]|[①-⑨•·-])\s*/, '')
      .replace(/[。.]$/, '')
      .trim(),
  )
  return items.filter((each) => each !== '' && !/^[-–—/无]+$/.test(each))
}
