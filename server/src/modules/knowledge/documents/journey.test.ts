import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow } from 'docx'
import pptxgen from 'pptxgenjs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LibraryReply, type LibraryWorld, openLibraryWorld } from '../../../../test/library-world.ts'
import { makePrinter } from '../../../read-documents/pdf/fixtures/print-pdf.ts'
import { makeZip } from '../../../read-documents/testing/make-zip.ts'

let world: LibraryWorld
let boss: string
let printer: Awaited<ReturnType<typeof makePrinter>>
beforeAll(async () => {
  ;[world, printer] = await Promise.all([openLibraryWorld(), makePrinter()])
  boss = await (await world.company('acme')).hire('supervisor')
})
afterAll(() => Promise.all([world.close(), printer.close()]))

/** Uploads a file and waits until it is read. */
async function read(name: string, content: Buffer): Promise<LibraryReply> {
  const { status, body } = await world.upload(boss, '/v1/knowledge/documents', [{ name, content }])
  expect(status, JSON.stringify(body)).toBe(202)
  return vi.waitFor(
    async () => {
      const document = (await world.call(boss, 'GET', `/v1/knowledge/documents/${body.items[0].document.id}`)).body
      expect(document.state, JSON.stringify(document.reason)).toBe('ready')
      return document
    },
    { timeout: 30_000, interval: 50 },
  )
}
const answer = async (text: string) =>
  (await world.call(boss, 'POST', '/v1/knowledge/answer', { text })).body.answer as LibraryReply

test('a manual as PDF is answered from, with the page it is on', async () => {
  const { id, pages } = await read(
    '扫地机手册.pdf',
    Buffer.from(await printer.print('robot-manual.zh.html', { outline: true })),
  )
  expect(pages).toBeGreaterThan(2)
  const given = await answer('拖布机洗的水温不能超过多少度')
  expect(given).toMatchObject({ decision: 'answer', sources: [{ kind: 'document', id }] })
  const { page, quote, url } = given.sources[0]
  expect(given.text).toContain('40 摄氏度')
  expect(url).toContain(`page=${page}`)
  const shown = (await world.call(boss, 'GET', `/v1/knowledge/documents/${id}/page?page=${page}`)).body
  expect(JSON.stringify(shown.blocks)).toContain(quote.slice(0, 8))
})

test('a handbook as DOCX is answered from, its table too', async () => {
  const cell = (text: string) => new TableCell({ children: [new Paragraph(text)] })
  const row = (...cells: string[]) => new TableRow({ children: cells.map(cell) })
  const document = new Document({
    sections: [
      {
        children: [
          new Paragraph({ text: '门店运营手册', heading: HeadingLevel.TITLE }),
          new Paragraph({ text: '钥匙交接', heading: HeadingLevel.HEADING_1 }),
          new Paragraph('早班店长于七点四十分从保险柜领取钥匙，并在交接簿上签名。'),
          new Paragraph({ text: '备用金', heading: HeadingLevel.HEADING_1 }),
          new Table({ rows: [row('门店', '备用金'), row('滨江店', '3000 元'), row('湖墅店', '4500 元')] }),
        ],
      },
    ],
  })
  const { id } = await read('门店手册.docx', await Packer.toBuffer(document))
  const keys = await answer('早班店长几点领取钥匙')
  expect(keys).toMatchObject({ decision: 'answer', sources: [{ id, headings: expect.arrayContaining(['钥匙交接']) }] })
  expect(keys.text).toContain('七点四十分')
  expect((await answer('湖墅店的备用金是多少')).text).toContain('4500')
})

test('slides as PPTX are answered from, with the number of the slide', async () => {
  const deck = new (pptxgen as unknown as new () => InstanceType<typeof pptxgen.default>)()
  for (const [title, text] of [
    ['新员工培训', '欢迎加入售后中心。'],
    ['工牌', '工牌遗失后须在当天向行政报失，补办收取工本费二十元。'],
    ['排班', '夜班从二十二点开始，每班八小时。'],
  ]) {
    const slide = deck.addSlide()
    slide.addText(title!, { x: 0.5, y: 0.3, w: 9, h: 0.8, fontSize: 32 })
    slide.addText(text!, { x: 0.5, y: 1.5, w: 9, h: 1.5, fontSize: 18 })
  }
  const { id } = await read('培训.pptx', (await deck.write({ outputType: 'nodebuffer' })) as Buffer)
  const given = await answer('补办工牌收多少工本费')
  expect(given).toMatchObject({ decision: 'answer', sources: [{ id, page: 2 }] })
  expect(given.text).toContain('二十元')
})

test('an archive becomes a document for each of its files, with what was left out and why', async () => {
  const zip = await makeZip({
    '制度/差旅.md': '# 差旅制度\n\n高铁出差可以报销二等座车票。\n',
    '制度/请假.md': '# 请假制度\n\n年假须提前五个工作日申请。\n',
    'tool.exe': 'MZ\u0000\u0000',
  })
  const archive = await read('制度.zip', zip)
  expect(archive.contains).toHaveLength(2)
  expect(archive.skipped).toMatchObject([{ path: 'tool.exe', code: expect.any(String) }])
  const given = await answer('年假要提前几个工作日申请')
  expect(given).toMatchObject({ decision: 'answer', sources: [{ title: '请假制度' }] })
  expect(given.text).toContain('五个工作日')
})
