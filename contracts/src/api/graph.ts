import { z } from 'zod'
import { entity, fact, factSource, factValue, graphKey, ontology } from '../graph.ts'
import { defineRoute, id, instant } from '../route.ts'
import { findingKind, findingRoutes, window, windowOf } from './graph/findings.ts'

export * from './graph/findings.ts'

const right = { read: 'knowledge.read', write: 'knowledge.write' } as const
const tags = {
  ontology: 'Knowledge graph: ontology',
  facts: 'Knowledge graph: entities and facts',
  review: 'Knowledge graph: import and review',
  ask: 'Knowledge graph: questions and checks',
} as const

const both = z.object({ zh: z.string(), en: z.string() })
const day = z.iso.date()

export const ontologyProblem = z.object({ path: z.string(), message: z.string() })
export const ontologyVersion = z.object({
  number: z.number().int(),
  by: z.string(),
  at: instant,
  types: z.number().int(),
  properties: z.number().int(),
  relations: z.number().int(),
  rules: z.number().int(),
})
export type OntologyVersion = z.infer<typeof ontologyVersion>

export const ruleViolation = z.object({
  entity: id,
  entityName: z.string(),
  member: z.string(),
  kind: z.string(),
  facts: z.array(id),
  message: both,
})
export type RuleViolationShown = z.infer<typeof ruleViolation>

export const entityRow = entity.extend({ facts: z.number().int(), updatedAt: instant })
export type EntityRow = z.infer<typeof entityRow>
/** A fact with the names of what it speaks of. */
export const factShown = fact.extend({ subjectName: z.string(), objectName: z.string().optional() })
export type FactShown = z.infer<typeof factShown>
export const entityDetail = z.object({
  entity: entityRow,
  facts: z.array(factShown),
  /** Relations of others that lead here. */
  incoming: z.array(factShown),
  violations: z.array(ruleViolation),
})
export type EntityDetail = z.infer<typeof entityDetail>

const entityInput = z.object({
  type: graphKey,
  name: z.string().trim().min(1).max(200),
  aliases: z.array(z.string().trim().min(1).max(200)).max(100).default([]),
  key: z.string().trim().min(1).max(200).optional(),
})

export const columnUse = z.discriminatedUnion('use', [
  z.object({ use: z.literal('skip') }),
  z.object({ use: z.literal('key') }),
  z.object({ use: z.literal('name') }),
  z.object({ use: z.literal('aliases') }),
  z.object({ use: z.literal('property'), property: graphKey }),
  z.object({
    use: z.literal('relation'),
    relation: graphKey,
    inverse: z.boolean().default(false),
    type: graphKey.optional(),
    create: z.boolean().default(false),
  }),
  z.object({ use: z.literal('tick'), relation: graphKey, inverse: z.boolean().default(false), entity: id }),
  z.object({ use: z.literal('from') }),
  z.object({ use: z.literal('until') }),
])
export type ColumnUseSent = z.infer<typeof columnUse>
const table = {
  /** Name of the file or sheet; facts name it as their source. */
  title: z.string().trim().min(1).max(200),
  header: z.array(z.string().max(300)).min(1).max(200),
  rows: z.array(z.array(z.string().max(5000)).max(200)).max(20_000),
  type: graphKey,
}
const rowError = z.object({ row: z.number().int(), column: z.string(), message: z.string() })
export const tablePreview = z.object({
  /** What every column is taken for: as sent, else as its heading suggests. */
  columns: z.array(columnUse),
  counts: z.object({
    rows: z.number().int(),
    /** Entities that are made, and those that are known. */
    added: z.number().int(),
    known: z.number().int(),
    /** Facts that are new, replace another value, and are there already. */
    newFacts: z.number().int(),
    changedFacts: z.number().int(),
    sameFacts: z.number().int(),
    errors: z.number().int(),
  }),
  errors: z.array(rowError),
  sample: z.array(z.object({ row: z.number().int(), fact: z.string() })),
})
export type TablePreview = z.infer<typeof tablePreview>

const proposedEntity = z.object({ id: id.optional(), type: graphKey, name: z.string() })
export const proposalState = z.enum(['proposed', 'accepted', 'rejected'])
export const proposal = z.object({
  id,
  subject: proposedEntity,
  property: graphKey.optional(),
  relation: graphKey.optional(),
  value: factValue.optional(),
  object: proposedEntity.optional(),
  negated: z.boolean(),
  source: factSource,
  /** Whom the text is for, and so the fact. */
  audiences: z.array(z.string()),
  confidence: z.number(),
  state: proposalState,
  /** The accepted value that accepting this would replace. */
  replaces: z.string().nullable(),
  /** In words, both languages. */
  text: both,
  decidedBy: z.string().nullable(),
  foundAt: instant,
})
export type ProposalShown = z.infer<typeof proposal>

export const pathStep = z.object({
  from: z.string(),
  member: z.string(),
  to: z.string(),
  negated: z.boolean(),
  /** Entity ids, for links. */
  fromId: id,
  toId: id.optional(),
  source: factSource,
})
const planItem = z.object({ id, name: z.string() })
export const graphAnswer = z.object({
  answered: z.boolean(),
  kind: z.enum(['which', 'count', 'compare', 'property', 'yes_no', 'superlative', 'related', 'repair', 'none']),
  text: z.string(),
  why: z.enum(['answered', 'nothing_linked', 'not_understood', 'not_recorded', 'ambiguous']),
  truth: z.enum(['yes', 'no', 'unknown']).optional(),
  paths: z.array(z.array(pathStep)),
  entities: z.array(planItem),
  table: z.object({ header: z.array(z.string()), rows: z.array(z.array(z.string())) }).optional(),
  repair: z
    .object({
      code: planItem,
      meaning: z.array(z.string()),
      causes: z.array(planItem),
      steps: z.array(
        planItem.extend({ cause: z.string().optional(), hours: z.number().optional(), parts: z.array(z.string()) }),
      ),
      parts: z.array(planItem.extend({ price: z.number().optional() })),
      totals: z.object({
        hours: z.number().nullable(),
        hoursComplete: z.boolean(),
        price: z.number().nullable(),
        priceComplete: z.boolean(),
      }),
    })
    .optional(),
  rest: z.array(z.string()),
})
export type GraphAnswerSent = z.infer<typeof graphAnswer>

export const textViolation = z.object({
  kind: z.enum(['no_such_relation', 'out_of_range', 'other_value']),
  quote: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  entity: id,
  entityName: z.string(),
  member: z.string(),
  said: z.string(),
  known: z.string(),
  /** What was noted of the rule that forbids it; null where facts say otherwise. */
  rule: z.string().nullable(),
  sources: z.array(factSource),
})
export type TextViolationSent = z.infer<typeof textViolation>

const versionParams = z.object({ number: z.coerce.number().int().min(1) })
const entityParams = z.object({ entityId: id })

/** The knowledge graph: what things are, what is known of them, and where texts disagree. */
export const graphRoutes = {
  readOntology: defineRoute({
    id: 'readOntology',
    method: 'GET',
    path: '/v1/graph/ontology',
    summary: 'Types, properties, relations and rules, with the number of their version (0 before the first)',
    tag: tags.ontology,
    right: right.read,
    reply: z.object({ number: z.number().int(), ontology }),
  }),
  saveOntology: defineRoute({
    id: 'saveOntology',
    method: 'PUT',
    path: '/v1/graph/ontology',
    summary:
      'Save the ontology as its next version. `number` is the version it was made from; `conflict` when there is a newer one',
    tag: tags.ontology,
    right: right.write,
    body: z.object({ number: z.number().int().min(0), ontology }),
    reply: z.object({ number: z.number().int(), ontology }),
  }),
  listOntologyVersions: defineRoute({
    id: 'listOntologyVersions',
    method: 'GET',
    path: '/v1/graph/ontology/versions',
    summary: 'Versions, newest first',
    tag: tags.ontology,
    right: right.read,
    query: window,
    reply: windowOf(ontologyVersion),
  }),
  readOntologyVersion: defineRoute({
    id: 'readOntologyVersion',
    method: 'GET',
    path: '/v1/graph/ontology/versions/:number',
    summary: 'One version; saving it again restores it',
    tag: tags.ontology,
    right: right.read,
    params: versionParams,
    reply: z.object({ number: z.number().int(), ontology }),
  }),
  graphSummary: defineRoute({
    id: 'graphSummary',
    method: 'GET',
    path: '/v1/graph/summary',
    summary: 'How much there is, what waits for review, what is wrong',
    tag: tags.facts,
    right: right.read,
    reply: z.object({
      entities: z.record(z.string(), z.number().int()),
      facts: z.number().int(),
      proposals: z.number().int(),
      findings: z.partialRecord(findingKind, z.number().int()),
      violations: z.number().int(),
      /** When passages were last looked through; null before the first time. */
      lookedAt: instant.nullable(),
    }),
  }),
  listViolations: defineRoute({
    id: 'listViolations',
    method: 'GET',
    path: '/v1/graph/violations',
    summary: 'Accepted facts that break rules',
    tag: tags.facts,
    right: right.read,
    query: window,
    reply: windowOf(ruleViolation),
  }),
  listEntities: defineRoute({
    id: 'listEntities',
    method: 'GET',
    path: '/v1/graph/entities',
    summary: 'Entities by name, searched in names, aliases and keys',
    tag: tags.facts,
    right: right.read,
    query: window.extend({ type: graphKey.optional(), search: z.string().max(200).optional() }),
    reply: windowOf(entityRow),
  }),
  readEntity: defineRoute({
    id: 'readEntity',
    method: 'GET',
    path: '/v1/graph/entities/:entityId',
    summary: 'An entity with its facts, their sources, its neighbours and the rules it breaks',
    tag: tags.facts,
    right: right.read,
    params: entityParams,
    reply: entityDetail,
  }),
  createEntity: defineRoute({
    id: 'createEntity',
    method: 'POST',
    path: '/v1/graph/entities',
    summary: 'Make an entity',
    tag: tags.facts,
    right: right.write,
    body: entityInput,
    reply: entityRow,
    status: 201,
  }),
  updateEntity: defineRoute({
    id: 'updateEntity',
    method: 'PATCH',
    path: '/v1/graph/entities/:entityId',
    summary: 'Rename an entity, change its other names, retire it',
    tag: tags.facts,
    right: right.write,
    params: entityParams,
    body: entityInput.omit({ type: true }).partial().extend({ retired: z.boolean().optional() }),
    reply: entityRow,
  }),
  deleteEntity: defineRoute({
    id: 'deleteEntity',
    method: 'DELETE',
    path: '/v1/graph/entities/:entityId',
    summary: 'Delete an entity and all facts about it; texts that still name it are found as stale',
    tag: tags.facts,
    right: right.write,
    params: entityParams,
    reply: z.object({ facts: z.number().int() }),
  }),
  addFact: defineRoute({
    id: 'addFact',
    method: 'POST',
    path: '/v1/graph/facts',
    summary: 'State a fact by hand; its source is whoever states it. A property has one value: another one is replaced',
    tag: tags.facts,
    right: right.write,
    body: z.object({
      subject: id,
      property: graphKey.optional(),
      relation: graphKey.optional(),
      /** Of a property: as it is, or as people write it (1.5 kW); read into its unit. */
      value: factValue.optional(),
      object: id.optional(),
      negated: z.boolean().default(false),
      position: z.number().int().min(0).max(100_000).optional(),
      from: day.optional(),
      until: day.optional(),
      /** Whom it may be told; none stands for everybody. */
      audiences: z.array(z.string().max(60)).max(100).default([]),
    }),
    reply: factShown,
    status: 201,
  }),
  deleteFact: defineRoute({
    id: 'deleteFact',
    method: 'DELETE',
    path: '/v1/graph/facts/:factId',
    summary: 'Take a fact back',
    tag: tags.facts,
    right: right.write,
    params: z.object({ factId: id }),
    reply: z.object({}),
  }),
  previewTable: defineRoute({
    id: 'previewTable',
    method: 'POST',
    path: '/v1/graph/tables/preview',
    summary: 'What importing a table would do, row errors included; changes nothing',
    tag: tags.review,
    right: right.write,
    body: z.object({ ...table, columns: z.array(columnUse).max(200).optional() }),
    reply: tablePreview,
  }),
  importTable: defineRoute({
    id: 'importTable',
    method: 'POST',
    path: '/v1/graph/tables',
    summary: 'Import a table. Rows with errors are left out unless `whole`; the same table again changes nothing',
    tag: tags.review,
    right: right.write,
    body: z.object({
      ...table,
      columns: z.array(columnUse).max(200),
      whole: z.boolean().default(false),
      /** Whom its facts may be told; none stands for everybody. */
      audiences: z.array(z.string().max(60)).max(100).default([]),
    }),
    reply: tablePreview,
  }),
  listProposals: defineRoute({
    id: 'listProposals',
    method: 'GET',
    path: '/v1/graph/proposals',
    summary: 'Facts read out of documents and entries, surest first',
    tag: tags.review,
    right: right.read,
    query: window.extend({
      state: proposalState.default('proposed'),
      type: graphKey.optional(),
      /** Of one document or entry: `document:<id>`. */
      source: z.string().max(300).optional(),
    }),
    reply: windowOf(proposal),
  }),
  decideProposals: defineRoute({
    id: 'decideProposals',
    method: 'POST',
    path: '/v1/graph/proposals/decide',
    summary: 'Accept or reject proposals. Entities they name are made; rejected ones are not proposed again',
    tag: tags.review,
    right: right.write,
    body: z.object({ ids: z.array(id).min(1).max(500), decision: z.enum(['accept', 'reject']) }),
    reply: z.object({
      decided: z.number().int(),
      /** Why some could not be accepted. */
      refused: z.array(z.object({ id, message: both })),
    }),
  }),
  askGraph: defineRoute({
    id: 'askGraph',
    method: 'POST',
    path: '/v1/graph/ask',
    summary: 'Answer a question from the graph alone, with the facts it follows from; says so when it does not know',
    tag: tags.ask,
    right: right.read,
    body: z.object({ question: z.string().trim().min(1).max(400), language: z.enum(['zh', 'en']).default('zh') }),
    reply: graphAnswer,
  }),
  checkText: defineRoute({
    id: 'checkText',
    method: 'POST',
    path: '/v1/graph/check',
    summary: 'Sentences of a text that accepted facts or rules contradict',
    tag: tags.ask,
    right: right.read,
    body: z.object({ text: z.string().max(20_000), subject: id.optional() }),
    reply: z.object({ violations: z.array(textViolation) }),
  }),
  ...findingRoutes,
}
