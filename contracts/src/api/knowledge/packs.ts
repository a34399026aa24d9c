import { z } from 'zod'
import { someLanguage } from '../../knowledge.ts'
import { defineRoute, instant } from '../../route.ts'

const tag = 'Knowledge: packs'
const right = 'knowledge.publish'
export const packId = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/)
const params = z.object({ packId })

/** What a pack asks for when it is installed; `{{name}}` in its texts is replaced by the value. */
export const packSetting = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
  label: someLanguage,
  help: someLanguage.optional(),
  type: z.enum(['text', 'number', 'date', 'url', 'phone', 'email']),
  /** Used as it stands where nothing is said; without one a value must be given. */
  default: z.string().optional(),
})
export type PackSetting = z.infer<typeof packSetting>

export const packCounts = z.object({
  categories: z.number().int(),
  entries: z.number().int(),
  intents: z.number().int(),
  flows: z.number().int(),
  smallTalk: z.number().int(),
  checklist: z.number().int(),
})
export type PackCounts = z.infer<typeof packCounts>

const installed = z.object({
  version: z.string(),
  at: instant,
  by: z.string(),
  values: z.record(z.string(), z.string()),
  /** Entries of it people have changed since. */
  changed: z.number().int(),
  checklist: z.object({ done: z.number().int(), of: z.number().int() }),
})

export const listedPack = z.object({
  id: packId,
  name: someLanguage,
  version: z.string(),
  description: someLanguage,
  industry: someLanguage,
  languages: z.array(z.enum(['zh', 'en'])),
  counts: packCounts,
  /** Null while it is not installed. */
  installed: installed.nullable(),
  /** Whether the version at hand is another than the installed one. */
  upgradable: z.boolean(),
})
export type ListedPack = z.infer<typeof listedPack>

/** What becomes of one thing of the pack. */
export const packItem = z.object({
  kind: z.enum(['category', 'entry', 'intent', 'flow', 'small_talk']),
  id: z.string(),
  title: z.string(),
  /**
   * new; update: here from this pack and untouched; same: nothing to do; kept: changed by people since and left as it is;
   * conflict: something else has this id, it is left alone and the pack's is not installed; gone: no longer in the pack.
   */
  outcome: z.enum(['new', 'update', 'same', 'kept', 'conflict', 'gone']),
  /** Of a conflict: where the other one is from. */
  origin: z.string().nullable(),
})
export type PackItem = z.infer<typeof packItem>

export const packResult = z.object({
  version: z.string(),
  items: z.array(packItem),
  /** Parts that could not be taken over, each with its reason; the others were. */
  problems: z.array(z.object({ kind: packItem.shape.kind, id: z.string(), reason: z.string() })),
})
export type PackResult = z.infer<typeof packResult>

export const checklistItem = z.object({
  id: z.string(),
  title: someLanguage,
  /** Markdown. */
  details: someLanguage.nullable(),
  /** When it is to be done: `T-14` (days before the event), `install`, `monthly`; '' for no time. */
  when: z.string(),
  /** Ids of entries it is about. */
  entries: z.array(z.string()),
  done: z.boolean(),
  doneBy: z.string().nullable(),
  doneAt: instant.nullable(),
})
export type ChecklistItem = z.infer<typeof checklistItem>

const values = z.record(z.string(), z.string().max(500)).default({})

export const packRoutes = {
  listPacks: defineRoute({
    id: 'listKnowledgePacks',
    method: 'GET',
    path: '/v1/knowledge/packs',
    summary: 'Packs at hand, with what is installed of them',
    tag,
    right: 'knowledge.read',
    reply: z.object({ items: z.array(listedPack) }),
  }),
  readPack: defineRoute({
    id: 'readKnowledgePack',
    method: 'GET',
    path: '/v1/knowledge/packs/:packId',
    summary: 'A pack with what it asks for and its checklist',
    tag,
    right: 'knowledge.read',
    params,
    reply: listedPack.extend({ settings: z.array(packSetting), checklist: z.array(checklistItem) }),
  }),
  previewPack: defineRoute({
    id: 'previewKnowledgePack',
    method: 'POST',
    path: '/v1/knowledge/packs/:packId/preview',
    summary: 'What installing or upgrading would do, thing by thing; nothing is changed',
    tag,
    right: 'knowledge.read',
    params,
    body: z.object({ values }),
    reply: packResult,
  }),
  installPack: defineRoute({
    id: 'installKnowledgePack',
    method: 'POST',
    path: '/v1/knowledge/packs/:packId/install',
    summary:
      'Install a pack, or bring it to the version at hand. Doing it again changes nothing; what people changed is kept',
    tag,
    right,
    params,
    body: z.object({ values }),
    reply: packResult,
  }),
  removePack: defineRoute({
    id: 'removeKnowledgePack',
    method: 'POST',
    path: '/v1/knowledge/packs/:packId/remove',
    summary: 'Remove what came with a pack; what people have changed since only with `everything`',
    tag,
    right,
    params,
    body: z.object({ everything: z.boolean().default(false) }),
    reply: z.object({ removed: z.number().int(), kept: z.array(packItem) }),
  }),
  tickPackStep: defineRoute({
    id: 'tickKnowledgePackStep',
    method: 'PUT',
    path: '/v1/knowledge/packs/:packId/checklist/:stepId',
    summary: 'Tick a step of the checklist of an installed pack, or take the tick away',
    tag,
    right: 'knowledge.write',
    params: params.extend({ stepId: z.string().max(120) }),
    body: z.object({ done: z.boolean() }),
    reply: checklistItem,
  }),
}
