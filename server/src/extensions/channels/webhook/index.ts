import { z } from 'zod'
import { type Capabilities, defineChannel } from '../../../kit/define-channel.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'
import { fetchFile, send, type WebhookSettings } from './send.ts'
import { checkSecret, newSecret, verify } from './sign.ts'

const settings: z.ZodType<WebhookSettings> = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  textOnly: z.boolean().default(false),
})

const parts: Capabilities['parts'] = {
  file: 'native',
  card: 'native',
  choices: 'native',
  upload: 'native',
  sources: 'native',
  progress: 'native',
  rating: 'native',
  location: 'native',
}
const writtenOut = Object.fromEntries(Object.keys(parts).map((type) => [type, 'text'])) as Capabilities['parts']

/** The generic channel: any system of the company's own, in documented JSON (docs/webhook-channel.md). */
export const webhook = defineChannel({
  kind: 'webhook',
  name: { zh: '通用 Webhook', en: 'Webhook' },
  settings,
  capabilities: {
    textLimit: 8000,
    parts,
    canShowForms: false,
    choices: { most: 20, labelLimit: 200 },
    receipts: { delivered: true, read: true },
    idempotent: true,
  },
  narrow: (capabilities, { textOnly }) => (textOnly ? { ...capabilities, parts: writtenOut } : capabilities),
  newSecret,
  checkSecret,
  verify,
  decode,
  encode,
  send,
  fetchFile,
})
