import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

test('words are filled in and said in the language of the run, and the run goes on', async () => {
  const say = { type: 'say', text: { zh: '共 {{ n }} 件', en: '{{ n }} items' }, next: 'end' }
  const chinese = testRun(define({ say }), { scope: { n: 2 } })
  await chinese.go()
  const english = testRun(define({ say }), { scope: { n: 2 }, lang: 'en' })
  await english.go()
  expect([chinese.said, english.said]).toEqual([['共 2 件'], ['2 items']])
  expect(chinese.ended).toBe('solved')
})

test('a card shows the fields that have a value; words that come to nothing are not said', async () => {
  const fields = [
    { label: both('number'), value: 'order.id' },
    { label: both('courier'), value: 'order.courier' },
  ]
  const nodes = {
    quiet: { type: 'say', text: both('{{ missing }}'), next: 'say' },
    say: {
      type: 'say',
      text: both('here'),
      card: { title: both('{{ order.name }}'), imageUrl: 'order.image', fields },
      next: 'end',
    },
  }
  const run = testRun(define(nodes), { scope: { order: { id: 7, name: 'Lamp' } } })
  expect(await run.go()).toMatchObject([
    { kind: 'say', text: 'here', parts: [{ type: 'card', title: 'Lamp', fields: [{ label: 'number', value: '7' }] }] },
    { kind: 'ended' },
  ])
})
