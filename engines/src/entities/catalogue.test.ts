import { describe, expect, it } from 'vitest'
import { buildCatalogue, matchCatalogue } from './catalogue.ts'
import { extractEntities } from './extract-entities.ts'

const index = buildCatalogue([
  { id: 'ro600', type: 'product', names: ['沁泉 RO-600 厨下净水器', 'RO600'] },
  { id: 'ro800', type: 'product', names: ['沁泉 RO-800 台上净水器'] },
  { id: 'air', type: 'product', names: ['清风空气净化器 A3'] },
  { id: 'aqua', type: 'product', names: ['AquaPure Water Purifier'] },
  { id: 'robot', type: 'product', names: ['智能扫地机器人 X9'] },
  { id: 'plan', type: 'plan', names: ['畅享无限流量套餐 59元'] },
  { id: 'cup', type: 'product', names: ['儿童保温杯'] },
])

function ids(said: string): string[] {
  return matchCatalogue(said, index).map((match) => match.id)
}

describe('finding what of the catalogue is meant', () => {
  it.each([
    ['沁泉 RO-600 厨下净水器多少钱', ['ro600']],
    ['RO600 还有货吗', ['ro600']],
    ['ro 800的滤芯', ['ro800']],
    ['空气净化器', ['air']],
    ['扫地机坏了', ['robot']],
    ['無限流量套餐', ['plan']],
    ['保温杯盖子丢了', ['cup']],
    ['my puriffier leaks', ['aqua']],
    ['two purifiers', ['aqua']],
  ])('%j means %j', (said, expected) => {
    expect(ids(said)).toEqual(expected)
  })

  it.each(['净水器坏了', '净水气漏水', '静水器怎么换滤芯', '沁泉的净水器'])('%j could be either', (said) => {
    const matches = matchCatalogue(said, index)
    expect(matches.map((match) => match.id).sort()).toEqual(['ro600', 'ro800'])
    expect(Math.abs(matches[0]!.score - matches[1]!.score)).toBeLessThanOrEqual(0.05)
  })

  it.each([
    '我想退货',
    '订单到哪了',
    '转人工',
    '水',
    '多少钱',
    'the water is cold',
    '',
    '？？',
  ])('%j means nothing of it', (said) => {
    expect(ids(said)).toEqual([])
  })

  it('points at the words on the original text', () => {
    const said = '我的 ＲＯ－６００ 坏了'
    const [match] = matchCatalogue(said, index)
    expect(match).toMatchObject({ id: 'ro600', text: 'ＲＯ－６００', score: 1 })
    expect(said.slice(match!.start, match!.end)).toBe(match!.text)
  })

  it('names all candidates of an ambiguous mention in one entity', () => {
    const options = { reference: '2026-11-21', timeZone: 'UTC', catalogue: index }
    const [entity] = extractEntities('净水器坏了', options)
    expect(entity).toMatchObject({ type: 'catalogue:product', text: '净水器' })
    expect(entity?.detail?.candidates).toHaveLength(2)
  })

  it('keeps its pace among a hundred thousand names', () => {
    const nouns = '耳机 手机壳 充电宝 电饭煲 洗衣液 毛巾 被套 枕头 羽绒服 运动鞋 双肩包 台灯 风扇 水壶 菜刀 雨伞'.split(
      ' ',
    )
    const brands = '沁泉 清风 海月 松石 北岸 云朵 晨光里 半山 青瓦 知夏 向野 拾光 木槿 星澜 南枝 远舟'.split(' ')
    const entries = Array.from({ length: 100_000 }, (_, i) => ({
      id: String(i),
      type: 'product',
      names: [`${brands[i % 16]} M${i} ${nouns[(i >> 4) % 16]}`],
    }))
    const large = buildCatalogue(entries)
    expect(matchCatalogue('半山 m12343 手机壳', large)[0]?.id).toBe('12343')
    const begin = performance.now()
    for (let i = 0; i < 10; i++) matchCatalogue('我的松石运动鞋什么时候到', large)
    // Five milliseconds each on an idle machine; the bound leaves room for a busy one.
    expect((performance.now() - begin) / 10).toBeLessThan(50)
  })
})
