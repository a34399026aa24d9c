import { expect, test } from 'vitest'
import { laneBetween, lanePath, lanesOf } from './lanes.ts'

const box = (y: number, height = 60) => ({ x: 0, y, width: 232, height })

test('ways run where nothing stands, and only where there is room', () => {
  expect(lanesOf([box(0), box(20), box(200), box(290)])).toEqual([140])
  expect(lanesOf([])).toEqual([])
})

test('a way to another band takes the lane nearest to where it leads; inside a band it takes none', () => {
  const lanes = [140, 340, 540]
  expect(laneBetween(lanes, 30, 600)).toBe(540)
  expect(laneBetween(lanes, 600, 30)).toBe(140)
  expect(laneBetween(lanes, 150, 300)).toBeUndefined()
})

test('a way begins and ends at its nodes and runs along its lane', () => {
  const path = lanePath({ x: 1000, y: 20 }, { x: 0, y: 300 }, 140)
  expect(path).toMatch(/^M 1000,20 /)
  expect(path).toMatch(/Q 1026,140 1014,140 H /)
  expect(path).toMatch(/300 H 0$/)
})
