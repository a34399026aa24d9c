import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectLanguage } from './detect-language.ts'
import { fold } from './fold.ts'
import { normalise, normaliseWithMap } from './normalise.ts'
import { foldSyllable, fuzzyPinyin, pinyinOf } from './pinyin.ts'
import { segment, segmentWithSpans } from './segment.ts'
import { editDistance, similarity } from './similarity.ts'

describe('normalising a message for matching', () => {
  it.each([
    ['嗯，那个…我的訂單到哪了？？？', '我的订单到哪了'],
    ['Ｈｅｌｌｏ！！ um pls cancel my ORDER #O20260007', 'hello cancel my order o20260007'],
    ['退款啊啊啊啊😡', '退款啊'],
    ['价格¥1,299.00 对吗', '价格¥1299.00对吗'],
    ['滑鼠壞了', '鼠标坏了'],
    ['我 要 退 货', '我要退货'],
    ['那个订单还没发', '那个订单还没发'],
    ['sooooo slow', 'so slow'],
    ['1️⃣', '1'],
    ['退\u200b款', '退款'],
    ["can't log-in", "can't log-in"],
  ])('reads %j as %j', (said, plain) => {
    expect(normalise(said)).toBe(plain)
  })

  it('keeps a message that is nothing but a filler', () => {
    expect(normalise('嗯嗯')).toBe('嗯嗯')
    expect(normalise('um')).toBe('um')
  })

  it('says where each character came from', () => {
    const original = '嗯，我的 ＯＲＤＥＲ！'
    const { text, toOriginal } = normaliseWithMap(original)
    expect(text).toBe('我的order')
    expect(original.slice(toOriginal(2), toOriginal(3))).toBe('Ｏ')
    expect(toOriginal(text.length)).toBe(original.length)
  })

  it('never throws, and its map stays inside the original and in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (original) => {
        for (const made of [normaliseWithMap(original), fold(original)]) {
          let last = 0
          for (let i = 0; i <= made.text.length; i++) {
            const at = made.toOriginal(i)
            expect(at).toBeGreaterThanOrEqual(last)
            expect(at).toBeLessThanOrEqual(original.length)
            last = at
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('telling the language of a message', () => {
  it.each([
    ['帮我cancel一下', 'zh'],
    ['退款', 'zh'],
    ['我的 iPhone 15 Pro Max 坏了', 'zh'],
    ['I want to 退款', 'en'],
    ['refund', 'en'],
    ['where is my stuff', 'en'],
    ['ok', 'en'],
    ['hola quiero saber dónde está mi pedido', 'other'],
    ['bonjour, où est ma commande', 'other'],
    ['wo ist meine Bestellung, ich warte noch', 'other'],
    ['注文はどこですか', 'other'],
    ['где мой заказ', 'other'],
  ])('%j is %s', (said, language) => {
    expect(detectLanguage(said).language).toBe(language)
  })

  it.each(['123', '😀😀', 'O20260007', ''])('has nothing to judge %j by', (said) => {
    expect(detectLanguage(said)).toEqual({ language: 'other', confidence: 0 })
  })
})

describe('sounds and typing slips', () => {
  it('writes each character as a toneless syllable', () => {
    expect(pinyinOf('净水器 A')).toEqual(['jing', 'shui', 'qi', ' ', 'A'])
  })

  it.each([
    ['是', '四'],
    ['牛', '刘'],
    ['金', '京'],
    ['陈', '程'],
    ['张', '赞'],
  ])('%s and %s are mixed up by ear', (one, other) => {
    expect(fuzzyPinyin(one)).toEqual(fuzzyPinyin(other))
  })

  it('keeps apart what nobody mixes up', () => {
    expect(foldSyllable('tui')).not.toBe(foldSyllable('tong'))
  })

  it('forgives a wrong character of the same sound more than another one', () => {
    expect(similarity('净水气', '净水器')).toBeGreaterThan(0.9)
    expect(similarity('净水池', '净水器')).toBeLessThan(0.7)
  })

  it('counts a swap of neighbours as one slip', () => {
    expect(editDistance('pruifier', 'purifier')).toBe(1)
    expect(similarity('puriffier', 'Purifier')).toBeGreaterThan(0.85)
  })
})

describe('cutting words', () => {
  it('cuts Chinese for search and keeps English words', () => {
    expect(segment('我想申请七天无理由退货，Return my iPhone')).toEqual(
      expect.arrayContaining(['申请', '退货', 'return', 'iphone']),
    )
  })

  it('gives the place of each word in the original', () => {
    const original = '我要退貨 NOW'
    for (const { text, start, end } of segmentWithSpans(original))
      expect(fold(original.slice(start, end)).text).toBe(text)
  })
})
