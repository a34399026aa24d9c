import type { Archive } from '../bytes/archive.ts'
import { streamXml } from '../bytes/xml-stream.ts'
import { attribute, find, findAll, readXml } from '../bytes/xml-tree.ts'
import { relatedParts } from '../office/office-parts.ts'
import type { ReadLimits } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { type FormatNumber, makeNumberFormat } from './number-format.ts'

export interface Workbook {
  sheets: { name: string; path: string; hidden: boolean }[]
  /** Texts that cells point to by their number. */
  strings: string[]
  /** By the number of a cell's style. */
  formats: FormatNumber[]
}

/** Names of sheets, shared texts and formats of an XLSX. Throws Refused `damaged` where there is no workbook. */
export async function openWorkbook(archive: Archive, limits: ReadLimits): Promise<Workbook> {
  const root = (await relatedParts(archive, '')).find(({ type }) => type === 'officeDocument')?.target
  const path = root !== undefined && archive.has(root) ? root : 'xl/workbook.xml'
  const book = readXml(await archive.read(path))
  const related = await relatedParts(archive, path)
  const partOf = (type: string) => related.find((part) => part.type === type)?.target
  const sheets = findAll(book, 'sheet').flatMap((sheet) => {
    const target = related.find(({ id }) => id === attribute(sheet, 'id'))
    if (target === undefined || target.type !== 'worksheet' || !archive.has(target.target)) return []
    return [
      { name: sheet.attributes.name ?? '', path: target.target, hidden: /hidden/i.test(sheet.attributes.state ?? '') },
    ]
  })
  if (sheets.length === 0) throw new Refused('damaged', 'It has no sheet.')
  const from1904 = /^(1|true)$/.test(find(book, 'workbookPr')?.attributes.date1904 ?? '')
  const styles = partOf('styles')
  return {
    sheets,
    strings: await sharedStrings(archive, partOf('sharedStrings'), limits),
    formats: formatsOf(styles === undefined ? undefined : await archive.read(styles), from1904),
  }
}

async function sharedStrings(archive: Archive, path: string | undefined, limits: ReadLimits): Promise<string[]> {
  const strings: string[] = []
  if (path === undefined || !archive.has(path)) return strings
  let text = ''
  let characters = 0
  let inText = false
  let phonetic = false
  const pieces = streamXml(archive.stream(path), {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') inText = !phonetic
    },
    text(piece) {
      if (inText) text += piece
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') {
        characters += text.length
        if (characters > limits.characters * 2) throw new Refused('too_large', 'Its sheets hold too much text.')
        strings.push(text)
      }
    },
  })
  for await (const _ of pieces);
  return strings
}

function formatsOf(styles: Buffer | undefined, from1904: boolean): FormatNumber[] {
  const root = readXml(styles)
  const codes = new Map(
    findAll(root, 'numFmt').map(({ attributes }) => [Number(attributes.numFmtId), attributes.formatCode ?? '']),
  )
  const made = new Map<number, FormatNumber>()
  const formatOf = (id: number) => {
    const known = made.get(id) ?? makeNumberFormat(id, codes.get(id), from1904)
    made.set(id, known)
    return known
  }
  const cells = find(root, 'cellXfs')
  return (cells === undefined ? [] : findAll(cells, 'xf')).map((style) =>
    formatOf(Number(style.attributes.numFmtId ?? 0)),
  )
}
