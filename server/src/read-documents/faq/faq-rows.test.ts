import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDocumentReader } from '../make-document-reader.ts'
import { makeXlsx, rowsXml } from '../testing/make-xlsx.ts'
import type { FaqRow, FaqRowError } from './faq-row.ts'
import type { FaqOptions } from './read-faq-rows.ts'

const reader = makeDocumentReader()
let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'faq-'))
})
afterAll(async () => {
  await reader.close()
  await rm(dir, { recursive: true })
})

async function read(name: string, content: string | Buffer, options: FaqOptions = {}) {
  const path = join(dir, name)
  await writeFile(path, content)
  const rows: FaqRow[] = []
  const errors: FaqRowError[] = []
  for await (const batch of reader.faqRows({ path, name, ...options })) {
    rows.push(...batch.rows)
    errors.push(...batch.errors)
  }
  return { rows, errors }
}

describe('bulk files of questions', () => {
  it('reads every field by its Chinese heading, in GBK too', async () => {
    const { rows, errors } = await read(
      'a.csv',
      '编号,标准问,相似问,答案,分类,标签,语言,适用人群,生效时间,失效时间\nK1,怎么退货,如何退货;退货流程,"七天内\n可退",售后/退换,退货|热门,中文,会员，门店,2026年6月1日,2026/12/31\n',
    )
    expect(errors).toEqual([])
    expect(rows).toEqual([
      {
        line: 2,
        question: '怎么退货',
        similar: ['如何退货', '退货流程'],
        answer: '七天内\n可退',
        category: ['售后', '退换'],
        labels: ['退货', '热门'],
        language: 'zh',
        audiences: ['会员', '门店'],
        validFrom: '2026-06-01',
        validUntil: '2026-12-31T23:59:59',
        externalId: 'K1',
      },
    ])
    const gbk = Buffer.from('cecaccE22cb4f0b0b80ad4f5c3b4cdcbbbf52cc6dfccec0a'.toLowerCase(), 'hex')
    expect((await read('gbk.csv', gbk)).rows).toMatchObject([{ question: '怎么退货', answer: '七天' }])
  })

  it('says what is wrong with a line, where, and goes on', async () => {
    const { rows, errors } = await read(
      'b.csv',
      'Question,Answer,Valid from,Valid until\nHow?,,,\n,Yes.,,\nWhen?,Now.,2026-13-40,\nUntil?,Then.,2026-05-02,2026-05-01\n"Fine\nhere?",Yes.,,forever\n' +
        `${'x'.repeat(2_001)},Long.,,\n`,
    )
    expect(errors.map(({ line, field, code }) => [line, field, code])).toEqual([
      [2, 'answer', 'missing'],
      [3, 'question', 'missing'],
      [4, 'validFrom', 'bad_date'],
      [5, 'validUntil', 'ends_before_start'],
      [8, 'question', 'too_long'],
    ])
    expect(rows).toEqual([{ line: 6, question: 'Fine\nhere?', similar: [], answer: 'Yes.' }])
  })

  it('takes columns by the names it is given, and refuses a file without questions or answers', async () => {
    const text = '客户说,客服说,组\n能退吗,能,售后\n'
    await expect(read('c.csv', text)).rejects.toMatchObject({ code: 'no_question_columns' })
    const { rows } = await read('c.csv', text, { columns: { question: '客户说', answer: 1, category: '组' } })
    expect(rows).toMatchObject([{ line: 2, question: '能退吗', answer: '能', category: ['售后'] }])
  })

  it('goes on after the line where an import broke off', async () => {
    const lines = Array.from({ length: 1_200 }, (_, at) => `q${at},a${at}`)
    const { rows } = await read('d.csv', `question,answer\n${lines.join('\n')}\n`, { after: 1_100 })
    expect(rows).toHaveLength(101)
    expect(rows[0]).toMatchObject({ line: 1_101, question: 'q1099' })
  })

  it('reads all sheets of a workbook, with similar questions in several columns or lines', async () => {
    const file = await makeXlsx([
      { name: '说明', rows: rowsXml([['请按模板填写']]) },
      {
        name: '售后',
        rows: rowsXml([
          ['知识导入模板'],
          ['问题', '相似问1', '相似问2', '答案'],
          ['怎么退', '能退吗', '退货', '七天'],
          ['', '想退'],
          ['怎么修', '', '', '寄回'],
        ]),
      },
      {
        name: '支付',
        rows: rowsXml([
          ['Question', 'Answer'],
          ['How to pay?', 'By card'],
        ]),
      },
    ])
    expect((await read('e.xlsx', file)).rows).toEqual([
      { line: 3, sheet: '售后', question: '怎么退', similar: ['能退吗', '退货', '想退'], answer: '七天' },
      { line: 5, sheet: '售后', question: '怎么修', similar: [], answer: '寄回' },
      { line: 2, sheet: '支付', question: 'How to pay?', similar: [], answer: 'By card' },
    ])
  })

  it('reads one JSON object a line, and a list of them', async () => {
    const one = { id: 7, question: '怎么退', similar_questions: ['能退吗', '退货'], answer: '七天', tags: ['售后'] }
    const { rows, errors } = await read('f.jsonl', `${JSON.stringify(one)}\n{broken\n[1]\n`)
    expect(rows).toEqual([
      { line: 1, question: '怎么退', similar: ['能退吗', '退货'], answer: '七天', labels: ['售后'], externalId: '7' },
    ])
    expect(errors.map(({ line, code }) => [line, code])).toEqual([
      [2, 'bad_json'],
      [3, 'bad_json'],
    ])
    expect((await read('g.json', JSON.stringify([one, one]))).rows).toHaveLength(2)
  })

  it('hands over no more than is taken, and stops when nobody takes any more', async () => {
    const path = join(dir, 'long.csv')
    const file = createWriteStream(path)
    file.write('question,answer\n')
    for (let at = 0; at < 60_000; at++) file.write(`第 ${at} 个问题怎么办？,这是第 ${at} 个问题的答案。\n`)
    await new Promise<void>((done) => file.end(done))
    let batches = 0
    for await (const { rows, done } of reader.faqRows({ path, name: 'long.csv' })) {
      expect(rows.length).toBeLessThanOrEqual(500)
      expect(done).toBeLessThan(0.2)
      if (++batches === 3) break
    }
    expect(await reader.read({ name: 'a.txt', bytes: new TextEncoder().encode('下一个') })).toMatchObject({ ok: true })
  })
})
