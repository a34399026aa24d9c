import { describe, expect, test } from 'vitest'
import { checkEntity, checkFacts } from './check-facts.ts'
import { checkOntology } from './check-ontology.ts'
import { checkAgainstGraph } from './check-text.ts'
import { stated, testGraph, testOntology, uuid } from './test-graph.ts'

const graph = testGraph()
const check = (text: string) => checkAgainstGraph(graph, text)

describe('an answer that contradicts the graph is told', () => {
  test.each([
    ['A100 的额定功率为 1800W。', 'other_value', '1,800 W', '1,500 W'],
    ['净享 A100 支持烘干功能。', 'other_value', '是', '否'],
    ['A200 没有烘干功能。', 'other_value', '否', '是'],
    ['A100 的颜色是灰色。', 'other_value', '灰色', '白色'],
    ['C9 的额定功率为 9000W。', 'out_of_range', '9,000 W', '≤ 3000'],
    ['The rated power of A100 is 1.8 kW.', 'other_value', '1,800 W', '1,500 W'],
  ])('%s', (text, kind, said, known) => {
    expect(check(text)).toMatchObject([{ kind, said, known }])
  })
  test.each([
    '滤芯 F3 适用于 A100。',
    'A100 带热泵。',
    'A200 有部件轴承。',
    '滤芯 F2 不适用于 A100。',
    'Filter F3 fits A100.',
  ])('%s', (text) => {
    expect(check(text)).toMatchObject([{ kind: 'no_such_relation' }])
  })
  test.each([
    '滤芯 F2 适用于 A100，滤芯 F3 适用于 A200。',
    'Filter F2 fits A100 and filter F3 fits A200.',
    'A100、B300 分别配滤芯 F2、F2。',
    'A100，支持烘干功能。',
  ])('of several pairs the wrong one: %s', (text) => expect(check(text)).toHaveLength(1))
  test('a text about one thing need not name it', () => {
    expect(checkAgainstGraph(graph, '额定功率 1800W，噪音 62 dB。', { subject: uuid('a100') })).toHaveLength(1)
  })
})

describe('what agrees, or says something else, passes', () => {
  test.each([
    'A100 的额定功率为 1.5kW。',
    'A100 的额定功率为 1500 瓦，A200 为 2100 瓦。',
    'A100 没有烘干功能。',
    '滤芯 F2 适用于 A100 和 A200。',
    '滤芯 F2 适用于 A100，滤芯 F3 适用于 B300。',
    'A100 配滤芯 F2，B300 配滤芯 F3，彼此不通用。',
    'A100 配滤芯 F2、B300 配滤芯 F3。',
    'Filter F2 fits A100 and filter F3 fits B300.',
    'A200 and B300 take F2 and F3 respectively.',
    '滤芯 F2 适用于 A100，不适用于 B300。',
    'A200 支持烘干功能，A100 则没有。',
    'A200 支持烘干，另一款没有烘干功能。',
    '如果 A100 的额定功率为 1800W 呢？',
    'A100 的额定功率低于 1800W。',
    'A100 比 A200 省电 300W。',
    'A200 带热泵。',
    'C9 的额定功率为 900W。',
    'A100 支持烘干吗？',
    '烘干功率与 A100 的额定功率无关。',
    'A900 的额定功率为 1800W。',
    '保修 12 个月。',
    'B300 包含热泵，噪音 49 分贝。',
  ])('%s', (text) => expect(check(text)).toEqual([]))
})

describe('facts are held against rules', () => {
  test('a graph that keeps them has nothing to tell', () => expect(checkFacts(graph)).toEqual([]))
  test('two values at once, values out of range and excluded parts are told', () => {
    const wrong = testGraph({ facts: [stated('a100', 'power', 5000), stated('a100', 'has_part', { to: 'pump' })] })
    expect(
      checkEntity(wrong, uuid('a100'))
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(['excludes', 'range', 'two_values'])
  })
  test('a price that followed another is no second value', () => {
    const followed = testGraph({
      facts: [stated('c9', 'price', 900, { until: '2025-12-31' }), stated('c9', 'price', 800, { from: '2026-01-01' })],
    })
    expect(checkEntity(followed, uuid('c9'))).toEqual([])
  })
  test('required and unique', () => {
    const strict = testGraph()
    strict.ontology = {
      ...testOntology,
      rules: [
        { id: 'need', kind: 'required', type: 'model', member: 'price' },
        { id: 'own', kind: 'unique', type: 'model', property: 'power' },
      ],
    }
    expect(checkFacts(strict)).toMatchObject([{ entity: uuid('c9'), kind: 'required' }])
  })
})

test('an ontology that does not hang together says where', () => {
  expect(checkOntology(testOntology)).toEqual([])
  const broken = structuredClone(testOntology)
  broken.properties[0]!.of = ['nothing']
  broken.relations[0]!.key = 'power'
  broken.rules.push({
    id: 'loop',
    kind: 'derived',
    relation: 'contains',
    path: [{ relation: 'contains', inverse: false }],
    repeat: false,
  })
  expect(checkOntology(broken).map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/properties/0/of/0', '/relations/0/key', '/rules/3/path/0/relation']),
  )
})
