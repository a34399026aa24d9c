import { describe, expect, it } from 'vitest'
import { decodeText } from '../bytes/decode-text.ts'
import { readHere } from '../testing/read-here.ts'

describe('plain text', () => {
  it('finds chapters, numbered headings, underlined and capital ones', async () => {
    const { blocks, title } = await readHere(
      'a.txt',
      '产品手册\n\n第一章 总则\n\n本手册适用于全部机型。\n\n1.1 适用范围\n仅限室内使用。\n\nSAFETY NOTES\nKeep away from water.\n\nMaintenance\n-----------\nClean it weekly.\n',
    )
    expect(title).toBe('产品手册')
    expect(blocks.filter((block) => block.kind === 'heading')).toEqual([
      { kind: 'heading', level: 1, text: '产品手册' },
      { kind: 'heading', level: 1, text: '第一章 总则' },
      { kind: 'heading', level: 2, text: '1.1 适用范围' },
      { kind: 'heading', level: 2, text: 'SAFETY NOTES' },
      { kind: 'heading', level: 2, text: 'Maintenance' },
    ])
  })

  it('takes no sentence and no step for a heading', async () => {
    const { blocks } = await readHere(
      'a.txt',
      '操作如下：\n1. 打开电源\n2. 等待三秒\n  直到绿灯亮起\n(1) 检查\n共 3.5 升水。\n',
    )
    expect(blocks).toEqual([
      { kind: 'paragraph', text: '操作如下：' },
      {
        kind: 'list',
        ordered: true,
        items: [
          { depth: 0, mark: '1.', text: '打开电源' },
          { depth: 0, mark: '2.', text: '等待三秒 直到绿灯亮起' },
          { depth: 0, mark: '(1)', text: '检查' },
        ],
      },
      { kind: 'paragraph', text: '共 3.5 升水。' },
    ])
  })

  it('reads written dialogues as questions with answers', async () => {
    const { blocks } = await readHere(
      'faq.txt',
      'Q1: Can I return it?\nA: Yes, within 7 days.\nKeep the box.\n\n问：运费谁出？\n答：我们承担。\n\n- 退货地址见订单\n\n问题3：支持换货吗\n答案：支持\n',
    )
    expect(blocks).toEqual([
      { kind: 'question', question: 'Can I return it?', similar: [], answer: 'Yes, within 7 days.\nKeep the box.' },
      { kind: 'question', question: '运费谁出？', similar: [], answer: '我们承担。\n• 退货地址见订单' },
      { kind: 'question', question: '支持换货吗', similar: [], answer: '支持' },
    ])
  })

  it('joins lines that were broken at a width', async () => {
    const { blocks } = await readHere(
      'a.txt',
      '本产品自购买之日起享受十二个月的免费保修服务，保修期内因产品质量问题引起的故障由\n我们免费维修。\n\nThe battery is covered for six months after the day of purchase, unless\nit was opened.\n',
    )
    expect(blocks).toEqual([
      {
        kind: 'paragraph',
        text: '本产品自购买之日起享受十二个月的免费保修服务，保修期内因产品质量问题引起的故障由我们免费维修。',
      },
      {
        kind: 'paragraph',
        text: 'The battery is covered for six months after the day of purchase, unless it was opened.',
      },
    ])
  })

  it('reads a single line of megabytes in pieces', async () => {
    const { blocks } = await readHere('a.txt', '这是一句没有换行的话。'.repeat(200_000))
    expect(blocks.length).toBeGreaterThan(50)
    expect(blocks.map((block) => (block.kind === 'paragraph' ? block.text : '')).join('').length).toBe(2_200_000)
  })
})

describe('markdown', () => {
  it('keeps front matter, headings, nested lists, tables, code and HTML inside', async () => {
    const document = await readHere(
      'a.md',
      '---\ntitle: 安装手册\nauthor: 张三\ndate: 2026-05-01\n---\n# 准备\n\n1. 开机\n   - 按 **3** 秒\n2. 登录\n\n| 灯 | 意思 |\n| -- | -- |\n| 红 | 故障 |\n\n```sh\nnpm i\n```\n\n<details><summary>忘记密码怎么办？</summary>\n\n点“忘记密码”。\n\n</details>\n',
    )
    expect(document).toMatchObject({
      title: '安装手册',
      info: { author: '张三', modified: '2026-05-01' },
    })
    expect(document.blocks).toEqual([
      { kind: 'heading', level: 1, text: '准备' },
      {
        kind: 'list',
        ordered: true,
        items: [
          { depth: 0, mark: '1.', text: '开机' },
          { depth: 1, mark: '•', text: '按 3 秒' },
          { depth: 0, mark: '2.', text: '登录' },
        ],
      },
      { kind: 'table', header: ['灯', '意思'], rows: [['红', '故障']] },
      { kind: 'code', text: 'npm i' },
      { kind: 'question', question: '忘记密码怎么办？', similar: [], answer: '点“忘记密码”。' },
    ])
  })
})

describe('encodings', () => {
  const samples = [
    ['gb18030', 'cdcbbbf5c1f7b3cca3bac7ebd4dac6dfccecc4dac1aacfb5bfcdb7fea1a3', '退货流程：请在七天内联系客服。'],
    [
      'big5',
      'b068b366ac79b57ba147bdd0a9f3a443a4d1a4bac170b5b8abc8aa41a141b942b64fa5d1a7daadccad74bee1a143',
      '退貨流程：請於七天內聯絡客服，運費由我們負擔。',
    ],
    ['shift_jis', '95d4956982cd82c582ab82dc82b782a98148', '返品はできますか？'],
  ]
  it.each(samples)('tells %s by its characters', (encoding, hex, text) => {
    expect(decodeText(Buffer.from(hex, 'hex'))).toEqual({ encoding, text })
  })
  it('tells Western text with accents from Chinese', () => {
    const bytes = Buffer.from('Rückgabe möglich: die Gebühr beträgt 5 € — naïve café', 'latin1')
    expect(decodeText(bytes).text).toContain('Rückgabe möglich')
  })
  it('reads UTF-16 with and without a mark, UTF-8 with one, and UTF-8 cut in a character', () => {
    const utf16 = Buffer.from('退货\n流程 123 abc\n', 'utf16le')
    expect(decodeText(utf16).text).toBe('退货\n流程 123 abc\n')
    expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])).text).toBe('退货\n流程 123 abc\n')
    expect(decodeText(Buffer.from('\ufeff退货')).text).toBe('退货')
    expect(decodeText(Buffer.from('退货流程'.repeat(20)).subarray(0, -1)).encoding).toBe('utf-8')
  })
})
