import { expect, test } from 'vitest'
import { boxAround, sizeOf } from './geometry.ts'
import { arrange, placedAll } from './layout.ts'
import { homeOf, regionsOf } from './regions.ts'
import { longFlow, testFlow } from './test-flow.ts'

const boxes = (doc: ReturnType<typeof testFlow>) =>
  Object.entries(doc.layout.nodes).map(([name, place]) => ({ name, ...place, ...sizeOf(doc.nodes[name]!) }))

test('no two nodes lie on each other', () => {
  for (const doc of [testFlow(), longFlow(60)]) {
    const all = boxes(doc)
    for (const a of all)
      for (const b of all)
        if (a.name < b.name)
          expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(
            true,
          )
  }
})

test('the body of a loop is a region of its own and lies together, apart from the rest', () => {
  const doc = testFlow()
  const regions = regionsOf(doc)
  expect(regions.map(({ id, nodes }) => [id, [...nodes]])).toEqual([['each:body', ['tell', 'back']]])
  expect(homeOf(regions).get('tell')!.owner).toBe('each')
  const inside = boxes(doc).filter(({ name }) => name === 'tell' || name === 'back')
  const frame = boxAround(inside, { top: 30, side: 16 })!
  const others = boxes(doc).filter(({ name }) => name !== 'tell' && name !== 'back')
  for (const { x, y, width, height } of others)
    expect(
      x + width <= frame.x || frame.x + frame.width <= x || y + height <= frame.y || frame.y + frame.height <= y,
    ).toBe(true)
})

test('a step leads to the right', () => {
  const places = arrange(testFlow())
  expect(places.pay!.x).toBeGreaterThan(places.order!.x)
  expect(places.done!.x).toBeGreaterThan(places.each!.x)
})

test('the same flow gets the same picture, and a new node a free place beside what leads to it', () => {
  expect(arrange(testFlow())).toEqual(arrange(testFlow()))
  const doc = testFlow()
  const { sorry: _, ...rest } = doc.layout.nodes
  const place = placedAll({ ...doc, layout: { ...doc.layout, nodes: rest } }).layout.nodes.sorry!
  expect(place.x).toBeGreaterThan(doc.layout.nodes.pay!.x)
})

test('300 nodes are arranged in a moment', () => {
  const doc = longFlow(300)
  const began = performance.now()
  expect(Object.keys(arrange(doc))).toHaveLength(300)
  expect(performance.now() - began).toBeLessThan(5000)
})
