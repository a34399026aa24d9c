import { expect, test } from 'vitest'
import { worstNodes } from './stats-words.ts'

const node = (name: string, visits: number, failures: number, halted = 0) => ({
  node: name,
  visits,
  failures,
  halted,
  medianMs: null,
  p95Ms: null,
  standing: halted,
})

test('stuck runs come first, then the nodes that fail most often for their visits', () => {
  const items = [node('fine', 900, 0), node('often', 20, 10), node('rarely', 1000, 20), node('stuck', 50, 1, 3)]
  expect(worstNodes(items).map((one) => one.node)).toEqual(['stuck', 'often', 'rarely'])
  expect(worstNodes(items, 1).map((one) => one.node)).toEqual(['stuck'])
})
