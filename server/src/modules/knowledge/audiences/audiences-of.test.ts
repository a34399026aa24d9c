import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { type Audience, audience } from '@loopdesk/contracts/knowledge.ts'
import { describe, expect, test } from 'vitest'
import { audiencesOf, failedCondition } from './audiences-of.ts'

const make = (id: string, ...conditions: Partial<Audience['conditions'][number]>[]) =>
  audience.parse({ id, name: { zh: id }, conditions })

const gold = make('gold', { field: 'level', is: 'one_of', values: ['gold', 'platinum'] })
const bigSpenders = make('big', { field: 'spent', is: 'at_least', values: [10_000] })
const notDealers = make('retail', { field: 'tag', is: 'none_of', values: ['dealer'] })
const inShanghai = make('shanghai', { field: 'address.city', is: 'one_of', values: ['上海'] })
const proven = make('proven', { field: 'verified', is: 'one_of', values: [true] })
const members = make('members', { field: 'memberSince', is: 'known' })
const early = make('early', { field: 'memberSince', is: 'at_most', values: ['2020-12-31'] })
const onWeCom = make(
  'wecom_gold',
  { field: 'channel', is: 'one_of', values: ['wecom'] },
  { field: 'level', is: 'one_of', values: ['gold'] },
)
const all = [gold, bigSpenders, notDealers, inShanghai, proven, members, early, onWeCom]

const customer = (
  attributes: Record<string, unknown>,
  more: Partial<Extract<Asker, { kind: 'customer' }>> = {},
): Asker => ({
  kind: 'customer',
  channel: 'web',
  verified: false,
  tags: [],
  attributes,
  ...more,
})

describe('a customer is in an audience', () => {
  test.each<[string, Asker, string[]]>([
    ['when the level is one of those named', customer({ level: 'Gold' }), ['gold', 'retail']],
    ['when a number reaches the limit, written as text too', customer({ spent: '10000' }), ['big', 'retail']],
    ['not when it falls short', customer({ spent: 9999 }), ['retail']],
    ['by a nested attribute', customer({ address: { city: '上海' } }), ['retail', 'shanghai']],
    ['by an attribute that is named with a dot', customer({ 'address.city': '上海' }), ['retail', 'shanghai']],
    ['once identity is proven', customer({}, { verified: true }), ['retail', 'proven']],
    ['by dates', customer({ memberSince: '2019-05-01' }), ['retail', 'members', 'early']],
    [
      'only when every condition holds',
      customer({ level: 'gold' }, { channel: 'wecom' }),
      ['gold', 'retail', 'wecom_gold'],
    ],
    ['not when a tag shuts them out', customer({}, { tags: ['dealer'] }), []],
    ['when one value of a list fits', customer({ level: ['silver', 'gold'] }), ['gold', 'retail']],
  ])('%s', (_what, asker, expected) => {
    expect(audiencesOf(all, asker)).toEqual(expected)
  })
})

test('what is not known never lets anybody in, except where only exclusions are asked', () => {
  expect(audiencesOf(all, { kind: 'public', channel: 'help' })).toEqual(['retail'])
  expect(audiencesOf([make('odd', { field: 'constructor', is: 'known' })], customer({}))).toEqual([])
  expect(
    audiencesOf([make('odd', { field: 'level', is: 'at_least', values: [3] })], customer({ level: 'gold' })),
  ).toEqual([])
  expect(audiencesOf([make('odd', { field: 'level', is: 'at_least', values: [] })], customer({ level: 5 }))).toEqual([])
})

test('colleagues are staff, or whom they act as in a preview', () => {
  expect(audiencesOf(all, { kind: 'staff' })).toEqual(['staff'])
  expect(audiencesOf(all, { kind: 'staff', as: ['gold'] })).toEqual(['gold'])
})

test('the condition that failed is told', () => {
  expect(failedCondition(onWeCom, customer({ level: 'gold' }))).toMatchObject({ field: 'channel' })
  expect(failedCondition(gold, customer({ level: 'gold' }))).toBeNull()
})
