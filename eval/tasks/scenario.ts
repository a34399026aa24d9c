import { z } from 'zod'
import { SERVICE_NAMES } from '../../examples/shop/src/service-names.ts'

const service = z.enum(SERVICE_NAMES)
const operation = z
  .string()
  .regex(new RegExp(`^(${SERVICE_NAMES.join('|')})\\.\\w+$`), 'must look like payments.createRefund')
const pattern = z.string().min(1).refine(isRegex, 'is not a regular expression')
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)])
const fields = z.record(z.string(), z.unknown())
const wish = z.enum(['never', 'must', 'allowed']).default('allowed')

const OUTCOMES = ['solved', 'answered', 'declined', 'handed_over', 'compensated', 'cancelled', 'failed'] as const

const answer = z
  .object({
    when: pattern,
    say: oneOrMore(z.string().min(1)).optional(),
    click: pattern.optional(),
    file: oneOrMore(z.string().min(1)).optional(),
    end: z.literal(true).optional(),
    times: z.number().int().min(1).default(2),
  })
  .refine((rule) => rule.say ?? rule.click ?? rule.file ?? rule.end, 'needs one of say, click, file, end')

/** What must be true of the records a run made or changed in one service. */
const systemEntry = z.object({
  service,
  /** Only this collection of the service (optional extra). */
  in: z.string().optional(),
  find: fields,
  count: z.number().int().min(0).optional(),
  has: fields.optional(),
})

/** One customer's story with what must have happened in the company's systems afterwards; unknown fields are ignored. */
export const scenario = z.object({
  id: z.string().regex(/^[\w.-]{1,100}$/, 'may hold letters, digits, dot, dash and underscore'),
  lang: z.enum(['zh', 'en']),
  tags: z.array(z.string().min(1)).default([]),
  customer: z
    .object({
      shopCustomerId: z.string().min(1).nullable(),
      signedIn: z.boolean().default(false),
      page: z
        .object({ url: z.string(), title: z.string().default(''), meta: z.record(z.string(), z.string()).optional() })
        .optional(),
    })
    .refine((who) => who.shopCustomerId !== null || !who.signedIn, 'signedIn needs a shopCustomerId'),
  setup: z
    .object({
      patch: z
        .array(z.object({ service, id: z.string().min(1), set: fields, raw: z.boolean().optional() }))
        .default([]),
      faults: z
        .array(
          z.object({
            service,
            operation: z.string().min(1),
            mode: z.enum(['error', 'timeout', 'slow', 'lost-reply']),
            times: z.number().int().min(1).default(1),
            ms: z.number().int().min(0).max(600_000).optional(),
          }),
        )
        .default([]),
      agentsOnline: z.number().int().min(0).max(10).default(0),
    })
    .prefault({}),
  opening: z.array(oneOrMore(z.string().min(1))).min(1),
  answers: z.array(answer).default([]),
  interrupts: z.array(z.object({ afterTurn: z.number().int().min(1), say: z.string().min(1) })).default([]),
  otherwise: z.string().min(1).optional(),
  maxTurns: z.number().int().min(1).max(60).default(14),
  expect: z.object({
    systems: z.array(systemEntry).default([]),
    unchanged: z.array(z.enum([...SERVICE_NAMES, '*'])).default([]),
    calls: z
      .object({
        must: z.array(operation).default([]),
        never: z.array(operation).default([]),
        effects: z.record(operation, z.number().int().min(0)).default({}),
      })
      .prefault({}),
    replies: z.object({ must: z.array(pattern).default([]), never: z.array(pattern).default([]) }).prefault({}),
    handoff: wish,
    ticket: wish,
    outcome: oneOrMore(z.enum(OUTCOMES)).optional(),
  }),
})

/** A scenario with the folder its files are relative to. */
export type Scenario = z.infer<typeof scenario> & { readonly folder: string }
export type Answer = Scenario['answers'][number]
export type SystemEntry = z.infer<typeof systemEntry>

function isRegex(text: string): boolean {
  try {
    new RegExp(text, 'i')
    return true
  } catch {
    return false
  }
}
