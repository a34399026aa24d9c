import { type EmotionModel, readEmotion } from '@loopdesk/engines/emotion/model.ts'
import { loadEmotion, serialiseEmotion } from '@loopdesk/engines/emotion/serialise-emotion.ts'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { readEmotionPack } from './emotion-pack.ts'
import { emotionModel } from './train-emotion.ts'

let model: EmotionModel
beforeAll(async () => {
  model = await emotionModel(inject('modelsDir'))
}, 240_000)
const felt = (text: string) => readEmotion(model, text).emotion

describe('how customers feel', () => {
  test('anger without an angry word, and praise that is not meant', () => {
    expect(felt('我都打了六次电话了，每次都说明天给我回复')).toBe('anger')
    expect(felt('谢谢你们啊，让我在机场白等了一晚上')).toBe('anger')
  })
  test('a fault, a refund or a loss told as a fact is calm', () => {
    for (const text of ['路由器不亮了', '怎么申请退款', '手机丢了，补卡要带什么', '退货', '讲个笑话', '我要转人工'])
      expect([text, felt(text)]).toEqual([text, 'neutral'])
  })
  test('in English too', () => {
    expect(felt('thank you so much, you really saved me')).toBe('gratitude')
    expect(felt('please hurry, my flight leaves in an hour')).toBe('anxiety')
    expect(felt('how do I get an invoice')).toBe('neutral')
  })
  test('stronger words are stronger', () => {
    const strength = (text: string) => readEmotion(model, text).intensity
    expect(strength('有点失望')).toBeLessThan(strength('彻底失望，这辈子都不会再来了！！！'))
    expect(strength('查一下余额')).toBe(0)
  })
  test('threats, insults and danger are signalled', () => {
    const signals = (text: string) => readEmotion(model, text).signals
    expect(signals('再不退款我就打12315了').complaint).toBeGreaterThan(0.4)
    expect(signals('你们这群废物').abuse).toBeGreaterThan(0.4)
    expect(signals('我真的不想活了').safety).toBeGreaterThan(0.55)
    expect(signals('查一下快递到哪了').complaint).toBeLessThan(0.2)
  })
  test('nothing written is calm', () => {
    expect(readEmotion(model, '')).toMatchObject({ emotion: 'neutral', intensity: 0 })
    expect(readEmotion(model, '。。。')).toMatchObject({ intensity: expect.any(Number) })
  })
})

test('what is loaded reads as what was stored', () => {
  const again = loadEmotion(serialiseEmotion(model))
  for (const { text } of readEmotionPack().examples.slice(0, 40))
    expect(readEmotion(again, text)).toEqual(readEmotion(model, text))
})
