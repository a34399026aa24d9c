import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { faqErrors, leftOutReasons, refusals } from './index.ts'

test.each([
  ['Code', refusals],
  ['Line error', faqErrors],
  ['Left out', leftOutReasons],
])('every code of the table «%s» exists, and every code stands there', async (heading, codes) => {
  const text = await readFile(new URL('../../../docs/reading-documents.md', import.meta.url), 'utf8')
  const table = text.split(`| ${heading} |`)[1]!.split('\n\n')[0]!
  const documented = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code)
  expect(documented.toSorted()).toEqual(Object.keys(codes).toSorted())
})
