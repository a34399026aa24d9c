import { describe, expect, it } from 'vitest'
import type { Block } from './document.ts'
import { blankPage, layOutPages, table, wrap, write, writeLines } from './fixtures/typeset.ts'

const texts = (blocks: Block[]) => blocks.flatMap((block) => ('text' in block ? [block.text] : []))
const ofKind = <K extends Block['kind']>(blocks: Block[], kind: K) =>
  blocks.filter((block): block is Extract<Block, { kind: K }> => block.kind === kind)

const safety =
  'Keep the appliance away from water at all times and never pull the plug by its lead, because the lead could break inside and cause a fire that nobody notices until it is too late to put it out.'
const cleaning =
  'Wipe the housing with a soft cloth once a week and leave the door open for an hour afterwards so that the inside can dry completely before the next programme is started by the timer.'
const battery =
  '电池首次使用前请充电六小时以上。长期不使用时请每三个月补充充电一次，并将主机存放在阴凉干燥的环境中，避免阳光直射和靠近热源，否则可能缩短电池的使用寿命。'

describe('layOut', () => {
  it('reads two columns one after the other, with the heading over both first', () => {
    const page = blankPage()
    write(page, 60, 80, 'Safety and care', { size: 18, bold: true })
    writeLines(page, 60, 120, wrap(`${safety} ${safety}`, 220))
    writeLines(page, 310, 120, wrap(`${cleaning} ${cleaning}`, 220))
    const [heading, left, right] = layOutPages([page])
    expect(heading).toMatchObject({ kind: 'heading', text: 'Safety and care' })
    expect(left).toMatchObject({ kind: 'paragraph', text: `${safety} ${safety}` })
    expect(right).toMatchObject({ kind: 'paragraph', text: `${cleaning} ${cleaning}` })
  })

  it('joins Chinese lines without a space and English lines with one', () => {
    const page = blankPage()
    const next = writeLines(page, 60, 100, wrap(battery, 400))
    writeLines(page, 60, next + 20, wrap(safety, 400))
    expect(texts(layOutPages([page]))).toEqual([battery, safety])
  })

  it('mends a word that was hyphenated at the end of a line', () => {
    const page = blankPage()
    writeLines(page, 60, 100, ['The dishwasher must only be connected by an author-', 'ised engineer.'])
    expect(texts(layOutPages([page]))).toEqual(['The dishwasher must only be connected by an authorised engineer.'])
  })

  it('leaves headers, footers and page numbers out, also where the chapter in the header changes', () => {
    const pages = Array.from({ length: 8 }, (_, index) => {
      const page = blankPage(index + 1)
      write(page, 60, 40, index < 4 ? 'Chapter A' : 'Chapter B', { size: 8 })
      write(page, 280, 815, `- ${index + 1} -`, { size: 8 })
      writeLines(page, 60, 100, wrap(`Page ${'abcdefgh'[index]} says: ${safety}`, 450))
      return page
    })
    const said = texts(layOutPages(pages)).join('\n')
    expect(said).not.toMatch(/Chapter|- \d -/)
    expect(said.match(/says:/g)).toHaveLength(8)
  })

  it('keeps chapter headings that stand at the same place of several pages', () => {
    const pages = [1, 2, 3, 4].map((number) => {
      const page = blankPage(number)
      write(page, 60, 90, `第 ${number} 章 概述`, { size: 18, bold: true })
      writeLines(page, 60, 130, wrap(battery, 450))
      return page
    })
    expect(ofKind(layOutPages(pages), 'heading').map(({ text }) => text)).toEqual([
      '第 1 章 概述',
      '第 2 章 概述',
      '第 3 章 概述',
      '第 4 章 概述',
    ])
  })

  it('joins a paragraph that goes on over the page and says where the next page begins', () => {
    const [first, second] = [blankPage(1), blankPage(2)]
    const lines = wrap(battery, 300)
    writeLines(first, 60, 770, lines.slice(0, 2))
    writeLines(second, 60, 80, lines.slice(2))
    const [paragraph] = ofKind(layOutPages([first, second]), 'paragraph')
    expect(paragraph).toMatchObject({ text: battery, page: 1 })
    expect(paragraph?.boxes?.map(({ page }) => page)).toEqual([1, 2])
    const [start] = paragraph?.pageStarts ?? []
    expect(start?.page).toBe(2)
    expect(battery.slice(start?.at)).toBe(lines.slice(2).join(''))
  })

  it('makes one table of a table that runs over two pages and repeats its header', () => {
    const [first, second] = [blankPage(1), blankPage(2)]
    const header = ['代码', '含义', '处理方法']
    table(
      first,
      [60, 140, 300, 530],
      700,
      [header, ['E01', '左轮悬空', '放回平地'], ['E02', '边刷卡住', '清理边刷']],
      true,
    )
    table(second, [60, 140, 300, 530], 60, [header, ['E03', '尘盒未装', '重新装入']], true)
    const tables = ofKind(layOutPages([first, second]), 'table')
    expect(tables).toHaveLength(1)
    expect(tables[0]).toMatchObject({
      header,
      rows: [
        ['E01', '左轮悬空', '放回平地'],
        ['E02', '边刷卡住', '清理边刷'],
        ['E03', '尘盒未装', '重新装入'],
      ],
      rowPages: [1, 1, 2],
    })
  })

  it('finds the columns of a table without lines', () => {
    const page = blankPage()
    writeLines(page, 60, 80, wrap(safety, 450))
    const rows = [
      ['Hardness', 'Level', 'Salt per wash'],
      ['0-5', '0', 'none'],
      ['6-10', '1', '9 g'],
      ['11-15', '2', '12 g'],
    ]
    for (const [index, row] of rows.entries())
      for (const [column, cell] of row.entries())
        write(page, 60 + column * 120, 160 + index * 15, cell, { bold: index === 0 })
    expect(ofKind(layOutPages([page]), 'table')).toMatchObject([{ header: rows[0], rows: rows.slice(1) }])
  })

  it('joins the lines of a cell', () => {
    const page = blankPage()
    table(page, [60, 200, 500], 100, [
      ['项目', '说明'],
      ['滤网', ''],
      ['主刷', '每周清理一次'],
    ])
    writeLines(page, 204, 130, ['用清水冲洗后晾干', '再装回主机'], { step: 9, size: 8 })
    expect(ofKind(layOutPages([page]), 'table')[0]?.rows[0]).toEqual(['滤网', '用清水冲洗后晾干再装回主机'])
  })

  it('takes levels of headings from bookmarks, else from their numbers', () => {
    const page = blankPage()
    write(page, 60, 80, '第一章 安装', { size: 16 })
    writeLines(page, 60, 120, wrap(battery, 450))
    write(page, 60, 220, '1.1 准备工作', { size: 12, bold: true })
    writeLines(page, 60, 250, wrap(battery, 450))
    const levels = (outline: { title: string; level: number; page: number }[]) =>
      ofKind(layOutPages([page], outline), 'heading').map(({ level, text }) => `${level} ${text}`)
    expect(levels([])).toEqual(['1 第一章 安装', '2 1.1 准备工作'])
    expect(
      levels([
        { title: '第一章 安装', level: 2, page: 1 },
        { title: '1.1 准备工作', level: 3, page: 1 },
      ]),
    ).toEqual(['2 第一章 安装', '3 1.1 准备工作'])
  })

  it('does not take a list of contents for text, yet learns the headings from it', () => {
    const [first, second] = [blankPage(1), blankPage(2)]
    write(first, 60, 80, '目录', { size: 16 })
    for (const [index, title] of ['产品介绍', '安装方法', '日常保养', '故障处理'].entries())
      write(first, 60, 120 + index * 18, `${title} ................................ ${index + 2}`)
    write(second, 60, 80, '产品介绍')
    writeLines(second, 60, 110, wrap(battery, 450))
    const blocks = layOutPages([first, second])
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph'])
    expect(blocks[0]).toMatchObject({ text: '产品介绍', page: 2 })
  })

  it('keeps the marks and the depth of lists and joins items over lines', () => {
    const page = blankPage()
    writeLines(page, 60, 80, wrap(safety, 440))
    write(page, 60, 160, '1. Open the tap fully and wait until the water runs clear out of the new')
    write(page, 72, 175, 'hose before you connect it.')
    write(page, 80, 190, 'a) Use the washer that came with the hose.')
    write(page, 60, 205, '2. Close the door.')
    expect(ofKind(layOutPages([page]), 'list')[0]?.items).toEqual([
      {
        depth: 0,
        mark: '1.',
        text: 'Open the tap fully and wait until the water runs clear out of the new hose before you connect it.',
      },
      { depth: 1, mark: 'a)', text: 'Use the washer that came with the hose.' },
      { depth: 0, mark: '2.', text: 'Close the door.' },
    ])
  })

  it('writes radicals, ligatures and full-width digits as people type them', () => {
    const page = blankPage()
    writeLines(page, 60, 80, ['⾸次使⽤请阅读本⼿册第１２⻚的⻋载说明。'])
    expect(texts(layOutPages([page]))).toEqual(['首次使用请阅读本手册第12页的车载说明。'])
  })

  it('puts footnotes behind the section and not into the sentence above them', () => {
    const page = blankPage()
    writeLines(page, 60, 80, wrap(safety, 440))
    writeLines(page, 60, 780, ['1 Measured at 15 °C.'], { size: 7 })
    expect(texts(layOutPages([page]))).toEqual([safety, '1 Measured at 15 °C.'])
  })

  it('says a warning with its label', () => {
    const page = blankPage()
    write(page, 60, 80, '警告', { bold: true })
    writeLines(page, 60, 95, ['请勿用湿手插拔电源。'])
    expect(texts(layOutPages([page]))).toEqual(['警告：请勿用湿手插拔电源。'])
  })

  it('reads questions and answers as such', () => {
    const page = blankPage()
    writeLines(page, 60, 80, ['问：可以清扫地毯吗？', '答：可以清扫短毛地毯。'])
    expect(layOutPages([page])).toMatchObject([
      { kind: 'question', question: '可以清扫地毯吗？', answer: '可以清扫短毛地毯。' },
    ])
  })

  it('says where each block stands, from the top left', () => {
    const page = blankPage()
    writeLines(page, 60, 100, ['One line of text.'], { size: 10 })
    expect(layOutPages([page])[0]?.boxes).toEqual([{ page: 1, x: 60, y: 91.8, width: 85, height: 10.4 }])
  })
})

describe('whatever stands on a page', () => {
  it('is laid out without an error and within a moment', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed / 2147483648
    }
    const words = [
      '电池',
      'E01',
      '1.',
      '1.1 安装',
      '•',
      '目录',
      '....... 12',
      'Note:',
      '表 1',
      '问：',
      '答：',
      '\ue000',
      '',
      ' ',
      '⻚',
      '第三章',
      '（一）',
      '-',
      '12',
      'x'.repeat(300),
    ]
    const odd = [0, -5, 1e9, Number.NaN, 300, 595]
    for (let round = 0; round < 120; round++) {
      const pages = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => {
        const page = blankPage(index + 1)
        const count = Math.floor(random() * 60)
        for (let i = 0; i < count; i++) {
          const x = random() < 0.05 ? odd[Math.floor(random() * odd.length)]! : Math.floor(random() * 12) * 48
          write(page, x, Math.floor(random() * 60) * 14, words[Math.floor(random() * words.length)]!, {
            size: [0, 6, 10, 10, 10, 18][Math.floor(random() * 6)]!,
            bold: random() < 0.2,
            mono: random() < 0.1,
          })
          if (random() < 0.3)
            page.rules.push(
              random() < 0.5
                ? { x1: x, x2: x + random() * 300, y1: i * 12, y2: i * 12 }
                : { x1: x, x2: x, y1: i * 12, y2: i * 12 + random() * 300 },
            )
          if (random() < 0.1) page.dots.push({ x: x - 8, y: i * 12, size: 3 })
        }
        return page
      })
      expect(Array.isArray(layOutPages(pages))).toBe(true)
    }
  }, 20_000)
})
