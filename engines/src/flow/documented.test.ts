import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { FlowEvent } from './effects.ts'
import { both, define, testRun } from './test-run.ts'

const page = readFileSync(new URL('../../../docs/flow-language.md', import.meta.url), 'utf8')
const example = page.slice(page.indexOf('## An example'))

test('the example in the documentation goes as it says there', async () => {
  const { nodes, ...flow } = JSON.parse(/```json\n([\s\S]+?)```/.exec(example)![1]!)
  const run = testRun(define(nodes, { ...flow, name: both('refund') }), {
    scope: { orders: [1, 2, 3].map((id) => ({ id })) },
  })
  const rows = [...example.matchAll(/^\| `(.+?)` \|(.*)\|$/gm)]
  expect(rows.length).toBeGreaterThan(5)
  for (const [, event, effects] of rows) {
    const expected = [...effects!.matchAll(/`(.+?)`/g)].map(([, effect]) => JSON.parse(effect!))
    expect(await run.send(JSON.parse(event!) as FlowEvent)).toEqual(expected)
  }
  expect(run.ended).toBe('solved')
})
