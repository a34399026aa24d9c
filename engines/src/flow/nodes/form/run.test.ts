import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const field = (slot: string, more: object = {}) => ({ slot, label: both(slot), ...more })
const slots = { name: { kind: 'text' }, phone: { kind: 'phone' }, why: { kind: 'text' } }
const refuse = [{ when: "name = 'nobody'", text: both('not {{ name }}') }]
const form = {
  type: 'form',
  title: both('Repair'),
  prompt: both('please fill in'),
  submit: both('send'),
  fields: [
    field('name', { refuse }),
    field('phone', { hint: both('digits') }),
    field('why', { when: "name = 'Li'", required: false }),
  ],
  attempts: 2,
  exhausted: 'human',
  next: 'end',
}
const start = (scope = {}) =>
  testRun(define({ form, human: { type: 'handoff', reason: 'bot_failed' } }, { slots }), { scope })

test('a form shows its fields and goes on once everything it needs is there', async () => {
  const run = start()
  expect(await run.go()).toMatchObject([
    {
      kind: 'form',
      title: 'Repair',
      submit: 'send',
      fields: [
        { slot: 'name', hint: '', required: true },
        { slot: 'phone', hint: 'digits' },
      ],
    },
  ])
  await run.send({ type: 'form', values: { name: 'Wang', phone: '13800000000', other: 'x' } })
  expect(run.ended).toBe('solved')
  expect(run.scope).toEqual({ name: 'Wang', phone: '13800000000' })
})

test('a value that is refused or cannot be read is told at its field; the others are kept', async () => {
  const run = start()
  await run.go()
  await run.send({ type: 'form', values: { name: 'nobody', phone: '13800000000' } })
  expect(run.last).toMatchObject([{ attempt: 2, fields: [{ slot: 'name', error: 'not nobody' }, { slot: 'phone' }] }])
  expect(run.scope).toEqual({ phone: '13800000000' })
  await run.send({ type: 'form', values: { name: 'Wang' }, problems: { phone: 'no number' } })
  expect(run.last).toMatchObject([{ kind: 'handoff' }])
})

test('fields come and go with what was answered; one after another does as well', async () => {
  const run = start()
  await run.go()
  await run.give('name', 'Li')
  expect(run.last).toMatchObject([
    { attempt: 1, fields: [{ slot: 'name' }, { slot: 'phone' }, { slot: 'why', required: false }] },
  ])
  await run.give('phone', '13800000000')
  expect(run.ended).toBe('solved')
})

test('what is known already is not asked for', async () => {
  const run = start({ name: 'Wang', phone: '1' })
  await run.go()
  expect(run.ended).toBe('solved')
})
