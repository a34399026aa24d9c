import { parentPort } from 'node:worker_threads'
import type { HelpDesk } from './exports/help-desk.ts'
import { type ReadHelpDesk, readArticles, readExport } from './exports/read-export.ts'
import { type FaqBatch, type FaqOptions, readFaqRows } from './faq/read-faq-rows.ts'
import { prepareDocument } from './prepare-document.ts'
import { readFile } from './read-file.ts'
import type {
  FileToRead,
  FoundDocument,
  Ocr,
  OcrWord,
  ReadContext,
  ReadLimits,
  ReadOutcome,
  ReadProgress,
} from './read-outcome.ts'
import { Refused, refusals } from './refusal.ts'

/** What a thread is asked to do; `ocr` where the asker can recognise pictures for it (or has to tell why it cannot). */
export type ThreadJob = { limits: ReadLimits; ocr?: { problem: string | null } } & (
  | { kind: 'read'; file: FileToRead; prepare?: boolean | undefined }
  | { kind: 'faq'; path: string; name: string; options: FaqOptions }
  /** An export in a file, or what was fetched from a help desk. */
  | { kind: 'desk'; from: { path: string } | { desk: HelpDesk } }
)

export type ToThread =
  | { kind: 'job'; job: ThreadJob }
  | { kind: 'more' }
  | { kind: 'recognised'; call: number; words: OcrWord[] }

export type FromThread =
  | { kind: 'started' }
  | { kind: 'progress'; progress: ReadProgress }
  | { kind: 'recognise'; call: number; picture: Uint8Array }
  | { kind: 'batch'; batch: FaqBatch }
  | { kind: 'desk'; desk: ReadHelpDesk }
  | { kind: 'done'; outcome: ReadOutcome; unexpected?: string }

const port = parentPort
if (port !== null) {
  const calls = new Map<number, (words: OcrWord[]) => void>()
  let lastCall = 0
  let wantsMore: () => void = () => {}
  const tell = (message: FromThread) => port.postMessage(message)

  const recognise = (picture: Uint8Array) =>
    new Promise<OcrWord[]>((resolve) => {
      calls.set(++lastCall, resolve)
      tell({ kind: 'recognise', call: lastCall, picture })
    })

  const run = async (job: ThreadJob): Promise<ReadOutcome> => {
    if (job.kind === 'read') {
      const { documents, skipped } = await readFile(job.file, contextOf(job, job.file.name, recognise, tell))
      return { ok: true, documents: job.prepare ? await Promise.all(documents.map(prepared)) : documents, skipped }
    }
    if (job.kind === 'desk') {
      const context = contextOf(job, '', recognise, tell)
      const desk = 'path' in job.from ? await readExport(job.from.path, context) : readArticles(job.from.desk, context)
      tell({ kind: 'desk', desk })
      return { ok: true, documents: [], skipped: [] }
    }
    for await (const batch of readFaqRows(job.path, job.name, job.options, job.limits)) {
      const taken = new Promise<void>((resolve) => {
        wantsMore = resolve
      })
      tell({ kind: 'batch', batch })
      await taken
    }
    return { ok: true, documents: [], skipped: [] }
  }

  port.on('message', (message: ToThread) => {
    if (message.kind === 'job') {
      tell({ kind: 'started' })
      run(message.job).then(
        (outcome) => tell({ kind: 'done', outcome }),
        (error) => tell(refusedAs(error)),
      )
    } else if (message.kind === 'more') wantsMore()
    else {
      calls.get(message.call)?.(message.words)
      calls.delete(message.call)
    }
  })
}

/** What is packed need not travel a second time. */
const prepared = async (found: FoundDocument): Promise<FoundDocument> => ({
  ...found,
  prepared: await prepareDocument(found.document),
  document: { ...found.document, blocks: [] },
})

function contextOf(
  job: ThreadJob,
  name: string,
  recognise: (picture: Uint8Array) => Promise<OcrWord[]>,
  tell: (message: FromThread) => void,
): ReadContext {
  let last = 0
  const { ocr } = job
  const asked: Ocr | undefined = ocr && { read: recognise, problem: () => Promise.resolve(ocr.problem) }
  return {
    name,
    limits: job.limits,
    ...(asked === undefined ? {} : { ocr: asked }),
    progress(done, total) {
      const now = performance.now()
      if (done < total && now - last < 100) return
      last = now
      tell({ kind: 'progress', progress: { done, total } })
    },
  }
}

function refusedAs(error: unknown): FromThread {
  if (error instanceof Refused)
    return { kind: 'done', outcome: { ok: false, reason: error.code, message: error.message } }
  const overflow = error instanceof RangeError && /call stack/.test(error.message)
  const reason = overflow ? 'too_deep' : 'failed'
  return {
    kind: 'done',
    outcome: { ok: false, reason, message: refusals[reason] },
    ...(overflow ? {} : { unexpected: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  }
}
