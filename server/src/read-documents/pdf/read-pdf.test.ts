import type { Block, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { PDFDocument, StandardFonts } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ocr } from '../read-outcome.ts'
import { makePrinter } from './fixtures/print-pdf.ts'
import { unembeddedFont } from './fixtures/unembedded-font.ts'
import { readPdf } from './read-pdf.ts'

const options = { maxPages: 100 }
const ofKind = <K extends Block['kind']>({ blocks }: ReadDocument, kind: K) =>
  blocks.filter((block): block is Extract<Block, { kind: K }> => block.kind === kind)
const everything = (document: ReadDocument) => JSON.stringify(document.blocks)
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'read',
    (error) => error.code ?? String(error),
  )

let printer: Awaited<ReturnType<typeof makePrinter>>
let robot: Uint8Array
let dishwasher: Uint8Array
let scanned: Uint8Array

beforeAll(async () => {
  printer = await makePrinter()
  robot = await printer.print('robot-manual.zh.html', { outline: true })
  dishwasher = await printer.print('dishwasher-manual.en.html', { outline: false })
  scanned = await printer.scan('dishwasher-manual.en.html')
})
afterAll(() => printer.close())

describe('a Chinese manual', () => {
  let document: ReadDocument
  beforeAll(async () => {
    document = await readPdf(robot, options)
  })

  it('has its chapters with their levels and pages', () => {
    expect(document).toMatchObject({ title: '清栖 R3 扫地机器人用户手册', language: 'zh', warnings: [] })
    expect(ofKind(document, 'heading').map(({ level, text, page }) => `${level} ${text} ${page}`)).toEqual([
      '1 第一章 认识机器人 3',
      '2 1.1 包装内容 3',
      '2 1.2 技术参数 3',
      '1 第二章 安装与使用 4',
      '2 2.1 放置充电座 4',
      '2 2.2 连接网络 4',
      '2 2.3 设置禁区 4',
      '1 第三章 维护保养 5',
      '2 3.1 清理周期 5',
      '3 3.1.1 清理主刷 5',
      '3 3.1.2 清洗拖布 5',
      '2 3.2 长期存放 5',
      '1 第四章 故障排除 6',
      '2 4.1 故障代码表 6',
      '2 4.2 常见问题 7',
      '1 附录 A 保修条款 8',
    ])
  })

  it('has one fault table although it runs over two pages', () => {
    const faults = ofKind(document, 'table').find(({ header }) => header[0] === '代码')
    expect(faults?.rows.map(([code]) => code)).toEqual(
      Array.from({ length: 22 }, (_, index) => `E${String(index + 1).padStart(2, '0')}`),
    )
    expect(faults?.rows[10]).toEqual([
      'E11',
      '找不到充电座',
      '确认充电座已通电、前方 1.5 米内没有障碍物，擦拭充电座和机器人上的充电触点。',
    ])
    expect(new Set(faults?.rowPages)).toEqual(new Set([6, 7]))
  })

  it('has nothing of headers, footers and the list of contents', () => {
    expect(everything(document)).not.toMatch(/清栖科技|04\/2031|第 \d 页|\.{5}|目录/)
  })

  it('has lists inside of lists', () => {
    const steps = ofKind(document, 'list').find(({ ordered }) => ordered)
    expect(steps?.items.map(({ depth, mark }) => `${depth}${mark}`)).toEqual(['01.', '02.', '03.', '1a.', '1b.', '04.'])
    expect(ofKind(document, 'list')[0]?.items.map(({ depth }) => depth)).toEqual([0, 0, 0, 0, 1, 1])
  })

  it('has its questions with their answers', () => {
    expect(ofKind(document, 'question').map(({ question }) => question)).toEqual([
      '机器人清扫时为什么会在同一处打转？',
      '充电时电源适配器发热是否正常？',
      '可以清扫地毯吗？',
    ])
  })
})

describe('an English manual in two columns', () => {
  it('is read column by column, with words whole and headings without bookmarks', async () => {
    const document = await readPdf(dishwasher, options)
    expect(ofKind(document, 'heading').map(({ level, text }) => `${level} ${text}`)).toEqual([
      '1 1 Safety',
      '2 1.1 Intended use',
      '2 1.2 Electrical connection',
      '2 1.3 Water supply',
      '2 1.4 Disposal',
      '1 2 Daily operation',
      '2 2.1 Programmes',
      '1 3 Care',
      '2 3.1 Spray arms',
      '2 3.2 Filters',
      '2 3.3 Questions',
      '1 Appendix A Technical data',
    ])
    const said = ofKind(document, 'paragraph').map(({ text }) => text)
    expect(said).toContain(
      'Connect the appliance only to a properly earthed socket protected by a 10 A fuse. Extension leads are not permitted. If the mains lead is damaged, it must be replaced by an authorised service engineer. The socket must remain accessible after installation, so that the appliance can be disconnected without being moved.',
    )
    expect(ofKind(document, 'table')[0]).toMatchObject({
      header: ['Hardness (°dH)', 'Level', 'Salt per wash'],
      page: 2,
    })
    expect(ofKind(document, 'table')[0]?.rows[4]).toEqual(['22–35', '4', '30 g'])
    expect(said).toContain('¹ Times are measured at 15 °C inlet temperature and 0.3 MPa.')
  })
})

describe('a leaflet without bookmarks, with tables that have hardly a line', () => {
  it('is read with its headings, its tables over lines and pages, and its numbered questions', async () => {
    const document = await readPdf(await printer.print('lock-leaflet.zh.html', { outline: false }), options)
    expect(document.title).toBe('智能门锁 S20 使用说明书')
    expect(ofKind(document, 'heading').map(({ level, text }) => `${level} ${text}`)).toContain('2 （二）添加指纹')
    const [values, faults, prices] = ofKind(document, 'table')
    expect(values).toMatchObject({ header: [] })
    expect(values?.rows[2]).toEqual(['工作电压', '直流 6 V，四节五号碱性电池'])
    expect(faults).toMatchObject({ header: ['现象', '原因', '处理'] })
    expect(faults?.rows[1]).toEqual([
      '连续蜂鸣',
      '连续五次输入错误，系统锁定三分钟',
      '等待三分钟，或用机械钥匙开锁；如非本人操作，请检查门锁是否被撬动',
    ])
    expect(prices?.rows.map(([name]) => name)).toEqual(['感应卡', '机械钥匙', '后面板', '锁体'])
    expect(ofKind(document, 'question').map(({ question }) => question)).toEqual([
      '门锁没电了怎么办？',
      '冬天门锁反应慢正常吗？',
      '可以装在推拉门上吗？',
    ])
    expect(everything(document)).toContain('注意：管理员密码是最高权限')
  })
})

describe('a file in a font that is not part of it', () => {
  const lines = [
    { text: '第一章 概述', size: 20 },
    { text: '额定电压为 220V，请勿在潮湿环境中使用。', size: 11 },
  ]
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

  it('is read when its text is Unicode', async () => {
    const document = await readPdf(
      unembeddedFont('UniGB-UCS2-H', lines, (text) => [...text].map((one) => hex(one.charCodeAt(0), 4)).join('')),
      options,
    )
    expect(document.blocks).toMatchObject([
      { kind: 'heading', text: lines[0]!.text },
      { kind: 'paragraph', text: lines[1]!.text },
    ])
  })

  it('is read when its text is GBK', async () => {
    const codes = new Map<string, string>()
    const decoder = new TextDecoder('gbk')
    for (let code = 0x8140; code <= 0xfefe; code++)
      codes.set(decoder.decode(new Uint8Array([code >> 8, code & 255])), hex(code, 4))
    const document = await readPdf(
      unembeddedFont('GBK-EUC-H', lines, (text) =>
        [...text].map((one) => (one < '\x80' ? hex(one.charCodeAt(0), 2) : codes.get(one)!)).join(''),
      ),
      options,
    )
    expect(document.blocks).toMatchObject([
      { kind: 'heading', text: lines[0]!.text },
      { kind: 'paragraph', text: lines[1]!.text },
    ])
  })
})

describe('a scanned file', () => {
  it('is read by whoever recognises text, with places in points', async () => {
    let size = 0
    const ocr: Ocr = {
      read: async (png) => {
        size = png.length
        return ['Never', 'touch', 'the', 'motor'].map((text, index) => ({
          text,
          confidence: 0.9,
          left: 200 + index * 160,
          top: 400,
          width: 140,
          height: 40,
          line: '1',
        }))
      },
    }
    const document = await readPdf(scanned, { ...options, ocr })
    expect(size).toBeGreaterThan(10_000)
    expect(document.blocks).toMatchObject([{ kind: 'paragraph', text: 'Never touch the motor', page: 1 }])
    expect(document.pages).toMatchObject([{ number: 1, ocr: true }])
    const [box] = document.blocks[0]!.boxes!
    expect(box!.x).toBeCloseTo(200 * (595 / (794 * 2)), -1)
  })

  it('is refused with what to install when nobody can read pictures', async () => {
    const refusal = await readPdf(scanned, options).catch((error) => error)
    expect(refusal.code).toBe('has_no_text')
    expect(refusal.message).toMatch(/Page 1 .*tesseract/)
  })
})

describe('a file that is not as it should be', () => {
  it('is refused by its reason', async () => {
    expect(await codeOf(readPdf(new Uint8Array(), options))).toBe('empty')
    expect(await codeOf(readPdf(new TextEncoder().encode('%PDF-1.7 nothing more'), options))).toBe('damaged')
    expect(await codeOf(readPdf(robot, { maxPages: 3 }))).toBe('too_many_pages')
    expect(await codeOf(readPdf(robot, { ...options, signal: AbortSignal.abort() }))).toBe('aborted')
    const blank = await PDFDocument.create()
    blank.addPage()
    expect(await codeOf(readPdf(await blank.save(), options))).toBe('has_no_text')
  })

  it('keeps what can be read of a truncated file, or says that it is damaged', async () => {
    expect(['read', 'damaged', 'has_no_text']).toContain(
      await codeOf(readPdf(robot.slice(0, robot.length * 0.6), options)),
    )
  })
})

describe('a page turned on its side', () => {
  it('is read upright', async () => {
    const document = await PDFDocument.create()
    const font = await document.embedFont(StandardFonts.Helvetica)
    const page = document.addPage([595, 842])
    for (const [index, text] of ['The wide table of this page', 'stands on its side.'].entries())
      page.drawText(text, {
        x: 100 + index * 14,
        y: 100,
        size: 11,
        font,
        rotate: { type: 'degrees' as never, angle: 90 },
      })
    const read = await readPdf(await document.save(), options)
    expect(read.blocks).toMatchObject([{ kind: 'paragraph', text: 'The wide table of this page stands on its side.' }])
  })
})
