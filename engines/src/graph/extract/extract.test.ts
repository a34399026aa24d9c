import { describe, expect, test } from 'vitest'
import { testGraph } from '../test-graph.ts'
import { extractFacts } from './extract.ts'
import type { ReadPassage } from './proposal.ts'

const graph = testGraph()
const passage = (more: Partial<ReadPassage>): ReadPassage => ({
  id: 'document:manual:1',
  source: { kind: 'document', id: 'manual', title: '产品手册' },
  headings: [],
  text: '',
  page: 12,
  ...more,
})
const read = (more: Partial<ReadPassage>) =>
  extractFacts(graph, [passage(more)]).map(({ subject, property, relation, value, object, negated }) =>
    [subject.name, property ?? relation, value ?? object?.name, ...(negated ? ['not'] : [])].join(' | '),
  )

describe('tables', () => {
  test('attribute and value, of what the heading names', () => {
    const table = {
      header: ['项目', '参数'],
      rows: [
        ['额定功率', '950W'],
        ['噪音', '≤55 dB'],
        ['外观', '圆'],
        ['烘干功能', '无'],
      ],
    }
    expect(read({ headings: ['小旋风 C9 规格'], table }).toSorted()).toEqual([
      '小旋风 C9 | drying | false',
      '小旋风 C9 | noise | 55',
      '小旋风 C9 | power | 950',
    ])
  })
  test('things down, attributes across, the unit in the heading; unknown things are proposed too', () => {
    const table = {
      header: ['型号', '额定功率（kW）', '售价'],
      rows: [
        ['C9', '0.95', '899元'],
        ['D1', '2', '-'],
      ],
    }
    expect(read({ table })).toEqual(
      expect.arrayContaining(['小旋风 C9 | power | 950', '小旋风 C9 | price | 899', 'D1 | power | 2000']),
    )
  })
  test('attributes down, things across', () => {
    const table = { header: ['', 'B300', 'C9'], rows: [['洗涤容量', '9kg', '3 公斤']] }
    expect(read({ table })).toEqual(['静音王 B300 | capacity | 9', '小旋风 C9 | capacity | 3'])
  })
  test('ticks where things go together', () => {
    const table = {
      header: ['滤芯', 'A100', 'B300', 'C9'],
      rows: [
        ['F2', '✓', '×', '✓'],
        ['F3', '', '√', '—'],
      ],
    }
    expect(read({ table })).toEqual([
      '滤芯 F2 | fits | 静音王 B300 | not',
      '滤芯 F2 | fits | 小旋风 C9',
      '滤芯 F3 | fits | 小旋风 C9 | not',
    ])
  })
  test('fault codes: meaning, causes, steps, parts and hours', () => {
    const table = {
      header: ['故障码', '含义', '可能原因', '处理方法', '所需配件', '工时（h）'],
      rows: [
        ['P0300', '多缸失火', '点火线圈损坏', '更换点火线圈', '点火线圈', '0.8'],
        ['', '', '火花塞积碳', '更换火花塞', '火花塞', '0.5'],
        ['E21', '排水超时', '1. 排水管堵塞 2. 排水泵损坏', '1. 清理排水管 2. 更换排水泵', '', ''],
      ],
    }
    expect(read({ table })).toEqual(
      expect.arrayContaining([
        'P0300 | meaning | 多缸失火',
        'P0300 | caused_by | 点火线圈损坏',
        '点火线圈损坏 | solved_by | 更换点火线圈',
        '更换点火线圈 | needs | 点火线圈',
        '更换点火线圈 | hours | 0.8',
        'P0300 | caused_by | 火花塞积碳',
        '更换火花塞 | hours | 0.5',
        'E21 | caused_by | 排水泵损坏',
        '排水管堵塞 | solved_by | 清理排水管',
        '排水泵损坏 | solved_by | 更换排水泵',
      ]),
    )
  })
  test('a table of something else states nothing', () => {
    expect(
      read({
        table: {
          header: ['姓名', '部门'],
          rows: [
            ['王芳', '客服'],
            ['李强', '技术'],
          ],
        },
      }),
    ).toEqual([])
  })
})

describe('sentences', () => {
  test.each([
    ['C9 不支持烘干功能。', '小旋风 C9 | drying | false'],
    ['滤芯 F3 不适用于 C9。', '滤芯 F3 | fits | 小旋风 C9 | not'],
    ['滤芯 F3 适用于小旋风 C9。', '滤芯 F3 | fits | 小旋风 C9'],
    ['C9 的额定功率为 950W，适合小户型。', '小旋风 C9 | power | 950'],
    ['Filter F3 fits C9.', '滤芯 F3 | fits | 小旋风 C9'],
    ['C9 does not have drying.', '小旋风 C9 | drying | false'],
    ['The rated power of C9 is 950 W.', '小旋风 C9 | power | 950'],
  ])('%s', (text, fact) => expect(read({ text })).toEqual([fact]))
  test.each([
    ['A100 配备滤芯 F3，C9 配备滤芯 F2。', ['净享 A100 | fits', '小旋风 C9 | fits']],
    ['Filter F3 fits A100 and filter F2 fits C9.', ['净享 A100 | fits', '小旋风 C9 | fits']],
  ])('of several pairs each by itself: %s', (text, pairs) => {
    const found = read({ text }).map((each) => each.split(' | '))
    expect(found.map(([filter, member, model]) => `${filter}: ${model} | ${member}`).toSorted()).toEqual([
      `滤芯 F2: ${pairs[1]}`,
      `滤芯 F3: ${pairs[0]}`,
    ])
  })
  test.each([
    'C9 支持烘干功能吗？',
    '如果 C9 支持烘干功能，请先排水。',
    'C9 可能支持烘干功能。',
    '部分型号支持烘干功能，C9 除外。',
    '烘干功能很受欢迎。',
    'C9 的噪音比 60 dB 低。',
    '净享 A100 的额定功率为 1500W。',
  ])('states nothing new: %s', (text) => expect(read({ text })).toEqual([]))
})

test('a proposal keeps the words it is from, and reading again proposes the same', () => {
  const [first] = extractFacts(graph, [passage({ text: '请注意：C9 不支持烘干功能。' })])
  expect(first!.source).toMatchObject({
    kind: 'document',
    id: 'manual',
    title: '产品手册',
    page: 12,
    quote: '请注意：C9 不支持烘干功能。',
  })
  expect(extractFacts(graph, [passage({ text: '请注意：C9 不支持烘干功能。' })])[0]!.key).toBe(first!.key)
})
