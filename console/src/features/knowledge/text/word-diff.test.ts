import { expect, it } from 'vitest'
import { wordDiff } from './word-diff.ts'

it('marks the words that changed in a Chinese sentence and leaves the rest alone', () => {
  const pieces = wordDiff('签收后 7 天内可以退货', '签收后 15 天内可以退货')
  expect(pieces.filter(({ kind }) => kind === 'gone').map(({ text }) => text)).toEqual(['7'])
  expect(pieces.filter(({ kind }) => kind === 'new').map(({ text }) => text)).toEqual(['15'])
})

it('gives back both texts whole', () => {
  const [before, after] = [
    'Ships within two days.\nFree above 99.',
    'Ships the same day.\nFree above 59, islands excepted.',
  ]
  const pieces = wordDiff(before!, after!)
  const side = (without: string) =>
    pieces
      .filter(({ kind }) => kind !== without)
      .map(({ text }) => text)
      .join('')
  expect(side('new')).toBe(before)
  expect(side('gone')).toBe(after)
})
