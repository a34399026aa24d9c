import {
  Bookmark,
  CommentRangeEnd,
  CommentRangeStart,
  CommentReference,
  DeletedTextRun,
  Document,
  FootnoteReferenceRun,
  HeadingLevel,
  ImageRun,
  InsertedTextRun,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalMergeType,
} from 'docx'
import pptxgen from 'pptxgenjs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Ocr } from '../read-outcome.ts'
import { readHere } from '../testing/read-here.ts'

const words: Ocr = {
  read: async () => [
    { text: '按', confidence: 1, left: 0, top: 0, width: 9, height: 9, line: '1' },
    { text: '红', confidence: 1, left: 9, top: 0, width: 9, height: 9, line: '1' },
    { text: 'button', confidence: 1, left: 0, top: 20, width: 9, height: 9, line: '2' },
  ],
}
const noise = (size: number) =>
  sharp(Buffer.from(Array.from({ length: size * size * 3 }, (_, at) => (at * 7919) % 251)), {
    raw: { width: size, height: size, channels: 3 },
  })
    .png({ compressionLevel: 0 })
    .toBuffer()

const cell = (text: string, more: object = {}) => new TableCell({ children: [new Paragraph(text)], ...more })

describe('Word documents', () => {
  it('keeps headings, lists, merged tables, footnotes, captions and pictures; leaves comments and deleted text out', async () => {
    const document = new Document({
      title: '安装与维护',
      creator: '李四',
      footnotes: { 1: { children: [new Paragraph('以购买日期为准。')] } },
      comments: { children: [{ id: 0, author: 'x', children: [new Paragraph('这里要改')] }] },
      numbering: {
        config: [
          {
            reference: 'steps',
            levels: [
              { level: 0, format: LevelFormat.DECIMAL, text: '%1.' },
              { level: 1, format: LevelFormat.BULLET, text: '•' },
            ],
          },
        ],
      },
      styles: {
        paragraphStyles: [{ id: 'Zhang', name: '自定义章', basedOn: 'Heading1', paragraph: { outlineLevel: 0 } }],
      },
      sections: [
        {
          children: [
            new Paragraph({ text: '第一章 安装', heading: HeadingLevel.HEADING_1 }),
            new Paragraph({
              children: [
                new TextRun('保修两年'),
                new FootnoteReferenceRun(1),
                new CommentRangeStart(0),
                new TextRun('，'),
                new CommentRangeEnd(0),
                new TextRun({ children: [new CommentReference(0)] }),
                new DeletedTextRun({ text: '一年', id: 1, author: 'x', date: '2026-01-01' }),
                new InsertedTextRun({ text: '含电池。', id: 2, author: 'x', date: '2026-01-01' }),
              ],
            }),
            new Paragraph({ text: '打开电源', numbering: { reference: 'steps', level: 0 } }),
            new Paragraph({ text: '绿灯亮', numbering: { reference: 'steps', level: 1 } }),
            new Paragraph({ text: '按下开关', numbering: { reference: 'steps', level: 0 } }),
            new Paragraph({ text: '故障处理', style: 'Zhang' }),
            new Paragraph('表 1 故障码'),
            new Table({
              rows: [
                new TableRow({ tableHeader: true, children: [cell('代码'), cell('原因'), cell('处理')] }),
                new TableRow({
                  children: [cell('P0420', { verticalMerge: VerticalMergeType.RESTART }), cell('催化器'), cell('更换')],
                }),
                new TableRow({
                  children: [cell('', { verticalMerge: VerticalMergeType.CONTINUE }), cell('氧传感器'), cell('检查')],
                }),
                new TableRow({ children: [cell('P0300'), cell('联系售后', { columnSpan: 2 })] }),
              ],
            }),
            new Paragraph({
              children: [
                new ImageRun({
                  type: 'png',
                  data: await noise(60),
                  transformation: { width: 60, height: 60 },
                  altText: { name: 'a', description: '接线示意', title: 'a' },
                }),
              ],
            }),
            new Paragraph({ children: [new Bookmark({ id: 'x', children: [new TextRun('图 1 接线图')] })] }),
          ],
        },
      ],
    })
    const read = await readHere('手册.docx', await Packer.toBuffer(document), { ocr: words })
    expect(read).toMatchObject({ title: '安装与维护', language: 'zh', info: { author: '李四' } })
    expect(read.blocks).toEqual([
      { kind: 'heading', level: 1, text: '第一章 安装' },
      { kind: 'paragraph', text: '保修两年[1]，含电池。' },
      {
        kind: 'list',
        ordered: true,
        items: [
          { depth: 0, mark: '1.', text: '打开电源' },
          { depth: 1, mark: '•', text: '绿灯亮' },
          { depth: 0, mark: '2.', text: '按下开关' },
        ],
      },
      { kind: 'heading', level: 1, text: '故障处理' },
      {
        kind: 'table',
        caption: '表 1 故障码',
        header: ['代码', '原因', '处理'],
        rows: [
          ['P0420', '催化器', '更换'],
          ['P0420', '氧传感器', '检查'],
          ['P0300', '联系售后', '联系售后'],
        ],
      },
      { kind: 'picture', caption: '图 1 接线图', text: '按红\nbutton' },
      { kind: 'paragraph', text: '[1] 以购买日期为准。' },
    ])
  })

  it('takes numbered lines for headings where no heading style is used', async () => {
    const lines = ['产品说明', '第一章 概述', '本机用于家庭。', '1.1 外观', '白色。', '一、附件', '说明书一本。']
    const document = new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] })
    const { blocks } = await readHere('a.docx', await Packer.toBuffer(document))
    expect(blocks.filter((block) => block.kind === 'heading')).toEqual([
      { kind: 'heading', level: 1, text: '第一章 概述' },
      { kind: 'heading', level: 2, text: '1.1 外观' },
      { kind: 'heading', level: 1, text: '一、附件' },
    ])
  })
})

describe('presentations', () => {
  it('reads slides as pages with title, points, tables, notes and pictures', async () => {
    const deck = new (pptxgen as unknown as new () => InstanceType<typeof pptxgen.default>)()
    deck.title = '新品培训'
    deck.defineSlideMaster({
      title: 'M',
      objects: [{ placeholder: { options: { name: 'title', type: 'title', x: 0, y: 0, w: 5, h: 1 }, text: '' } }],
    })
    const first = deck.addSlide({ masterName: 'M' })
    first.addText('卖点', { placeholder: 'title' })
    first.addText(
      [
        { text: '省电', options: { bullet: true } },
        { text: '每天 0.5 度', options: { bullet: true, indentLevel: 1 } },
        { text: '静音', options: { bullet: true } },
      ],
      { x: 0, y: 1, w: 5, h: 2 },
    )
    first.addNotes('先讲省电。')
    const second = deck.addSlide({ masterName: 'M' })
    second.addText('价格', { placeholder: 'title' })
    second.addTable(
      [
        [{ text: '型号' }, { text: '价格' }, { text: '备注' }],
        [{ text: 'X1' }, { text: '1999', options: { colspan: 2 } }],
      ],
      { x: 0, y: 1 },
    )
    second.addImage({
      data: `image/png;base64,${(await noise(60)).toString('base64')}`,
      x: 0,
      y: 3,
      w: 1,
      h: 1,
      altText: '包装尺寸图',
    })
    const bytes = (await deck.write({ outputType: 'nodebuffer' })) as Buffer
    const { title, blocks } = await readHere('培训.pptx', bytes)
    expect(title).toBe('新品培训')
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: '卖点', page: 1 },
      {
        kind: 'list',
        ordered: false,
        page: 1,
        items: [
          { depth: 0, mark: '•', text: '省电' },
          { depth: 1, mark: '•', text: '每天 0.5 度' },
          { depth: 0, mark: '•', text: '静音' },
        ],
      },
      { kind: 'paragraph', text: '先讲省电。', page: 1 },
      { kind: 'heading', level: 1, text: '价格', page: 2 },
      { kind: 'table', header: ['型号', '价格', '备注'], rows: [['X1', '1999', '1999']], page: 2 },
      { kind: 'picture', caption: '包装尺寸图', page: 2 },
    ])
  })
})
