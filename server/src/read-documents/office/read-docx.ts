import type { Block, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { load } from 'cheerio'
import mammoth from 'mammoth'
import { finishDocument } from '../blocks/finish-document.ts'
import type { Archive } from '../bytes/archive.ts'
import { find, findAll, readXml, type Xml } from '../bytes/xml-tree.ts'
import { checkDepth } from '../html/check-depth.ts'
import { htmlBlocks } from '../html/html-blocks.ts'
import { inlineText } from '../html/html-text.ts'
import type { ReadContext } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { macroWarnings, officeFacts } from './office-parts.ts'
import { makePictureTexts } from './picture-texts.ts'

/**
 * A Word document: headings (by style or outline level), lists, tables, footnotes, captions and pictures. Comments and deleted text
 * are left out, inserted text counts.
 */
export async function readDocx(archive: Archive, bytes: Buffer, context: ReadContext): Promise<ReadDocument> {
  await checkParts(archive)
  const { title: told, ...info } = await officeFacts(archive)
  const { html, pictureTexts } = await convert(bytes, styleMap(readXml(await archive.read('word/styles.xml'))), context)
  checkDepth(html)
  const $ = load(html, null, false)
  const title = $('p.document-title').first().text().trim() || undefined
  $('p.document-title').remove()
  const notes = footnotes($)
  const nodes = $.root()[0]!.children
  const blocks = htmlBlocks(nodes, { columns: context.limits.columns, pictureTexts })
  return finishDocument(
    { title: title ?? told, blocks: [...typedHeadings(blocks), ...notes], info, warnings: macroWarnings(archive) },
    context,
  )
}

/** Every part is unpacked once before the converter does, so that a lying size or an entity is met here. */
async function checkParts(archive: Archive): Promise<void> {
  if (!archive.has('word/document.xml')) throw new Refused('damaged', 'It has no document inside.')
  for (const { path } of archive.entries) {
    let head = ''
    for await (const piece of archive.stream(path)) if (head.length < 2_000) head += piece.toString('latin1')
    if (/\.(xml|rels)$/i.test(path) && /<!(doctype|entity)/i.test(head.slice(0, 4_000)))
      throw new Refused('bomb', 'It defines entities, which can multiply without end.')
    if (/\.xml$/i.test(path)) checkDepthOf(path, head)
  }
}

/** A body of elements within elements brings every recursive converter down. */
function checkDepthOf(path: string, head: string): void {
  if ((head.match(/<w:tbl>/g)?.length ?? 0) > 200 && !head.includes('</w:tbl>'))
    throw new Refused('too_deep', `${path}.`)
}

async function convert(bytes: Buffer, styles: string[], context: ReadContext) {
  const pictureTexts = new Map<string, string>()
  const readPicture = makePictureTexts(context)
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: bytes },
      {
        styleMap: styles,
        externalFileAccess: false,
        convertImage: mammoth.images.imgElement(async (image) => {
          const src = `picture:${pictureTexts.size}`
          if (context.ocr === undefined) return { src: '' }
          const text = await readPicture(await image.readAsBuffer())
          if (text !== undefined) pictureTexts.set(src, text)
          return { src }
        }),
      },
    )
    return { html: value, pictureTexts }
  } catch (error) {
    if (error instanceof Refused || error instanceof RangeError) throw error
    throw new Refused('damaged', (error as Error).message.slice(0, 200))
  }
}

/** Styles that are headings by their outline level, whatever they are called, and those for titles, captions and code. */
function styleMap(root: Xml): string[] {
  const quote = (name: string) => name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  const styles = findAll(root, 'style').filter((style) => style.attributes['w:type'] === 'paragraph')
  const byId = new Map(styles.map((style) => [style.attributes['w:styleId'] ?? '', style]))
  const lines: string[] = []
  for (const style of styles) {
    const name = value(style, 'name')
    if (name === undefined) continue
    const level = outlineLevel(style, byId)
    const selector = `p[style-name='${quote(name)}']`
    if (/^(title|文档标题)$/i.test(name)) lines.push(`${selector} => p.document-title:fresh`)
    else if (/^(html preformatted|code|source code|代码)/i.test(name)) lines.push(`${selector} => pre:separator('\\n')`)
    else if (level !== undefined && !/^toc\b/i.test(name)) lines.push(`${selector} => h${level}:fresh`)
    // A table of contents repeats what follows.
    else if (/^(toc \d|目录)/i.test(name)) lines.push(`${selector} => !`)
  }
  return lines
}

function outlineLevel(style: Xml, byId: ReadonlyMap<string, Xml>): number | undefined {
  let at: Xml | undefined = style
  for (let steps = 0; at !== undefined && steps < 12; steps++) {
    const named = /^(?:heading|标题)\s*([1-9])$/i.exec(value(at, 'name') ?? '')?.[1]
    const level = named === undefined ? value(at, 'outlineLvl') : String(Number(named) - 1)
    if (level !== undefined) return Number(level) > 8 ? undefined : Math.min(6, Number(level) + 1)
    at = byId.get(value(at, 'basedOn') ?? '')
  }
  return undefined
}

const value = (style: Xml, name: string): string | undefined => find(style, name)?.attributes['w:val']

/** Notes come last as lines of their own: `[1] …`; the text keeps its `[1]`. */
function footnotes($: ReturnType<typeof load>): Block[] {
  const blocks: Block[] = []
  $('li[id^="footnote-"], li[id^="endnote-"]').each((at, node) => {
    const note = $(node)
    note.find('a[href^="#footnote-ref"], a[href^="#endnote-ref"]').remove()
    const text = inlineText(node)
    if (text !== '') blocks.push({ kind: 'paragraph', text: `[${at + 1}] ${text}` })
    note.remove()
  })
  $('dl').has('dt[id^="comment-"]').remove()
  return blocks
}

const chapterLine = /^(第[0-9一二三四五六七八九十百]{1,5}[章篇部]|(?:chapter|part)\s+\d+)/i
const numberedLine = /^(\d{1,2}(?:\.\d{1,2}){0,4})[.、\s　]+\S/

/** In a file without a heading style, lines that are numbered like chapters are its headings. */
function typedHeadings(blocks: Block[]): Block[] {
  if (blocks.some((block) => block.kind === 'heading')) return blocks
  return blocks.map((block): Block => {
    if (block.kind !== 'paragraph' || block.text.length > 50 || /[。；;，,：:.!！?？]$/.test(block.text)) return block
    if (chapterLine.test(block.text)) return { ...block, kind: 'heading', level: 1 }
    if (/^第[0-9一二三四五六七八九十百]{1,5}节/.test(block.text)) return { ...block, kind: 'heading', level: 2 }
    if (/^[一二三四五六七八九十]{1,3}、/.test(block.text)) return { ...block, kind: 'heading', level: 1 }
    const dots = numberedLine.exec(block.text)?.[1]?.split('.').length
    return dots !== undefined && dots > 1 ? { ...block, kind: 'heading', level: Math.min(6, dots) } : block
  })
}
