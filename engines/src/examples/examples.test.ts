import { expect, test } from 'vitest'
import { normalise } from '../text/normalise.ts'
import { evaluate, signTest } from './evaluation.ts'
import { makeGroups } from './groups.ts'
import { findNearPairs } from './near-pairs.ts'
import { indexNeighbours, type Neighbours } from './neighbours.ts'

const labelled = (rows: [string, string][]) => rows.map(([label, text]) => ({ label, normal: normalise(text) }))

test('the same words under two intents are found whatever their punctuation, and come first', () => {
  const pairs = findNearPairs(
    labelled([
      ['refund', '我的退款什么时候到账'],
      ['status', '我的订单到哪了'],
      ['money', '我的退款，什么时候到账？'],
      ['other', '退款什么时候到账'],
    ]),
  )
  expect(pairs[0]).toEqual({ a: 0, b: 2, similarity: 1 })
  expect(pairs.slice(1).every(({ similarity }) => similarity >= 0.7 && similarity < 1)).toBe(true)
  expect(pairs.some(({ a, b }) => [a, b].includes(3))).toBe(true)
  expect(pairs.some(({ a, b }) => [a, b].includes(1))).toBe(false)
})

test('alike examples of one intent are no conflict, and different questions are not alike', () => {
  const one = labelled([
    ['a', 'where is my parcel'],
    ['a', 'where is my parcel now'],
    ['b', '怎么退款'],
    ['c', '怎么退货'],
  ])
  expect(findNearPairs(one)).toEqual([])
})

test('near pairs are the very ones that comparing all with all finds', () => {
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  const words = ['order', 'refund', 'my', 'the', 'where', 'is', 'cancel', 'late', 'parcel', 'now']
  const rows = Array.from({ length: 120 }, (_, i): [string, string] => [
    `l${i % 4}`,
    Array.from({ length: 3 + random(4) }, () => words[random(words.length)]).join(' '),
  ])
  const items = labelled(rows)
  const found = findNearPairs(items, { each: 1000 }).map(({ a, b }) =>
    [items[a]!.normal, items[b]!.normal].sort().join('|'),
  )
  const index = (text: string) =>
    new Set([
      ...text.split(' '),
      ...text
        .split(' ')
        .slice(1)
        .map((w, i) => `${text.split(' ')[i]} ${w}`),
    ])
  const expected = new Set<string>()
  for (const a of items)
    for (const b of items) {
      if (a.label === b.label) continue
      const [x, y] = [index(a.normal), index(b.normal)]
      const shared = [...x].filter((each) => y.has(each)).length
      if (shared / (x.size + y.size - shared) >= 0.7) expected.add([a.normal, b.normal].sort().join('|'))
    }
  expect(new Set(found)).toEqual(expected)
})

test('the most alike texts are found, the same one with similarity 1', () => {
  const texts = ['退款什么时候到账', '退款多久能到', '我要开发票', 'cancel my order'].map(normalise)
  const steps = indexNeighbours(texts)
  let step = steps.next()
  while (!step.done) step = steps.next()
  const index: Neighbours = step.value
  const [first, second] = index.nearest(normalise('退款什么时候到账？'), 3)
  expect(first).toMatchObject({ at: 0 })
  expect(first!.similarity).toBeCloseTo(1)
  expect(second!.at).toBe(1)
  expect(index.nearest('zzz', 3)).toEqual([])
})

test('figures count rejected messages as wrong, and tell out-of-scope ones apart', () => {
  const said = (label: string, best: string, predicted = best) => ({ label, best, predicted })
  const { figures, confusion, intents } = evaluate([
    said('a', 'a'),
    said('a', 'b'),
    said('b', 'b', 'oos'),
    said('b', 'b'),
    said('oos', 'a', 'oos'),
    said('oos', 'a'),
  ])
  expect(figures).toMatchObject({ items: 6, accuracy: 0.5, accuracyWithoutRejection: 0.75, macroF1: 0.5 })
  expect(figures.outside).toEqual({ items: 2, precision: 0.5, recall: 0.5, f1: 0.5 })
  expect(confusion).toHaveLength(3)
  expect(intents.find(({ intent }) => intent === 'b')).toMatchObject({ support: 2, precision: 0.5, recall: 0.5 })
})

test('a change is called better only when chance hardly explains it', () => {
  expect(signTest(0, 0)).toBe(1)
  expect(signTest(5, 5)).toBe(1)
  expect(signTest(6, 0)).toBeCloseTo(2 / 64)
  expect(signTest(9, 1)).toBeCloseTo(22 / 1024)
  expect(signTest(3000, 2000)).toBeLessThan(1e-6)
})

test('what is nearly the same joins the group that has it, also one opened before', () => {
  const groups = makeGroups([normalise('我的手机没有信号')])
  expect(groups.join(normalise('我的手机没有信号了'))).toEqual({ group: 0, isNew: false })
  expect(groups.join(normalise('能不能帮我查一下积分'))).toEqual({ group: 1, isNew: true })
  expect(groups.join(normalise('能不能帮我查一下积分？'))).toEqual({ group: 1, isNew: false })
})
