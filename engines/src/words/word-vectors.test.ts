import { expect, it } from 'vitest'
import { loadWordVectors, packWordVectors, wordsIn } from './word-vectors.ts'

const known = new Map([
  ['noise', { senses: [[1, 0]], weight: 0.5 }],
  ['噪音', { senses: [[0.98, 0.2]], weight: 0.8 }],
  [
    '单',
    {
      senses: [
        [0, 1],
        [-1, 0],
      ],
      weight: 0.2,
    },
  ],
])
const near = new Map([
  [
    'noise',
    [
      { word: '噪音', likeness: 0.98 },
      { word: '单', likeness: 0.5 },
    ],
  ],
  ['单', [{ word: 'noise', likeness: 0.5 }]],
])
const words = wordsIn(loadWordVectors(packWordVectors(known, 2, near)))

it('words are as alike as their nearest senses', () => {
  expect(words.likeness('noise', '噪音')).toBeCloseTo(0.98, 1)
  expect(words.likeness('noise', '单')).toBeCloseTo(0, 1)
  expect(words.likeness('noise', 'nothing')).toBeUndefined()
})

it('the nearest words of a word come most alike first, and a word without any has none', () => {
  expect(words.near('noise').map(({ word }) => word)).toEqual(['噪音', '单'])
  expect(words.near('单')[0]!.likeness).toBeCloseTo(0.5, 2)
  expect(words.near('噪音')).toEqual([])
  expect(words.near('nothing')).toEqual([])
})

it('a text lies where its words lie, those that tell more counting more', () => {
  const direction = words.together(['noise', '噪音', 'nothing'])
  expect(Math.hypot(...direction)).toBeCloseTo(1, 5)
  expect(direction[0]).toBeGreaterThan(0.9)
  expect([...words.together(['nothing'])]).toEqual([0, 0])
})
