import { z } from 'zod'
import { type Decoded, type InboundContent, problemsOf, type RawRequest } from '../../../kit/define-channel.ts'

/** JSON may carry what no database can hold: NUL and halves of surrogate pairs. */
const soundText = (schema: z.ZodString) =>
  schema.refine((text) => text.isWellFormed() && !text.includes('\u0000'), 'holds characters that cannot be stored')
const words = (most: number) => soundText(z.string().max(most))
const name = (most: number) => soundText(z.string().trim().min(1).max(most))

const file = z.union([
  z.strictObject({ name: name(300), data: z.base64().min(1) }),
  z.strictObject({ name: name(300), url: z.url({ protocol: /^https?$/ }).max(2000) }),
])

const content = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: words(4000).default('') }),
  z.object({ type: z.literal('choice'), value: name(200), label: name(200) }),
  z.object({ type: z.literal('rating'), score: z.number().int().min(1).max(5), comment: words(1000).default('') }),
])

const customerMessage = z
  .object({
    type: z.literal('customer.message'),
    customer: z.object({
      id: name(200),
      name: name(200).optional(),
      locale: z.enum(['zh', 'en']).optional(),
      externalId: name(200).optional(),
    }),
    content,
    files: z.array(file).max(9).default([]),
  })
  .refine(({ content, files }) => content.type !== 'text' || content.text.trim() !== '' || files.length > 0, {
    path: ['content', 'text'],
    message: 'say something or attach a file',
  })
  .refine(({ content, files }) => content.type === 'text' || files.length === 0, {
    path: ['files'],
    message: 'files go with a content of type text',
  })

const deliveryReceipt = z.object({
  type: z.literal('delivery.receipt'),
  messageId: name(200),
  state: z.enum(['delivered', 'read', 'failed']),
  reason: words(300).nullish(),
})

const envelope = z.discriminatedUnion('type', [customerMessage, deliveryReceipt])
const eventId = name(200)

/** What a request of the company's system says; one event each. */
export function decode({ headers, body }: RawRequest): Decoded {
  const id = eventId.safeParse(headers['webhook-id'])
  if (!id.success) return { ok: false, problems: [{ path: '/headers/webhook-id', message: '1 to 200 characters' }] }
  const parsed = envelope.safeParse(parseJson(body))
  if (!parsed.success) {
    const problems = problemsOf(parsed.error).map(({ path, message }) => ({ path: `/body${path}`, message }))
    return { ok: false, problems }
  }
  const event = parsed.data
  if (event.type === 'delivery.receipt') {
    const { messageId, state, reason = null } = event
    return { ok: true, events: [{ type: 'receipt', externalId: id.data, messageId, state, reason }] }
  }
  const files = event.files.map((each) => ({ name: each.name, ref: 'url' in each ? each.url : `data:${each.data}` }))
  const content: InboundContent = event.content
  return { ok: true, events: [{ type: 'message', externalId: id.data, sender: event.customer, content, files }] }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
