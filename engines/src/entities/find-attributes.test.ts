import { describe, expect, it } from 'vitest'
import { extractEntities } from './extract-entities.ts'

function found(text: string): unknown[] {
  return extractEntities(text, { reference: '2026-11-21', timeZone: 'UTC' })
    .filter(({ type }) => ['color', 'size', 'model'].includes(type))
    .map(({ type, value }) => [type, value])
}

describe('colours, sizes and models', () => {
  it.each([
    ['换成深蓝色的', [['color', '深蓝色']]],
    ['XXL码还有吗', [['size', '2XL']]],
    ['42码的鞋小了', [['size', '42']]],
    [
      'size M in dark blue please',
      [
        ['size', 'M'],
        ['color', 'dark blue'],
      ],
    ],
    [
      '红色的L码',
      [
        ['color', '红色'],
        ['size', 'L'],
      ],
    ],
    ['iPhone 15 Pro 黑屏了', [['model', 'iPhone 15 Pro']]],
    ['型号是 RO-600', [['model', 'RO-600']]],
    ['号码是多少', []],
    ['特色服务', []],
  ])('%j has %j', (said, expected) => {
    expect(found(said)).toEqual(expected)
  })
})
