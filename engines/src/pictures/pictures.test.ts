import { knownFault } from '@loopdesk/contracts/knowledge.ts'
import { describe, expect, test } from 'vitest'
import { assembleLines, cleanLine, type PictureWord, parseTesseract } from './assemble-lines.ts'
import { findCodes } from './find-codes.ts'
import { findSkew, type GreyImage, lineHeight } from './find-skew.ts'
import { containment, matchFaults } from './match-faults.ts'
import { hashDistance, hashSide, pictureHash } from './picture-hash.ts'
import { repairIds } from './repair-ids.ts'

/** A page of "text": rows of short strokes that fall by so many degrees. */
function page(degrees: number, { width = 640, height = 420, pitch = 30, stroke = 14 } = {}): GreyImage {
  const pixels = new Uint8Array(width * height).fill(255)
  const slope = Math.tan((degrees * Math.PI) / 180)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const row = Math.floor(y - (x - width / 2) * slope)
      const inLine = row > 20 && row < height - 20 && ((row % pitch) + pitch) % pitch < stroke
      if (inLine && x > 40 && x < width - 40 && x % 7 < 3) pixels[y * width + x] = 0
    }
  return { pixels, width, height }
}

describe('a crooked picture', () => {
  test.each([0, 5, -3, 9.5, -7.2])('of %s degrees is measured to a fifth of a degree', (degrees) => {
    expect(Math.abs(findSkew(page(degrees)) - degrees)).toBeLessThanOrEqual(0.21)
  })

  test('without text, or with a short word only, is left as it is', () => {
    const blank = { pixels: new Uint8Array(300 * 200).fill(230), width: 300, height: 200 }
    expect(findSkew(blank)).toBe(0)
    const word = { pixels: new Uint8Array(640 * 420).fill(255), width: 640, height: 420 }
    for (let y = 100; y < 160; y++) for (let x = 60; x < 160; x++) if ((x + y) % 9 < 4) word.pixels[y * 640 + x] = 0
    expect(findSkew(word)).toBe(0)
  })

  test('tells how high its lines are', () => {
    expect(lineHeight(page(0, { pitch: 60, stroke: 40 }))).toBe(40)
    expect(lineHeight({ pixels: new Uint8Array(900).fill(9), width: 30, height: 30 })).toBe(0)
  })
})

describe('the look of a picture', () => {
  const made = (paint: (x: number, y: number) => number): GreyImage => ({
    pixels: Uint8Array.from({ length: hashSide ** 2 }, (_, i) => paint(i % hashSide, Math.floor(i / hashSide))),
    width: hashSide,
    height: hashSide,
  })
  const scene = (x: number, y: number) => 120 + 60 * Math.sin(x / 4) + 50 * Math.cos(y / 5 + x / 9)

  test('stays when it is brightened and a little noisy, and differs from another', () => {
    const hash = pictureHash(made(scene))!
    const noisy = pictureHash(made((x, y) => Math.min(255, scene(x, y) + 12 + ((x * 7 + y * 13) % 5))))!
    const other = pictureHash(made((x, y) => 120 + 60 * Math.sin(y / 3) + 50 * Math.cos((x - y) / 6)))!
    expect(hash).toMatch(/^[0-9a-f]{16}$/)
    expect(hashDistance(hash, noisy)).toBeLessThanOrEqual(8)
    expect(hashDistance(hash, other)).toBeGreaterThan(16)
  })

  test('of an even surface is none: any other would be the same', () => {
    expect(pictureHash(made((x) => 200 + (x % 2)))).toBeUndefined()
  })
})

describe('words of a reader', () => {
  const word = (text: string, left: number, top: number, line: string, confidence = 0.9): PictureWord => ({
    text,
    confidence,
    left,
    top,
    width: text.length * 12,
    height: 16,
    line,
  })

  test('become lines from top to bottom, ideographs joined, labels kept apart from values, noise left out', () => {
    const { lines, confidence, characters } = assembleLines([
      word('O20260007', 200, 40, 'b'),
      word('订', 20, 40, 'b'),
      word('单', 34, 40, 'b'),
      word('号', 48, 40, 'b'),
      word('Order', 20, 10, 'a'),
      word('details', 90, 10, 'a'),
      word('~', 300, 80, 'c', 0.4),
      word('xq', 300, 80, 'c', 0.1),
    ])
    expect(lines).toEqual(['Order details', '订单号  O20260007'])
    expect(confidence).toBeCloseTo(0.9)
    expect(characters).toBe(24)
  })

  test('are taken from the table of tesseract', () => {
    const table = 'level\tpage_num\n1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n5\t1\t2\t1\t3\t1\t10\t20\t30\t12\t96.5\tE3\n'
    expect(parseTesseract(table)).toEqual([
      { text: 'E3', confidence: 0.965, left: 10, top: 20, width: 30, height: 12, line: '1.2.1.3' },
    ])
  })

  test.each([
    ['订 单 编 号 ； O20260007', '订单编号:O20260007'],
    ['| 实 付 款 Y1,299.00 |', '实付款 ¥1,299.00'],
    ['您好 ， 已 发 货 。', '您好，已发货。'],
    ['Total V68.50', 'Total ¥68.50'],
    ['V12 vacuum', 'V12 vacuum'],
  ])('%s reads as %s', (raw, clean) => expect(cleanLine(raw)).toBe(clean))
})

describe('numbers of the business', () => {
  const patterns = [{ type: 'record:order', regex: 'O\\s?2026\\d{4,6}' }]
  test.each([
    ['订单编号 02026OO07l', '订单编号 O202600071'],
    ['Order O2O260007', 'Order O20260007'],
    ['订单 O20260007', '订单 O20260007'],
    ['电话 02026000712', '电话 02026000712'],
    ['发货20260007箱', '发货20260007箱'],
    ['Operator', 'Operator'],
  ])('%s → %s', (read, meant) => expect(repairIds(read, patterns)).toBe(meant))

  test('stay as they are where a pattern cannot be read', () => {
    expect(repairIds('02026OO07', [{ type: 'x', regex: '(' }])).toBe('02026OO07')
  })
})

describe('error codes', () => {
  test.each([
    [['E3'], ['E3']],
    [['El'], ['E1']],
    [['E 2 1 排水超时', 'DRAIN'], ['E21']],
    [['88:88', 'E-21'], ['E21']],
    [['错误代码：1004'], ['1004']],
    [['Error code 0x80070005', 'Please try again later or contact us'], ['0X80070005']],
    [['故障 E6，请联系售后人员', '型号 KF35 制冷 26 度'], ['E6']],
    [['收货地址：上海市浦东新区张杨路500号E3栋1201室'], []],
    [['订单详情', '订单编号 O20260007', '实付款 ¥68.00'], []],
  ])('%j → %j', (lines, codes) => expect(findCodes(lines)).toEqual(codes))
})

describe('known faults', () => {
  const fault = (id: string, given: object) => ({ id, fault: knownFault.parse({ steps: {}, ...given }) })
  const faults = [
    fault('heater', { codes: ['E1'], products: ['P50'] }),
    fault('dishwasher', { codes: ['E1'], products: ['P54'] }),
    fault('lock', { texts: ['电量不足，请更换电池'] }),
    fault('leak', { pictures: ['0f0f0f0f0f0f0f0f'] }),
  ]
  const seen = (lines: string[], more: { hash?: string; products?: string[] } = {}) =>
    matchFaults({ lines, hash: more.hash ?? null, products: more.products ?? [] }, faults).map(({ id }) => id)

  test('share a code: the product tells them apart, without it both may be meant', () => {
    expect(seen(['E1'], { products: ['P54'] })).toEqual(['dishwasher'])
    expect(seen(['E1'])).toEqual(['heater', 'dishwasher'])
    expect(seen(['E1'], { products: ['P01'] })).toEqual([])
  })

  test('are recognised by what is shown, slips of the reader forgiven', () => {
    expect(seen(['智能门锁', '电 量不足,请更换电氵也'])).toEqual(['lock'])
    expect(seen(['门锁已打开'])).toEqual([])
  })

  test('are recognised by their look', () => {
    expect(seen([], { hash: '0f0f0f0f0f0f0f1d' })).toEqual(['leak'])
    expect(seen([], { hash: 'f0f0f0f0f0f0f0f0' })).toEqual([])
  })

  test('containment counts edits to the best place', () => {
    expect(containment('xxdevice offlinexx', 'device offline')).toBe(1)
    expect(containment('xxdevlce offllnexx', 'device offline')).toBeGreaterThan(0.8)
    expect(containment('', 'device')).toBe(0)
  })
})
