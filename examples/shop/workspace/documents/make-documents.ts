import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  Document,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageBreak,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { marked, type Token, type Tokens } from 'marked'
import { PDFDocument } from 'pdf-lib'
import { chromium } from 'playwright-core'
import writeXlsxFile from 'write-excel-file/node'
import { catalogue } from '../../seed/catalogue.ts'
import { categories } from '../../seed/product-record.ts'

/**
 * Makes the demo company's documents from what stands in `sources/` and the catalogue of the shop:
 * node examples/shop/workspace/documents/make-documents.ts
 */
const folder = fileURLToPath(new URL('./', import.meta.url))
const headings = [HeadingLevel.TITLE, HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3]
let lists = 0
const source = (name: string) => readFileSync(join(folder, 'sources', name), 'utf8')
await printPdfs(['r600-manual.zh', 'r600-manual.en'])
writeFileSync(join(folder, 'r9-manual.zh.docx'), await Packer.toBuffer(docxOf(source('r9-manual.zh.md'))))
await writeSpecs(join(folder, 'specifications.xlsx'))

/** Prints manuals to A5 pages, as they lie in the box. */
async function printPdfs(names: string[]): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    for (const name of names) {
      const page = await browser.newPage()
      await page.setContent(await pageOf(source(`${name}.md`), name.endsWith('en') ? '8pt/1.45' : '9.5pt/1.6'))
      const printed = await page.pdf({
        format: 'A5',
        outline: true,
        tagged: false,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate:
          '<div style="font-size:7px;width:100%;text-align:center"><span class="pageNumber"></span></div>',
        margin: { top: '15mm', bottom: '16mm', left: '14mm', right: '14mm' },
      })
      await page.close()
      // Chromium keeps every Han character as an object of its own: packed, the file is a third smaller.
      const packed = await (await PDFDocument.load(printed)).save({ useObjectStreams: true })
      writeFileSync(join(folder, `${name}.pdf`), packed)
    }
  } finally {
    await browser.close()
  }
}

/** `font`: size and line height; English runs longer than Chinese. */
async function pageOf(markdown: string, font: string): Promise<string> {
  const body = (await marked.parse(markdown)).replaceAll('<!-- page -->', '<div style="break-after:page"></div>')
  return `<!doctype html><meta charset="utf-8"><style>
    body { font: ${font} 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif; color: #111 }
    h1, h2, h3, th, strong { font-weight: normal } h1 { font-size: 1.8em } h2 { font-size: 1.35em; border-bottom: 1px solid #999 } h3 { font-size: 1.1em }
    table { border-collapse: collapse; width: 100%; font-size: .9em } th { background: #eee } td, th { border: 1px solid #777; padding: 2px 5px; text-align: left }
    tr, li { break-inside: avoid } h2, h3 { break-after: avoid }
  </style>${body}`
}

function docxOf(markdown: string): Document {
  const children = marked.lexer(markdown).flatMap(blockOf)
  const levels = [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: 'left' as const }]
  return new Document({
    creator: '清屋家电',
    title: 'R9 使用说明书',
    numbering: { config: [{ reference: 'steps', levels }] },
    styles: { default: { document: { run: { font: 'Noto Sans CJK SC', size: 21 } } } },
    sections: [{ children }],
  })
}

function blockOf(token: Token): (Paragraph | Table)[] {
  switch (token.type) {
    case 'heading': {
      const { depth, text } = token as Tokens.Heading
      const first = depth === 2 && /^\d/.test(text) ? [new PageBreak()] : []
      return [new Paragraph({ heading: headings[depth - 1], children: [...first, new TextRun(text)] })]
    }
    case 'paragraph':
      return (token as Tokens.Paragraph).text
        .split('\n')
        .map((text) => new Paragraph({ text, spacing: { after: 120 } }))
    case 'list': {
      const { ordered, items } = token as Tokens.List
      if (ordered) lists += 1
      return items.map(
        ({ text }) =>
          new Paragraph(
            ordered
              ? { text, numbering: { reference: 'steps', level: 0, instance: lists } }
              : { text, bullet: { level: 0 } },
          ),
      )
    }
    case 'table':
      return [tableOf(token as Tokens.Table)]
    default:
      return []
  }
}

function tableOf({ header, rows }: Tokens.Table): Table {
  const row = (cells: Tokens.TableCell[], bold: boolean) =>
    new TableRow({
      tableHeader: bold,
      children: cells.map(
        ({ text }) => new TableCell({ children: [new Paragraph({ children: [new TextRun({ text, bold })] })] }),
      ),
    })
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [row(header, true), ...rows.map((cells) => row(cells, false))],
  })
}

/** Every model with its variants, price, return period and warranty, as the shop's own systems have them. */
async function writeSpecs(path: string): Promise<void> {
  const head = [
    '商品编号',
    '型号名称',
    'Model',
    '类别',
    '价格（元）',
    '规格',
    'SKU',
    '退货天数',
    '保修（月）',
    '说明',
    'Description',
  ]
  const rows = catalogue.map((entry) => [
    entry.id,
    entry.name,
    entry.nameEn,
    categories[entry.category]?.zh ?? entry.category,
    entry.price,
    entry.skus.map(([, variant]) => variant).join('、'),
    entry.skus.map(([sku]) => sku).join('、'),
    entry.notReturnable ? 0 : (entry.returnDays ?? 15),
    entry.category === 'large' ? 36 : entry.category === 'consumable' ? 0 : 12,
    entry.about,
    entry.aboutEn,
  ])
  const data = [
    head.map((value) => ({ value, fontWeight: 'bold' as const })),
    ...rows.map((cells) => cells.map((value) => (typeof value === 'number' ? { value, type: Number } : { value }))),
  ]
  const columns = [8, 28, 34, 12, 10, 16, 26, 10, 10, 40, 50].map((width) => ({ width }))
  await writeXlsxFile(data, { columns, sheet: '商品参数', stickyRowsCount: 1 }).toFile(path)
}
