import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Effect, FlowEvent, Result } from './effects.ts'
import { type Frame, newFrame, waitings } from './frame.ts'
import { step } from './step.ts'
import { makeInterpreter } from './test-interpreter.ts'
import { makeChooser, randomFlow } from './test-random-flow.ts'
import { stored, testAround } from './test-run.ts'

const results: Result[] = [
  { status: 'ok', value: 1 },
  { status: 'ok', value: { x: 2, none: null } },
  { status: 'refused', code: 'no', message: 'no' },
  { status: 'refused', code: 'other', message: 'other' },
  { status: 'failed', kind: 'timeout', code: 'slow', message: 'slow' },
  { status: 'failed', kind: 'expired', code: 'late', message: 'late' },
  { status: 'failed', code: 'broken', message: 'broken' },
]

/** What both must agree on: not how an error is worded, nor where a budget was found to be used up. */
function essence(effects: unknown[]): unknown {
  return JSON.parse(JSON.stringify(effects), (name, value) => {
    if (name === 'message') return undefined
    if (name === 'failure' && value.kind === 'limit' && value.code.startsWith('too_many_')) return { code: value.code }
    return value
  })
}

test('any flow, answered in any way, goes as the documented language says', async () => {
  let walked = 0
  const numbers = fc.array(fc.nat(10_000), { minLength: 20, maxLength: 300, size: 'max' })
  await fc.assert(
    fc.asyncProperty(numbers, numbers, async (tape, answers) => {
      const choose = makeChooser(tape)
      const definition = randomFlow(choose, 'test', 2)
      const sub = randomFlow(choose, 'sub', 1)
      const around = { ...testAround, flows: () => ({ definition: sub, version: 1 }) }
      const told = makeChooser(answers)
      const reference = makeInterpreter(definition, around)
      let frame: Frame = newFrame('run', definition, 1)
      const send = async (event: FlowEvent): Promise<Effect[]> => {
        const next = await step(definition, frame, event, around)
        frame = stored(next.state)
        return next.effects
      }
      expect(essence(await send({ type: 'go' }))).toEqual(essence(await reference.go()))
      for (let turn = 0; turn < 40 && frame.ended === null; turn++) {
        const waiting = reference.waiting()
        expect(essence(waitings(frame))).toEqual(essence(waiting))
        if (told.chance(9)) expect(essence(await send({ type: 'go' }))).toEqual(essence(await reference.go()))
        const at = told.pick(waiting).step as string
        const result = told.pick(results)
        const wrote = told.chance(2)
        const effects = await send({ type: 'done', step: at, result, wrote })
        expect(essence(effects)).toEqual(essence(await reference.done(at, result, wrote)))
      }
      expect(frame.ended).toBe(reference.run.ended)
      expect(essence([frame.scope, frame.writes, frame.visits])).toEqual(
        essence([reference.scope(), reference.run.writes, reference.run.counts]),
      )
      walked += frame.spent.steps
    }),
    { numRuns: 300, endOnFailure: true, interruptAfterTimeLimit: 3000 },
  )
  expect(walked).toBeGreaterThan(500)
})
