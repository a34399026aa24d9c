import type { OntologyVersion } from '@loopdesk/contracts/api/graph.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Ontology } from '@loopdesk/contracts/graph.ts'
import { checkOntology } from '@loopdesk/engines/graph/check-ontology.ts'
import { sql } from 'kysely'
import { audit } from '../identity/index.ts'
import type { GraphDeps, Who } from './deps.ts'
import { lookSoon } from './findings.ts'
import { readHead, readOntology } from './graph-host.ts'
import { nextRevision } from './rows.ts'

/** The ontology and its versions. */
export function makeOntologies({ db, bus }: Pick<GraphDeps, 'db' | 'bus'>) {
  return {
    read: (workspaceId: string) =>
      db.tenant(workspaceId, async (tx) => {
        const { ontology: number } = await readHead(tx)
        return { number, ontology: await readOntology(tx, number) }
      }),

    async save(workspaceId: string, who: Who, number: number, ontology: Ontology) {
      const problems = checkOntology(ontology)
      if (problems.length > 0) {
        const errors = problems.map(({ path, message }) => ({ path: `/body/ontology${path}`, message }))
        throw new AppError('invalid_request', `${errors[0]!.path}: ${errors[0]!.message}`, errors)
      }
      return db.tenant(workspaceId, async (tx) => {
        const revision = await nextRevision(tx, bus)
        const head = await readHead(tx)
        if (head.ontology !== number) throw new AppError('conflict', `somebody saved version ${head.ontology} since`)
        await refuseOrphans(ontology)
        const next = number + 1
        await sql`
          insert into graph_ontologies (workspace_id, number, revision, ontology, made_by)
          values (${workspaceId}, ${next}, ${revision}, ${JSON.stringify(ontology)}::jsonb, ${who.name})`.execute(
          tx.query,
        )
        await sql`update graph_heads set ontology = ${next}`.execute(tx.query)
        // Texts say more to those who know more kinds of things.
        await lookSoon(tx, workspaceId, true)
        const details = {
          types: ontology.types.length,
          properties: ontology.properties.length,
          rules: ontology.rules.length,
        }
        await audit(tx, { actor: who.actor, action: 'ontology.saved', target: `ontology:${next}`, details })
        return { number: next, ontology }

        /** What things are already called by cannot go while they are there. */
        async function refuseOrphans({ types, properties, relations }: Ontology): Promise<void> {
          const kinds = types.map(({ key }) => key)
          const members = [...properties, ...relations].map(({ key }) => key)
          const { rows } = await sql<{ type: string; count: number }>`
            select type, count(*)::int as count from graph_entities where not deleted and type <> all(${kinds}) group by 1 limit 1`.execute(
            tx.query,
          )
          const [left] = rows
          if (left)
            throw new AppError(
              'unprocessable',
              `${left.count} entities are of the type “${left.type}”; delete them or keep it`,
            )
          const facts = await sql<{ member: string; count: number }>`
            select coalesce(property, relation) as member, count(*)::int as count from graph_facts
            where not deleted and coalesce(property, relation) <> all(${members}) group by 1 limit 1`.execute(tx.query)
          const [fact] = facts.rows
          if (fact)
            throw new AppError(
              'unprocessable',
              `${fact.count} facts speak of “${fact.member}”; take them back or keep it`,
            )
        }
      })
    },

    versions: (workspaceId: string, { offset, limit }: { offset: number; limit: number }) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Omit<OntologyVersion, 'at'> & { at: Date; total: number }>`
          select number, made_by as by, made_at as at, jsonb_array_length(ontology->'types') as types,
            jsonb_array_length(ontology->'properties') as properties, jsonb_array_length(ontology->'relations') as relations,
            jsonb_array_length(ontology->'rules') as rules, count(*) over ()::int as total
          from graph_ontologies order by number desc offset ${offset} limit ${limit}`.execute(tx.query)
        return {
          items: rows.map(({ total: _, at, ...row }) => ({ ...row, at: at.toISOString() })),
          total: rows[0]?.total ?? 0,
        }
      }),

    version: (workspaceId: string, number: number) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`select from graph_ontologies where number = ${number}`.execute(tx.query)
        if (rows.length === 0) throw new AppError('not_found', 'there is no such version')
        return { number, ontology: await readOntology(tx, number) }
      }),
  }
}
