import { z } from 'zod'
import { answerVariant, attachment, knowledgeEntry, knownFault } from '../../knowledge.ts'
import { id, instant } from '../../route.ts'
import { textViolation } from '../graph.ts'

export const day = z.iso.date()
export const entryId = knowledgeEntry.shape.id
export const entryParams = z.object({ entryId })

/** A text that may still be missing. */
const unfinishedText = z
  .object({ zh: z.string().max(50_000).optional(), en: z.string().max(50_000).optional() })
  .default({})
const unfinishedPhrases = z
  .object({
    zh: z.array(z.string().max(300)).max(500).default([]),
    en: z.array(z.string().max(300)).max(500).default([]),
  })
  .default({ zh: [], en: [] })

/** An entry while it is being written: whatever there is so far. What keeps it from being published is told by findings. */
export const draftEntry = z.object({
  category: z.string().max(120).default(''),
  labels: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
  title: unfinishedText,
  questions: unfinishedPhrases,
  answer: unfinishedText,
  variants: z
    .array(answerVariant.extend({ text: unfinishedText }))
    .max(50)
    .default([]),
  audiences: z.array(z.string()).max(50).default([]),
  from: day.optional(),
  until: day.optional(),
  attachments: z.array(attachment).max(50).default([]),
  related: z.array(z.string()).max(50).default([]),
  official: z.number().int().min(0).max(2).default(1),
  fault: knownFault.optional(),
})
export type DraftEntry = z.infer<typeof draftEntry>

/** What can be said about a draft. Errors keep it from being published. */
export const entryFinding = z.object({
  code: z.enum([
    'no_title',
    'no_answer',
    'no_category',
    'unknown_category',
    'unknown_audience',
    'unknown_related',
    'variant_without_text',
    'variant_never_reached',
    'ends_before_it_begins',
    'already_over',
    'missing_language',
    'no_questions',
    'question_elsewhere',
    'missing_file',
    'invalid',
  ]),
  severity: z.enum(['error', 'warning']),
  /** Inside the definition: `/variants/0/text`. */
  path: z.string(),
  /** English; the console words it by code. */
  message: z.string(),
  /** What it is about: an id, a question, a language. */
  about: z.string().nullable(),
})
export type EntryFinding = z.infer<typeof entryFinding>

/**
 * draft: never published, being written. in_review: its draft waits for a reviewer (it may be live in an older version).
 * published: live. archived: taken out, kept.
 */
export const entryStatus = z.enum(['draft', 'in_review', 'published', 'archived'])
export type EntryStatus = z.infer<typeof entryStatus>

/** config, console, growth, helpdesk, or `pack:<id>`, `import:<id>`, `document:<id>`. */
export const entryOrigin = z.string().max(200)
export const entryValidity = z.enum(['live', 'scheduled', 'expiring', 'expired'])

const person = z.object({ id, name: z.string() })

export const entrySummary = z.object({
  id: entryId,
  /** Of the draft where there is one, else as live; {} while it has none. */
  title: z.object({ zh: z.string().optional(), en: z.string().optional() }),
  category: z.string(),
  labels: z.array(z.string()),
  /** Languages it is answered in. */
  languages: z.array(z.enum(['zh', 'en'])),
  questions: z.number().int(),
  variants: z.number().int(),
  attachments: z.number().int(),
  status: entryStatus,
  /** The version customers get; null while nothing is (or no longer) live. */
  live: z.number().int().nullable(),
  liveAt: instant.nullable(),
  /** Whether there are changes that are not live. */
  changed: z.boolean(),
  /** Goes up with every save of the draft; hand it back as `revision`. */
  revision: z.number().int(),
  /** When an approved draft goes live by itself. */
  publishAt: instant.nullable(),
  audiences: z.array(z.string()),
  from: day.nullable(),
  until: day.nullable(),
  /** As of today in the workspace's time zone; null when nothing is live. */
  validity: entryValidity.nullable(),
  official: z.number().int(),
  origin: entryOrigin,
  externalId: z.string().nullable(),
  owner: person.nullable(),
  /** When somebody is to look at it again. */
  reviewBy: day.nullable(),
  /** Whether its questions train the recogniser; at most 500 entries do. */
  teaches: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
  updatedAt: instant,
  updatedBy: z.string(),
})
export type EntrySummary = z.infer<typeof entrySummary>

/** Where the review of a draft stands. */
export const entryReview = z.object({
  state: z.enum(['waiting', 'approved', 'sent_back']),
  submittedBy: z.string(),
  submittedAt: instant,
  comment: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  decision: z.string(),
})
export type EntryReview = z.infer<typeof entryReview>

/** A sentence of a draft that says otherwise than what is known, with the facts or the rule. */
export const contradiction = textViolation.omit({ start: true, end: true }).extend({
  /** The same as long as sentence and knowledge are; publishing confirms by it. */
  id: z.string(),
  /** Inside the definition: `/answer/zh`, `/variants/0/text/en`. */
  path: z.string(),
})
export type Contradiction = z.infer<typeof contradiction>

export const entryDetail = entrySummary.extend({
  draft: z
    .object({
      definition: draftEntry,
      /** The version it was begun from; null for a new entry. */
      basedOn: z.number().int().nullable(),
      updatedAt: instant,
      updatedBy: z.string(),
    })
    .nullable(),
  /** What customers get; null while nothing is live. */
  published: knowledgeEntry.nullable(),
  review: entryReview.nullable(),
  findings: z.array(entryFinding),
})
export type EntryDetail = z.infer<typeof entryDetail>

export const entryVersion = z.object({
  version: z.number().int(),
  note: z.string(),
  author: z.string(),
  /** Who let it through, where that was somebody else. */
  approver: z.string().nullable(),
  publishedAt: instant,
  live: z.boolean(),
})
export type EntryVersion = z.infer<typeof entryVersion>

/** One difference between two definitions. Texts come with both sides, so that a screen can mark words. */
export const entryChange = z.object({
  /** `title.zh`, `answer.en`, `questions.zh`, `variants`, `category`, `labels` … */
  field: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  /** Of texts: pieces in order, unmarked ones being in both. */
  pieces: z.array(z.object({ text: z.string(), in: z.enum(['both', 'before', 'after']) })).optional(),
})
export type EntryChange = z.infer<typeof entryChange>

/** Something to be looked after. */
export const entryReminder = z.object({
  entryId,
  title: entrySummary.shape.title,
  kind: z.enum(['expiring', 'expired', 'review_due', 'sent_back', 'waiting_for_review']),
  /** The day it is about. */
  on: day.nullable(),
  owner: person.nullable(),
})
export type EntryReminder = z.infer<typeof entryReminder>

export const listOfStrings = z
  .string()
  .max(2000)
  .transform((text) => text.split(',').filter((each) => each !== ''))

export const entryFilter = z.object({
  /** In titles, questions, answers and ids. */
  q: z.string().max(200).optional(),
  /** With everything below it. */
  category: z.string().max(120).optional(),
  label: z.string().max(60).optional(),
  /** `published` stands for all that is live, `changed` for all with changes that are not live. */
  status: z.enum([...entryStatus.options, 'changed']).optional(),
  audience: z.string().max(60).optional(),
  /** Entries without an answer in this language. */
  missing: z.enum(['zh', 'en']).optional(),
  /** A colleague's id, `me` or `none`. */
  owner: z.string().max(60).optional(),
  /** `console`, `pack:ecommerce` …; a bare `pack` or `import` stands for all of the kind. */
  origin: entryOrigin.optional(),
  validity: entryValidity.optional(),
  reviewDue: z.enum(['true']).optional(),
  teaches: z.enum(['true', 'false']).optional(),
})
export type EntryFilter = z.infer<typeof entryFilter>

export const bulkChange = z.discriminatedUnion('do', [
  z.object({ do: z.literal('move'), category: z.string().min(1).max(120) }),
  z.object({ do: z.literal('add_label'), label: z.string().trim().min(1).max(60) }),
  z.object({ do: z.literal('remove_label'), label: z.string().trim().min(1).max(60) }),
  z.object({ do: z.literal('set_audiences'), audiences: z.array(z.string()).max(50) }),
  z.object({ do: z.literal('set_owner'), owner: id.nullable() }),
  z.object({ do: z.literal('set_validity'), from: day.nullable(), until: day.nullable() }),
  z.object({ do: z.literal('set_review_by'), reviewBy: day.nullable() }),
  z.object({ do: z.literal('set_teaches'), teaches: z.boolean() }),
  z.object({ do: z.literal('publish'), note: z.string().max(500).default('') }),
  z.object({ do: z.literal('archive') }),
  z.object({ do: z.literal('unarchive') }),
])
export type BulkChange = z.infer<typeof bulkChange>

/** Either all of it happened, or nothing did and each entry that stood in the way says why. */
export const bulkResult = z.discriminatedUnion('done', [
  z.object({ done: z.literal(true), changed: z.number().int(), unchanged: z.number().int() }),
  z.object({
    done: z.literal(false),
    refused: z.array(z.object({ entryId, title: entrySummary.shape.title, reason: z.string() })),
  }),
])
export type BulkResult = z.infer<typeof bulkResult>

export const knowledgeSettings = z.object({
  /**
   * off: whoever writes publishes. everyone_but_reviewers: only holders of `knowledge.publish` do, others submit. always: what
   * somebody wrote is let through by somebody else who holds it.
   */
  reviewNeeded: z.enum(['off', 'everyone_but_reviewers', 'always']),
  /** Days before an entry ends at which it counts as expiring. */
  remindDays: z.number().int().min(1).max(90),
  /** Months after publishing at which an entry is to be looked at again; null: never by itself. */
  reviewEveryMonths: z.number().int().min(1).max(60).nullable(),
})
export type KnowledgeSettings = z.infer<typeof knowledgeSettings>

export const knowledgeFile = attachment.extend({
  /** Opens it for colleagues; relative to the server. */ url: z.string(),
})
export type KnowledgeFile = z.infer<typeof knowledgeFile>

export const previewResult = z.object({
  /** Index among the variants; null: the entry's own answer. */
  variant: z.number().int().nullable(),
  /** Why this answer: first_that_fits, own_answer, or why nothing is shown. */
  reason: z.enum([
    'variant_fits',
    'own_answer',
    'hidden_from_audience',
    'not_yet_valid',
    'no_longer_valid',
    'archived',
    'no_answer',
  ]),
  /** For each variant before the chosen one: what it failed on. */
  passed: z.array(
    z.object({ variant: z.number().int(), because: z.enum(['channel', 'audience', 'time', 'language']) }),
  ),
  shown: z.boolean(),
  title: z.string(),
  /** The language it came in; the other one where the wanted one is missing. */
  language: z.enum(['zh', 'en']),
  /** Markdown as written, and as sanitised HTML. */
  text: z.string(),
  html: z.string(),
  /** As channels that show plain text get it. */
  plain: z.string(),
  attachments: z.array(knowledgeFile),
})
export type PreviewResult = z.infer<typeof previewResult>
