import type { Block, ListItem } from '@loopdesk/engines/documents/document.ts'
import { splitHeader } from '../blocks/table-header.ts'
import { attribute, find, findAll, type Xml } from '../bytes/xml-tree.ts'
import { Refused } from '../refusal.ts'

interface ShapeOptions {
  /** Text recognised in the picture of a relation. */
  pictureText?(id: string): Promise<string | undefined>
  /** Texts of a diagram. */
  diagram?(id: string): Promise<string[]>
  /** Placeholders of this kind only. */
  only?: string
  columns: number
}

/** What stands on a slide: its title first, then texts, lists, tables, diagrams and pictures in the order of the file. */
export async function shapeBlocks(tree: Xml, options: ShapeOptions): Promise<Block[]> {
  const titles: Block[] = []
  const blocks: Block[] = []
  const visit = async (node: Xml): Promise<void> => {
    for (const shape of node.children) {
      if (shape.name === 'grpSp' || shape.name === 'AlternateContent' || shape.name === 'Choice') await visit(shape)
      else if (shape.name === 'sp') textShape(shape)
      else if (options.only !== undefined) continue
      else if (shape.name === 'graphicFrame') await frame(shape)
      else if (shape.name === 'pic') await picture(shape)
    }
  }
  const textShape = (shape: Xml) => {
    const holder = find(shape, 'ph')
    const type = holder === undefined ? undefined : (attribute(holder, 'type') ?? 'body')
    if (/^(dt|ftr|sldNum|hdr|sldImg)$/.test(type ?? '')) return
    if (options.only !== undefined && type !== options.only) return
    const body = shape.children.find(({ name }) => name === 'txBody')
    if (body === undefined) return
    if (type === 'title' || type === 'ctrTitle') {
      const text = paragraphs(body)
        .map((line) => line.text)
        .join(' ')
        .trim()
      if (text !== '') titles.push({ kind: 'heading', level: 1, text })
    } else blocks.push(...bodyBlocks(body, holder !== undefined && type !== 'subTitle' && options.only === undefined))
  }
  const frame = async (shape: Xml) => {
    const table = find(shape, 'tbl')
    if (table !== undefined) blocks.push(tableBlock(table, options.columns))
    const data = find(shape, 'relIds')
    const texts = data === undefined ? [] : ((await options.diagram?.(attribute(data, 'dm') ?? '')) ?? [])
    if (texts.length > 0)
      blocks.push({ kind: 'list', ordered: false, items: texts.map((text) => ({ depth: 0, mark: '•', text })) })
  }
  const picture = async (shape: Xml) => {
    const told = attribute(find(shape, 'cNvPr'), 'descr')?.replace(/\s+/g, ' ').trim() ?? ''
    const text = await options.pictureText?.(attribute(find(shape, 'blip'), 'embed') ?? '')
    const caption = /^(图片|picture|image|a picture containing|\S+\.(png|jpe?g|gif))/i.test(told) ? '' : told
    if (caption === '' && text === undefined) return
    blocks.push({ kind: 'picture', ...(caption === '' ? {} : { caption }), ...(text === undefined ? {} : { text }) })
  }
  await visit(tree)
  return [...titles, ...blocks]
}

interface Line {
  text: string
  level: number
  /** `bullet` and a number's kind where the paragraph says so; undefined where it says nothing. */
  mark: 'none' | 'bullet' | 'number' | undefined
}

function paragraphs(body: Xml): Line[] {
  return findAll(body, 'p')
    .map((paragraph): Line => {
      const style = paragraph.children.find(({ name }) => name === 'pPr')
      const has = (name: string) => style?.children.some((child) => child.name === name) ?? false
      const mark = has('buNone')
        ? 'none'
        : has('buAutoNum')
          ? 'number'
          : has('buChar') || has('buBlip')
            ? 'bullet'
            : undefined
      return { text: lineText(paragraph), level: Number(style?.attributes.lvl ?? 0) || 0, mark }
    })
    .filter(({ text }) => text !== '')
}

function lineText(paragraph: Xml): string {
  return paragraph.children
    .map((run) => {
      if (run.name === 'br') return '\n'
      return run.name === 'r' || run.name === 'fld' ? (find(run, 't')?.text ?? '') : ''
    })
    .join('')
    .replace(/[ \t\u00a0]+/g, ' ')
    .trim()
}

/** Lines with a mark, or in a placeholder for points, are a list; the others stay paragraphs. */
function bodyBlocks(body: Xml, forPoints: boolean): Block[] {
  const lines = paragraphs(body)
  const blocks: Block[] = []
  let items: ListItem[] = []
  const numbers: number[] = []
  const close = () => {
    if (items.length > 0) blocks.push({ kind: 'list', ordered: /\d/.test(items[0]!.mark), items })
    items = []
    numbers.length = 0
  }
  for (const { text, level, mark } of lines) {
    const marked = mark === undefined ? forPoints && lines.length > 1 : mark !== 'none'
    if (!marked) {
      close()
      blocks.push({ kind: 'paragraph', text })
      continue
    }
    numbers.length = level + 1
    numbers[level] = (numbers[level] ?? 0) + 1
    items.push({ depth: level, mark: mark === 'number' ? `${numbers[level]}.` : '•', text })
  }
  close()
  return blocks
}

function tableBlock(table: Xml, columns: number): Block {
  const grid = table.children
    .filter(({ name }) => name === 'tr')
    .map((row) => row.children.filter(({ name }) => name === 'tc'))
    .reduce<string[][]>((rows, cells) => {
      if (cells.length > columns) throw new Refused('too_many_columns', `A table has ${cells.length}.`)
      const row: string[] = []
      for (const cell of cells) {
        // Cells covered by a merged one repeat it.
        if (cell.attributes.hMerge === '1') row.push(row.at(-1) ?? '')
        else if (cell.attributes.vMerge === '1') row.push(rows.at(-1)?.[row.length] ?? '')
        else
          row.push(
            paragraphs(cell)
              .map(({ text }) => text)
              .join('\n'),
          )
      }
      rows.push(row)
      return rows
    }, [])
  const firstRow = find(table, 'tblPr')?.attributes.firstRow === '1' && grid.length > 1
  const parts = firstRow ? { header: grid[0]!, rows: grid.slice(1) } : splitHeader(grid)
  return { kind: 'table', ...parts }
}
