import { expect, test } from 'vitest'
import { makeSpeller, wordCounts } from './spelling.ts'

const speller = makeSpeller(
  wordCounts(['i need an invoice', 'need to return the kettle', 'cancel my order please', 'where is my package']),
)

test('slips of the keyboard become the words that are used here', () => {
  expect(speller.correct('i nede an invioce')).toBe('i need an invoice')
  expect(speller.correct('cancle my ordr')).toBe('cancel my order')
  expect(speller.correct('wheer is my pakcage')).toBe('where is my package')
})

test('known, short and far words stay, and so does Chinese', () => {
  expect(speller.correct('我要 return 那个 kettle ok')).toBe('我要 return 那个 kettle ok')
  expect(speller.correct('tv zebra')).toBe('tv zebra')
})
