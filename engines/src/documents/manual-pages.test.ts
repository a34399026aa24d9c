import { describe, expect, it } from 'vitest'
import type { Block } from './document.ts'
import { blankPage, layOutPages, table, wrap, write, writeLines } from './fixtures/typeset.ts'

const ofKind = <K extends Block['kind']>(blocks: Block[], kind: K) =>
  blocks.filter((block): block is Extract<Block, { kind: K }> => block.kind === kind)
const headings = (blocks: Block[]) => ofKind(blocks, 'heading').map(({ text }) => text)

const battery =
  '电池首次使用前请充电六小时以上。长期不使用时请每三个月补充充电一次，并将主机存放在阴凉干燥的环境中，避免阳光直射和靠近热源，否则可能缩短电池的使用寿命。'
const cleaning =
  'Wipe the housing with a soft cloth once a week and leave the door open for an hour afterwards so that the inside can dry completely.'

describe('pages of a manual', () => {
  for (const [how, style] of [
    ['far larger than the text', { size: 24 }],
    ['bold, in the size of the text', { size: 10, bold: true }],
    ['plain, in the size of the text', { size: 10 }],
  ] as const) {
    it(`keep the heading each begins with, all of one pattern, set ${how}`, () => {
      const pages = Array.from({ length: 12 }, (_, index) => {
        const page = blankPage(index + 1)
        write(page, 60, 36, `零件手册 第 ${index + 1} 页`, { size: 8 })
        write(page, 60, 90, `第 ${index + 1} 章 部件 P${index + 1}`, style)
        writeLines(page, 60, 125, wrap(battery, 450))
        return page
      })
      const blocks = layOutPages(pages)
      expect(headings(blocks)).toEqual(pages.map((_, index) => `第 ${index + 1} 章 部件 P${index + 1}`))
      expect(JSON.stringify(blocks)).not.toContain('零件手册')
    })
  }

  it('lose the name of the chapter over the text in a leaflet of three pages too', () => {
    const pages = ['1 Care', '1 Care', '2 Repair'].map((chapter, index) => {
      const page = blankPage(index + 1)
      write(page, 60, 40, chapter, { size: 8 })
      writeLines(page, 60, 100, wrap(`Page ${'abc'[index]}: ${cleaning}`, 450))
      return page
    })
    expect(layOutPages(pages).map((block) => 'text' in block && block.text)).toEqual(
      ['a', 'b', 'c'].map((letter) => `Page ${letter}: ${cleaning}`),
    )
  })

  it('lose the index of words at the end, which names everything and says nothing', () => {
    const pages = [1, 2, 3, 4].map((number) => {
      const page = blankPage(number)
      write(page, 60, 80, `${number} Part`, { size: 16, bold: true })
      writeLines(page, 60, 120, wrap(cleaning, 450))
      return page
    })
    const index = blankPage(5)
    write(index, 60, 80, 'Index', { size: 16, bold: true })
    const words = ['Battery, 1, 3', 'Cutter, 2', 'Display, 1–2', 'Filter, 4', 'Head, 3', 'Light, 2, 4']
    for (const [at, word] of words.entries()) {
      write(index, 60, 110 + at * 14, word)
      write(
        index,
        320,
        110 + at * 14,
        word.replace(/^\w+/, (name) => `${name} door`),
      )
    }
    expect(headings(layOutPages([...pages, index]))).toEqual(['1 Part', '2 Part', '3 Part', '4 Part'])
    expect(JSON.stringify(layOutPages([...pages, index]))).not.toMatch(/Cutter|Index/)
  })

  it('are read column by column also where a column holds nothing but tables', () => {
    const first = blankPage(1)
    writeLines(first, 60, 80, wrap(`${cleaning} ${cleaning} ${cleaning}`, 220))
    writeLines(first, 310, 80, wrap(battery.repeat(2), 220))
    const second = blankPage(2)
    write(second, 60, 80, '1 Fehlersuche und Hilfe', { size: 14, bold: true })
    writeLines(second, 60, 110, wrap(`${cleaning} ${cleaning} ${cleaning}`, 220))
    const rows = Array.from({ length: 14 }, (_, index) => [`E${index + 1}`, '风机不转'])
    table(second, [310, 360, 530], 70, [['代码', '含义'], ...rows], true)
    const blocks = layOutPages([first, second])
    expect(blocks.filter(({ page }) => page === 2).map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'table'])
    expect(ofKind(blocks, 'table')[0]?.rows).toEqual(rows)
  })

  it('have a bullet drawn before an item of the second column as well', () => {
    const page = blankPage()
    writeLines(page, 60, 80, wrap(battery.repeat(2), 220))
    for (const [index, item] of [
      '空气滤网两片，每三个月更换一次，不可水洗',
      '电源线一根，长度一米五，接头为三孔插头',
      '遥控器一个，内有纽扣电池，使用前抽出薄片',
      '说明书一册，电子版可在官网的下载页取得',
      '清洁刷一把，用来清理进风口格栅上的灰尘',
    ].entries()) {
      write(page, 325, 80 + index * 15, item)
      page.dots.push({ x: 315, y: 77 + index * 15, size: 3 })
    }
    expect(ofKind(layOutPages([page]), 'list')[0]?.items.map(({ mark, text }) => mark + text)).toEqual([
      '•空气滤网两片，每三个月更换一次，不可水洗',
      '•电源线一根，长度一米五，接头为三孔插头',
      '•遥控器一个，内有纽扣电池，使用前抽出薄片',
      '•说明书一册，电子版可在官网的下载页取得',
      '•清洁刷一把，用来清理进风口格栅上的灰尘',
    ])
  })

  it('have questions with answers though the lines between are full, and the page each answer begins on', () => {
    const [first, second] = [blankPage(1), blankPage(2)]
    writeLines(first, 60, 80, wrap(battery, 450))
    write(first, 60, 780, 'Q: Can I print on labels of another make?')
    writeLines(second, 60, 80, ['A: Yes, if they are direct thermal labels and not thicker than 0.19 mm.'])
    writeLines(second, 60, 95, ['Q: Do printed labels fade when they lie in the sun for a whole summer?', 'A: Yes.'])
    expect(ofKind(layOutPages([first, second]), 'question')).toMatchObject([
      {
        question: 'Can I print on labels of another make?',
        answer: 'Yes, if they are direct thermal labels and not thicker than 0.19 mm.',
        page: 1,
        pageStarts: [{ at: 0, page: 2 }],
      },
      { question: 'Do printed labels fade when they lie in the sun for a whole summer?', answer: 'Yes.', page: 2 },
    ])
  })

  it('do not take the bold names of columns for a heading', () => {
    const page = blankPage()
    writeLines(page, 60, 80, wrap(battery, 450))
    for (const [index, name] of ['Code', 'Meaning', 'Remedy'].entries())
      write(page, 60 + index * 150, 160, name, { bold: true })
    writeLines(page, 60, 190, wrap(battery, 450))
    expect(headings(layOutPages([page]))).toEqual([])
  })

  it('end a list where a paragraph begins further left than its items', () => {
    const page = blankPage()
    writeLines(page, 60, 80, wrap(battery, 450))
    write(page, 75, 150, '1. Lift the unit off the bracket with the help of a second person, never by its leads alone.')
    writeLines(page, 60, 165, ['Veltara takes back old batteries free of charge.'])
    const blocks = layOutPages([page])
    expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'list', 'paragraph'])
  })
})
