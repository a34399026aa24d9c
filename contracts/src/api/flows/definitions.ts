import { z } from 'zod'
import { errorKinds, flowFile, flowTrigger, key, localised } from '../../flow.ts'
import { defineRoute, instant } from '../../route.ts'

const tag = 'Flows: making and publishing'
const read = 'flows.read'
const write = 'flows.write'
const publish = 'flows.publish'

/** A flow's id. A few words are paths of this API and can be none: world, schema, prove, rehearse, import, trash. */
export const flowId = key.max(60)
export const flowParams = z.object({ flowId })

/**
 * A flow while it is being made: whatever the designer has so far. What is missing or wrong is told by findings, never by a
 * refusal to keep it.
 */
export const draftDefinition = z.looseObject({
  id: flowId,
  name: z.object({ zh: z.string().max(200), en: z.string().max(200) }),
  nodes: z.record(z.string().max(60), z.looseObject({ type: z.string() })),
})
export type DraftDefinition = z.infer<typeof draftDefinition>

/** What can go wrong with a step of a flow. */
export const errorKind = z.enum(errorKinds)
export const flowFailure = z.object({ kind: errorKind, code: z.string(), message: z.string(), node: z.string() })
export type FlowFailure = z.infer<typeof flowFailure>

/** Something the proof has to say about a definition: where, what, and what to do about it. */
export const finding = z.object({
  code: z.string(),
  /** Errors keep a flow from being published. */
  severity: z.enum(['error', 'warning']),
  node: z.string().optional(),
  /** Path inside the node, or in the flow where there is no node: `args`, `options.0.label`. */
  field: z.string().optional(),
  message: localised,
  fix: localised,
})
export type Finding = z.infer<typeof finding>

export const proofCount = z.object({ errors: z.number().int(), warnings: z.number().int() })

/** Runs of a flow as they stand now, and those that ended in the last 24 hours. */
export const runCounts = z.object({
  running: z.number().int(),
  waiting: z.number().int(),
  halted: z.number().int(),
  ended: z.number().int(),
  failed: z.number().int(),
})
export type RunCounts = z.infer<typeof runCounts>

export const draftState = z.object({
  /** Goes up with every save; hand it back as `baseRevision`. */
  revision: z.number().int(),
  /** The version it was begun from; null for a new flow. */
  basedOn: z.number().int().nullable(),
  /** Whether it differs from the live version in more than the layout. */
  changed: z.boolean(),
  proof: proofCount,
  updatedAt: instant,
  updatedBy: z.string(),
})

export const flowSummary = z.object({
  id: flowId,
  name: z.object({ zh: z.string(), en: z.string() }),
  description: z.object({ zh: z.string(), en: z.string() }),
  /** Of the live version; of the draft where nothing is live. */
  trigger: flowTrigger,
  nodes: z.number().int(),
  /** The version customers get; null while nothing is (or no longer) live. */
  live: z.number().int().nullable(),
  liveAt: instant.nullable(),
  newest: z.number().int().nullable(),
  draft: draftState.nullable(),
  runs: runCounts,
  /** Scenarios kept for it; those that must pass before it is published. */
  scenarios: z.object({ all: z.number().int(), required: z.number().int() }),
  openIncidents: z.number().int(),
  /** When a flow begun by the clock begins next. */
  nextAt: instant.nullable(),
})
export type FlowSummary = z.infer<typeof flowSummary>

export const flowDraft = draftState.extend({ definition: draftDefinition, findings: z.array(finding) })
export type FlowDraft = z.infer<typeof flowDraft>

export const flowVersion = z.object({
  version: z.number().int(),
  note: z.string(),
  publishedBy: z.string(),
  publishedAt: instant,
  live: z.boolean(),
  /** Not ended yet, and all there ever were. */
  runs: z.object({ open: z.number().int(), all: z.number().int() }),
})
export type FlowVersion = z.infer<typeof flowVersion>

/** One difference between two definitions, in words, with the values themselves. */
export const flowChange = z.object({
  /** `node` was added, removed or changed; `field` of a node changed; `flow`: something beside the nodes. */
  kind: z.enum(['added', 'removed', 'changed', 'renamed']),
  about: z.enum(['node', 'flow', 'slot', 'layout']),
  /** Name of the node or slot; the field's name for `flow`. */
  name: z.string(),
  /** Of a change inside a node or slot: `args`, `options.0.label.zh`. */
  field: z.string().nullable(),
  /** A sentence a business person understands. */
  words: localised,
  before: z.unknown().optional(),
  after: z.unknown().optional(),
})
export type FlowChange = z.infer<typeof flowChange>

export const failedScenario = z.object({ id: z.uuid(), name: z.string(), problems: z.array(z.string()) })

export const publishResult = z.discriminatedUnion('published', [
  z.object({ published: z.literal(true), version: z.number().int(), unchanged: z.boolean() }),
  z.object({ published: z.literal(false), findings: z.array(finding), scenarios: z.array(failedScenario) }),
])
export type PublishResult = z.infer<typeof publishResult>

/** What flows of the workspace can be made of, for the designer's lists and the proof. */
export const flowWorld = z.object({
  kinds: z.array(
    z.object({
      type: z.string(),
      title: localised,
      description: localised,
      group: z.enum(['talk', 'decide', 'do', 'wait', 'people', 'end']),
      icon: z.string(),
      waits: z.enum(['customer', 'time', 'event', 'person', 'system']).nullable(),
      /** JSON Schema of the node; fields carry `role`, `label`, `help`. */
      schema: z.record(z.string(), z.unknown()),
    }),
  ),
  tools: z.array(
    z.object({
      id: z.string(),
      name: localised,
      connection: z.string(),
      kind: z.enum(['read', 'write']),
      risk: z.enum(['low', 'medium', 'high']).nullable(),
      compensation: z.string().nullable(),
      irreversible: z.boolean(),
      /** Whether an unknown outcome can be looked up. */
      lookup: z.boolean(),
      /** JSON Schema of the arguments and the answer as far as the system's own description tells. */
      input: z.record(z.string(), z.unknown()).nullable(),
      output: z.record(z.string(), z.unknown()).nullable(),
      /** Codes with which the system is known to refuse. */
      refusals: z.array(z.string()),
    }),
  ),
  connections: z.array(
    z.object({
      id: z.string(),
      name: localised,
      /** Whether it reports events, and the types seen so far. */
      events: z.boolean(),
      eventTypes: z.array(z.string()),
    }),
  ),
  records: z.array(
    z.object({ type: z.string(), names: z.object({ zh: z.array(z.string()), en: z.array(z.string()) }) }),
  ),
  catalogues: z.array(z.object({ type: z.string() })),
  flows: z.array(
    z.object({
      id: flowId,
      name: localised,
      trigger: flowTrigger,
      inputs: flowFile.shape.inputs,
      live: z.boolean(),
    }),
  ),
  skills: z.array(z.string()),
  /** Whether a language model is configured; without, `prompt` nodes fail. */
  model: z.boolean(),
  timeZone: z.string(),
})
export type FlowWorld = z.infer<typeof flowWorld>

const atVersion = flowParams.extend({ version: z.coerce.number().int().min(1) })
/** A version's number, or `draft`. */
export const versionOrDraft = z.union([z.literal('draft'), z.coerce.number().int().min(1)])
const reason = z.string().trim().min(1).max(500)

export const definitionRoutes = {
  listFlows: defineRoute({
    id: 'listFlows',
    method: 'GET',
    path: '/v1/flows',
    summary: 'All flows: what is live, what is being worked on, how their runs stand',
    tag,
    right: read,
    reply: z.object({ items: z.array(flowSummary) }),
  }),
  readFlowWorld: defineRoute({
    id: 'readFlowWorld',
    method: 'GET',
    path: '/v1/flows/world',
    summary: 'What flows can be made of: kinds of nodes, tools, connections, record types, other flows',
    tag,
    right: read,
    reply: flowWorld,
  }),
  readFlowSchema: defineRoute({
    id: 'readFlowSchema',
    method: 'GET',
    path: '/v1/flows/schema',
    summary: 'The JSON Schema (draft 2020-12) of a flow file',
    tag,
    right: read,
    reply: z.record(z.string(), z.unknown()),
  }),
  proveFlow: defineRoute({
    id: 'proveFlow',
    method: 'POST',
    path: '/v1/flows/prove',
    summary: 'What the proof says of a definition; nothing is stored',
    tag,
    right: read,
    body: z.object({ definition: draftDefinition }),
    reply: z.object({ findings: z.array(finding), ms: z.number() }),
  }),
  createFlow: defineRoute({
    id: 'createFlow',
    method: 'POST',
    path: '/v1/flows',
    summary: 'Begin a new flow; without a definition it starts with a greeting and an end',
    tag,
    right: write,
    body: z.object({
      id: flowId,
      name: localised,
      description: localised.optional(),
      trigger: flowTrigger.optional(),
      definition: draftDefinition.optional(),
    }),
    reply: flowDraft,
    status: 201,
  }),
  importFlow: defineRoute({
    id: 'importFlow',
    method: 'POST',
    path: '/v1/flows/import',
    summary:
      'Take a flow from its text (YAML or JSON) as a draft. An existing draft is replaced only when its revision is named',
    tag,
    right: write,
    body: z.object({ text: z.string().min(1).max(2_000_000), baseRevision: z.number().int().optional() }),
    reply: flowDraft,
  }),
  readFlow: defineRoute({
    id: 'readFlow',
    method: 'GET',
    path: '/v1/flows/:flowId',
    summary: 'One flow as the list shows it',
    tag,
    right: read,
    params: flowParams,
    reply: flowSummary,
  }),
  readFlowDraft: defineRoute({
    id: 'readFlowDraft',
    method: 'GET',
    path: '/v1/flows/:flowId/draft',
    summary:
      'The draft with its findings. Where there is none, the live (else newest) version as revision 0, to begin from',
    tag,
    right: read,
    params: flowParams,
    reply: flowDraft,
  }),
  saveFlowDraft: defineRoute({
    id: 'saveFlowDraft',
    method: 'PUT',
    path: '/v1/flows/:flowId/draft',
    summary:
      'Save the draft; refused with `conflict` when somebody else saved since `baseRevision` (0: there was none)',
    tag,
    right: write,
    params: flowParams,
    body: z.object({ definition: draftDefinition, baseRevision: z.number().int().min(0) }),
    reply: draftState.extend({ findings: z.array(finding) }),
  }),
  deleteFlowDraft: defineRoute({
    id: 'deleteFlowDraft',
    method: 'DELETE',
    path: '/v1/flows/:flowId/draft',
    summary: 'Throw the draft away. A flow that was never published is gone with it',
    tag,
    right: write,
    params: flowParams,
    reply: z.object({}),
  }),
  duplicateFlow: defineRoute({
    id: 'duplicateFlow',
    method: 'POST',
    path: '/v1/flows/:flowId/duplicate',
    summary: 'Begin a new flow as a copy of the draft (else of the live version), with its scenarios',
    tag,
    right: write,
    params: flowParams,
    body: z.object({ id: flowId, name: localised }),
    reply: flowDraft,
    status: 201,
  }),
  publishFlow: defineRoute({
    id: 'publishFlow',
    method: 'POST',
    path: '/v1/flows/:flowId/publish',
    summary:
      'Make the draft the live version. Needs a proof without errors and required scenarios that pass; else says what is in the way',
    tag,
    right: publish,
    params: flowParams,
    body: z.object({ revision: z.number().int().min(1), note: z.string().trim().max(500).default('') }),
    reply: publishResult,
  }),
  rollBackFlow: defineRoute({
    id: 'rollBackFlow',
    method: 'POST',
    path: '/v1/flows/:flowId/roll-back',
    summary: 'Make an earlier version the live one. Runs under way stay on theirs; the draft is not touched',
    tag,
    right: publish,
    params: flowParams,
    body: z.object({ version: z.number().int().min(1), reason }),
    reply: flowSummary,
  }),
  withdrawFlow: defineRoute({
    id: 'withdrawFlow',
    method: 'POST',
    path: '/v1/flows/:flowId/withdraw',
    summary: 'Begin no more runs of it. Runs under way go on',
    tag,
    right: publish,
    params: flowParams,
    body: z.object({ reason }),
    reply: flowSummary,
  }),
  listFlowVersions: defineRoute({
    id: 'listFlowVersions',
    method: 'GET',
    path: '/v1/flows/:flowId/versions',
    summary: 'Published versions, newest first',
    tag,
    right: read,
    params: flowParams,
    reply: z.object({ items: z.array(flowVersion) }),
  }),
  readFlowVersion: defineRoute({
    id: 'readFlowVersion',
    method: 'GET',
    path: '/v1/flows/:flowId/versions/:version',
    summary: 'The definition of one version',
    tag,
    right: read,
    params: atVersion,
    reply: flowVersion.extend({ definition: flowFile }),
  }),
  diffFlow: defineRoute({
    id: 'diffFlow',
    method: 'GET',
    path: '/v1/flows/:flowId/diff',
    summary: 'What changed between two versions, or a version and the draft, field by field and in words',
    tag,
    right: read,
    params: flowParams,
    query: z.object({ from: versionOrDraft, to: versionOrDraft }),
    reply: z.object({ changes: z.array(flowChange) }),
  }),
  exportFlow: defineRoute({
    id: 'exportFlow',
    method: 'GET',
    path: '/v1/flows/:flowId/export',
    summary: 'The flow as a YAML file: the live version, or the one asked for',
    tag,
    right: read,
    params: flowParams,
    query: z.object({ version: versionOrDraft.optional() }),
    reply: z.string(),
  }),
}
