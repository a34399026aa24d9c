import type { DocumentPage, documentRoutes } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Block, DocumentPassage } from '@loopdesk/engines/documents/document.ts'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '../../../infra/db.ts'
import { unpackContent } from '../../../read-documents/index.ts'
import { compareTexts } from './compare.ts'
import type { DocumentDeps, VersionContent } from './deps.ts'
import { documentSource } from './publish.ts'
import { readDocumentRow } from './rows.ts'

type Outline = z.output<typeof documentRoutes.readDocumentOutline.reply>
type Comparison = z.output<typeof documentRoutes.compareDocumentVersions.reply>
type Versions = z.output<typeof documentRoutes.listDocumentVersions.reply>

/** Blocks of a part, where a format has no pages. */
const partBlocks = 60
/** Versions kept unpacked: whoever reads a document reads on in it. */
const keptVersions = 4

/** What a document looks like: its pages with the places of passages, its chapters, its versions. */
export function makeViewDocuments({ db }: Pick<DocumentDeps, 'db'>) {
  const kept = new Map<string, VersionContent>()

  async function open(tx: Tx, id: string, version: number | undefined) {
    const row = await readDocumentRow(tx, id)
    const number = version ?? row.version
    if (number === 0) throw new AppError('wrong_state', 'the document has not been read yet')
    return { row, number, content: await contentOf(tx, id, number) }
  }

  async function contentOf(tx: Tx, id: string, number: number): Promise<VersionContent> {
    const { rows } = await sql<{ stamp: string; length: number | null }>`
      select xmin::text as stamp, octet_length(content) as length from knowledge_document_versions
      where document_id = ${id} and number = ${number}`.execute(tx.query)
    if (!rows[0]?.length) throw new AppError('not_found', 'there is no such version that has been read')
    const key = `${tx.workspaceId}:${id}:${number}:${rows[0].stamp}`
    const known = kept.get(key)
    if (known) return known
    const { rows: packed } = await sql<{ content: Buffer }>`
      select content from knowledge_document_versions where document_id = ${id} and number = ${number}`.execute(
      tx.query,
    )
    const content = await unpackContent(packed[0]!.content)
    for (const oldest of kept.keys()) {
      if (kept.size < keptVersions) break
      kept.delete(oldest)
    }
    kept.set(key, content)
    return content
  }

  return {
    page: (
      workspaceId: string,
      id: string,
      query: { page: number; passage?: number | undefined; version?: number | undefined },
    ): Promise<DocumentPage> =>
      db.tenant(workspaceId, async (tx) => {
        const { content } = await open(tx, id, query.version)
        const asked = query.passage === undefined ? undefined : content.passages[query.passage]
        return pageOf(content, documentSource(id), asked ? pageOfPassage(content, asked) : query.page)
      }),

    outline: (workspaceId: string, id: string, version?: number): Promise<Outline> =>
      db.tenant(workspaceId, async (tx) => {
        const { row, content } = await open(tx, id, version)
        const counts = new Map<number, number>()
        for (const { section } of content.passages) counts.set(section, (counts.get(section) ?? 0) + 1)
        const sections = content.sections.map(({ number, headings, level, page, from }) => ({
          number,
          title: headings.at(-1) ?? row.title,
          level,
          page: isPaged(content) ? (page ?? 1) : partOfBlock(from),
          passages: counts.get(number) ?? 0,
        }))
        return { title: row.title, total: totalPages(content), paged: isPaged(content), sections }
      }),

    versions: (workspaceId: string, id: string): Promise<Versions> =>
      db.tenant(workspaceId, async (tx) => {
        const { version } = await readDocumentRow(tx, id)
        const { rows } = await sql<Omit<Versions['items'][number], 'live' | 'createdAt'> & { createdAt: Date }>`
          select number, file_name as "fileName", size, pages, passages, created_at as "createdAt", created_by as "createdBy"
          from knowledge_document_versions where document_id = ${id} and content is not null order by number desc limit 200`.execute(
          tx.query,
        )
        return {
          items: rows.map((each) => ({
            ...each,
            live: each.number === version,
            createdAt: each.createdAt.toISOString(),
          })),
        }
      }),

    compare: (workspaceId: string, id: string, from: number, to: number): Promise<Comparison> =>
      db.tenant(workspaceId, async (tx) => {
        const before = await open(tx, id, from)
        const after = await open(tx, id, to)
        return compareTexts(linesOf(before.content), linesOf(after.content))
      }),
  }
}

const isPaged = ({ document }: VersionContent) => (document.pages?.length ?? 0) > 0
const partOfBlock = (index: number) => Math.floor(index / partBlocks) + 1
const totalPages = (content: VersionContent) =>
  isPaged(content)
    ? content.document.pages!.length
    : Math.max(1, Math.ceil(content.document.blocks.length / partBlocks))

function pageOfPassage(content: VersionContent, passage: DocumentPassage): number {
  if (isPaged(content)) return passage.page ?? 1
  return partOfBlock(blocksOfPassage(content, passage)[0] ?? 0)
}

/** Where a passage stands among the blocks of its section: the first block that begins like it, or the section's. */
function blocksOfPassage({ document, sections }: VersionContent, { section, text }: DocumentPassage): number[] {
  const place = sections[section]
  if (!place) return []
  const begins = squeezed(text).slice(0, 24)
  for (let at = place.from; at < place.to; at++) {
    const said = squeezed(textOfBlock(document.blocks[at]!))
    if (said !== '' && (said.includes(begins) || begins.startsWith(said.slice(0, 24)))) return [at]
  }
  return [place.from]
}

const squeezed = (text: string) => text.replace(/[\s\p{P}]+/gu, '')

function pageOf(content: VersionContent, source: string, wanted: number): DocumentPage {
  const total = totalPages(content)
  if (wanted > total) throw new AppError('not_found', `the document has ${total} pages`)
  const paged = isPaged(content)
  const page = content.document.pages?.[wanted - 1]
  const isHere = (block: Block, index: number) =>
    paged
      ? (block.page ?? 1) === wanted || block.boxes?.some((box) => box.page === wanted)
      : partOfBlock(index) === wanted
  const passages = content.passages
    .filter((passage) => {
      if (!paged) return pageOfPassage(content, passage) === wanted
      return (passage.page ?? 1) <= wanted && wanted <= (passage.lastPage ?? passage.page ?? 1)
    })
    .map(({ number, kind, headings, text, boxes = [] }) => ({
      number,
      id: `${source}:${number}`,
      kind,
      headings,
      text,
      boxes: boxes.filter((box) => box.page === wanted),
    }))
  return {
    number: wanted,
    total,
    paged,
    width: page?.width ?? null,
    height: page?.height ?? null,
    label: page?.label ?? null,
    ocr: page?.ocr ?? false,
    blocks: content.document.blocks.flatMap((block, index) => (isHere(block, index) ? [{ index, block }] : [])),
    passages,
  }
}

/** Everything a document says, a line a sentence-like piece. */
const linesOf = ({ document }: VersionContent): string[] =>
  document.blocks.flatMap((block) => textOfBlock(block).split('\n')).filter((line) => line.trim() !== '')

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'list':
      return block.items.map(({ depth, mark, text }) => `${'  '.repeat(depth)}${mark} ${text}`).join('\n')
    case 'table':
      return [block.caption ?? '', block.header.join(' | '), ...block.rows.map((row) => row.join(' | '))].join('\n')
    case 'picture':
      return [block.caption ?? '', block.text ?? ''].join('\n')
    case 'question':
      return [block.question, ...block.similar, block.answer].join('\n')
    default:
      return block.text
  }
}
