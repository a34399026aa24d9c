import { z } from 'zod'

/** A text in the languages it is written in: at least one of them. */
export const someLanguage = z
  .object({ zh: z.string().trim().min(1).optional(), en: z.string().trim().min(1).optional() })
  .refine(({ zh, en }) => zh !== undefined || en !== undefined, { error: 'give it in at least one language' })
export type SomeLanguage = z.infer<typeof someLanguage>

/** The text in both languages, the one there is standing in for the other. */
export function inBoth(text: SomeLanguage): { zh: string; en: string } {
  return { zh: inLanguage(text, 'zh'), en: inLanguage(text, 'en') }
}

/** The text in the wanted language, else in the one there is. */
export function inLanguage(text: SomeLanguage, language: 'zh' | 'en'): string {
  return text[language] ?? text.zh ?? text.en ?? ''
}

const phrases = z
  .object({
    zh: z.array(z.string().trim().min(1).max(300)).default([]),
    en: z.array(z.string().trim().min(1).max(300)).default([]),
  })
  .default({ zh: [], en: [] })

/** `2026-11-11` in the workspace's time zone. */
const day = z.iso.date()

/** How a known fault looks in pictures customers send (a display, a screenshot of an app, a label), and what to do about it. */
export const knownFault = z.object({
  /** As a display shows them: E3, F-12. Signs between letters and digits do not count. */
  codes: z.array(z.string().min(2)).default([]),
  /** What a display or an app says, in any language; slips of the reader are forgiven. */
  texts: z.array(z.string().min(4)).default([]),
  /** Looks of pictures of it, 16 hex digits each; the trace of a turn names the look of every picture that came. */
  pictures: z.array(z.string().regex(/^[0-9a-f]{16}$/)).default([]),
  /** Ids of the products it can happen to; none stands for all. Tells apart faults that share a code. */
  products: z.array(z.string()).default([]),
  /** What to do, in order; told numbered after the entry's answer. */
  steps: z.object({ zh: z.array(z.string()).default([]), en: z.array(z.string()).default([]) }),
})
export type KnownFault = z.infer<typeof knownFault>

/** Another answer for some channels, some people or some time; the first that fits is given, else the entry's own. */
export const answerVariant = z.object({
  text: someLanguage,
  /** Kinds of channels (web, wecom …); none stands for all. */
  channels: z.array(z.string()).default([]),
  /** Ids of audiences; none stands for everybody. */
  audiences: z.array(z.string()).default([]),
  /** First and last day it holds. */
  from: day.optional(),
  until: day.optional(),
})
export type AnswerVariant = z.infer<typeof answerVariant>

export const attachment = z.object({
  file: z.string(),
  name: z.string().min(1).max(200),
  type: z.string(),
  /** Bytes. */
  size: z.number().int(),
})
export type Attachment = z.infer<typeof attachment>

/** One thing the company knows, written as an answer with the ways it is asked. Texts may hold Markdown. */
export const knowledgeEntry = z.object({
  /** Letters, digits, `_`, `-`, `.`. */
  id: z.string().regex(/^[\w.-]{1,120}$/),
  /** Id of its category. */
  category: z.string().min(1).max(120),
  labels: z.array(z.string().trim().min(1).max(60)).default([]),
  title: someLanguage,
  /** Ways customers ask it. */
  questions: phrases,
  answer: someLanguage,
  variants: z.array(answerVariant).default([]),
  /** Who may see it at all, by ids of audiences; none stands for everybody. `staff` are colleagues only. */
  audiences: z.array(z.string()).default([]),
  /** First and last day it holds. */
  from: day.optional(),
  until: day.optional(),
  attachments: z.array(attachment).default([]),
  /** Ids of entries that belong with it. */
  related: z.array(z.string()).default([]),
  /** 0 heard somewhere, 1 usual, 2 the rule itself: decides when sources disagree. */
  official: z.number().int().min(0).max(2).default(1),
  fault: knownFault.optional(),
})
export type KnowledgeEntry = z.infer<typeof knowledgeEntry>

/** A category as a file of a workspace's configuration names it; parents stand before their children. */
export const configuredCategory = z.object({
  id: z.string().min(1).max(120),
  parent: z.string().optional(),
  name: someLanguage,
  description: z.object({ zh: z.string().optional(), en: z.string().optional() }).default({}),
})
export type ConfiguredCategory = z.infer<typeof configuredCategory>

/** A file beside the configuration that is read as a document. */
export const configuredDocument = z.object({
  /** Name in the folder `documents/`. */
  file: z.string().min(1),
  title: z.string().min(1).max(300).optional(),
  category: z.string().max(120).optional(),
  labels: z.array(z.string()).default([]),
  audiences: z.array(z.string()).default([]),
  official: z.number().int().min(0).max(2).default(1),
})
export type ConfiguredDocument = z.infer<typeof configuredDocument>

/** Who somebody must be to see what is meant for an audience: all conditions hold. */
export const audience = z.object({
  id: z.string().regex(/^[a-z][\w-]{0,59}$/),
  name: someLanguage,
  conditions: z
    .array(
      z.object({
        /** `channel`, `verified`, `language`, `tag`, or an attribute of the customer's profile by name (`level`, `address.city`). */
        field: z.string().min(1).max(120),
        is: z.enum(['one_of', 'none_of', 'at_least', 'at_most', 'known']),
        values: z.array(z.union([z.string(), z.number(), z.boolean()])).default([]),
      }),
    )
    .min(1),
})
export type Audience = z.infer<typeof audience>

/** Built-in audience: colleagues in the console and the internal assistant, nobody else. */
export const staffAudience = 'staff'

/** Where an answer or a candidate comes from. */
export const knowledgeSource = z.object({
  kind: z.enum(['entry', 'document', 'graph']),
  id: z.string(),
  /** Id of the passage. */
  passage: z.string().optional(),
  title: z.string(),
  /** Physical page, from 1. */
  page: z.number().int().optional(),
  headings: z.array(z.string()).default([]),
  /** As it stands in the source. */
  quote: z.string().default(''),
  /** Opens the place with the passage marked; relative to the server. */
  url: z.string().optional(),
})
export type KnowledgeSource = z.infer<typeof knowledgeSource>
