import i18next, { type TFunction } from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { duration, fileSize, shortTime, timeAgo, waited } from './format-time.ts'
import { zh } from './strings.ts'

let t: TFunction
beforeAll(async () => {
  const i18n = i18next.createInstance()
  await i18n.init({ lng: 'zh', resources: { zh: { translation: { common: zh } } } })
  t = i18n.getFixedT('zh')
})

const now = new Date(2026, 0, 5, 12, 0).getTime()
const before = (minutes: number) => new Date(now - minutes * 60_000).toISOString()

test('times are told as people say them', () => {
  expect(
    [0.2, 5, 130, 60 * 14, 60 * 24 * 3, 60 * 24 * 40].map((minutes) => timeAgo(before(minutes), now, t, 'zh')),
  ).toEqual(['刚刚', '5 分钟前', '2 小时前', '昨天', '3 天前', '2025年11月26日'])
})

test('a waiting clock shows seconds first, then coarser', () => {
  expect([0.5, 12, 75, 60 * 50].map((minutes) => waited(before(minutes), now, t))).toEqual([
    '30秒',
    '12分',
    '1时15分',
    '2天',
  ])
})

test('rows show the clock today and the date before', () => {
  expect(shortTime(before(30), now, 'zh')).toBe('11:30')
  expect(shortTime(before(60 * 24 * 4), now, 'zh')).toBe('1/1')
})

test('durations and sizes are rounded to what matters', () => {
  expect([duration(240.4), duration(1460)]).toEqual(['240 ms', '1.5 s'])
  expect([fileSize(800), fileSize(18_000), fileSize(2_500_000)]).toEqual(['800 B', '18 KB', '2.4 MB'])
})
