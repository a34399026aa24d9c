import type { Part } from '@loopdesk/contracts/messages.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Channel, InboundEvent, OutgoingMessage, RawRequest, SendOutcome } from './define-channel.ts'
import { renderingOf } from './degrade.ts'

/** What the suite must be given to put a channel to the test. */
export interface ChannelSamples {
  channel: Channel
  secret: string
  /** Settings of an ordinary account whose receiver is at this address. */
  settingsFor(receiverUrl: string): unknown
  /** Settings with the least the channel may be able to show. */
  plainest: unknown
  now: Date
  /** A genuine request at `now`, from the platform's documentation, and the events in it. */
  requests: { name: string; raw: RawRequest; events: InboundEvent[] }[]
  /** The same request sent again by the platform, signed anew. */
  sendAgain(raw: RawRequest, now: Date): RawRequest
}

const fileId = '7b0f7d6c-6f0a-4f5e-9d7e-0c3f2f1f9a11'

/** One of each part a message can carry. */
const everyPart: Part[] = [
  { type: 'file', file: { fileId, name: '发票.pdf', mime: 'application/pdf', size: 1200 } },
  {
    type: 'card',
    title: '订单 A100',
    subtitle: '已发货',
    fields: [{ label: '金额', value: '¥129.00' }],
    choices: [{ value: 'a', label: '查看物流' }],
  },
  { type: 'choices', choices: [{ value: 'y', label: '确认' }, { value: 'n', label: '取消', hint: '不作改动' }] },
  { type: 'upload', accept: 'image/*', max: 3 },
  { type: 'sources', sources: [{ id: 's', title: '退货政策', url: 'https://example.com/returns' }] },
  { type: 'progress', title: '退款', steps: [{ label: '取件', state: 'done' }, { label: '退款到账', state: 'next' }] },
  { type: 'rating', scale: 5 },
  { type: 'form', formId: 'f1', title: '上门安装', fields: [{ name: 'day', label: '上门日期', kind: 'date', required: true }], submit: '提交', state: 'open' },
  { type: 'location', latitude: 31.23, longitude: 121.47, name: '上海仓' },
] // biome-ignore format: one part a line

/** The message by which a channel's encoding is judged. */
export function sampleMessage(text: string, parts: Part[]): OutgoingMessage {
  return {
    id: '0d3d1f7a-21f6-4f3c-8f7c-6f4bb7c1b0aa',
    conversationId: '3c1a5a0e-9a36-43ab-a2a4-3b9df3d1d6de',
    seq: 4,
    to: 'device-17',
    sender: 'bot',
    senderName: null,
    language: 'zh',
    text,
    parts,
    fileUrls: { [fileId]: 'https://desk.example/hooks/v1/files/1' },
    at: '2026-03-01T08:00:00.000Z',
  }
}

/** What every channel promises, whatever platform it speaks to. Run by each channel's own test. */
export function describeChannel({
  channel,
  secret,
  settingsFor,
  plainest,
  now,
  requests,
  sendAgain,
}: ChannelSamples): void {
  const account = { secret, now }
  const usual = settingsFor('http://127.0.0.1:9/')
  const shown = [
    { name: 'as rich as it can', capabilities: channel.capabilitiesFor(usual) },
    { name: 'as plain as it may', capabilities: channel.capabilitiesFor(plainest) },
  ]

  describe(`channel ${channel.kind}`, () => {
    test('its settings and a secret of its own making are accepted, nonsense is refused by field', () => {
      expect(channel.readSettings(usual)).toMatchObject({ ok: true })
      expect(channel.readSettings(plainest)).toMatchObject({ ok: true })
      expect(channel.readSettings({ nonsense: 1 })).toMatchObject({
        ok: false,
        problems: expect.arrayContaining([expect.objectContaining({ message: expect.any(String) })]),
      })
      expect(channel.checkSecret(channel.newSecret())).toBeUndefined()
      expect(channel.checkSecret('')).toEqual(expect.any(String))
    })

    test.each(requests)('a genuine request is read: $name', ({ raw, events }) => {
      expect(channel.verify(raw, account)).toEqual({ ok: true })
      expect(channel.decode(raw, account)).toEqual({ ok: true, events })
    })

    test.each(requests)('an altered request is refused: $name', ({ raw }) => {
      for (const position of [0, Math.floor(raw.body.length / 2), raw.body.length - 1]) {
        const body = Buffer.from(raw.body)
        body[position]! ^= 1
        expect(channel.verify({ ...raw, body }, account).ok).toBe(false)
      }
      expect(channel.verify({ ...raw, body: Buffer.concat([raw.body, Buffer.from(' ')]) }, account).ok).toBe(false)
      expect(channel.verify({ ...raw, headers: {}, query: {} }, account).ok).toBe(false)
      expect(channel.verify(raw, { secret: channel.newSecret(), now }).ok).toBe(false)
    })

    test.each(requests)('a request recorded and played back a day later is refused: $name', ({ raw }) => {
      expect(channel.verify(raw, { secret, now: new Date(now.getTime() + 86_400_000) }).ok).toBe(false)
    })

    test.each(requests)('the same event sent again later has the same id: $name', ({ raw, events }) => {
      const later = new Date(now.getTime() + 3_600_000)
      const again = sendAgain(raw, later)
      expect(channel.verify(again, { secret, now: later })).toEqual({ ok: true })
      expect(channel.decode(again, { secret, now: later })).toEqual({ ok: true, events })
    })

    test('whatever is sent, it is refused in words and nothing is thrown', () => {
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)),
        fc.json().map((each) => Buffer.from(each)),
        fc.constantFrom(...requests.map(({ raw }) => raw.body)).chain(mutilated),
      )
      const names = [...new Set(requests.flatMap(({ raw }) => Object.keys(raw.headers)))]
      const headers = fc.dictionary(names.length > 0 ? fc.constantFrom(...names) : fc.string(), fc.string())
      fc.assert(
        fc.property(bytes, headers, (body, given) => {
          const raw = { headers: given, query: {}, body }
          expect(channel.verify(raw, account).ok).toBe(false)
          const decoded = channel.decode({ ...raw, headers: { ...requests[0]?.raw.headers, ...given } }, account)
          if (!decoded.ok) expect(decoded.problems.length).toBeGreaterThan(0)
        }),
        { numRuns: 300 },
      )
    })

    describe.each(shown)('shows a message $name', ({ capabilities }) => {
      test.each(everyPart.map((part) => ({ type: part.type, part })))('with $type', ({ part }) => {
        for (const text of ['您好', '']) {
          const encoded = channel.encode(sampleMessage(text, [part]), capabilities)
          expect(encoded.length).toBeGreaterThan(0)
          const said = encoded.map((each) => each.text).join('\n')
          expect(said).toContain(text)
          if (renderingOf(part, capabilities) === 'text' && part.type !== 'choices')
            expect(said.length).toBeGreaterThan(text.length)
        }
      })

      test('with a form to fill in, or with its fields to be answered in words', () => {
        const form = everyPart.filter(({ type }) => type === 'form')
        const encoded = channel.encode(sampleMessage('您好', form), capabilities)
        const said = encoded.map((each) => each.text).join('\n')
        expect(said.includes('上门日期')).toBe(!capabilities.canShowForms)
        expect(JSON.stringify(encoded.map(({ body }) => body))).toContain('上门日期')
      })

      test('so that every choice can be read or pressed', () => {
        const encoded = channel.encode(sampleMessage('请选择', everyPart), capabilities)
        const wire = JSON.stringify(encoded.map(({ body }) => body))
        for (const label of ['查看物流', '确认', '取消']) expect(wire).toContain(label)
      })

      test('cut to its limit, in order and without loss', () => {
        const emoji = '👨‍👩‍👧‍👦'
        const text = Array.from({ length: capabilities.textLimit }, (_, index) => `${index}${emoji}。`).join('')
        const encoded = channel.encode(sampleMessage(text.slice(0, text.lastIndexOf('。') + 1), []), capabilities)
        expect(encoded.length).toBeGreaterThan(1)
        for (const each of encoded) {
          expect(each.text.length).toBeLessThanOrEqual(capabilities.textLimit)
          expect(each.text.isWellFormed()).toBe(true)
        }
        expect(encoded.map((each) => each.text).join('')).toBe(text)
      })

      test('the same way each time, so that a retry goes on where it stopped', () => {
        const message = sampleMessage('您好', everyPart)
        expect(channel.encode(message, capabilities)).toEqual(channel.encode(message, capabilities))
      })
    })

    test.each([
      [200, 'sent'],
      [202, 'sent'],
      [400, 'refused'],
      [403, 'refused'],
      [429, 'retry'],
      [500, 'retry'],
      [503, 'retry'],
    ])('an answer of %i means %s', async (status, kind) => {
      const outcome = await sendWith(async () => ({ kind: 'answered', status, headers: {}, body: Buffer.from('{}') }))
      expect(outcome.kind).toBe(kind)
    })

    test('a receiver that cannot be reached is tried again; one that fell silent may have got it', async () => {
      expect((await sendWith(async () => ({ kind: 'not_sent', code: 'connection_refused' }))).kind).toBe('retry')
      expect((await sendWith(async () => ({ kind: 'unknown', code: 'timeout' }))).kind).toBe('unknown')
    })

    test('settings that no longer fit refuse to send instead of failing', async () => {
      expect((await sendWith(async () => ({ kind: 'unknown', code: 'timeout' }), { nonsense: 1 })).kind).toBe('refused')
    })

    function sendWith(http: Parameters<Channel['send']>[1]['http'], settings = usual): Promise<SendOutcome> {
      const [first] = channel.encode(sampleMessage('您好', []), channel.capabilitiesFor(usual))
      return channel.send(first!, { http, settings, secret, now, idempotencyKey: 'message.1' })
    }
  })
}

/** A genuine body, cut and overwritten somewhere. */
function mutilated(body: Buffer): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.nat(body.length), fc.nat(body.length), fc.uint8Array({ maxLength: 20 }))
    .map(([from, to, noise]) =>
      Buffer.concat([body.subarray(0, Math.min(from, to)), Buffer.from(noise), body.subarray(Math.max(from, to))]),
    )
}
