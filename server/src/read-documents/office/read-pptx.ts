import type { Block, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { finishDocument } from '../blocks/finish-document.ts'
import type { Archive } from '../bytes/archive.ts'
import { attribute, find, findAll, readXml } from '../bytes/xml-tree.ts'
import type { ReadContext } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { macroWarnings, officeFacts, type Related, relatedParts } from './office-parts.ts'
import { makePictureTexts } from './picture-texts.ts'
import { shapeBlocks } from './slide-shapes.ts'

/** Slides in their order, each a page with its title as heading; speaker's notes follow. Hidden slides are left out. */
export async function readPptx(archive: Archive, context: ReadContext): Promise<ReadDocument> {
  const slides = await slidePaths(archive)
  if (slides.length > context.limits.pages)
    throw new Refused('too_many_pages', `At most ${context.limits.pages} are read.`)
  const pictureText = makePictureTexts(context)
  const warnings: ReadDocument['warnings'] = macroWarnings(archive)
  const blocks: Block[] = []
  for (const [at, path] of slides.entries()) {
    const page = at + 1
    const slide = readXml(await archive.read(path))
    context.progress(page, slides.length)
    if (attribute(find(slide, 'sld'), 'show') === '0') {
      warnings.push({ code: 'hidden_slide_left_out', message: `Slide ${page} is hidden and was left out.`, page })
      continue
    }
    const related = await relatedParts(archive, path)
    const tree = find(slide, 'spTree')
    if (tree === undefined) continue
    const found = await shapeBlocks(tree, {
      pictureText: async (id) => {
        const image = related.find((part) => part.id === id && !part.external)
        const bytes = image === undefined || context.ocr === undefined ? undefined : await archive.read(image.target)
        return bytes === undefined ? undefined : pictureText(bytes)
      },
      diagram: async (id) => {
        const data = related.find((part) => part.id === id && !part.external)
        return data === undefined ? [] : diagramTexts(await archive.read(data.target))
      },
      columns: context.limits.columns,
    })
    for (const block of [...found, ...(await notesOf(archive, related))]) blocks.push({ ...block, page })
  }
  const { title, ...info } = await officeFacts(archive)
  return finishDocument({ title, blocks, info, warnings }, context)
}

async function slidePaths(archive: Archive): Promise<string[]> {
  const path = 'ppt/presentation.xml'
  const order = find(readXml(await archive.read(path)), 'sldIdLst')
  if (order === undefined) throw new Refused(archive.has(path) ? 'has_no_text' : 'damaged')
  const related = await relatedParts(archive, path)
  return findAll(order, 'sldId').flatMap((slide) => {
    const id = slide.attributes['r:id'] ?? Object.entries(slide.attributes).find(([name]) => name.endsWith(':id'))?.[1]
    const target = related.find((part) => part.id === id)?.target
    return target !== undefined && archive.has(target) ? [target] : []
  })
}

async function notesOf(archive: Archive, related: Related[]): Promise<Block[]> {
  const notes = related.find(({ type }) => type === 'notesSlide')
  if (notes === undefined) return []
  const tree = find(readXml(await archive.read(notes.target)), 'spTree')
  if (tree === undefined) return []
  const blocks = await shapeBlocks(tree, { only: 'body', columns: 1 })
  return blocks.filter(({ kind }) => kind === 'paragraph' || kind === 'list')
}

/** SmartArt: the texts of its nodes. */
function diagramTexts(bytes: Buffer | undefined): string[] {
  return findAll(readXml(bytes), 'pt')
    .map((point) =>
      findAll(point, 't')
        .filter(({ children }) => children.length === 0)
        .map(({ text }) => text)
        .join('')
        .trim(),
    )
    .filter(Boolean)
}
