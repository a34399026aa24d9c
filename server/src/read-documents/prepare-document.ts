import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { dividePassages } from '@loopdesk/engines/documents/divide.ts'
import type { DocumentPassage, ReadDocument, Section } from '@loopdesk/engines/documents/document.ts'

/** A document as it is kept: what it holds, and what is searched of it. */
export interface DocumentContent {
  document: ReadDocument
  sections: Section[]
  passages: DocumentPassage[]
}

/** A document cut into passages, with all of its content packed. */
export interface PreparedDocument {
  passages: DocumentPassage[]
  /** How many. */
  sections: number
  packed: Uint8Array<ArrayBuffer>
}

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** Cuts a document into passages and packs it: takes seconds for hundreds of pages, so it is to be done in the reading thread. */
export async function prepareDocument(document: ReadDocument): Promise<PreparedDocument> {
  const content: DocumentContent = { document, ...dividePassages(document) }
  const packed = Uint8Array.from(await pack(JSON.stringify(content), { level: 4 }))
  return { passages: content.passages, sections: content.sections.length, packed }
}

export async function unpackContent(packed: Uint8Array): Promise<DocumentContent> {
  return JSON.parse((await unpack(packed)).toString('utf8')) as DocumentContent
}
