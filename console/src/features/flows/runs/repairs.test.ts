import type { RunDetail, WaitingFor } from '@loopdesk/contracts/api/flows.ts'
import { expect, test } from 'vitest'
import { possibleRepairs, stepsFor } from './repairs.ts'

const types: Record<string, string> = { pay: 'call', mail: 'notify', approve: 'approval', ask: 'ask' }
const typeOf = (node: string) => types[node]
const at = (node: string, kind: WaitingFor['kind']): WaitingFor => ({
  step: `${node}#1`,
  node,
  kind,
  until: null,
  about: {},
})
const run = (status: RunDetail['status'], ...waiting: WaitingFor[]) => ({ status, waiting })

test('an ended run is left alone', () => {
  expect(possibleRepairs(run('ended'), typeOf)).toEqual([])
})

test('a stuck call can be retried, redone, skipped, answered for, cancelled', () => {
  expect(possibleRepairs(run('halted', at('pay', 'halted')), typeOf)).toEqual([
    'retry',
    'redo',
    'skip',
    'override',
    'cancel',
    'migrate',
  ])
})

test('what takes no input cannot be redone with another', () => {
  expect(possibleRepairs(run('halted', at('mail', 'halted')), typeOf)).not.toContain('redo')
})

test('a wait for a colleague can be skipped or answered for; the customer answers for themselves', () => {
  expect(possibleRepairs(run('waiting', at('approve', 'approval')), typeOf)).toEqual([
    'skip',
    'override',
    'cancel',
    'migrate',
  ])
  expect(possibleRepairs(run('running', at('ask', 'slot')), typeOf)).toEqual(['cancel', 'migrate'])
})

test('where several steps wait, the stuck one comes first', () => {
  const both = run('halted', at('approve', 'approval'), at('pay', 'halted'))
  expect(stepsFor('skip', both, typeOf).map(({ node }) => node)).toEqual(['pay', 'approve'])
  expect(stepsFor('retry', both, typeOf).map(({ node }) => node)).toEqual(['pay'])
})
