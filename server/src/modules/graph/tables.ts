import { randomUUID } from 'node:crypto'
import type { TablePreview } from '@loopdesk/contracts/api/graph.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Entity, Fact } from '@loopdesk/contracts/graph.ts'
import { memberNamed } from '@loopdesk/engines/graph/extract/read-names.ts'
import { type Graph, makeGraph, propertyOf, setEntity } from '@loopdesk/engines/graph/graph.ts'
import { type ColumnUse, readTable, suggestMapping, type TableRead } from '@loopdesk/engines/graph/import-table.ts'
import { showMember, showValue } from '@loopdesk/engines/graph/show.ts'
import { audit } from '../identity/index.ts'
import type { GraphDeps, Who } from './deps.ts'
import { problemOf, replacedBy } from './entities.ts'
import { lookSoon } from './findings.ts'
import type { GraphHost } from './graph-host.ts'
import { dropFacts, fieldError, nextRevision, putEntities, putFacts } from './rows.ts'

export interface TableSent {
  title: string
  header: string[]
  rows: string[][]
  type: string
  columns?: ColumnUse[] | undefined
  /** Whom its facts may be told; none stands for everybody. */
  audiences?: string[] | undefined
}
interface Plan {
  preview: TablePreview
  entities: Entity[]
  facts: Fact[]
  replaced: string[]
}

/** Tables as entities and facts. */
export function makeTables({ db, bus, host }: Pick<GraphDeps, 'db' | 'bus'> & { host: GraphHost }) {
  return {
    preview: async (workspaceId: string, table: TableSent): Promise<TablePreview> =>
      planOf(await host.of(workspaceId), table).preview,

    async apply(workspaceId: string, who: Who, table: TableSent, whole: boolean): Promise<TablePreview> {
      const plan = planOf(await host.of(workspaceId), table)
      if (whole && plan.preview.counts.errors > 0) {
        const { row, column, message } = plan.preview.errors[0]!
        throw new AppError('unprocessable', `row ${row}, ${column}: ${message}; nothing was imported`)
      }
      await db.tenant(workspaceId, async (tx) => {
        const revision = await nextRevision(tx, bus)
        await putEntities(tx, revision, plan.entities)
        await dropFacts(tx, revision, plan.replaced)
        await putFacts(tx, revision, who.name, plan.facts)
        // Texts may speak of what was not known before.
        if (plan.entities.length + plan.facts.length > 0) await lookSoon(tx, workspaceId, true)
        const { rows, errors } = plan.preview.counts
        const details = { rows, errors, entities: plan.entities.length, facts: plan.facts.length }
        await audit(tx, { actor: who.actor, action: 'graph.imported', target: `type:${table.type}`, details })
      })
      return plan.preview
    },
  }
}

const mostErrors = 200
const samples = 30

function planOf(graph: Graph, { title, header, rows, type, columns: sent, audiences = [] }: TableSent): Plan {
  if (!graph.ontology.types.some(({ key }) => key === type))
    throw fieldError('/body/type', `there is no type “${type}”`)
  const columns = sent ?? suggestMapping(graph, header, type, (label) => memberNamed(graph, label)).columns
  if (columns.length !== header.length) throw fieldError('/body/columns', 'there must be one for every heading')
  if (!columns.some(({ use }) => use === 'name' || use === 'key'))
    throw fieldError('/body/columns', 'one column must be the name or the key')
  const read = readTable(graph, header, rows, { type, columns })
  const { entities, ids } = entitiesOf(graph, read)
  const { facts, same, replaced, errors } = factsOf(graph, read, ids, entities, { title, header, audiences })
  const all = [...read.errors, ...errors].sort((a, b) => a.row - b.row)
  const changed = new Set(replaced.map(({ property }) => property)).size === 0 ? 0 : replaced.length
  return {
    entities,
    facts,
    replaced: replaced.map(({ id }) => id),
    preview: {
      columns: columns as TablePreview['columns'],
      counts: {
        rows: read.counts.rows,
        added: read.counts.added,
        known: read.counts.known,
        newFacts: facts.length - changed,
        changedFacts: changed,
        sameFacts: same,
        errors: all.length,
      },
      errors: all.slice(0, mostErrors),
      sample: facts
        .slice(0, samples)
        .map((each) => ({ row: each.source.row ?? 0, fact: wordsOf(graph, entities, each) })),
    },
  }
}

/** Entities that are new or have got other names, and the id of every one the table speaks of. */
function entitiesOf(graph: Graph, read: TableRead): { entities: Entity[]; ids: string[] } {
  const entities: Entity[] = []
  const ids = read.entities.map((each) => {
    const known = each.id === undefined ? undefined : graph.entities.get(each.id)
    const fresh = each.aliases.filter((alias) => !known?.aliases.includes(alias) && alias !== known?.name)
    if (known && fresh.length === 0 && (each.key === undefined || known.key === each.key)) return known.id
    const id = known?.id ?? randomUUID()
    const key = each.key ?? known?.key
    entities.push({
      id,
      type: each.type,
      name: known?.name ?? each.name,
      aliases: [...(known?.aliases ?? []), ...fresh],
      retired: known?.retired ?? false,
      ...(key === undefined ? {} : { key }),
    })
    return id
  })
  return { entities, ids }
}

function factsOf(
  graph: Graph,
  read: TableRead,
  ids: readonly string[],
  entities: readonly Entity[],
  { title, header, audiences }: { title: string; header: readonly string[]; audiences: string[] },
) {
  const facts: Fact[] = []
  const replaced: Fact[] = []
  const errors: TableRead['errors'] = []
  let same = 0
  // Rules see new entities as well.
  const seen = makeGraph(graph.ontology, graph.entities.values(), graph.facts.values())
  for (const each of entities) setEntity(seen, each)
  for (const { row, subject, object, ...stated } of read.facts) {
    const far = object === undefined ? {} : { object: ids[object]! }
    const fact: Fact = {
      id: randomUUID(),
      subject: ids[subject]!,
      ...far,
      ...stated,
      status: 'accepted',
      source: { kind: 'table', title, row },
      ...(audiences.length > 0 ? { audiences } : {}),
    }
    const known = replacedBy(graph, fact)
    if (
      known.some(
        (each) =>
          each.value === fact.value &&
          each.object === fact.object &&
          each.negated === fact.negated &&
          each.from === fact.from &&
          each.until === fact.until,
      )
    ) {
      same++
      continue
    }
    const problem = problemOf(seen, fact)
    if (problem) {
      errors.push({
        row,
        column: showMember(graph, (fact.property ?? fact.relation)!, false, 'zh') || header[0]!,
        message: problem.en,
      })
      continue
    }
    replaced.push(...known)
    facts.push(fact)
  }
  return { facts, replaced, errors, same }
}

function wordsOf(graph: Graph, entities: readonly Entity[], fact: Fact): string {
  const name = (id: string) => graph.entities.get(id)?.name ?? entities.find((each) => each.id === id)?.name ?? ''
  const member = (fact.property ?? fact.relation)!
  const end = fact.object === undefined ? showValue(propertyOf(graph, member), fact.value, 'zh') : name(fact.object)
  return `${name(fact.subject)} · ${showMember(graph, member, false, 'zh')} ${fact.negated ? '✗ ' : ''}${end}`
}
