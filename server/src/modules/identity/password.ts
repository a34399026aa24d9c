import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
const memory = 19_456 // KiB
const passes = 2
const parallelism = 1
const tagLength = 32
const derive = promisify(argon2)

interface Encoded {
  memory: number
  passes: number
  parallelism: number
  nonce: Buffer
  tag: Buffer
}

/** Answers the PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { message: bytesOf(password), nonce, parallelism, tagLength, memory, passes })
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`
}

/** Whether the password belongs to the hash; takes as long when `encoded` is null (no such account) and answers false. */
export async function verifyPassword(password: string, encoded: string | null): Promise<boolean> {
  const { tag, ...settings } = decode(encoded ?? nobody)
  const message = bytesOf(password)
  const found = await derive('argon2id', { message, tagLength: tag.length, ...settings })
  return timingSafeEqual(found, tag) && encoded !== null
}

/** True when the hash was made with older settings and should be made anew at the next log-in. */
export function isOutdated(encoded: string): boolean {
  const found = decode(encoded)
  return found.memory !== memory || found.passes !== passes || found.parallelism !== parallelism
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password to hand over once: 20 letters and digits that are not mistaken for each other, in groups (99 bits). */
export function makeOneTimePassword(): string {
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

const tooCommon =
  /^(.)\1+$|^(0?123456789|1234567890|0987654321|9876543210|qwerty|asdfgh|password|passw0rd|letmein|iloveyou|woaini|admin|welcome|5201314|1314520|147258369|1q2w3e4r|1qaz2wsx|abc)+[\d!@#.]*$/i

/** Why a chosen password cannot be taken, undefined when it can. Length is checked by the route. */
export function weaknessOf(password: string, about: { email: string; name: string }): string | undefined {
  const plain = password.toLowerCase()
  if (tooCommon.test(plain)) return 'is among the first that attackers try'
  const own = [about.email, about.email.split('@')[0]!, about.name].map((word) => word.toLowerCase())
  if (own.some((word) => word.length >= 4 && plain.replace(word, '').length < 6)) return 'is mostly your own name'
  return undefined
}

/** A hash that no password has, with the current settings. */
const nobody = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(randomBytes(16))}$${unpadded(randomBytes(tagLength))}`

function decode(encoded: string): Encoded {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(encoded)
  if (match === null) throw new Error('a stored password hash has an unknown format')
  return {
    memory: Number(match[1]),
    passes: Number(match[2]),
    parallelism: Number(match[3]),
    nonce: Buffer.from(match[4]!, 'base64'),
    tag: Buffer.from(match[5]!, 'base64'),
  }
}

/** Keyboards write the same character in several ways; NFKC makes them one. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8')
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
