import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { AnswerCandidate } from '@loopdesk/engines/answers/answer.ts'
import { splitSentences } from '@loopdesk/engines/answers/split-sentences.ts'
import { InputError, optionalText, readJsonl, text } from '../jsonl.ts'

export interface ReadPassage {
  /** File name relative to the folder, or the id of a line of a JSONL corpus. */
  document: string
  candidate: AnswerCandidate
}

/** Every document of a folder as passages: JSONL corpora (`{id, title?, text}` a line) and text files. */
export async function readDirectory(folder: string, say: (line: string) => void): Promise<ReadPassage[]> {
  const passages: ReadPassage[] = []
  for (const file of filesIn(folder)) {
    const name = relative(folder, file)
    if (file.endsWith('.jsonl')) passages.push(...corpusOf(file))
    else if (/\.(?:txt|md)$/.test(file)) passages.push(...plain(name, undefined, readFileSync(file, 'utf8')))
    else say(`${name} is left out: not read yet`)
  }
  if (passages.length === 0) throw new InputError(`${folder} holds no documents`)
  return passages
}

function corpusOf(file: string): ReadPassage[] {
  const lines = readJsonl(file, (row, where) =>
    row.text === undefined
      ? undefined
      : { id: text(row, 'id', where), title: optionalText(row, 'title', where), text: text(row, 'text', where) },
  )
  return lines.filter((line) => line !== undefined).flatMap((line) => plain(line.id, line.title, line.text))
}

function plain(document: string, title: string | undefined, body: string): ReadPassage[] {
  const most = /\p{Script=Han}/u.test(body) ? 400 : 900
  const pieces: string[] = []
  let start = 0
  let end = 0
  for (const span of splitSentences(body)) {
    if (span.end - start > most && end > start) {
      pieces.push(body.slice(start, end).trim())
      start = end
    }
    end = span.end
  }
  pieces.push(body.slice(start).trim())
  return pieces.filter(Boolean).map((piece, number) => ({
    document,
    candidate: {
      id: `${document}:${number}`,
      kind: 'text',
      text: piece,
      score: 0,
      source: `document:${document}`,
      ...(title && { title }),
    },
  }))
}

/** Files of a folder and its folders, in the order of their names. */
export function filesIn(folder: string): string[] {
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
