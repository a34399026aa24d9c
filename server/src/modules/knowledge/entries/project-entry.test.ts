import { knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { describe, expect, test } from 'vitest'
import { chooseAnswer } from './choose-answer.ts'
import { dayOf, dayStart } from './day-start.ts'
import { projectEntry } from './project-entry.ts'

const world = {
  timeZone: 'Asia/Shanghai',
  categoryPath: () => [{ zh: '售后', en: 'After sales' }, { zh: '退款' }],
}
const entry = (more: object = {}) =>
  knowledgeEntry.parse({
    id: 'refund',
    category: 'refund',
    title: { zh: '退款要多久', en: 'How long refunds take' },
    questions: { zh: ['退款几天到账'], en: ['when is my refund'] },
    answer: { zh: '**3 天**内到账。', en: 'Within 3 days.' },
    ...more,
  })

describe('what is searched of an entry', () => {
  test('is one passage a language and answer, with the names of its categories', () => {
    const passages = projectEntry(entry({ variants: [{ text: { zh: '会员当天到账。' }, audiences: ['gold'] }] }), world)
    expect(passages.map(({ id, text, audiences }) => [id, text, audiences])).toEqual([
      ['entry:refund:0:zh', '3 天内到账。', []],
      ['entry:refund:0:en', 'Within 3 days.', []],
      ['entry:refund:1:zh', '会员当天到账。', ['gold']],
    ])
    expect(passages[0]).toMatchObject({
      headings: ['售后', '退款'],
      questions: ['退款几天到账'],
      content: { order: 1 },
    })
    expect(passages[1]!.headings).toEqual(['After sales', '退款'])
    expect(passages[2]!.content.order).toBe(0)
  })

  test('answers questions of a language it is not written in', () => {
    const [only] = projectEntry(entry({ answer: { zh: '3 天。' } }), world)
    expect(only!.questions).toEqual(['退款几天到账', 'when is my refund', 'How long refunds take'])
  })

  test('shows an answer for some people only to those the whole entry is for as well', () => {
    const narrow = entry({
      audiences: ['gold', 'staff'],
      variants: [{ text: { zh: '内部' }, audiences: ['staff', 'dealer'] }],
    })
    expect(projectEntry(narrow, world).map(({ audiences }) => audiences)).toEqual([
      ['gold', 'staff'],
      ['gold', 'staff'],
      ['staff'],
    ])
    const never = entry({ audiences: ['gold'], variants: [{ text: { zh: '内部' }, audiences: ['staff'] }] })
    expect(projectEntry(never, world)).toHaveLength(2)
  })

  test('holds from the first minute of its first day to the last of its last, where the company is', () => {
    const [first] = projectEntry(entry({ from: '2026-11-01', until: '2026-11-11' }), world)
    expect(first!.validFrom?.toISOString()).toBe('2026-10-31T16:00:00.000Z')
    expect(first!.validUntil?.toISOString()).toBe('2026-11-11T16:00:00.000Z')
  })

  test('is found by the codes of a fault, and tells its steps', () => {
    const fault = { codes: ['E3'], texts: ['进水异常'], steps: { zh: ['关水阀', '重启'], en: [] } }
    const [zh, en] = projectEntry(entry({ fault }), world)
    expect(zh!.questions).toEqual(['退款几天到账', 'E3', '进水异常'])
    expect(zh!.text).toBe('3 天内到账。\n1. 关水阀\n2. 重启')
    expect(en!.text).toContain('1. 关水阀')
  })
})

describe('the answer somebody gets', () => {
  const varied = entry({
    until: '2026-12-31',
    variants: [
      { text: { zh: '企微' }, channels: ['wecom'] },
      { text: { zh: '大促' }, from: '2026-11-01', until: '2026-11-11' },
      { text: { zh: '会员' }, audiences: ['gold'] },
    ],
  })
  test.each([
    ['web', [], '2026-10-01', null, 'own_answer'],
    ['wecom', ['gold'], '2026-11-05', 0, 'variant_fits'],
    ['web', ['gold'], '2026-11-11', 1, 'variant_fits'],
    ['web', ['gold'], '2026-11-12', 2, 'variant_fits'],
    ['web', [], '2027-01-01', undefined, 'no_longer_valid'],
  ])('on %s for %j on %s is variant %j', (channel, audiences, today, variant, reason) => {
    expect(chooseAnswer(varied, { channel, audiences, today })).toMatchObject({ variant, reason })
  })
})

test('days begin where the company is, on days when clocks change too', () => {
  expect(dayStart('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z')
  expect(dayStart('2026-03-29', 'Europe/Berlin', 1).toISOString()).toBe('2026-03-29T22:00:00.000Z')
  expect(dayOf(new Date('2026-11-10T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-11')
})
