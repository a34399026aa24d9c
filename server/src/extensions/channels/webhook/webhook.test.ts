import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeChannel, sampleMessage } from '../../../kit/channel-contract.ts'
import type { RawRequest } from '../../../kit/define-channel.ts'
import { webhook } from './index.ts'
import { sign } from './sign.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq='
const now = new Date('2026-03-01T08:00:00Z')

function request(id: string, body: object, at = now): RawRequest {
  return signed(id, Buffer.from(JSON.stringify(body)), at)
}

function signed(id: string, bytes: Buffer, at: Date): RawRequest {
  const stamp = Math.floor(at.getTime() / 1000)
  const signature = sign(id, stamp, bytes, secret)
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(stamp), 'webhook-signature': signature }
  return { headers, query: {}, body: bytes }
}

const customer = { id: 'device-17', name: '张三', locale: 'zh', externalId: 'C1001' } as const

describeChannel({
  channel: webhook,
  secret,
  settingsFor: (url) => ({ url }),
  plainest: { url: 'http://127.0.0.1:9/', textOnly: true },
  now,
  sendAgain: (raw, at) => signed(raw.headers['webhook-id']!, raw.body, at),
  requests: [
    {
      name: 'words',
      raw: request('m-1', { type: 'customer.message', customer, content: { type: 'text', text: '我的快递到哪了' } }),
      events: [{ type: 'message', externalId: 'm-1', sender: customer, content: { type: 'text', text: '我的快递到哪了' }, files: [] }],
    },
    {
      name: 'a pressed button of an unnamed device',
      raw: request('m-2', { type: 'customer.message', customer: { id: 'd' }, content: { type: 'choice', value: 'y', label: '是' } }),
      events: [{ type: 'message', externalId: 'm-2', sender: { id: 'd' }, content: { type: 'choice', value: 'y', label: '是' }, files: [] }],
    },
    {
      name: 'files',
      raw: request('m-3', {
        type: 'customer.message',
        customer: { id: 'd' },
        content: { type: 'text' },
        files: [{ name: 'a.txt', data: 'aGk=' }, { name: 'b.png', url: 'https://example.com/b.png' }],
      }),
      events: [
        {
          type: 'message',
          externalId: 'm-3',
          sender: { id: 'd' },
          content: { type: 'text', text: '' },
          files: [{ name: 'a.txt', ref: 'data:aGk=' }, { name: 'b.png', ref: 'https://example.com/b.png' }],
        },
      ],
    },
    {
      name: 'a receipt',
      raw: request('r-1', { type: 'delivery.receipt', messageId: '42', state: 'read' }),
      events: [{ type: 'receipt', externalId: 'r-1', messageId: '42', state: 'read', reason: null }],
    },
  ],
}) // biome-ignore format: payloads as documented

test('signatures are those of the Standard Webhooks specification', () => {
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(
    'msg_1.1614265330.{"a":1}',
  )
  expect(sign('msg_1', 1614265330, '{"a":1}', secret)).toBe(`v1,${mac.digest('base64')}`)
})

test('while a secret is being changed a request may carry both signatures', () => {
  const raw = request('m-1', { a: 1 })
  const headers = { ...raw.headers, 'webhook-signature': `v1,b3RoZXI= ${raw.headers['webhook-signature']}` }
  expect(webhook.verify({ ...raw, headers }, { secret, now })).toEqual({ ok: true })
})

test.each([
  ['nothing said', { type: 'customer.message', customer: { id: 'd' }, content: { type: 'text', text: ' ' } }, '/body/content/text'],
  ['no sender', { type: 'customer.message', customer: {}, content: { type: 'text', text: 'a' } }, '/body/customer/id'],
  ['a NUL', { type: 'customer.message', customer: { id: 'd' }, content: { type: 'text', text: 'a\u0000' } }, '/body/content/text'],
  ['half a character', { type: 'customer.message', customer: { id: '\ud800' }, content: { type: 'text', text: 'a' } }, '/body/customer/id'],
  ['our own message sent back', webhook.encode(sampleMessage('a', []), webhook.capabilities)[0]!.body, '/body/type'],
  ['a file from a local disk', { type: 'customer.message', customer: { id: 'd' }, content: { type: 'text', text: 'a' }, files: [{ name: 'a', url: 'file:///etc/passwd' }] }, '/body/files/0/url'],
])('%s is refused by field', (_name, body, path) => {
  const decoded = webhook.decode(request('m-9', body), { secret, now })
  expect(decoded.ok ? [] : decoded.problems.map((each) => each.path)).toContain(path)
}) // biome-ignore format: payloads as documented

test('choices are numbered lines on a device that shows only text', () => {
  const plain = webhook.capabilitiesFor({ url: 'http://127.0.0.1:9/', textOnly: true })
  const [only] = webhook.encode(
    sampleMessage('退哪一件?', [{ type: 'choices', choices: [{ value: '1', label: '水壶' }, { value: '2', label: '风扇' }] }]),
    plain,
  ) // biome-ignore format: one message
  expect(only!.text).toBe('退哪一件?\n1. 水壶\n2. 风扇\n回复数字即可选择')
})
