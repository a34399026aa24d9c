import { describe, expect, it } from 'vitest'
import type { Block } from './document.ts'
import { blankPage, layOutPages, table, wrap, write, writeLines } from './fixtures/typeset.ts'
import type { PageContent } from './page-content.ts'

const ofKind = <K extends Block['kind']>(blocks: Block[], kind: K) =>
  blocks.filter((block): block is Extract<Block, { kind: K }> => block.kind === kind)

const battery =
  '电池首次使用前请充电六小时以上。长期不使用时请每三个月补充充电一次，并将主机存放在阴凉干燥的环境中，避免阳光直射。'

/** Lines across at a height, drawn cell by cell. */
const flat = (page: PageContent, xs: readonly number[], y: number) => {
  for (const [column, x2] of xs.slice(1).entries()) page.rules.push({ x1: xs[column]!, x2, y1: y, y2: y })
}
const upright = (page: PageContent, x: number, y1: number, y2: number) => page.rules.push({ x1: x, x2: x, y1, y2 })
const shade = (page: PageContent, xs: readonly number[], y1: number, y2: number) => {
  page.fills = [...(page.fills ?? []), ...xs.slice(1).map((x2, column) => ({ x1: xs[column]!, x2, y1, y2 }))]
}

describe('tables on a page', () => {
  it('have their rows where shading alone tells them apart, though cells stand close', () => {
    const page = blankPage()
    const xs = [60, 120, 190, 260]
    const rows = [
      ['项目', 'CL-90', 'CL-90S'],
      ['手势控制', '无', '左右挥动换档'],
      ['面板', '不锈钢', '钢化玻璃'],
      ['最大噪声', '72 分贝', '70 分贝'],
      ['保修', '三年', '五年'],
    ]
    for (const [index, row] of rows.entries()) {
      if (index % 2 === 1) shade(page, xs, 94 + index * 18, 112 + index * 18)
      for (const [column, cell] of row.entries())
        write(page, xs[column]! + 4, 107 + index * 18, cell, { bold: index === 0 })
    }
    expect(ofKind(layOutPages([page]), 'table')).toMatchObject([{ header: rows[0], rows: rows.slice(1) }])
  })

  it('have their rows where lines stand only over and under the head and at the end', () => {
    const page = blankPage()
    const xs = [60, 140, 260, 420]
    for (const y of [90, 110, 196]) flat(page, xs, y)
    const lines: [number, string, string, string][] = [
      [104, '部件', '清洗', '更换'],
      [124, '油网', '每周', '三年'],
      [141, '传感器', '每季度用干棉签', '五年，由专业'],
      [154, '', '擦拭', '人员更换'],
      [171, '油杯', '每月两次', '破裂时'],
      [188, '止逆阀', '每年检查', '八年'],
    ]
    for (const [y, ...cells] of lines)
      for (const [column, cell] of cells.entries()) if (cell) write(page, xs[column]! + 4, y, cell)
    expect(ofKind(layOutPages([page]), 'table')).toMatchObject([
      {
        header: ['部件', '清洗', '更换'],
        rows: [
          ['油网', '每周', '三年'],
          ['传感器', '每季度用干棉签擦拭', '五年，由专业人员更换'],
          ['油杯', '每月两次', '破裂时'],
          ['止逆阀', '每年检查', '八年'],
        ],
      },
    ])
  })

  it('stay two when a heading and a sentence stand between', () => {
    const page = blankPage()
    const xs = [60, 200, 400]
    const first = [
      ['部件', '更换'],
      ['油网', '三年'],
      ['油杯', '五年'],
    ]
    const second = [
      ['代码', '含义'],
      ['E1', '风机不转'],
      ['E2', '电机过热'],
    ]
    const draw = (rows: string[][], top: number) => {
      for (const [index, row] of rows.entries())
        for (const [column, cell] of row.entries())
          write(page, xs[column]! + 4, top + 14 + index * 20, cell, { bold: index === 0 })
      for (let index = 0; index <= rows.length; index++) flat(page, xs, top + index * 20)
    }
    draw(first, 80)
    write(page, 60, 170, '5 故障代码', { size: 14, bold: true })
    write(page, 60, 195, '下表列出常见的代码。表中没有的代码请致电售后服务部门，由他们安排上门。')
    draw(second, 210)
    const blocks = layOutPages([page])
    expect(blocks.map(({ kind }) => kind)).toEqual(['table', 'heading', 'paragraph', 'table'])
    expect(ofKind(blocks, 'table').map(({ rows }) => rows)).toEqual([first.slice(1), second.slice(1)])
  })

  it('say a merged cell in each column it covers, and join a head of two rows', () => {
    const page = blankPage()
    const xs = [60, 160, 260, 360, 480]
    const put = (column: number, y: number, text: string) => write(page, xs[column]! + 4, y, text)
    put(0, 104, '按键')
    put(1, 94, '按一下')
    put(3, 104, '长按')
    put(1, 114, '停机时')
    put(2, 114, '运转时')
    put(0, 134, '电源')
    put(1, 134, '开机')
    put(2, 134, '停机')
    put(3, 134, '锁定')
    put(0, 154, '照明')
    put(1, 154, '开灯或者关灯')
    put(3, 154, '切换色温')
    for (const y of [80, 120, 140, 160]) flat(page, xs, y)
    flat(page, [160, 360], 100)
    for (const x of [60, 160, 360, 480]) upright(page, x, 80, 160)
    upright(page, 260, 100, 140)
    expect(ofKind(layOutPages([page]), 'table')).toMatchObject([
      {
        header: ['按键', '按一下 停机时', '按一下 运转时', '长按'],
        rows: [
          ['电源', '开机', '停机', '锁定'],
          ['照明', '开灯或者关灯', '开灯或者关灯', '切换色温'],
        ],
      },
    ])
  })

  it('keep a row whole that the end of the page cuts, and its page is where it begins', () => {
    const [first, second] = [blankPage(1), blankPage(2)]
    const xs = [60, 140, 300, 530]
    table(
      first,
      xs,
      740,
      [
        ['代码', '含义', '处理方法'],
        ['E01', '左轮悬空', '放回平地'],
      ],
      true,
    )
    write(first, 64, 794, 'E02')
    write(first, 144, 794, '边刷卡住')
    write(first, 304, 794, '断电之后取下边刷，清除')
    for (const x of xs) upright(first, x, 780, 800)
    table(second, xs, 60, [['代码', '含义', '处理方法']], true)
    write(second, 304, 94, '缠绕的毛发')
    for (const x of xs) upright(second, x, 80, 100)
    table(second, xs, 100, [['E03', '尘盒未装', '重新装入']])
    expect(ofKind(layOutPages([first, second]), 'table')).toMatchObject([
      {
        rows: [
          ['E01', '左轮悬空', '放回平地'],
          ['E02', '边刷卡住', '断电之后取下边刷，清除缠绕的毛发'],
          ['E03', '尘盒未装', '重新装入'],
        ],
        rowPages: [1, 1, 2],
      },
    ])
  })

  it('take their head along when it stands alone at the foot of the page before', () => {
    const [first, second] = [blankPage(1), blankPage(2)]
    const xs = [60, 140, 300, 530]
    table(first, xs, 780, [['代码', '含义', '处理方法']], true)
    table(second, xs, 60, [
      ['E01', '左轮悬空', '放回平地'],
      ['E02', '边刷卡住', '清理边刷'],
    ])
    expect(ofKind(layOutPages([first, second]), 'table')).toMatchObject([
      { header: ['代码', '含义', '处理方法'], rowPages: [2, 2] },
    ])
  })

  it('know their head by its ground, or by the empty corner over the names of the rows', () => {
    const page = blankPage()
    const xs = [60, 140, 240, 340]
    table(page, xs, 80, [
      ['键', '灯', '声'],
      ['电源键', '白灯', '短音'],
      ['风速键', '黄灯', '长音'],
    ])
    shade(page, xs, 80, 100)
    writeLines(page, 60, 180, wrap(battery, 400))
    table(page, xs, 300, [
      ['', 'CX-16', 'CX-24'],
      ['话筒输入', '16 路', '24 路'],
      ['重量', '8.5 kg', '11 kg'],
    ])
    expect(ofKind(layOutPages([page]), 'table').map(({ header }) => header)).toEqual([
      ['键', '灯', '声'],
      ['', 'CX-16', 'CX-24'],
    ])
  })
})
