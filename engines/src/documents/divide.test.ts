import { describe, expect, it } from 'vitest'
import { dividePassages } from './divide.ts'
import type { Block, ReadDocument } from './document.ts'

const divide = (blocks: Block[], pages = 20) =>
  dividePassages({
    title: '',
    blocks,
    warnings: [],
    pages: Array.from({ length: pages }, (_, index) => ({ number: index + 1, width: 595, height: 842 })),
  } satisfies ReadDocument)
const heading = (level: number, text: string, page = 1): Block => ({ kind: 'heading', level, text, page })
const paragraph = (text: string, page = 1): Block => ({ kind: 'paragraph', text, page })
const sentence = (number: number) =>
  `第${number}步之后请等待指示灯由闪烁变为常亮，再继续进行下面的操作，否则设置不会保存到主机之中。`

describe('dividePassages', () => {
  it('gives every passage the headings above it and never ends one with a heading', () => {
    const { sections, passages } = divide([
      heading(1, '第一章 安装'),
      heading(2, '1.1 准备'),
      paragraph('准备好工具，并且核对包装清单中的所有物品是否齐全，没有损坏。'),
      heading(2, '1.2 接线'),
      paragraph('按图接线，接线之前必须断开总电源，并且挂上警示牌防止误合闸。'),
    ])
    expect(sections.map(({ headings }) => headings.join(' > '))).toEqual([
      '第一章 安装',
      '第一章 安装 > 1.1 准备',
      '第一章 安装 > 1.2 接线',
    ])
    expect(passages.map(({ headings, text }) => [headings.at(-1), text.slice(0, 4)])).toEqual([
      ['1.1 准备', '准备好工'],
      ['1.2 接线', '按图接线'],
    ])
  })

  it('divides a long text between sentences, evenly', () => {
    const text = Array.from({ length: 20 }, (_, index) => sentence(index)).join('')
    const { passages } = divide([paragraph(text)])
    expect(passages.length).toBeGreaterThan(1)
    expect(passages.map((passage) => passage.text).join('')).toBe(text)
    for (const passage of passages) {
      expect(passage.text).toMatch(/^第.*。$/)
      expect(passage.text.length).toBeLessThanOrEqual(420)
      expect(passage.text.length).toBeGreaterThan(150)
    }
  })

  it('says on which page a part of a paragraph stands that runs over two', () => {
    const text = Array.from({ length: 14 }, (_, index) => sentence(index)).join('')
    const { passages } = divide([
      {
        kind: 'paragraph',
        text,
        page: 3,
        pageStarts: [{ at: 300, page: 4 }],
        boxes: [
          { page: 3, x: 0, y: 0, width: 1, height: 1 },
          { page: 4, x: 0, y: 0, width: 1, height: 1 },
        ],
      },
    ])
    expect(passages[0]).toMatchObject({ page: 3, lastPage: 4 })
    expect(passages[0]?.pageStarts?.[0]).toEqual({ at: 300, page: 4 })
    expect(passages.at(-1)).toMatchObject({ page: 4 })
  })

  it('does not take an abbreviation or a decimal for the end of a sentence', () => {
    const text = 'Use a fuse, e.g. No. 5, rated at 2.5 A. '.repeat(40).trim()
    for (const passage of divide([paragraph(text)]).passages) expect(passage.text).toMatch(/^Use .* A\.$/)
  })

  it('keeps steps together with the sentence that leads to them', () => {
    const items = [1, 2, 3].map((number) => ({ depth: 0, mark: `${number}.`, text: sentence(number) }))
    const { passages } = divide([paragraph('按以下步骤连接网络：'), { kind: 'list', ordered: true, items, page: 1 }])
    expect(passages).toHaveLength(1)
    expect(passages[0]?.kind).toBe('list')
    expect(passages[0]?.text).toMatch(/^按以下步骤连接网络：\n1\. .*\n2\. .*\n3\. /)
  })

  it('divides a long list between items and repeats what leads to it', () => {
    const items = Array.from({ length: 30 }, (_, index) => ({ depth: 0, mark: `${index + 1}.`, text: sentence(index) }))
    const { passages } = divide([paragraph('请依次检查：'), { kind: 'list', ordered: true, items, page: 1 }])
    expect(passages.length).toBeGreaterThan(2)
    for (const passage of passages) expect(passage.text).toMatch(/^请依次检查：\n\d+\. 第.*。$/s)
  })

  it('writes a table row by row with its header, and divides a long one without losing the header', () => {
    const rows = Array.from({ length: 90 }, (_, index) => [`E${index}`, '过热', '冷却后再用'])
    const { passages } = divide([{ kind: 'table', header: ['代码', '含义', '处理'], rows, page: 2 }])
    expect(passages.length).toBeGreaterThanOrEqual(3)
    expect(passages[0]?.text.split('\n')[0]).toBe('代码: E0; 含义: 过热; 处理: 冷却后再用')
    expect(passages.flatMap(({ table }) => table?.rows ?? [])).toEqual(rows)
    for (const { table } of passages) expect(table?.header).toEqual(['代码', '含义', '处理'])
  })

  it('gives rows of a table over several pages the page they stand on', () => {
    const rows = [
      ['E1', 'a'],
      ['E2', 'b'],
      ['E3', 'c'],
      ['E4', 'd'],
      ['E5', 'e'],
    ]
    const { passages } = divide([
      { kind: 'table', header: ['Code', 'Meaning'], rows, page: 6, rowPages: [6, 6, 7, 7, 8] },
    ])
    expect(passages.map(({ page, table }) => [page, table?.rows.length])).toEqual([
      [6, 2],
      [7, 2],
      [8, 1],
    ])
  })

  it('finds where cross references lead', () => {
    const { passages } = divide([
      heading(1, '第一章 概述'),
      paragraph('故障代码见第 2.1 节，清洁方法参见“清洁”一章，尺寸详见附录 A，保修见第 12 页。'),
      heading(1, '第二章 故障'),
      heading(2, '2.1 故障代码'),
      paragraph('故障代码在本节中列出，请对照应用中显示的代码查找原因和处理方法。'),
      heading(1, '第三章 清洁'),
      paragraph('See section 2.1 and page 5 before you start with the cleaning of the machine.'),
      heading(1, '附录 A 尺寸'),
      paragraph('宽 30 厘米，高 9 厘米，重量 3.5 千克，包含电池但不包含充电座和电源线。'),
    ])
    expect(passages[0]?.references).toEqual([
      { text: '第 2.1 节', section: 2 },
      { text: '参见“清洁”', section: 3 },
      { text: '附录 A', section: 4 },
      { text: '第 12 页', page: 12 },
    ])
    expect(passages[2]?.references).toEqual([
      { text: 'section 2.1', section: 2 },
      { text: 'page 5', page: 5 },
    ])
  })

  it('makes a question of a heading that asks', () => {
    const { passages } = divide([
      heading(1, '常见问题'),
      heading(2, '3. 机器人为什么打转？'),
      paragraph('通常是地图丢失之后的重新定位，请等待一分钟。'),
    ])
    expect(passages).toMatchObject([
      { kind: 'question', question: '机器人为什么打转？', text: '通常是地图丢失之后的重新定位，请等待一分钟。' },
    ])
  })

  it('reads neighbours of one line together and keeps their headings in the text', () => {
    const { passages } = divide([
      heading(1, '配件'),
      heading(2, '主刷'),
      paragraph('每年更换。'),
      heading(2, '边刷'),
      paragraph('每半年更换。'),
    ])
    expect(passages).toMatchObject([{ headings: ['配件'], text: '主刷\n每年更换。\n边刷\n每半年更换。' }])
  })

  it('cuts a text without any sentence rather than making one endless passage', () => {
    const { passages } = divide([paragraph('温度，湿度，'.repeat(2_000))])
    for (const { text } of passages) expect(text.length).toBeLessThan(1_300)
  })

  it('say of each row of a table, and of each step of a list, which page it stands on', () => {
    const { passages } = divide([
      heading(1, '8 保修'),
      paragraph('收费如下：', 6),
      {
        kind: 'table',
        header: ['服务', '城区'],
        rows: [
          ['上门', '免费'],
          ['移机', '200 元'],
        ],
        page: 6,
        rowPages: [6, 7],
      },
      paragraph('方法如下：', 7),
      {
        kind: 'list',
        ordered: true,
        items: [
          { depth: 0, mark: '1.', text: '熄火。' },
          { depth: 0, mark: '2.', text: '点火。' },
        ],
        page: 8,
      },
    ])
    const pageOf = (text: string) => {
      const passage = passages.find((one) => one.text.includes(text))!
      const at = passage.text.indexOf(text)
      return passage.pageStarts?.findLast((start) => start.at <= at)?.page ?? passage.page
    }
    expect(['上门', '移机', '熄火', '点火'].map(pageOf)).toEqual([6, 7, 8, 8])
    const row = passages[0]!.table!
    expect(passages[0]!.text.split('\n')[row.firstLine!]).toBe('服务: 上门; 城区: 免费')
  })

  it('keep a remark and the caption of a picture with what they stand at', () => {
    const { passages } = divide([
      heading(1, '3 费用'),
      { kind: 'table', header: ['套餐', '月费'], rows: [['基础', '69 元']], page: 1 },
      paragraph('注：以上优惠不可叠加，学生套餐除外。'),
      heading(1, '4 安装'),
      paragraph('把主机挂到墙上的挂板，两侧的挂钩要完全落入槽内，再用水平尺检查，左右高度差不得大于两毫米。'),
      { kind: 'picture', caption: '图 4-1 挂板的位置', page: 1 },
    ])
    expect(passages.map(({ text }) => text.split('\n').at(-1))).toEqual([
      '注：以上优惠不可叠加，学生套餐除外。',
      '图 4-1 挂板的位置',
    ])
  })
})
