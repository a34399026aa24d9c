import { expect, it } from 'vitest'
import { typedValue } from './condition-words.ts'

it('a number is compared as a number only where more and less matter', () => {
  expect(typedValue('3', 'at_least')).toBe(3)
  expect(typedValue('3', 'one_of')).toBe('3')
  expect(typedValue('gold', 'at_least')).toBe('gold')
  expect(typedValue('true', 'one_of')).toBe(true)
})
