import { fileTypeFromBuffer } from 'file-type'
import { type DocumentType, documentTypes } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { isText } from './decode-text.ts'

/** `office`: a ZIP that is to be looked into; `zip` is settled by what is inside. */
export type ContentKind = Exclude<DocumentType, 'docx' | 'pptx' | 'xlsx'> | 'zipped'

/** Bytes that tell what a file is. */
export const headBytes = 16_384

/**
 * What a file is by its content; the name only tells kinds of text apart. Throws Refused for what is not read, saying what it is,
 * and `mislabelled` where a name promises something else than there is.
 */
export async function detectKind(head: Uint8Array, name: string, type?: string): Promise<ContentKind> {
  const extension = extensionOf(name)
  const kind = await kindOf(head, extension, type)
  const promised = promises[extension]
  if (promised !== undefined && !promised.includes(kind)) {
    throw new Refused('mislabelled', `The name says ${extension.toUpperCase()}, the content is ${kindNames[kind]}.`)
  }
  return kind
}

/** For a name like `说明书.DOCX`: `docx`; empty where there is none. */
export function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,10})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? ''
}

const kindNames: Record<ContentKind, string> = {
  pdf: 'a PDF',
  csv: 'text',
  html: 'a web page',
  markdown: 'text',
  text: 'text',
  zipped: 'a ZIP or Office file',
}

/** Kinds of content that a name may have; text under another text's name is harmless and stands nowhere here. */
const promises: Record<string, readonly ContentKind[]> = {
  pdf: ['pdf'],
  ...Object.fromEntries(
    [
      'docx',
      'docm',
      'dotx',
      'dotm',
      'pptx',
      'pptm',
      'ppsx',
      'potx',
      'xlsx',
      'xlsm',
      'xltx',
      'zip',
      'doc',
      'xls',
      'ppt',
    ].map((extension) => [extension, ['zipped'] as const]),
  ),
  ...Object.fromEntries(
    ['txt', 'text', 'log', 'md', 'markdown', 'csv', 'tsv', 'htm', 'html', 'xhtml'].map((extension) => [
      extension,
      ['text', 'csv', 'markdown', 'html'] as const,
    ]),
  ),
}

async function kindOf(head: Uint8Array, extension: string, type: string | undefined): Promise<ContentKind> {
  if (head.length === 0) throw new Refused('empty')
  const start = new TextDecoder('latin1').decode(head.subarray(0, 1_024))
  if (start.includes('%PDF-')) return 'pdf'
  if (start.startsWith('PK\u0003\u0004') || start.startsWith('PK\u0005\u0006')) return 'zipped'
  if (start.startsWith('PK\u0007\u0008')) throw new Refused('damaged', 'It is one part of an archive in several parts.')
  if (start.startsWith('\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1')) throw compoundRefusal(head, extension)
  if (start.startsWith('{\\rtf')) throw new Refused('unknown_type', 'It is RTF. Save it as DOCX.')
  const binary = await fileTypeFromBuffer(head)
  if (binary !== undefined && !/^(text\/|application\/(xml|json))/.test(binary.mime))
    throw unknown(binary.ext, extension)
  if (!isText(head)) throw new Refused(extension in promises ? 'damaged' : 'unknown_type')
  return textKind(head, extension, type)
}

/** A file of Word, Excel or PowerPoint before 2007, or a newer one with a password around it. */
function compoundRefusal(head: Uint8Array, extension: string): Refused {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length)
  const names = (word: string) => bytes.includes(Buffer.from(word, 'utf16le'))
  if (names('EncryptedPackage') || names('EncryptionInfo')) return new Refused('encrypted')
  const office: Record<string, string> = { doc: 'DOCX', xls: 'XLSX', ppt: 'PPTX' }
  if (/^(doc|xls|ppt|pp|dot|xlt)/.test(extension) && !(extension.slice(0, 3) in office))
    return new Refused('old_office')
  const better = office[extension.slice(0, 3)]
  // A password is told in a part that may stand behind the beginning; `docx` in an old container means just that.
  if (/^(docx|xlsx|pptx|docm|xlsm|pptm)$/.test(extension)) return new Refused('encrypted')
  return new Refused('old_office', better === undefined ? undefined : `Save it as ${better}.`)
}

function unknown(found: string, extension: string): Refused {
  if (extension in promises)
    return new Refused(
      'mislabelled',
      `The name says ${extension.toUpperCase()}, the content is ${found.toUpperCase()}.`,
    )
  const hint: Record<string, string> = {
    rar: 'Pack the files as ZIP.',
    '7z': 'Pack the files as ZIP.',
    gz: 'Pack the files as ZIP.',
    tar: 'Pack the files as ZIP.',
    xml: 'Save it as DOCX or HTML.',
  }
  return new Refused('unknown_type', `It is ${found.toUpperCase()}. ${hint[found] ?? 'Save it as PDF or DOCX.'}`)
}

const typesByMime: Record<string, ContentKind> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
}
const kindsByExtension: Record<string, ContentKind> = {
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  csv: 'csv',
  tsv: 'csv',
}

function textKind(head: Uint8Array, extension: string, type: string | undefined): ContentKind {
  const wide = head.includes(0)
  const text = new TextDecoder(wide ? (head[0] === 0xfe || head[0] === 0 ? 'utf-16be' : 'utf-16le') : 'latin1').decode(
    head,
  )
  const start = text
    .replace(/^(\u00ef\u00bb\u00bf|\ufeff)/, '')
    .trimStart()
    .slice(0, 4_096)
  if (
    /^<!doctype html|^<html[\s>]/i.test(start) ||
    (/^<(!--|head|body|meta|title|\?xml)/i.test(start) && /<(html|body|div|p|h1)[\s>]/i.test(start))
  )
    return 'html'
  if (/^<\?xml/i.test(start)) throw new Refused('unknown_type', 'It is XML. Save it as DOCX or HTML.')
  if (/^(json|jsonl|ya?ml|js|ts|css|xml|svg)$/.test(extension))
    throw new Refused('unknown_type', `${extension.toUpperCase()} is not a document.`)
  return kindsByExtension[extension] ?? typesByMime[type?.split(';')[0]?.trim().toLowerCase() ?? ''] ?? 'text'
}

/** For screens and uploads: the extensions that are read. */
export const readExtensions = [...documentTypes, 'md', 'txt', 'htm', 'tsv', 'docm', 'xlsm', 'pptm', 'zip']
