import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectPii } from './detect-pii.ts'
import { maskDeep } from './mask-deep.ts'
import { maskText, redact } from './mask-text.ts'

const mask = (text: string) => maskText(text, detectPii(text))

describe('masking what a customer wrote', () => {
  it.each([
    ['手机13800138000', '手机138****8000'],
    ['打 +86 138-0013-8000', '打 138****8000'],
    ['座机0571-88886666', '座机0571******66'],
    ['身份证11010519491231002X', '身份证110***********002X'],
    ['卡号6222 0212 3456 7890 128', '卡号**** **** **** 0128'],
    ['邮箱zhang@x.com', '邮箱z***@x.com'],
    ['我叫王芳', '我叫王*'],
    ['送到浙江省杭州市西湖区文三路138号2幢301', '送到浙江省杭州市****'],
    ['订单号20261103138001', '订单号20261103138001'],
    ['订单号13800138000', '订单号13800138000'],
    ['运单号 SF13800138000', '运单号 SF13800138000'],
    ['card 4111 1111 1111 1112', 'card 4111 1111 1111 1112'],
  ])('%j becomes %j', (said, masked) => {
    expect(mask(said)).toBe(masked)
  })

  it('leaves nothing of it in logs and prompts', () => {
    expect(redact('我叫王芳，13800138000，zhang@x.com')).toBe('我叫[name]，[phone]，[email]')
    expect(redact('call (415) 555-2671')).toBe('call [phone]')
    expect(redact('a@b.com13800138000a@b.com11010519491231002X11010519491231002X')).not.toMatch(/\d|@/)
  })

  it('never throws, and what it redacted is not found again', () => {
    const pieces = fc.constantFrom(
      '13800138000',
      '，',
      '王芳',
      '我叫',
      'a@b.com',
      '11010519491231002X',
      '杭州市西湖区文三路1号',
      'x',
      ' ',
      '😀',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 10 }).map((all) => all.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const redacted = redact(text)
          const left = detectPii(redacted).filter(({ type }) => type === 'email' || type === 'id_card')
          expect(left).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('masking parameters and results of tools', () => {
  it('goes by the key where it tells, and by content elsewhere', () => {
    const masked = maskDeep({
      phone: 13800138000,
      receiver_name: '王芳',
      name: '净水器',
      orderId: 'O20260007',
      amount: 1299,
      address: { province: '浙江省', city: '杭州市', detail: '文三路138号' },
      note: '请打13800138000',
      auth: { apiKey: 'abc' },
      items: [{ email: 'a@b.com', price: 12.5 }],
    })
    expect(masked).toEqual({
      phone: '138****8000',
      receiver_name: '王*',
      name: '净水器',
      orderId: 'O20260007',
      amount: 1299,
      address: { province: '浙江省', city: '杭州市', detail: '****' },
      note: '请打138****8000',
      auth: { apiKey: '****' },
      items: [{ email: 'a***@b.com', price: 12.5 }],
    })
  })

  it('takes keys of your own, and leaves the input as it was', () => {
    const input = { member_tel: '13800138000', secretNote: 'x' }
    expect(maskDeep(input, { memberTel: 'phone', secretNote: 'secret' })).toEqual({
      member_tel: '138****8000',
      secretNote: '****',
    })
    expect(input.member_tel).toBe('13800138000')
  })

  it('stops at a cycle', () => {
    const ring: Record<string, unknown> = { id: 1 }
    ring.self = ring
    expect(maskDeep(ring)).toEqual({ id: 1, self: '[…]' })
  })
})
