import { z } from 'zod'
import { outcome, ownerReason } from './messages.ts'

/**
 * A flow is data: a graph of nodes that the flow engine walks. Texts are templates: `{{ expression }}` is JSONata over the
 * run's scope (slots and saved results by name, `customer`, `page`, `today`, `run`). Expressions elsewhere are JSONata too.
 */
const expression = z.string().min(1)
const key = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/)
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
])
export type Slot = z.infer<typeof slot>

const next = key
const common = { note: z.string().optional() }

export const card = z.object({
  title: localised,
  subtitle: localised.optional(),
  imageUrl: expression.optional(),
  fields: z.array(z.object({ label: localised, value: expression })).default([]),
})

export const node = z.discriminatedUnion('type', [
  /** Says something and goes on. */
  z.object({ ...common, type: z.literal('say'), text: localised, card: card.optional(), next }),
  /** Fills a slot: skipped when it has a value already (said before, or `skip` is true). */
  z.object({
    ...common,
    type: z.literal('ask'),
    slot: key,
    /** What the value is called (pick-up time), for telling which part is wrong and for asking which part to change. */
    label: localised.optional(),
    prompt: localised,
    /** Shown after an answer that did not fit; falls back to the prompt. */
    again: localised.optional(),
    skip: expression.optional(),
    /** The value taken when the customer does not know or does not mind ("随便", "no idea"). */
    fallback: expression.optional(),
    /** Refusals of a value: the first whose `when` is true is said and the slot asked again. */
    refuse: z.array(z.object({ when: expression, text: localised })).default([]),
    /** How often it is asked before a human takes over. */
    attempts: z.number().int().min(1).max(5).default(3),
    next,
  }),
  /** The customer must agree before anything after it happens. A "no" that names a change is taken as a correction. */
  z.object({ ...common, type: z.literal('confirm'), text: localised, yes: next, no: next }),
  /** Calls a tool. Writes are journalled, done once, looked up when their outcome is unknown, undone by `rollback`. */
  z.object({
    ...common,
    type: z.literal('call'),
    tool: z.string().regex(/^[a-z][\w-]*\.[\w-]+$/),
    /** JSONata giving the arguments object. */
    args: expression,
    save: key.optional(),
    next,
    /** Where to go on a refusal of the system, by its error code. The scope has `error` = {code, message}. */
    refusals: z.record(z.string(), next).default({}),
    /** Where to go when it cannot be done (system down after retries, or a refusal not listed). */
    failed: next,
  }),
  z.object({
    ...common,
    type: z.literal('switch'),
    cases: z.array(z.object({ when: expression, next })).min(1),
    else: next,
  }),
  /** Sets several at once; each expression sees the scope as it was before. */
  z.object({ ...common, type: z.literal('set'), values: z.record(key, expression), next }),
  /** Makes sure of who is asking (one-time code by SMS). Passed at once when done a short while ago. */
  z.object({ ...common, type: z.literal('verify'), next, failed: next }),
  /** Undoes this run's writes in reverse order, each by its declared compensation. */
  z.object({ ...common, type: z.literal('rollback'), next, failed: next }),
  z.object({
    ...common,
    type: z.literal('handoff'),
    reason: ownerReason,
    skill: z.string().optional(),
    text: localised.optional(),
  }),
  z.object({
    ...common,
    type: z.literal('ticket'),
    subject: localised,
    description: localised,
    category: z.string(),
    priority: z.number().int().min(0).max(3).default(1),
    save: key.optional(),
    next,
  }),
  /**
   * Keeps listening after the run has ended: when the connection reports an event of this type whose `key` equals ours, the
   * text is sent into the conversation by itself. The event is `event` in the text's scope.
   */
  z.object({
    ...common,
    type: z.literal('watch'),
    connection: key,
    key: expression,
    events: z.array(z.object({ type: z.string(), text: localised, last: z.boolean().default(false) })).min(1),
    next,
  }),
  z.object({ ...common, type: z.literal('end'), outcome, text: localised.optional() }),
])
export type FlowNode = z.infer<typeof node>

export const flowDefinition = z.object({
  id: key,
  name: localised,
  description: localised,
  /** How customers ask for it; trains the understander. */
  examples: wordList,
  /** Shown as a step of progress while it runs: node id → words. */
  steps: z.array(z.object({ node: key, label: localised })).default([]),
  slots: z.record(key, slot).default({}),
  start: key,
  nodes: z.record(key, node),
})
export type FlowDefinition = z.infer<typeof flowDefinition>
