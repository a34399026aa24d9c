import { expect, it } from 'vitest'
import { shares } from './score-parts.ts'

it('parts are drawn by family, and a pin does not dwarf them', () => {
  expect(shares({ words: 3, characters: 1, meaning: 2, pin: 1000, freshness: 0, title: -1 })).toEqual([
    { family: 'text', points: 4 },
    { family: 'meaning', points: 2 },
  ])
})

it('a part nobody has words for is still drawn', () => {
  expect(shares({ novelty: 2 })).toEqual([{ family: 'other', points: 2 }])
})
