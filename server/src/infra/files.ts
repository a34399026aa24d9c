import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileTypeFromBuffer } from 'file-type'

/** A stored file; `hash` is its name in the store. */
export interface StoredFile {
  /** SHA-256 of the content, hex. */
  hash: string
  /** Bytes. */
  size: number
  /** Found in the content, never believed from the sender. */
  type: string
}

/** Refusals are answers, not errors: the sender is told which. */
export type StoreOutcome =
  | { ok: true; file: StoredFile }
  | { ok: false; reason: 'too_large' | 'type_not_allowed' | 'empty' }

export interface FileStore {
  /** Stores a stream; the same content is kept once. */
  store(content: Readable): Promise<StoreOutcome>
  /** The content, or undefined when there is none under that hash. */
  read(hash: string): Promise<Readable | undefined>
  /** Headers that make it harmless to serve: nothing runs, nothing is sniffed, only pictures, sound and PDF open in place. */
  headers(file: Pick<StoredFile, 'type' | 'size'>, name: string): Record<string, string>
}

/** What people send in a conversation. HTML, SVG, scripts and programs are not among it; office files only download. */
const allowed = new Map<string, 'inline' | 'attachment'>([
  ['image/jpeg', 'inline'],
  ['image/png', 'inline'],
  ['image/gif', 'inline'],
  ['image/webp', 'inline'],
  ['image/heic', 'attachment'],
  ['application/pdf', 'inline'],
  ['audio/mpeg', 'inline'],
  ['audio/mp4', 'inline'],
  ['audio/x-m4a', 'inline'],
  ['audio/ogg', 'inline'],
  ['audio/ogg; codecs=opus', 'inline'],
  ['audio/wav', 'inline'],
  ['audio/amr', 'attachment'],
  ['video/mp4', 'inline'],
  ['video/webm', 'inline'],
  ['video/quicktime', 'attachment'],
  ['application/zip', 'attachment'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'attachment'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'attachment'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'attachment'],
  ['text/plain; charset=utf-8', 'attachment'],
])

/** Enough of the beginning to recognise every allowed type. */
const headBytes = 64 * 1024

/** Files under `dir`, which no web server reaches; `maxBytes` each. */
export function makeFileStore({ dir, maxBytes }: { dir: string; maxBytes: number }): FileStore {
  const pathOf = (hash: string) => join(dir, hash.slice(0, 2), hash)
  return {
    async store(content) {
      const draft = join(dir, 'incoming', randomUUID())
      await mkdir(dirname(draft), { recursive: true, mode: 0o700 })
      try {
        const measured = await writeDraft(content, draft, maxBytes)
        if (measured === 'too_large') return { ok: false, reason: 'too_large' }
        if (measured.size === 0) return { ok: false, reason: 'empty' }
        const type = await typeOf(measured.head)
        if (type === undefined || !allowed.has(type)) return { ok: false, reason: 'type_not_allowed' }
        await mkdir(dirname(pathOf(measured.hash)), { recursive: true, mode: 0o700 })
        await rename(draft, pathOf(measured.hash))
        return { ok: true, file: { hash: measured.hash, size: measured.size, type } }
      } finally {
        await rm(draft, { force: true })
      }
    },
    async read(hash) {
      if (!/^[0-9a-f]{64}$/.test(hash)) return undefined
      const found = await stat(pathOf(hash)).catch(() => undefined)
      return found === undefined ? undefined : createReadStream(pathOf(hash))
    },
    headers(file, name) {
      const how = allowed.get(file.type) ?? 'attachment'
      const plain = name.replace(/[^\w.-]+/g, '_').slice(-80) || 'file'
      return {
        'content-type': allowed.has(file.type) ? file.type : 'application/octet-stream',
        'content-length': String(file.size),
        'content-disposition': `${how}; filename="${plain}"; filename*=UTF-8''${encodeFileName(name)}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-site',
        'cache-control': 'private, max-age=31536000, immutable',
      }
    },
  }
}

interface Measured {
  hash: string
  size: number
  head: Buffer
}

async function writeDraft(content: Readable, draft: string, maxBytes: number): Promise<Measured | 'too_large'> {
  const hash = createHash('sha256')
  const head: Buffer[] = []
  let size = 0
  const tooLarge = new Error('too large')
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (size < headBytes) head.push(chunk)
      size += chunk.length
      hash.update(chunk)
      done(size > maxBytes ? tooLarge : null, chunk)
    },
  })
  try {
    await pipeline(content, measure, createWriteStream(draft, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    if (error === tooLarge) return 'too_large'
    throw error
  }
  await flushToDisk(draft)
  return { hash: hash.digest('hex'), size, head: Buffer.concat(head) }
}

/** A file that was acknowledged survives a power failure. */
async function flushToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** By magic numbers; UTF-8 without control characters and without a leading `<` counts as plain text. */
async function typeOf(head: Buffer): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(head)
  if (found !== undefined) return found.mime
  const text = head.toString('utf8').replace(/\uFFFD{1,3}$/, '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells binary from text.
  if (/[\u0000-\u0008\u000E-\u001F\uFFFD]/.test(text) || /^\s*</.test(text)) return undefined
  return 'text/plain; charset=utf-8'
}

/** RFC 8187. */
function encodeFileName(name: string): string {
  return encodeURIComponent(name.toWellFormed().slice(0, 200).toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
