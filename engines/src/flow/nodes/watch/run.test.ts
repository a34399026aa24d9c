import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const watch = {
  type: 'watch',
  connection: 'pay',
  key: 'id',
  events: [{ type: 'paid', text: both('{{ event.amount }}') }],
  next: 'end',
}

test('later news are listened for by their key; without one there is nothing to listen for', async () => {
  const run = testRun(define({ watch }), { scope: { id: 12 } })
  expect(await run.go()).toMatchObject([
    {
      kind: 'watch',
      connection: 'pay',
      key: '12',
      events: [{ type: 'paid', text: both('{{ event.amount }}'), last: false }],
    },
  ])
  await run.done('watch')
  expect(run.ended).toBe('solved')
  const keyless = testRun(define({ watch }))
  await keyless.go()
  expect(keyless.ended).toBe('solved')
})
