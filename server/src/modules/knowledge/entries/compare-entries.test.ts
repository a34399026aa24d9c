import { expect, test } from 'vitest'
import { compareEntries } from './compare-entries.ts'

test('a change is told by field, in texts with the very characters', () => {
  const before = {
    id: 'a',
    title: { zh: '退款' },
    answer: { zh: '3 天内到账。' },
    labels: ['a'],
    questions: { zh: ['x'], en: [] },
  }
  const after = {
    id: 'a',
    title: { zh: '退款', en: 'Refunds' },
    answer: { zh: '5 天内到账。' },
    labels: [],
    questions: { zh: ['x'], en: [] },
  }
  expect(compareEntries(before, after)).toEqual([
    {
      field: 'answer.zh',
      kind: 'changed',
      before: '3 天内到账。',
      after: '5 天内到账。',
      pieces: [
        { text: '3', in: 'before' },
        { text: '5', in: 'after' },
        { text: ' 天内到账。', in: 'both' },
      ],
    },
    { field: 'labels', kind: 'removed', before: ['a'] },
    { field: 'title.en', kind: 'added', after: 'Refunds' },
  ])
})
