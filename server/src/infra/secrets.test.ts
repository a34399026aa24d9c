import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSecretKey, makeSecrets } from './secrets.ts'

const secrets = makeSecrets(randomBytes(32))

test('a secret opens again, and is stored differently each time', () => {
  const sealed = secrets.seal('密钥 hunter2', 'connection:1')
  expect(secrets.open(sealed, 'connection:1')).toBe('密钥 hunter2')
  expect(sealed).not.toContain('hunter2')
  expect(secrets.seal('密钥 hunter2', 'connection:1')).not.toBe(sealed)
})

test('a secret that was altered, moved elsewhere or sealed with another key stays shut', () => {
  const sealed = secrets.seal('hunter2', 'connection:1')
  const altered = `${sealed.slice(0, -3)}${sealed.endsWith('AAA') ? 'BBB' : 'AAA'}`
  for (const open of [
    () => secrets.open(altered, 'connection:1'),
    () => secrets.open(sealed, 'connection:2'),
    () => makeSecrets(randomBytes(32)).open(sealed, 'connection:1'),
    () => secrets.open('hunter2', 'connection:1'),
  ]) {
    expect(open).toThrow('cannot be opened with this key')
  }
})

test('processes that start together agree on one key that only the owner may read', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'key-'))
  const keys = await Promise.all([1, 2, 3].map(() => loadSecretKey(dir, undefined)))
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
  expect((await stat(join(dir, 'secret.key'))).mode & 0o777).toBe(0o600)
  await rm(dir, { recursive: true })
})
