import { readFile } from 'node:fs/promises'
import { errorCodes } from '@loopdesk/contracts/errors.ts'
import { expect, test } from 'vitest'

test('every error code is documented with its status, and every documented code exists', async () => {
  const text = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')
  const documented = [...text.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)])
  expect(documented.sort()).toEqual(Object.entries(errorCodes).sort())
})
