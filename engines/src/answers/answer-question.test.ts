import { expect, test } from 'vitest'
import type { AnswerCandidate } from './answer.ts'
import { answerQuestion } from './answer-question.ts'

const passage = (id: string, text: string, more: Partial<AnswerCandidate> = {}): AnswerCandidate => ({
  id,
  kind: 'text',
  text,
  title: '净水器使用手册',
  source: 'document:1',
  score: 10 - Number(id.replace(/\D/g, '')),
  ...more,
})
const rows = (header: string[], body: string[][]) => ({
  kind: 'table' as const,
  table: { header, rows: body },
  text: body.map((row) => row.map((cell, i) => `${header[i]}: ${cell}`).join('; ')).join('\n'),
})

const manual = [
  passage('p0', '滤芯要定期更换。一级滤芯每 6 个月更换一次，二级滤芯每 24 个月更换一次。更换后冲洗 5 分钟。', {
    headings: ['更换滤芯'],
    page: 12,
  }),
  passage('p1', '机器漏水时请立即关闭进水阀。不要用热水清洗外壳，以免变形。', { headings: ['安全'], page: 3 }),
  passage('p2', '更换滤芯的步骤如下：\n1. 关闭进水阀。\n2. 逆时针旋下旧滤芯。\n3. 顺时针装上新滤芯。', {
    kind: 'list',
    headings: ['更换滤芯', '步骤'],
    page: 13,
  }),
  passage('p3', '', {
    ...rows(
      ['项目', 'R600', 'R800'],
      [
        ['额定功率', '1,500 W', '2,100 W'],
        ['净重', '11 kg', '14 kg'],
      ],
    ),
    headings: ['技术参数'],
    page: 30,
  }),
]
const ask = (question: string, candidates = manual) => answerQuestion({ question, candidates })

test('a question is answered with the sentence that says it, and where it stands', () => {
  const answer = ask('一级滤芯多久换一次')
  expect(answer.decision).toBe('answer')
  expect(answer.text).toContain('每 6 个月')
  const [quote] = answer.quotes
  expect(quote).toMatchObject({ id: 'p0', page: 12 })
  expect(manual[0]!.text.slice(quote!.start, quote!.end)).toBe(quote!.text)
})

test('how to do something is answered with all steps', () => {
  const { text } = ask('怎么更换滤芯')
  expect(text).toContain('关闭进水阀')
  expect(text).toContain('装上新滤芯')
})

test('a table is answered with the cell that was asked for', () => {
  const { text } = ask('R800 的额定功率是多少')
  expect(text).toContain('2,100 W')
  expect(text).not.toContain('1,500 W')
})

test('what nothing that was found speaks of is declined, with nothing said', () => {
  expect(ask('可以分期付款吗')).toMatchObject({ decision: 'decline', text: '', quotes: [] })
  expect(ask('who won the world cup').decision).toBe('decline')
})

test('an unknown model is not answered with the figures of another', () => {
  const answer = ask('X900 的额定功率是多少')
  expect(answer.decision).not.toBe('answer')
})

test('nothing found and nothing asked are declined without a fuss', () => {
  expect(ask('滤芯多久换', [])).toMatchObject({ decision: 'decline', why: 'nothing_found' })
  expect(ask('？？')).toMatchObject({ decision: 'decline', why: 'nothing_asked' })
})

test('a sentence that crosses to the next page is quoted with its own page', () => {
  const text = '试用期为 21 天。企业版的审计日志保存 7 年。'
  const { quotes } = ask('企业版审计日志保存几年', [
    passage('p0', text, { title: '管理手册', page: 4, pageStarts: [{ at: text.indexOf('企业版'), page: 5 }] }),
  ])
  expect(quotes[0]?.page).toBe(5)
})

test('two sources that say different numbers are both quoted, and the newer one is preferred', () => {
  const { conflict, text, quotes } = ask('整机保修几年', [
    passage('p0', '整机保修 2 年。', { title: '旧手册', source: 'document:1', updatedAt: 1 }),
    passage('p1', '整机保修 3 年。', { title: '新手册', source: 'document:2', updatedAt: 2 }),
  ])
  expect(conflict).toMatchObject({ about: 'number', preferred: 'p1', why: 'newer' })
  expect(text).toContain('3 年')
  expect(quotes.map((quote) => quote.id)).toEqual(['p1', 'p0'])
})

test('two sources that say the same in other words do not conflict', () => {
  const { conflict } = ask('整机保修几年', [
    passage('p0', '整机保修 3 年。', { source: 'document:1' }),
    passage('p1', '整机保修三年，电机保修六年。', { source: 'document:2' }),
  ])
  expect(conflict).toBeUndefined()
})

test('an entry of the knowledge base is answered whole', () => {
  const entry: AnswerCandidate = {
    id: 'e1',
    kind: 'entry',
    title: 'Delivery charge',
    questions: ['how much is shipping', 'is delivery free'],
    text: 'Delivery is free from 99 yuan, otherwise 8 yuan. Large appliances to Tibet cost 60 yuan more.',
    score: 9,
  }
  const answer = answerQuestion({ question: 'is delivery free?', candidates: [entry] })
  expect(answer).toMatchObject({ decision: 'answer', text: entry.text })
})

test('the same request is always answered the same', () => {
  expect(ask('一级滤芯多久换一次')).toEqual(ask('一级滤芯多久换一次'))
})
