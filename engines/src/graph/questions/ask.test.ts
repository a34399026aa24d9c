import { describe, expect, test } from 'vitest'
import { relationHolds } from '../graph.ts'
import { stated, testGraph, uuid } from '../test-graph.ts'
import { askGraph } from './ask.ts'

const graph = testGraph()
const ask = (question: string, language: 'zh' | 'en' = 'zh') => askGraph(graph, question, language)
const found = (question: string, language: 'zh' | 'en' = 'zh') => {
  const { answered, entities } = ask(question, language)
  expect(answered, question).toBe(true)
  return entities.map((id) => graph.entities.get(id)!.name.split(' ').at(-1)).toSorted()
}

describe('which and how many', () => {
  test.each([
    ['哪些型号带烘干功能？', ['A200', 'B300']],
    ['哪些型号不带烘干', ['A100']],
    ['有多少款型号支持烘干', ['A200', 'B300']],
    ['滤芯F2适用哪些型号', ['A100', 'A200']],
    ['哪些滤芯适合B300', ['F3']],
    ['哪些是白色的', ['A100']],
    ['功率大于1500W的型号有哪些', ['A200', 'B300']],
    ['功率不低于1.5千瓦的型号', ['A100', 'A200', 'B300']],
    ['价格低于2000元的洗衣机', ['A100']],
    ['1500到2000瓦的型号有哪些', ['A100', 'B300']],
    ['容量8公斤以上的型号', ['A100', 'A200']],
    ['带烘干而且4000元以下的机型', ['A200']],
  ])('%s', (question, names) => {
    expect(found(question)).toEqual(names)
  })
  test.each([
    ['which models fit filter F2?', ['A100', 'A200']],
    ['which models have no drying', ['A100']],
    ['how many models have drying?', ['A200', 'B300']],
    ['models cheaper than 3000 yuan', ['A100']],
    ['models between 2000 and 4000 yuan', ['A200']],
  ])('%s', (question, names) => {
    expect(found(question, 'en')).toEqual(names)
  })
  test('says of how many it is not recorded instead of counting them as no', () => {
    expect(ask('哪些型号带烘干功能').text).toContain('另有 1 个没有相关记录')
  })
})

describe('one thing', () => {
  test.each([
    ['A100的额定功率是多少', '1,500 W'],
    ['静音王多少钱', '4,599 元'],
    ['A100的滤芯多少钱', '滤芯 F2 的价格：99 元'],
    ['A100的滤芯的供应商电话', '021-55550100'],
    ['A100全部部件', '内筒、轴承'],
  ])('%s', (question, words) => {
    expect(ask(question).text).toContain(words)
  })
  test('a chain is read from its end in English', () => {
    expect(ask('price of the filter of A100', 'en').text).toContain('¥99')
  })
  test('the path shows each fact with its source', () => {
    const [path] = ask('A100的滤芯的供应商电话').paths
    expect(path!.map((step) => step.member)).toEqual(['fits', 'made_by', 'phone'])
    expect(path!.every((step) => step.fact.source.title === '说明书')).toBe(true)
  })
})

describe('yes, no, or not recorded', () => {
  test.each([
    ['A200有没有烘干功能', 'yes'],
    ['A100支持烘干吗', 'no'],
    ['A100不支持烘干吗', 'no'],
    ['A100 功率大于2kW吗', 'no'],
    ['B300有热泵吗', 'yes'],
  ])('%s: %s', (question, truth) => {
    expect(ask(question)).toMatchObject({ answered: true, truth })
  })
  test('a part of a part is a part', () => {
    const answer = ask('A100有轴承吗')
    expect(answer.truth).toBe('yes')
    expect(answer.paths[0]).toHaveLength(2)
  })
  test('what is stated not to be is no', () => expect(ask('A200有轴承吗').truth).toBe('no'))
  test('what a rule excludes is no', () => expect(ask('A100有热泵吗').truth).toBe('no'))
  test('of a closed relation what is not recorded is no', () => expect(ask('滤芯F3适合A100吗').truth).toBe('no'))
  test('of an open one it is not known', () => {
    expect(ask('A200有热泵吗')).toMatchObject({ answered: false, why: 'not_recorded', truth: 'unknown' })
    expect(ask('C9支持烘干吗').text).toContain('没有记录')
  })
  test('an entity nobody has described lacks nothing', () => {
    const empty = testGraph({
      entities: [{ id: uuid('f9'), type: 'filter', name: '滤芯 F9', aliases: [], retired: false }],
    })
    expect(relationHolds(empty, uuid('f9'), 'fits', uuid('a100')).truth).toBe('unknown')
  })
})

describe('the most and the least', () => {
  test.each([
    ['哪款洗衣机最安静', ['B300']],
    ['哪个型号功率最大', ['A200']],
    ['带烘干的型号里最便宜的是哪款', ['A200']],
    ['A100和A200哪个更安静', ['A100', 'A200']],
  ])('%s', (question, names) => expect(found(question)).toEqual(names))
  test('in English', () => {
    expect(found('which machine is the quietest?', 'en')).toEqual(['B300'])
    expect(ask('A100和A200哪个更安静').text).toContain('净享 A200 的噪音更低')
  })
})

test('a comparison puts first what differs', () => {
  const same = testGraph({ facts: [stated('b300', 'capacity', 8)] })
  const { table } = askGraph(same, '比较 A100 和 B300', 'zh')
  expect(table!.header).toEqual(['项目', '净享 A100', '静音王 B300'])
  expect(table!.rows[0]).toEqual(['额定功率', '1,500 W', '1,800 W'])
  expect(table!.rows.at(-1)).toEqual(['洗涤容量', '8 kg', '8 kg'])
})

describe('a fault code', () => {
  test('is laid out: meaning, causes, steps in order, parts, totals', () => {
    const { repair, text } = ask('P0420 怎么修，要换什么件，几个工时')
    expect(repair!.causes.map(({ name }) => name)).toEqual(['三元催化器老化', '后氧传感器失效'])
    expect(repair!.steps.map(({ name, hours, parts }) => [name, hours, parts])).toEqual([
      ['更换三元催化器', 2, ['三元催化器']],
      ['更换后氧传感器', 0.5, ['后氧传感器']],
    ])
    expect(repair!.totals).toEqual({ hours: 2.5, hoursComplete: true, price: 3260, priceComplete: true })
    expect(text).toContain('工时合计：2.5 小时')
  })
  test('is found however it is typed, and no other is taken for it', () => {
    for (const written of ['p0420怎么修', 'PO420 怎么办', 'P-0420什么意思'])
      expect(ask(written).kind, written).toBe('repair')
    expect(ask('P0421怎么修').answered).toBe(false)
  })
  test('of which nothing is recorded is not made up', () => {
    expect(ask('P0300怎么修')).toMatchObject({ answered: false, why: 'not_recorded' })
  })
})

describe('what the graph does not know it declines', () => {
  test.each([
    'A100保修多久',
    'A100的重量是多少',
    '今天天气怎么样',
    'A999多少钱',
    '哪个型号最大',
    'A100可以退货吗',
    '带蒸汽洗的型号有哪些',
    '我的A100漏水了怎么办',
    '为什么A100比A200贵',
  ])('%s', (question) => expect(ask(question).answered).toBe(false))
  test.each(['does A100 come with a warranty', 'how heavy is A100', 'can I return filter F2'])('%s', (question) =>
    expect(ask(question, 'en').answered).toBe(false))
})

test('facts that have run out answer nothing', () => {
  const old = testGraph({ facts: [stated('c9', 'price', 100, { until: '2020-01-01' })] })
  expect(askGraph(old, 'C9多少钱', 'zh', { day: '2026-01-01' }).answered).toBe(false)
  expect(askGraph(old, 'C9多少钱', 'zh', { day: '2019-06-01' }).answered).toBe(true)
})
