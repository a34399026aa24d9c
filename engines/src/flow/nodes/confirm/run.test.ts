import { expect, test } from 'vitest'
import type { FlowEvent } from '../../effects.ts'
import { both, define, testRun } from '../../test-run.ts'

const confirm = (text: string, yes: string) => ({ type: 'confirm', text: both(text), yes, no: 'not' })
const not = { type: 'end', outcome: 'cancelled' }

test('nothing behind a confirmation happens without a yes', async () => {
  const run = testRun(define({ sure: confirm('sure?', 'end'), not }))
  await run.go()
  for (const event of [{ type: 'go' }, { type: 'missed' }, { type: 'unsure' }] as FlowEvent[])
    expect(await run.send(event)).toMatchObject([{ kind: 'confirm', prompt: 'sure?' }])
  await run.agree(true)
  expect(run.ended).toBe('solved')
  const other = testRun(define({ sure: confirm('sure?', 'end'), not }))
  await other.go()
  await other.agree(false)
  expect(other.ended).toBe('cancelled')
})

test('one yes agrees to one question', async () => {
  const run = testRun(define({ sure: confirm('sure?', 'really'), really: confirm('really?', 'end'), not }))
  await run.go()
  expect(await run.agree(true)).toMatchObject([{ kind: 'confirm', prompt: 'really?' }])
})
