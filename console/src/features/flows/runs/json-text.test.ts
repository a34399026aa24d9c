import i18next, { type TFunction } from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { looksMasked, readJson } from './json-text.ts'
import * as runs from './strings.ts'

let t: TFunction
beforeAll(async () => {
  const i18n = i18next.createInstance()
  await i18n.init({
    lng: 'zh',
    interpolation: { escapeValue: false },
    resources: { zh: { translation: { runs: runs.zh } } },
  })
  t = i18n.getFixedT('zh')
})

test.each([
  ['{\n  "a": 1,\n  "b": x\n}', '第 3 行：这里应该是一个值'],
  ['{\n  "a": 1\n  "b": 2\n}', '第 3 行：这里缺少逗号或右括号'],
  ['{ a: 1 }', '第 1 行：这里应该是加双引号的名称'],
  ['{ "a" 1 }', '第 1 行：名称后面缺少冒号'],
  ['{ "a": [1, 2 }', '第 1 行：这里缺少逗号或右括号'],
  ['[1, 2,]', '第 1 行：这里应该是一个值'],
  ['{}\n{}', '第 2 行：结尾多了内容'],
  ['{ "a": {} ', '第 1 行：这里缺少逗号或右括号'],
  ['  ', '请填写内容'],
])('a mistake is named with its line: %j', (text, problem) => {
  expect(readJson(text, t)).toEqual({ ok: false, problem })
})

test('what is right is read', () => {
  expect(readJson('{"a": [1, {}, []], "b": "\\"x"}', t)).toEqual({ ok: true, value: { a: [1, {}, []], b: '"x' } })
})

test('masked phones, names and mails are noticed, ordinary text is not', () => {
  expect(looksMasked({ phone: '138****8000' })).toBe(true)
  expect(looksMasked({ name: '王*' })).toBe(true)
  expect(looksMasked({ mail: 'z***@x.com' })).toBe(true)
  expect(looksMasked({ orderId: 'O20260014', note: '2 * 3' })).toBe(false)
})
