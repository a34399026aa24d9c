import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { readFile } from '../read-file.ts'
import { defaultLimits, type Ocr, type ReadLimits } from '../read-outcome.ts'

/** Reads a file in this thread, for tests of single formats; throws what the reader throws. */
export async function readHere(
  name: string,
  content: string | Uint8Array,
  options: { limits?: Partial<ReadLimits>; ocr?: Ocr; url?: string; type?: string } = {},
): Promise<ReadDocument> {
  const source = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const limits = { ...defaultLimits, ...options.limits }
  const context = { name, limits, progress() {}, ...(options.ocr ? { ocr: options.ocr } : {}) }
  const { documents } = await readFile({ source, name, url: options.url, type: options.type }, context)
  return documents[0]!.document
}
