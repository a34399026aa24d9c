import { z } from 'zod'

/**
 * A flow is data: a graph of nodes that the flow engine walks. Texts are templates: `{{ expression }}` is JSONata over the
 * run's scope (slots and saved results by name, `customer`, `page`, `today`, `now`, `run`). Expressions elsewhere are JSONata
 * too. What each kind of node holds is defined beside its behaviour, in engines/src/flow/nodes; a file is read whole by
 * `flowDefinition` there. Here stands what everybody else has to know of a flow.
 */
const expression = z.string().min(1)
export const key = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/, 'letters, digits and _, beginning with a letter')
export const localised = z.object({ zh: z.string().min(1), en: z.string().min(1) })
export type Localised = z.infer<typeof localised>

const wordList = z.object({ zh: z.array(z.string()).default([]), en: z.array(z.string()).default([]) })

/** One value the customer may give; `words` are other ways of saying it (substring or near match, typos tolerated). */
export const option = z.object({ value: z.string(), label: localised, words: wordList.default({ zh: [], en: [] }) })
export type Option = z.infer<typeof option>

/** What a flow needs to know, and how the customer's words become it. */
export const slot = z.discriminatedUnion('kind', [
  /** A business object of the customer (an order); the value is the whole record as its list tool returned it. */
  z.object({
    kind: z.literal('record'),
    record: key,
    /** JSONata over the record: those that can be meant; others are named only to say why not. */ prefer:
      expression.optional(),
  }),
  /** An entry of a catalogue; the value is `{id, name}`. */
  z.object({ kind: z.literal('catalogue'), catalogue: key }),
  z.object({ kind: z.literal('choice'), options: z.array(option).min(1), several: z.boolean().default(false) }),
  /**
   * Options computed at run time: an array of `{value, label}` or `{value, label: {zh, en}}`; `words` are other ways of saying
   * it, `amount` what it costs. With `several` more than one may be taken: the value is then an array where it is more than one.
   */
  z.object({ kind: z.literal('choiceOf'), options: expression, several: z.boolean().default(false) }),
  /** Free words. `pattern` (regex) picks the value out of a longer sentence. */
  z.object({
    kind: z.literal('text'),
    pattern: z.string().optional(),
    min: z.number().int().default(1),
    max: z.number().int().default(500),
  }),
  /** `YYYY-MM-DD`; `slots` of the day are matched from words like 下午. Value `{date, from?, to?}`. */
  z.object({
    kind: z.literal('date'),
    notBefore: z.number().int().default(0),
    notAfter: z.number().int().default(365),
  }),
  z.object({ kind: z.literal('address') }),
  z.object({ kind: z.literal('phone') }),
  z.object({ kind: z.literal('email') }),
  z.object({ kind: z.literal('money') }),
  z.object({ kind: z.literal('quantity'), min: z.number().int().default(1), max: z.number().int().default(999) }),
  /** Uploaded files; value is an array of `{fileId, name, mime, size}`. */
  z.object({ kind: z.literal('files'), min: z.number().int().default(1), accept: z.string().default('image/*') }),
  z.object({ kind: z.literal('yesno') }),
  /** A place: `{latitude, longitude, name?}`, or what the customer wrote instead as `{name}`. */
  z.object({ kind: z.literal('location') }),
  /** Signed on the screen: an array of one file, `{fileId, name, mime, size}`. */
  z.object({ kind: z.literal('signature') }),
])
export type Slot = z.infer<typeof slot>

/** How a run begins besides by a customer asking for it. */
export const flowTrigger = z.discriminatedUnion('type', [
  /** A customer asks for it, in their own words. */
  z.object({ type: z.literal('customer') }),
  /** Only other flows and the API begin it. */
  z.object({ type: z.literal('call') }),
  /** A system of the company reports something; the event is the variable `event`. */
  z.object({ type: z.literal('event'), connection: key, event: z.string().min(1) }),
  /** By the clock: a cron line of five fields in the workspace's time zone. */
  z.object({ type: z.literal('schedule'), cron: z.string().min(9).max(100) }),
])
export type FlowTrigger = z.infer<typeof flowTrigger>

export const valueType = z.enum(['string', 'number', 'boolean', 'object', 'array'])

/** What a run may use up before it is stopped. */
export const flowLimits = z.object({
  /** Nodes walked in a whole run. */
  steps: z.number().int().min(10).max(100_000).default(1000),
  /** Calls to systems, models and code. */
  calls: z.number().int().min(1).max(10_000).default(200),
  /** Hours a run may live; nothing for waits of months. */
  hours: z.number().positive().max(100_000).optional(),
  /** What models may cost, in the unit the model gateway books. */
  cost: z.number().nonnegative().default(5),
})

const point = z.object({ x: z.number(), y: z.number() })

/** Where things stand on the canvas; means nothing to a run. */
export const flowLayout = z.object({
  nodes: z.record(z.string(), point).default({}),
  notes: z
    .array(
      z.object({ id: z.string(), text: z.string().max(2000), ...point.shape, width: z.number(), height: z.number() }),
    )
    .default([]),
  groups: z
    .array(
      z.object({
        id: z.string(),
        title: z.string().max(200),
        nodes: z.array(z.string()),
        color: z.string().optional(),
      }),
    )
    .default([]),
})
export type FlowLayout = z.infer<typeof flowLayout>

/** A flow as it travels: everything but the inside of its nodes is known here. */
export const flowFile = z.object({
  id: key,
  name: localised,
  description: localised,
  trigger: flowTrigger.default({ type: 'customer' }),
  /** How customers ask for it; trains the understander. */
  examples: wordList.default({ zh: [], en: [] }),
  /** What its beginner hands over; each is a variable from the start. */
  inputs: z.record(key, z.object({ type: valueType, required: z.boolean().default(true) })).default({}),
  /** Shown as a step of progress while it runs: node id → words. */
  steps: z.array(z.object({ node: key, label: localised })).default([]),
  /** What is answered when a customer asks how it stands; the run's scope, `run` and `heard` (events since) are at hand. */
  status: localised.optional(),
  slots: z.record(key, slot).default({}),
  limits: flowLimits.default(() => flowLimits.parse({})),
  start: key,
  /** Where a run goes when something fails that no node sees to. */
  onError: key.optional(),
  /** Walked last, whatever became of the run; ends in `return`. */
  finally: key.optional(),
  nodes: z.record(key, z.looseObject({ type: z.string() })),
  layout: flowLayout.optional(),
})
export type FlowFile = z.infer<typeof flowFile>

/** What can go wrong with a step; each kind can have an edge of its own. */
export const errorKinds = [
  'refused',
  'timeout',
  'unavailable',
  'unknown',
  'invalid',
  'expression',
  'rejected',
  'expired',
  'limit',
  'loop',
] as const
export type ErrorKind = (typeof errorKinds)[number]
