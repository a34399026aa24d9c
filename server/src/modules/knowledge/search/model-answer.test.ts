import { expect, test } from 'vitest'
import type { Candidate } from './candidates.ts'
import { makeWordByModel } from './model-answer.ts'

const row: Candidate['row'] = {
  ...{
    id: 'document:a:0',
    kind: 'text',
    source: 'document:a',
    number: 0,
    language: 'zh',
    title: '保修说明',
    headings: [],
  },
  ...{ text: '整机保修三年，滤芯不在保修范围内。', questions: [], labels: [], category: '', content: {}, page: 7 },
  ...{ audiences: [], channels: [], validFrom: null, validUntil: null, official: 1, updatedAt: new Date(0) },
}
const candidates: Candidate[] = [{ row, score: 1, parts: {}, tuned: null }]
const question = { text: '保修多久', language: 'zh' as const, asker: { kind: 'public' as const, channel: 'web' } }
const worded = (value: unknown, status = 'ok') =>
  makeWordByModel(async () => ({ result: { status, value, code: 'model_failed' } }))('w', question, candidates)

test('what a model says is kept where its source says so, with the page, and taken out where it does not', async () => {
  const { answer, trace } = await worded({
    answered: true,
    sentences: [
      { text: '整机保修三年。', sources: [1] },
      { text: '滤芯保修五年。', sources: [1] },
      { text: '整机保修三年。', sources: [4] },
    ],
  })
  expect(answer?.text).toBe('整机保修三年。')
  expect(answer?.sources).toMatchObject([{ id: 'a', page: 7, passage: 'document:a:0' }])
  expect(trace.removed).toHaveLength(2)
})

test('without a usable answer of the model the sources are quoted', async () => {
  expect(await worded({ answered: true, sentences: [{ text: '保修十年。', sources: [1] }] })).toMatchObject({
    trace: { used: false, why: 'nothing_supported' },
  })
  expect((await worded(undefined, 'failed')).answer).toBeUndefined()
  expect((await worded({ answered: false, sentences: [] })).trace.why).toBe('not_answered')
})

test('a model that takes too long is not waited for: the sources are quoted', async () => {
  const limits = { firstToken: 10, total: 20 }
  const { answer, trace } = await makeWordByModel(() => new Promise(() => {}), limits)('w', question, candidates)
  expect(answer).toBeUndefined()
  expect(trace).toEqual({ used: false, why: 'model_timeout', removed: [] })
})
