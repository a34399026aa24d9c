import { expect, it } from 'vitest'
import { readEncoder } from '../../../server/src/modules/understanding/index.ts'
import { encode } from '../encoder/encoder.ts'
import { cleanAgentWords, typicalAnswer } from './agent-answers.ts'
import { readAsked } from './asked.ts'
import { faqInConversation, faqInPassage } from './extract-faq.ts'
import { similarQuestions } from './similar-questions.ts'

const encoder = readEncoder()
const read = (text: string) => readAsked(text, { meaning: (each) => encode(encoder, each) })

it('what an agent said is kept without greetings, delays, names and what concerns one customer', () => {
  expect(cleanAgentWords('您好，很高兴为您服务！寄养柜的押金是66元，取走宠物当天退回。还有什么可以帮您的吗？')).toBe(
    '寄养柜的押金是66元，取走宠物当天退回。',
  )
  expect(cleanAgentWords('稍等，我帮您查一下')).toBe('')
  expect(cleanAgentWords('您的订单20231112334已经发出。一般三天内送到。')).toBe('一般三天内送到。')
  expect(cleanAgentWords('有问题打我电话13812345678。周末也可以取件。')).toBe('周末也可以取件。')
  expect(cleanAgentWords('Hello! Let me check that for you. Pets are welcome in the garden. Have a nice day!')).toBe(
    'Pets are welcome in the garden.',
  )
  expect(cleanAgentWords('亲，可以的哦，柜子最多寄养三天。')).toBe('可以的哦，柜子最多寄养三天。')
})

it('of what agents answered, what most of them say is chosen; other numbers do not agree', () => {
  const answer = (text: string, agent: string, conversationId: string) => ({
    text,
    agent,
    conversationId,
    read: read(text),
  })
  const typical = typicalAnswer([
    answer('押金是99元。', '小王', 'a'),
    answer('寄养柜押金66元，取走宠物当天退回。', '小李', 'b'),
    answer('寄养柜押金66元，当天退回。', '小张', 'c'),
  ])
  expect(typical?.text).toBe('寄养柜押金66元，取走宠物当天退回。')
  expect(typical?.agents).toEqual(['小李', '小张'])
  expect(typical?.agreement).toBe(0.5)
})

it('questions with answers are found in documents: sheets, headings, question and answer lines', () => {
  const passage = (more: object) => ({
    kind: 'text',
    title: '手册',
    headings: [] as string[],
    text: '',
    questions: [] as string[],
    ...more,
  })
  expect(
    faqInPassage(passage({ kind: 'question', questions: ['几点开门'], text: '每天早上九点开门。' }))[0],
  ).toMatchObject({
    question: '几点开门',
    answer: '每天早上九点开门。',
  })
  expect(
    faqInPassage(
      passage({ headings: ['第三章 售后', '3.2 如何申请换货'], text: '在订单页点击申请换货，上传照片后提交。' }),
    )[0],
  ).toMatchObject({
    question: '如何申请换货',
  })
  expect(
    faqInPassage(passage({ headings: ['退货流程'], text: '先在订单页提交申请，再把商品寄回仓库。' }))[0]?.question,
  ).toBe('退货流程是什么？')
  expect(
    faqInPassage(
      passage({ text: '问：可以带宠物吗？\n答：可以，请牵好绳子进入园区。\n问：几点关门？\n答：每天晚上九点半关门。' }),
    ),
  ).toHaveLength(2)
  expect(faqInPassage(passage({ headings: ['公司简介'], text: '我们成立于2001年，总部在杭州，员工三百人。' }))).toEqual(
    [],
  )
})

it('a good conversation gives what was asked with what the agent answered, and nothing of one customer alone', () => {
  const found = faqInConversation([
    { sender: 'customer', text: '你们寄养柜押金多少呀？' },
    { sender: 'bot', text: '抱歉，这个我还不清楚。' },
    { sender: 'system', text: '已为您转接人工' },
    { sender: 'agent', text: '您好，我是小李', name: '小李' },
    { sender: 'agent', text: '寄养柜押金66元，取走宠物当天退回。', name: '小李' },
    { sender: 'customer', text: '好的谢谢' },
    { sender: 'customer', text: '我的订单什么时候到？' },
    { sender: 'agent', text: '您的订单明天到哦', name: '小李' },
  ])
  expect(found).toEqual([
    expect.objectContaining({
      question: '你们寄养柜押金多少呀？',
      answer: '寄养柜押金66元，取走宠物当天退回。',
      agent: '小李',
    }),
  ])
})

it('similar questions are told once, the best worded first, without personal data', () => {
  const found = similarQuestions(
    read('寄养柜押金多少'),
    ['寄养柜押金多少', '寄存宠物要交钱吗', '柜', '请问放狗的柜子收多少押金？', '打[phone]问押金'].map(read),
  ).map(({ text }) => text)
  expect(found.slice(0, 2).toSorted()).toEqual(['寄存宠物要交钱吗', '请问放狗的柜子收多少押金？'])
  expect(found).not.toContain('寄养柜押金多少')
})
