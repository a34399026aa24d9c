import { emptyOntology, type Ontology, ontology as ontologyShape } from '@loopdesk/contracts/graph.ts'
import { type Graph, makeGraph, removeEntity, removeFact, setEntity, setFact } from '@loopdesk/engines/graph/graph.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { GraphDeps } from './deps.ts'
import {
  type EntityRecord,
  entityColumns,
  entityOf,
  type FactRecord,
  factColumns,
  factOf,
  graphChanged,
} from './rows.ts'

export type GraphHost = ReturnType<typeof makeGraphHost>

interface Hosted {
  graph: Graph
  revision: number
  ontology: number
  checkedAt: number
  reading: Promise<void> | undefined
}

/** A change made by another process is seen after this long at most, also where no hint arrives. */
const freshMs = 1_000

/** Each workspace's graph in memory, read once and from then on only what changed. */
export function makeGraphHost({ db, bus }: Pick<GraphDeps, 'db' | 'bus'>) {
  const hosted = new Map<string, Hosted>()
  const stale = () => {
    for (const each of hosted.values()) each.checkedAt = 0
  }
  const off = [
    bus.subscribe(graphChanged, ({ workspaceId }) => {
      const known = hosted.get(workspaceId as string)
      if (known) known.checkedAt = 0
    }),
    bus.onResync(stale),
  ]

  async function readOn(workspaceId: string, known: Hosted): Promise<void> {
    known.checkedAt = Date.now()
    await db.tenant(workspaceId, async (tx) => {
      const head = await readHead(tx)
      if (head.revision === known.revision) return
      const changes = await readChanges(tx, known.revision)
      if (head.ontology !== known.ontology) known.graph.ontology = await readOntology(tx, head.ontology)
      for (const row of changes.entities)
        row.deleted ? removeEntity(known.graph, row.id) : setEntity(known.graph, entityOf(row))
      for (const row of changes.facts) row.deleted ? removeFact(known.graph, row.id) : setFact(known.graph, factOf(row))
      Object.assign(known, { revision: head.revision, ontology: head.ontology })
    })
  }

  return {
    /** The graph as it is now; what this process committed is always in it. */
    async of(workspaceId: string): Promise<Graph> {
      let known = hosted.get(workspaceId)
      if (!known) {
        known = { graph: makeGraph(emptyOntology), revision: -1, ontology: 0, checkedAt: 0, reading: undefined }
        hosted.set(workspaceId, known)
      }
      while (known.reading) await known.reading
      if (Date.now() - known.checkedAt >= freshMs || known.revision < 0) {
        const reading = readOn(workspaceId, known).finally(() => {
          known.reading = undefined
        })
        known.reading = reading
        await reading
      }
      return known.graph
    },
    stop(): void {
      for (const each of off) each()
    },
  }
}

export async function readHead(tx: Tx): Promise<{ revision: number; ontology: number }> {
  const { rows } = await sql<{
    revision: number
    ontology: number
  }>`select revision, ontology from graph_heads`.execute(tx.query)
  return rows[0] ?? { revision: 0, ontology: 0 }
}

export async function readOntology(tx: Tx, number: number): Promise<Ontology> {
  const { rows } = await sql<{
    ontology: unknown
  }>`select ontology from graph_ontologies where number = ${number}`.execute(tx.query)
  return rows[0] ? ontologyShape.parse(rows[0].ontology) : emptyOntology
}

async function readChanges(tx: Tx, revision: number): Promise<{ entities: EntityRecord[]; facts: FactRecord[] }> {
  const first = revision < 0 ? sql`and not deleted` : sql``
  const entities =
    await sql<EntityRecord>`select ${entityColumns} from graph_entities where revision > ${revision} ${first}`.execute(
      tx.query,
    )
  const facts =
    await sql<FactRecord>`select ${factColumns} from graph_facts where revision > ${revision} ${first}`.execute(
      tx.query,
    )
  return { entities: entities.rows, facts: facts.rows }
}
