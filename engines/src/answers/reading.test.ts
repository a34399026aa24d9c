import { expect, test } from 'vitest'
import { amountsIn } from './amounts.ts'
import { resolveFollowUp } from './follow-up.ts'
import { questionKind } from './question-kind.ts'
import { guessedRarity } from './rarity.ts'
import { readQuestion } from './read-question.ts'
import { splitSentences } from './split-sentences.ts'

test.each([
  ['保修多长时间', 'duration'],
  ['额定功率是多少', 'number'],
  ['滤芯怎么换', 'method'],
  ['为什么会漏水', 'reason'],
  ['能用热水洗吗', 'yes_no'],
  ['用温水还是冷水', 'choice'],
  ['E3 是什么意思', 'definition'],
  ['有哪些程序', 'list'],
  ['多少钱', 'money'],
  ['谁来安装', 'person'],
  ['序列号在哪里', 'place'],
  ['什么时候发布的', 'date'],
  ['两个型号有什么区别', 'comparison'],
  ['How long is the trial?', 'duration'],
  ['How do I reset it?', 'method'],
  ['why does it beep', 'reason'],
  ['Can I upload videos?', 'yes_no'],
  ['who can close the account', 'person'],
  ['How many seats are there?', 'number'],
  ['What does Business cost per seat?', 'money'],
  ['when was it released', 'date'],
])('%s asks for a %s', (question, kind) => {
  expect(questionKind(question)).toBe(kind)
})

test('model numbers and fault codes are kept whole, however they are typed', () => {
  const codes = (question: string) =>
    readQuestion(question, guessedRarity)
      .words.filter((word) => word.kind === 'code')
      .map((word) => word.text)
  expect(codes('E-02是什么故障')).toEqual(['E2'])
  expect(codes('R600和R800有什么区别')).toEqual(['R600', 'R800'])
  expect(codes('what should I do about FN-217')).toEqual(['FN217'])
  expect(codes('能接220V吗')).toEqual([])
})

test('words that only ask are not looked for', () => {
  const words = readQuestion('请问一下滤网多久清洗一次啊', guessedRarity).words.map((word) => word.text)
  expect(words).toEqual(expect.arrayContaining(['滤网', '清洗']))
  expect(words).not.toContain('多久')
  expect(readQuestion('可不可以用热水', guessedRarity).negated).toBe(false)
  expect(readQuestion('哪些餐具不能机洗', guessedRarity).negated).toBe(true)
})

test('a follow-up question takes up what was asked before', () => {
  const history = [{ question: '滤芯多久换一次', title: '更换滤芯' }]
  expect(resolveFollowUp('那预滤网呢', history).text).toContain('预滤网')
  expect(resolveFollowUp('那预滤网呢', history).text).toContain('多久')
  expect(resolveFollowUp('它多少钱', history).text).toContain('更换滤芯')
  expect(resolveFollowUp('R800呢', [{ question: 'R600 的功率是多少' }]).text).toBe('R800 的功率是多少')
  expect(resolveFollowUp('what about the filter?', [{ question: 'how often should I clean the pump?' }]).text).toMatch(
    /filter.*how often/,
  )
  expect(resolveFollowUp('那洗衣机呢', [{ question: '扫地机保修多久' }]).text).toBe('洗衣机 保修多久')
  expect(
    resolveFollowUp('what about the fridge?', [{ question: 'how long is the warranty on the washing machine' }]).text,
  ).toBe('fridge how long is the warranty')
  expect(resolveFollowUp('保修几年', history)).toEqual({ text: '保修几年', followsUp: false })
})

test('amounts are read with their units, whatever they are written like', () => {
  const read = (text: string) => amountsIn(text).map(({ value, unit }) => `${value} ${unit}`.trim())
  expect(read('1,500 W')).toEqual(['1500 w'])
  expect(read('1.5千瓦')).toEqual(['1500 w'])
  expect(read('一千五百瓦')).toEqual(['1500 w'])
  expect(read('3-5 天')).toEqual(['3 day', '5 day'])
  expect(read('within 7 business days')).toEqual(['7 workday'])
  expect(read('¥299')).toEqual(['299 cny'])
  expect(read('一般统一处理')).toEqual([])
})

test('sentences end where people end them', () => {
  const cut = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end))
  expect(cut('先关水阀。再拔电源！好了吗？')).toEqual(['先关水阀。', '再拔电源！', '好了吗？'])
  expect(cut('电影《你好！李焕英》上映了。很好。')).toEqual(['电影《你好！李焕英》上映了。', '很好。'])
  expect(cut('It weighs 12.5 kg. See No. 5, e.g. the blue one. Done.')).toEqual([
    'It weighs 12.5 kg.',
    'See No. 5, e.g. the blue one.',
    'Done.',
  ])
})
