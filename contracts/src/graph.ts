import { z } from 'zod'
import { localised } from './flow.ts'

/**
 * What a company's things are and how they hang together: types with properties and relations, rules over them, and facts that
 * each say where they are from.
 */
export const graphKey = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'small letters, digits and _; begins with a letter')
const synonyms = z.array(z.string().trim().min(1).max(80)).max(60).default([])
const named = { key: graphKey, name: localised, synonyms }

export const entityType = z.object({
  ...named,
  /** Name of an icon the console has. */
  icon: z.string().max(40).optional(),
  /** `#rrggbb` */
  colour: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'a colour as #rrggbb')
    .optional(),
})
export type EntityType = z.infer<typeof entityType>

export const propertyKind = z.enum(['text', 'number', 'money', 'date', 'duration', 'yes_no', 'choice', 'code'])
export type PropertyKind = z.infer<typeof propertyKind>

export const property = z.object({
  ...named,
  /** Types whose entities have it. */
  of: z.array(graphKey).min(1).max(50),
  kind: propertyKind,
  /** Numbers: the unit values are kept in (W, kg …); money: the currency; durations: s, min, h, day, month, year. */
  unit: z.string().max(20).optional(),
  /** Of kind `choice`. */
  choices: z
    .array(z.object({ value: z.string().min(1).max(80), label: localised, synonyms }))
    .max(200)
    .default([]),
  /** How the ends of its scale are called: 安静 and quiet for little noise, 便宜 and cheap for a low price. */
  ends: z
    .object({ low: z.array(z.string().min(1).max(40)).max(30), high: z.array(z.string().min(1).max(40)).max(30) })
    .optional(),
  /** What answers that are laid out in order take it for: what a fault code means, how long work takes. */
  role: z.enum(['meaning', 'hours', 'price']).optional(),
})
export type Property = z.infer<typeof property>

export const relation = z.object({
  ...named,
  from: z.array(graphKey).min(1).max(50),
  to: z.array(graphKey).min(1).max(50),
  cardinality: z.enum(['one_one', 'one_many', 'many_one', 'many_many']).default('many_many'),
  /** Its name read from the other end: 有部件 / 属于. */
  inverse: localised.optional(),
  inverseSynonyms: synonyms,
  /** Everything that holds is recorded: what is not stated is false. Otherwise it is only not known. */
  closed: z.boolean().default(false),
  /** What plans of repair take it for. */
  role: z.enum(['cause', 'step', 'part']).optional(),
})
export type Relation = z.infer<typeof relation>

const ruleBase = {
  id: graphKey,
  /** Why it is so, for whoever reads a refusal. */ note: z.string().max(300).optional(),
}
const pathStep = z.object({ relation: graphKey, inverse: z.boolean().default(false) })
export const rule = z.discriminatedUnion('kind', [
  /** Every entity of the type has this property or at least one of this relation. */
  z.object({ ...ruleBase, kind: z.literal('required'), type: graphKey, member: graphKey }),
  /** No two entities of the type share a value. */
  z.object({ ...ruleBase, kind: z.literal('unique'), type: graphKey, property: graphKey }),
  /** Values, in the property's unit, lie between these; of all types when none is named. */
  z.object({
    ...ruleBase,
    kind: z.literal('range'),
    property: graphKey,
    type: graphKey.optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  /** Values are among these. */
  z.object({
    ...ruleBase,
    kind: z.literal('among'),
    property: graphKey,
    type: graphKey.optional(),
    values: z.array(z.string().min(1).max(80)).min(1).max(200),
  }),
  /** Entities of the type (those with this value, when one is given; these alone, when named) never have this relation to those. */
  z.object({
    ...ruleBase,
    kind: z.literal('excludes'),
    type: graphKey,
    when: z.object({ property: graphKey, value: z.string().max(200) }).optional(),
    subjects: z.array(z.uuid()).max(500).default([]),
    relation: graphKey,
    /** All of the relation's far end when empty. */
    objects: z.array(z.uuid()).max(500).default([]),
  }),
  /** The relation holds wherever the path leads; with `repeat` also over any number of such paths (a part of a part of a part). */
  z.object({
    ...ruleBase,
    kind: z.literal('derived'),
    relation: graphKey,
    path: z.array(pathStep).min(1).max(4),
    repeat: z.boolean().default(false),
  }),
])
export type Rule = z.infer<typeof rule>

export const ontology = z.object({
  types: z.array(entityType).max(200).default([]),
  properties: z.array(property).max(1000).default([]),
  relations: z.array(relation).max(500).default([]),
  rules: z.array(rule).max(500).default([]),
})
export type Ontology = z.infer<typeof ontology>
export const emptyOntology: Ontology = { types: [], properties: [], relations: [], rules: [] }

/** Where a fact is from. */
export const factSource = z.object({
  kind: z.enum(['document', 'entry', 'table', 'person']),
  /** The document's or entry's id; nothing for tables and people. */
  id: z.string().max(200).optional(),
  /** The passage it stands in. */
  passage: z.string().max(300).optional(),
  /** Title of the document, name of the table, name of the person. */
  title: z.string().max(300),
  page: z.number().int().optional(),
  /** Of a table, counted from 1. */
  row: z.number().int().optional(),
  /** The words that say it. */
  quote: z.string().max(2000).optional(),
})
export type FactSource = z.infer<typeof factSource>

export const factStatus = z.enum(['proposed', 'accepted', 'rejected'])
export type FactStatus = z.infer<typeof factStatus>
export const factValue = z.union([z.string().max(2000), z.number(), z.boolean()])
export type FactValue = z.infer<typeof factValue>

/** Days as YYYY-MM-DD. */
const day = z.iso.date()

export const entity = z.object({
  id: z.uuid(),
  type: graphKey,
  name: z.string().min(1).max(200),
  aliases: z.array(z.string().min(1).max(200)).max(100).default([]),
  /** Known under this in tables that are imported again. */
  key: z.string().max(200).optional(),
  /** No longer made, sold or used; texts that still speak of it are told as stale. */
  retired: z.boolean().default(false),
})
export type Entity = z.infer<typeof entity>

/** A value of a property, or a relation to another entity. Exactly one of `property` and `relation` is given. */
export const fact = z.object({
  id: z.uuid(),
  subject: z.uuid(),
  property: graphKey.optional(),
  relation: graphKey.optional(),
  /** In the property's own unit and currency; dates as YYYY-MM-DD. */
  value: factValue.optional(),
  object: z.uuid().optional(),
  /** It is stated that this does not hold. */
  negated: z.boolean().default(false),
  /** Place among its like: of steps, the order they are done in. */
  position: z.number().int().optional(),
  source: factSource,
  from: day.optional(),
  until: day.optional(),
  /** Ids of the audiences it may be told; none stands for everybody. Of what was read from a text: those of the text. */
  audiences: z.array(z.string().max(60)).max(100).optional(),
  status: factStatus,
})
export type Fact = z.infer<typeof fact>

/** A graph as a file of a workspace's configuration: what kinds of things there are, and things one by one or as tables. */
export const graphFile = z.object({
  ontology,
  entities: z.array(entity).default([]),
  facts: z.array(fact).default([]),
  tables: z
    .array(
      z.object({
        title: z.string().min(1).max(300),
        /** Key of the type whose things stand in it, one a row. */
        type: graphKey,
        header: z.array(z.string()).min(1).max(200),
        rows: z.array(
          z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((cell) => String(cell ?? ''))),
        ),
      }),
    )
    .default([]),
})
export type GraphFile = z.infer<typeof graphFile>
