import { describe, expect, it } from 'vitest'
import { checkEntityType } from './check-entity-type.ts'
import type { EntityTypeDefinition } from './entity.ts'
import { extractEntities } from './extract-entities.ts'

const TYPES: EntityTypeDefinition[] = [
  { type: 'member_no', kind: 'regex', pattern: 'vip-?(\\d{6})', normalise: 'digits' },
  {
    type: 'branch',
    kind: 'list',
    fuzzy: true,
    values: [
      { value: '人民广场店', synonyms: ['人广店', "People's Square"] },
      { value: '静安寺店', synonyms: ['静安店'] },
    ],
  },
  { type: 'plan', kind: 'list', values: [{ value: 'basic', synonyms: ['基础版', '入门版'] }, { value: 'pro' }] },
]

function found(text: string): unknown[] {
  return extractEntities(text, { reference: '2026-11-21', timeZone: 'UTC', types: TYPES })
    .filter(({ type }) => TYPES.some((each) => each.type === type))
    .map(({ type, value, text: said }) => [type, value, said])
}

describe('types of entities made in the console', () => {
  it.each([
    ['会员号VIP-008812过期了', [['member_no', '008812', '008812']]],
    ['人广店几点关门', [['branch', '人民广场店', '人广店']]],
    ['靜安店還營業嗎', [['branch', '静安寺店', '靜安店']]],
    ["is People's Square open", [['branch', '人民广场店', "People's Square"]]],
    ['人民广厂店怎么走', [['branch', '人民广场店', '人民广厂店']]],
    [
      '入门版升到Pro多少钱',
      [
        ['plan', 'basic', '入门版'],
        ['plan', 'pro', 'Pro'],
      ],
    ],
    ['professional', []],
  ])('%j has %j', (said, expected) => {
    expect(found(said)).toEqual(expected)
  })

  it('takes a number that is in the books for what it is', () => {
    const options = { reference: '2026-11-21', timeZone: 'UTC' }
    const lookUp = (type: string, value: string) => type === 'order_no' && value === 'AB100234'
    expect(extractEntities('AB100234', { ...options, lookUp })[0]).toMatchObject({
      confidence: 0.99,
      detail: { known: true },
    })
    expect(extractEntities('AB100235', { ...options, lookUp })[0]?.confidence).toBeLessThan(0.7)
  })
})

describe('checking a type before it is kept', () => {
  const regex = (pattern: string) => checkEntityType({ type: 'mine', kind: 'regex', pattern })

  it.each([
    '[A-Z]{2}\\d{6,8}',
    '(?:内部|外部)编号(\\d+)',
    'sn[-_ ]?[a-z0-9]+',
    '\\d{3}-\\d{4}',
    '[\\u4e00-\\u9fff]{2,4}分公司',
  ])('accepts %j', (pattern) => {
    expect(regex(pattern)).toEqual([])
  })

  it.each([
    ['(a+)+$', 'unsafe'],
    ['(a|aa)+$', 'unsafe'],
    ['(\\d*)*x', 'unsafe'],
    ['([a-z]+\\d?)*!', 'unsafe'],
    ['(a)\\1', 'unsafe'],
    ['(.*a){12}', 'unsafe'],
    ['(', 'syntax'],
    ['a*', 'matches_nothing'],
    ['  ', 'empty'],
    ['a'.repeat(301), 'too_long'],
  ])('refuses the pattern %j and names the field', (pattern, code) => {
    const begin = performance.now()
    expect(regex(pattern)).toEqual([{ field: 'pattern', code, message: expect.any(String) }])
    expect(performance.now() - begin).toBeLessThan(3000)
  })

  it('names the field of every problem of a list', () => {
    const values = [{ value: '红' }, { value: '赤', synonyms: ['红', ' '] }]
    expect(
      checkEntityType({ type: 'Phone', kind: 'list', values: [] }).map(({ field, code }) => [field, code]),
    ).toEqual([
      ['type', 'name'],
      ['values', 'empty'],
    ])
    expect(checkEntityType({ type: 'money', kind: 'list', values }).map(({ field, code }) => [field, code])).toEqual([
      ['type', 'reserved'],
      ['values.1.synonyms.0', 'duplicate'],
      ['values.1.synonyms.1', 'empty'],
    ])
  })
})
