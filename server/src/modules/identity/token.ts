import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits for a cookie or key, and the hash under which it is stored. */
export function makeToken(prefix = ''): { token: string; hash: Buffer } {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

/** SHA-256 is enough for tokens: unlike passwords they cannot be guessed. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
