import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FileStore, makeFileStore } from './files.ts'

let dir: string
let files: FileStore
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'files-'))
  files = makeFileStore({ dir, maxBytes: 1_000 })
})
afterEach(() => rm(dir, { recursive: true }))

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const store = (content: Buffer | string) => files.store(Readable.from([Buffer.from(content)]))

test('a picture is stored, found again by its hash, and known by its content', async () => {
  const outcome = await store(png)
  expect(outcome).toMatchObject({ ok: true, file: { type: 'image/png', size: png.length } })
  if (!outcome.ok) return
  const content = await files.read(outcome.file.hash)
  expect(await buffer(content!)).toEqual(png)
  expect(await store(png)).toEqual(outcome)
})

test.each([
  ['HTML', '<!doctype html><script>alert(1)</script>'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['HTML behind blanks', '\n\n  <html>'],
  ['a program', Buffer.from('7f454c4602010100000000000000000002003e0001000000', 'hex')],
  ['unknown binary', Buffer.from([0, 1, 2, 3, 255, 254])],
])('%s is refused and leaves nothing behind', async (_what, content) => {
  expect(await store(content)).toEqual({ ok: false, reason: 'type_not_allowed' })
  expect(await readdir(join(dir, 'incoming'))).toEqual([])
})

test('a file above the limit and an empty one are refused', async () => {
  expect(await store(Buffer.alloc(1_001, 'a'))).toEqual({ ok: false, reason: 'too_large' })
  expect(await store('')).toEqual({ ok: false, reason: 'empty' })
  expect(await readdir(join(dir, 'incoming'))).toEqual([])
})

test('Chinese text is text', async () => {
  expect(await store('发票抬头：环答科技\n')).toMatchObject({ ok: true, file: { type: 'text/plain; charset=utf-8' } })
})

test('a name that is not a hash reads nothing', async () => {
  expect(await files.read('../../etc/passwd')).toBeUndefined()
  expect(await files.read('0'.repeat(64))).toBeUndefined()
})

test('files are served so that nothing runs and no name breaks the header', () => {
  const headers = files.headers({ type: 'text/plain; charset=utf-8', size: 3 }, '收据"\r\nX: 1.txt')
  expect(headers['content-disposition']).toBe(
    `attachment; filename="_X_1.txt"; filename*=UTF-8''%E6%94%B6%E6%8D%AE%22%0D%0AX%3A%201.txt`,
  )
  expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(files.headers({ type: 'image/svg+xml', size: 3 }, 'a.svg')['content-type']).toBe('application/octet-stream')
})
