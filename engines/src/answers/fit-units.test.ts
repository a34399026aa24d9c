import { expect, test } from 'vitest'
import type { AnswerCandidate } from './answer.ts'
import { answerQuestion } from './answer-question.ts'
import { isCaption } from './fit-units.ts'

const passage = (id: string, text: string, more: Partial<AnswerCandidate> = {}): AnswerCandidate => ({
  id,
  kind: 'text',
  text,
  title: '空压机手册',
  source: 'document:7',
  score: 10 - Number(id.replace(/\D/g, '')),
  ...more,
})
const table = (id: string, header: string[], rows: string[][], more: Partial<AnswerCandidate> = {}) =>
  passage(id, rows.map((row) => row.map((cell, i) => `${header[i]}: ${cell}`).join('; ')).join('\n'), {
    kind: 'table',
    table: { header, rows },
    ...more,
  })
const ask = (question: string, candidates: AnswerCandidate[]) => answerQuestion({ question, candidates })

test('the row of the code that was asked for is answered with, not its neighbour', () => {
  const faults = table(
    'p0',
    ['代码', '含义', '处理方法'],
    [
      ['KX-M009', '3 号气阀卡住', '清理 3 号气阀'],
      ['KX-M010', '4 号气阀卡住', '清理 4 号气阀'],
      ['KX-M011', '气管脱落', '重新插好气管'],
    ],
    { headings: ['故障代码'] },
  )
  expect(ask('KX-M010 是什么故障', [faults]).text).toContain('4 号')
  expect(ask('M011怎么处理', [faults]).text).toContain('插好气管')
  expect(ask('KX-M077 是什么故障', [faults]).decision).not.toBe('answer')
})

test('a table under the heading of the model that was asked for is taken before that of another', () => {
  const of = (id: string, power: string, noise: string) =>
    table(id, ['项目', '数值'], [['噪音', noise]], { headings: ['技术参数', `${power} 机型`] })
  const both = [of('p0', '20W', '62 dB'), of('p1', '40W', '71 dB')]
  expect(ask('40W 机型的噪音是多少分贝', both).text).toContain('71')
  expect(ask('20瓦机型的噪音是多少分贝', both).text).toContain('62')
})

test('how long is not answered with a caption or a sentence without a time', () => {
  const passages = [
    passage('p0', '图 12 排水周期', { headings: ['储气罐排水'] }),
    passage('p1', '储气罐排水很重要。储气罐每 8 小时排水一次。', { headings: ['储气罐排水'] }),
  ]
  expect(ask('储气罐多久排水一次', passages).text).toContain('8 小时')
})

test('words under a picture are told from sentences that begin with a figure', () => {
  expect(isCaption('图 21 预锁提示')).toBe(true)
  expect(isCaption('Figure 3 Exported Report')).toBe(true)
  expect(isCaption('表面温度不得高于 60 ℃。')).toBe(false)
  expect(isCaption('Tables 4 m long need two supports.')).toBe(false)
})

test('what to do is told with the case it is for', () => {
  const one = passage('p0', '空压机散发出烧焦味。请立即断电，拔下插头，并联系售后检修。', { headings: ['异常情况'] })
  expect(ask('空压机有烧焦味怎么办', [one]).text).toContain('断电')
})

test('whether one may is answered with what forbids or allows it', () => {
  const passages = [
    passage('p0', '压缩空气的用途很广，压缩空气可用于喷漆和吹扫。', { headings: ['用途'] }),
    passage('p1', '切勿将压缩空气对准人体。', { headings: ['安全'] }),
  ]
  expect(ask('压缩空气能对着人体吹吗', passages).text).toContain('切勿')
})
