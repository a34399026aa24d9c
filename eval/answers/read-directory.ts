import { readdirSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { AnswerCandidate } from '@loopdesk/engines/answers/answer.ts'
import { dividePassages } from '@loopdesk/engines/documents/divide.ts'
import type { DocumentPassage, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { makeDocumentReader } from '../../server/src/read-documents/index.ts'
import { InputError, optionalText, readJsonl, text } from '../jsonl.ts'

export interface ReadPassage {
  /** File name relative to the folder (`archive.zip/file` inside archives), or the id of a line of a JSONL corpus. */
  document: string
  candidate: AnswerCandidate
}

/** Every document of a folder as the passages an import makes of it; JSONL corpora (`{id, title?, text}` a line) count as documents line by line. */
export async function readDirectory(folder: string, say: (line: string) => void): Promise<ReadPassage[]> {
  const passages: ReadPassage[] = []
  const reader = makeDocumentReader()
  try {
    for (const file of filesIn(folder)) {
      const name = relative(folder, file)
      if (file.endsWith('.jsonl')) {
        passages.push(...corpusOf(file))
        continue
      }
      const outcome = await reader.read({ path: file, name: basename(file) })
      if (!outcome.ok) {
        say(`${name} is left out: ${outcome.message}`)
        continue
      }
      for (const { path, reason } of outcome.skipped) say(`${name}: ${path} is left out (${reason})`)
      for (const { path, document } of outcome.documents)
        passages.push(
          ...passagesOf(outcome.documents.length > 1 || /\.zip$/i.test(name) ? `${name}/${path}` : name, document),
        )
      say(`${name} read`)
    }
  } finally {
    await reader.close()
  }
  if (passages.length === 0) throw new InputError(`${folder} holds no documents`)
  return passages
}

/** Lines with another shape (questions beside a corpus) are left out. */
function corpusOf(file: string): ReadPassage[] {
  const lines = readJsonl(file, (row, where) =>
    row.id === undefined || row.text === undefined || row.answers !== undefined
      ? undefined
      : { id: text(row, 'id', where), title: optionalText(row, 'title', where) ?? '', body: text(row, 'text', where) },
  )
  return lines
    .filter((line) => line !== undefined)
    .flatMap(({ id, title, body }) =>
      passagesOf(id, {
        title,
        blocks: body
          .split(/\n+/)
          .filter((paragraph) => paragraph.trim())
          .map((paragraph) => ({ kind: 'paragraph', text: paragraph })),
        warnings: [],
      }),
    )
}

function passagesOf(name: string, document: ReadDocument): ReadPassage[] {
  return dividePassages(document).passages.map((passage) => ({
    document: name,
    candidate: candidateOf(name, document.title, passage),
  }))
}

function candidateOf(name: string, title: string, passage: DocumentPassage): AnswerCandidate {
  const { number, kind, headings, text, table, question, similar, page, pageStarts } = passage
  return {
    // Passages of one document are in the order of their ids.
    id: `${name}:${String(number).padStart(6, '0')}`,
    kind,
    headings,
    text,
    source: `document:${name}`,
    score: 0,
    ...(title && { title }),
    ...(table && { table }),
    ...(question && { question }),
    ...(similar && { questions: similar }),
    ...(page !== undefined && { page }),
    ...(pageStarts && { pageStarts }),
  }
}

/** Files of a folder and its folders, in the order of their names. */
function filesIn(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder).sort()
  } catch {
    throw new InputError(`${folder} cannot be read as a folder`)
  }
  return names
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(folder, name))
    .flatMap((file) => (statSync(file).isDirectory() ? filesIn(file) : [file]))
}
