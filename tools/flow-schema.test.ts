import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { flowSchemaPage } from './flow-schema-page.ts'

test('the published schema of flows is what flows are read by; `node tools/flow-schema.ts` writes it', () => {
  expect(readFileSync(new URL('../docs/flow.schema.json', import.meta.url), 'utf8')).toBe(flowSchemaPage())
})
