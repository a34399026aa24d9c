import { expect, test } from 'vitest'
import { buildConcepts } from '../concepts/concepts.ts'
import { cuesOf, speaksOfSuicide } from './cues.ts'

const affect = buildConcepts([
  { id: 'happy-word', topic: 'affect', expressions: ['满意', '开心', 'happy'] },
  { id: 'thanks-word', topic: 'affect', expressions: ['谢谢', 'thanks'] },
  { id: 'again', topic: 'affect', expressions: ['又', 'again'] },
])
const cues = (text: string) => cuesOf(text, affect)

test('marks, repetition and capitals count as typed', () => {
  expect(cues('退钱！！！')).toContain('shouting')
  expect(cues('为什么？？')).toContain('questions')
  expect(cues('GIVE ME MY MONEY BACK')).toContain('capitals')
  expect(cues('I use an iPhone and the VIP app')).not.toContain('capitals')
  expect(cues('退款退款退款')).toContain('said-thrice')
})

test('counts of times and of days are seen in both languages', () => {
  expect(cues('第五次打了')).toContain('nth-time')
  expect(cues('this is the fifth time I call')).toContain('nth-time')
  expect(cues('等了三天了')).toContain('length-of-time')
})

test('a denied word of joy is no joy', () => {
  expect(cues('我不开心')).toContain('not-happy-word')
  expect(cues('我很开心')).toContain('happy-word')
  expect(cues("I'm not happy with it")).toContain('not-happy-word')
})

test('thanks beside a wrong are noticed', () => {
  expect(cues('谢谢你们又发错了')).toContain('praise-of-a-wrong')
  expect(cues('谢谢你')).not.toContain('praise-of-a-wrong')
})

test('who says outright that they want to die is heard, a clearance sale is not', () => {
  for (const text of ['我不想活了', '遗书都写好了', "I'm going to kill myself"])
    expect(speaksOfSuicide(text)).toBe(true)
  for (const text of ['跳楼价清仓吗', '不想活动了', '笑死我了']) expect(speaksOfSuicide(text)).toBe(false)
})

test('an emoji says what it says', () => {
  expect(cues('还没到😡')).toContain('emoji:rage')
  expect(cues('收到啦🎉')).toContain('emoji:glad')
})
