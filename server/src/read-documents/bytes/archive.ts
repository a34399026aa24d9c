import { type Entry, fromBufferPromise, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import type { ReadLimits } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { decodeName } from './decode-text.ts'

export interface ArchiveEntry {
  path: string
  /** Bytes unpacked, as declared; reading more than that fails. */
  size: number
  encrypted: boolean
}

/** A ZIP whose size was looked at before anything is unpacked. */
export interface Archive {
  /** Files only; folders, paths that lead outside and the Mac's `__MACOSX` are left out. */
  entries: ArchiveEntry[]
  has(path: string): boolean
  /** Throws Refused; `undefined` where there is no such file. */
  read(path: string): Promise<Buffer | undefined>
  /** The same in pieces, for what is too large to hold. */
  stream(path: string): AsyncGenerator<Buffer>
  close(): void
}

/** Unpacked parts below this are never a bomb. */
const harmlessBytes = 10_000_000

/** Opens a ZIP of a path or bytes. Throws Refused `damaged`, `too_many_files` or `bomb`. */
export async function openArchive(source: string | Buffer, limits: ReadLimits): Promise<Archive> {
  const zip = await (typeof source === 'string'
    ? openPromise(source, { autoClose: false, decodeStrings: false })
    : fromBufferPromise(source, { decodeStrings: false })
  ).catch((error: Error) => {
    throw new Refused('damaged', brief(error))
  })
  try {
    const found = await listEntries(zip, limits)
    return archiveOf(zip, found)
  } catch (error) {
    zip.close()
    throw error instanceof Refused ? error : new Refused('damaged', brief(error))
  }
}

async function listEntries(zip: ZipFile, limits: ReadLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.files * 2)
    throw new Refused('too_many_files', `It holds ${zip.entryCount}; ${limits.files} are read.`)
  const found = new Map<string, Entry>()
  let total = 0
  for await (const entry of zip.eachEntry()) {
    const path = pathOf(entry)
    if (path.endsWith('/') || leadsOutside(path) || /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$)/i.test(path)) continue
    if (found.size >= limits.files) throw new Refused('too_many_files', `At most ${limits.files} are read.`)
    total += entry.uncompressedSize
    if (total > limits.unpackedBytes)
      throw new Refused('bomb', `It unpacks to more than ${megabytes(limits.unpackedBytes)}.`)
    if (entry.uncompressedSize > harmlessBytes && entry.uncompressedSize > entry.compressedSize * limits.ratio)
      throw new Refused(
        'bomb',
        `${path} grows ${Math.round(entry.uncompressedSize / Math.max(1, entry.compressedSize))} times.`,
      )
    found.set(path, entry)
  }
  return found
}

function archiveOf(zip: ZipFile, found: Map<string, Entry>): Archive {
  async function* stream(path: string): AsyncGenerator<Buffer> {
    const entry = found.get(path)
    if (entry === undefined) return
    if (entry.isEncrypted()) throw new Refused('encrypted')
    if (!entry.canDecodeFileData()) throw new Refused('damaged', `${path} is packed in a way that is not supported.`)
    let got = 0
    try {
      const packed = await zip.openReadStreamPromise(entry)
      for await (const chunk of packed) {
        got += (chunk as Buffer).length
        yield chunk as Buffer
      }
    } catch (error) {
      if (error instanceof Refused) throw error
      // A part that says it is small and is not.
      if (/too many bytes/.test(brief(error))) throw new Refused('bomb', `${path} is larger than it says.`)
      throw new Refused('damaged', `${path}: ${brief(error)}`)
    }
    if (got < entry.uncompressedSize) throw new Refused('damaged', `${path} ends too early.`)
  }
  return {
    entries: [...found].map(([path, entry]) => ({
      path,
      size: entry.uncompressedSize,
      encrypted: entry.isEncrypted(),
    })),
    has: (path) => found.has(path),
    async read(path) {
      if (!found.has(path)) return undefined
      const chunks: Buffer[] = []
      for await (const chunk of stream(path)) chunks.push(chunk)
      return Buffer.concat(chunks)
    },
    stream,
    close: () => zip.close(),
  }
}

/** Many archives made in China hold names in GBK without saying so, many made on a Mac UTF-8 likewise. */
function pathOf(entry: Entry): string {
  const marked = (entry.generalPurposeBitFlag & 0x800) !== 0 || entry.extraFields.some(({ id }) => id === 0x7075)
  const raw = entry.fileNameRaw
  const name = marked
    ? getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false)
    : decodeName(raw).replaceAll('\\', '/')
  return name
}

function leadsOutside(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..') || path.includes('\0')
}

const brief = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200)

export const megabytes = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`
