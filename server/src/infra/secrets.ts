import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PermanentError } from './errors.ts'

/** Keeps credentials of connectors and channels unreadable in the database and in its backups. */
export interface Secrets {
  /** Encrypts text; `context` (for example `connection:<id>`) must be the same when opening. Answers `v1.<iv>.<tag>.<data>`. */
  seal(text: string, context: string): string
  /** Throws PermanentError `secret_unreadable` when altered, moved to another context or sealed with another key. */
  open(sealed: string, context: string): string
}

/** AES-256-GCM with a 32-byte key. */
export function makeSecrets(key: Buffer): Secrets {
  if (key.length !== 32) throw new PermanentError('secret_key_invalid', 'the secret key must have 32 bytes')
  return {
    seal(text, context) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return ['v1', ...[iv, cipher.getAuthTag(), data].map((part) => part.toString('base64url'))].join('.')
    },
    open(sealed, context) {
      const [version, ...parts] = sealed.split('.')
      const [iv, tag, data] = parts.map((part) => Buffer.from(part, 'base64url'))
      try {
        if (version !== 'v1' || iv === undefined || tag?.length !== 16 || data === undefined)
          throw new Error('not ours')
        const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context)).setAuthTag(tag)
        return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8')
      } catch (error) {
        throw new PermanentError('secret_unreadable', 'a stored secret cannot be opened with this key', {
          cause: error,
        })
      }
    },
  }
}

/** The key from configuration (64 hex digits or base64 of 32 bytes), else one made once and kept in `dataDir/secret.key` (0600). */
export async function loadSecretKey(dataDir: string, configured: string | undefined): Promise<Buffer> {
  if (configured !== undefined) return decodeSecretKey(configured)
  const file = join(dataDir, 'secret.key')
  await mkdir(dataDir, { recursive: true })
  try {
    // Exclusive: of two processes that start together one writes, both then read the same key.
    await writeFile(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return decodeSecretKey((await readFile(file, 'utf8')).trim())
}

/** Throws PermanentError `secret_key_invalid` unless the text stands for exactly 32 bytes. */
export function decodeSecretKey(text: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (key.length !== 32)
    throw new PermanentError('secret_key_invalid', 'the secret key must be 32 bytes as hex or base64')
  return key
}
