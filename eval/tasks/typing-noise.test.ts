import { expect, it } from 'vitest'
import { makeRandom } from './random.ts'
import { passPower } from './report.ts'
import { addTypingNoise } from './typing-noise.ts'

const noisy = (text: string, seed: string) => addTypingNoise(text, 1, makeRandom(seed))
const seeds = Array.from({ length: 40 }, (_, i) => String(i))

it('slips in both languages, the same way for the same seed', () => {
  for (const text of ['我的快递什么时候能到啊，都等了好久了', 'when will my parcel arrive, it has been ages']) {
    expect(noisy(text, 'a')).toBe(noisy(text, 'a'))
    expect(new Set(seeds.map((seed) => noisy(text, seed))).size).toBeGreaterThan(20)
  }
  expect(addTypingNoise('我的快递什么时候能到啊', 0, makeRandom('a'))).toBe('我的快递什么时候能到啊')
})

it('never touches codes, ids, phones, addresses, nor words that turn the meaning round', () => {
  for (const seed of seeds) {
    expect(noisy('my number is 13800001234 and the order is O20260007, mail a.b@example.com', seed)).toMatch(
      /13800001234.*O20260007.*a\.b@example\.com/,
    )
    for (const fixed of [
      '厦门市思明区湖滨南路 88 号 3 栋 501 室',
      'No 12 Long Road, 12 Long Road',
      '广州晨光电子有限公司',
      '$sms',
    ])
      expect(noisy(fixed, seed)).toBe(fixed)
    expect(noisy('这个不要了想退掉后天来取', seed)).toMatch(/不.*退.*后.*天.*取/)
    expect(noisy('please do not cancel that order', seed)).toMatch(/ not cancel /)
  }
})

it('pass^j is the chance that j runs of a scenario all pass', () => {
  const runs = (id: string, ...passed: boolean[]) => passed.map((each) => ({ id, passed: each }))
  const results = [...runs('a', true, true, true, true), ...runs('b', true, true, false, false)]
  expect(passPower(results, 1)).toBeCloseTo(0.75)
  expect(passPower(results, 2)).toBeCloseTo((1 + 1 / 6) / 2)
  expect(passPower(results, 4)).toBeCloseTo(0.5)
})
