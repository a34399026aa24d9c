import { describe, expect, it } from 'vitest'
import { makeXlsx, rowsXml } from '../testing/make-xlsx.ts'
import { readHere } from '../testing/read-here.ts'

const grid = async (rows: (string | number)[][]) =>
  (await readHere('a.xlsx', await makeXlsx([{ name: 'Sheet1', rows: rowsXml(rows) }]))).blocks

describe('CSV', () => {
  it('finds out delimiter and encoding, keeps line ends inside quotes', async () => {
    const semicolons = await readHere('a.csv', 'Name;Price;Note\nX1;1,5;"two\nlines"\nX2;2,5;ok\n')
    expect(semicolons.blocks).toEqual([
      {
        kind: 'table',
        header: ['Name', 'Price', 'Note'],
        rows: [
          ['X1', '1,5', 'two\nlines'],
          ['X2', '2,5', 'ok'],
        ],
      },
    ])
    const gbk = Buffer.from('c3fbb3c62cbcdbb8f10ac4dac8dd2c31300a', 'hex')
    expect((await readHere('a.csv', gbk)).blocks).toMatchObject([{ header: ['名称', '价格'], rows: [['内容', '10']] }])
  })

  it('refuses more columns than allowed, and a table said to be text is still read', async () => {
    await expect(readHere('a.csv', `${'x,'.repeat(10_000)}\n`)).rejects.toMatchObject({ code: 'too_many_columns' })
    expect((await readHere('table.tsv', 'a name\tprice\n1\t2\n')).blocks[0]).toMatchObject({ kind: 'table' })
  })
})

describe('sheets', () => {
  it('parts tables by empty rows and empty columns, with the line above as caption', async () => {
    const blocks = await grid([
      ['保修期一览'],
      ['型号', '年限', '范围'],
      ['X1', 2, '整机'],
      [],
      ['故障码', '原因', '', '灯', '意思'],
      ['P0420', '催化器', '', '红', '故障'],
      ['P0300', '失火', '', '绿', '正常'],
      [],
      ['以官网为准。'],
    ])
    expect(blocks).toMatchObject([
      { kind: 'table', caption: '保修期一览', header: ['型号', '年限', '范围'], rows: [['X1', '2', '整机']] },
      {
        kind: 'table',
        header: ['故障码', '原因'],
        rows: [
          ['P0420', '催化器'],
          ['P0300', '失火'],
        ],
      },
      {
        kind: 'table',
        header: ['灯', '意思'],
        rows: [
          ['红', '故障'],
          ['绿', '正常'],
        ],
      },
      { kind: 'paragraph', text: '以官网为准。' },
    ])
  })

  it('recognises sheets of questions by their headings, in Chinese and English', async () => {
    expect(
      await grid([
        ['序号', '*标准问（必填）', '相似问1', '相似问2', '答案', '一级分类', '二级分类'],
        [1, '怎么退货', '如何退货', '退货流程|退货步骤', '七天内可退', '售后', '退换'],
        ['', '', '想退货'],
        [2, '怎么付款', '', '', '微信或支付宝', '支付'],
        [3, '没有答案的问题'],
      ]),
    ).toMatchObject([
      { kind: 'heading', text: '售后 / 退换' },
      {
        kind: 'question',
        question: '怎么退货',
        similar: ['如何退货', '退货流程', '退货步骤', '想退货'],
        answer: '七天内可退',
      },
      { kind: 'heading', text: '支付' },
      { kind: 'question', question: '怎么付款', answer: '微信或支付宝' },
    ])
    expect(
      await grid([
        ['Question', 'Alternative questions', 'Answer'],
        ['How to pay?', 'pay\ncheckout', 'By card.'],
      ]),
    ).toMatchObject([{ kind: 'question', question: 'How to pay?', similar: ['pay', 'checkout'], answer: 'By card.' }])
  })

  it('shows numbers and dates as the sheet does', async () => {
    const formats = [
      'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;',
      '0.0%',
      '#,##0.00',
      '[$¥-804]#,##0',
      'h:mm',
      '000',
      '0.00E+00',
      'yyyy-mm-dd hh:mm:ss',
      '0.0_);(0.0)',
    ]
    const values = [46174, 0.125, 1234567.891, 1999, 0.5, 7, 12345, 46174.75, -3.25]
    const rows = `<row r="1">${values.map((value, at) => `<c s="${at + 1}"><v>${value}</v></c>`).join('')}<c><v>0.1</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A1&amp;"x"</f><v>计算</v></c></row><row r="2"><c t="s"><v>0</v></c></row>`
    const document = await readHere(
      'a.xlsx',
      await makeXlsx([{ name: '价目', rows }], { formats, strings: ['共享文本'] }),
    )
    expect(document.blocks[1]).toMatchObject({
      rows: [
        [
          '2026年6月1日',
          '12.5%',
          '1,234,567.89',
          '¥1,999',
          '12:00',
          '007',
          '1.23E+04',
          '2026-06-01 18:00:00',
          '(3.3)',
          '0.1',
          'TRUE',
          '',
          '计算',
        ],
        ['共享文本', ...Array(12).fill('')],
      ],
    })
  })

  it('repeats merged cells, makes each sheet a section with a page, and leaves hidden ones out', async () => {
    const file = await makeXlsx([
      {
        name: '保修',
        rows: rowsXml([
          ['型号', '部件', '月数'],
          ['X1', '主机', 24],
          ['', '电池', 12],
        ]),
        merged: ['A2:A3'],
      },
      {
        name: '价格',
        rows: rowsXml([
          ['型号', '价格', '单位'],
          ['X1', 10, '元'],
        ]),
      },
      { name: '内部', rows: rowsXml([['成本', 1]]), hidden: true },
    ])
    const { blocks, warnings, title } = await readHere('资料.xlsx', file)
    expect(title).toBe('资料')
    expect(blocks).toMatchObject([
      { kind: 'heading', level: 1, text: '保修', page: 1 },
      {
        kind: 'table',
        rows: [
          ['X1', '主机', '24'],
          ['X1', '电池', '12'],
        ],
        page: 1,
      },
      { kind: 'heading', level: 1, text: '价格', page: 2 },
      { kind: 'table', page: 2 },
    ])
    expect(warnings).toMatchObject([{ code: 'hidden_sheets_left_out' }])
  })
})
