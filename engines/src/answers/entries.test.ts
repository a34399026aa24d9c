import { expect, test } from 'vitest'
import type { AnswerCandidate } from './answer.ts'
import { answerQuestion } from './answer-question.ts'

const entry = (id: string, title: string, questions: string[], text: string, score: number): AnswerCandidate => ({
  ...{ id, kind: 'entry', title, questions, text, score, source: `entry:${id}` },
})

const entries = [
  entry(
    'refund_time',
    '退款多久到账',
    ['退款什么时候到账', '钱多久退回来', '退款几天能收到'],
    '退款在收到退货后 3 天内原路退回，银行卡到账还要 1 到 5 个工作日。',
    60,
  ),
  entry(
    'points',
    '积分规则',
    ['积分怎么用', '积分会过期吗', '积分能换什么'],
    '每消费 1 元积 1 分。退货的订单积分要扣回，积分到账要 7 天。积分两年内有效。',
    57,
  ),
  entry('hours', '人工客服时间', ['你们几点下班', '周末有客服吗'], '人工客服每天 9:00-21:00 在线，周末也在。', 30),
]
const ask = (question: string, candidates = entries) => answerQuestion({ question, candidates })

test('an entry is found by what it was written for, not by a sentence of another that has the words', () => {
  const answer = ask('退款要多久到账')
  expect(answer).toMatchObject({ decision: 'answer', text: entries[0]!.text })
  expect(answer.quotes.map(({ id }) => id)).toEqual(['refund_time'])
})

test('a question asked word for word is answered by its entry, marks and case aside', () => {
  expect(ask('周末有客服吗？？')).toMatchObject({ decision: 'answer', text: entries[2]!.text, confidence: 0.99 })
})

test('what no entry was written for is not answered', () => {
  expect(ask('你们老板叫什么名字').decision).not.toBe('answer')
  expect(ask('明天会下雨吗').decision).toBe('decline')
})

test('a long answer that somebody wrote is never cut', () => {
  const long = Array.from({ length: 60 }, (_, i) => `第 ${i + 1} 点：积分规则说明。`).join('')
  const answer = ask('积分怎么用', [entry('long', '积分规则', ['积分怎么用'], long, 10)])
  expect(answer.text).toBe(long)
})

test('what is asked after an earlier question is found in the entry that it belongs to', () => {
  const history = [{ question: '你们几点下班', title: '人工客服时间' }]
  const answer = answerQuestion({ question: '周末呢', history, candidates: [entries[2]!, entries[0]!] })
  expect(answer).toMatchObject({ decision: 'answer', text: entries[2]!.text })
})

test('a heading worded as a question is no answer to what only asks in the same way', () => {
  const faq: AnswerCandidate = {
    id: 'f1',
    kind: 'question',
    question: '如何使用压力表？',
    title: '空压机手册',
    text: '对压力表的读数有疑问，请看教学文档。',
    source: 'document:9',
    score: 3,
  }
  expect(answerQuestion({ question: '如何办理护照？', candidates: [faq] }).decision).toBe('decline')
  expect(answerQuestion({ question: '压力表如何使用', candidates: [faq] }).decision).toBe('answer')
})

test('how loud a thing is, is not answered with what else is known of it', () => {
  const vacuum = entry(
    'vacuum',
    'Using the robot vacuum',
    ['how do I set up the robot vacuum', 'robot vacuum will not connect', 'can the robot vacuum climb a doorstep'],
    'It uses 2.4 GHz Wi-Fi only; follow the app. It climbs 2 cm and lifts its mop on carpets.',
    60,
  )
  expect(ask('how loud is the robot vacuum', [vacuum]).decision).not.toBe('answer')
  expect(ask('can the robot vacuum climb a doorstep', [vacuum]).decision).toBe('answer')
})

test('how a question is brought up does not matter', () => {
  for (const opener of ['顺便问下 ', '对了，', '想问一下，', 'btw '])
    expect(ask(`${opener}退款要多久到账`)).toMatchObject({ decision: 'answer', text: entries[0]!.text })
})
