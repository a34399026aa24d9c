import type { Archive } from './bytes/archive.ts'
import { megabytes } from './bytes/archive.ts'
import type { FileToRead, FoundDocument, ReadContext, SkippedFile } from './read-outcome.ts'
import { Refused, refusals } from './refusal.ts'

type Read = (file: FileToRead) => Promise<{ documents: FoundDocument[]; skipped: SkippedFile[] }>

/** Every file of a ZIP, one by one; what is refused is listed with its reason. Throws Refused where nothing at all could be read. */
export async function readArchive(
  archive: Archive,
  read: Read,
  context: ReadContext,
): Promise<{ documents: FoundDocument[]; skipped: SkippedFile[] }> {
  const documents: FoundDocument[] = []
  const skipped: SkippedFile[] = []
  if (archive.entries.length === 0) throw new Refused('empty')
  for (const [at, entry] of archive.entries.entries()) {
    try {
      if (entry.size > context.limits.fileBytes) throw new Refused('too_large', `It has ${megabytes(entry.size)}.`)
      const bytes = await archive.read(entry.path)
      const inside = await read({ source: bytes ?? Buffer.alloc(0), name: entry.path })
      documents.push(...inside.documents)
      skipped.push(...inside.skipped)
    } catch (error) {
      if (!(error instanceof Refused) || error.code === 'bomb') throw error
      skipped.push({ path: entry.path, reason: error.code, message: error.message })
    }
    context.progress(at + 1, archive.entries.length)
  }
  if (documents.length === 0) throw nothingRead(skipped)
  return { documents, skipped }
}

function nothingRead(skipped: SkippedFile[]): Refused {
  const [first] = skipped
  const same = first !== undefined && skipped.every(({ reason }) => reason === first.reason)
  const detail = first === undefined ? '' : `${first.path}: ${first.message}`
  return new Refused(same && first.reason in refusals ? first.reason : 'has_no_text', detail.slice(0, 300))
}
