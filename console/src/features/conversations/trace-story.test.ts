import i18next, { type TFunction } from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import * as common from '../../ui/strings.ts'
import * as inbox from './strings.ts'
import { storyLine } from './trace-story.ts'

let zh: TFunction
let en: TFunction
beforeAll(async () => {
  const i18n = i18next.createInstance()
  await i18n.init({
    interpolation: { escapeValue: false },
    resources: {
      zh: { translation: { inbox: inbox.zh, common: common.zh } },
      en: { translation: { inbox: inbox.en, common: common.en } },
    },
  })
  zh = i18n.getFixedT('zh')
  en = i18n.getFixedT('en')
})

const quote = {
  kind: 'call',
  tool: 'payments.quoteRefund',
  write: false,
  input: { orderId: 'O1' },
  result: 'ok',
  output: { amount: 1299.5 },
  attempts: 1,
  ms: 240,
} as const

test('a call is told with the system, what was asked, what came back and how long it took', () => {
  expect(storyLine(quote, zh)).toMatchObject({
    text: '向 payments 查询 quote refund：amount 1,299.5',
    aside: '成功 · 240 ms',
    tone: 'good',
  })
  expect(storyLine(quote, en)).toMatchObject({
    text: 'Asked payments for quote refund: amount 1,299.5',
    aside: 'ok · 240 ms',
  })
})

test('an unknown outcome is a warning, a failure is bad, and neither shows a result as if it held', () => {
  expect(storyLine({ ...quote, write: true, result: 'unknown' }, zh)).toMatchObject({
    text: '在 payments 执行 quote refund',
    tone: 'warn',
  })
  expect(storyLine({ ...quote, result: 'failed', attempts: 3, ms: 1100 }, zh)).toMatchObject({
    aside: '失败 · 试了 3 次 · 1.1 s',
    tone: 'bad',
  })
})

test('understanding is told with its best reading, the others wait beneath', () => {
  const line = storyLine(
    {
      kind: 'understood',
      text: '漏水 要退',
      language: 'zh',
      by: 'built-in',
      intents: [
        { label: '退货', score: 0.94 },
        { label: '报修', score: 0.03 },
      ],
      entities: [{ type: '商品', text: '净水器', value: 'RO-600' }],
      commands: ['start_flow(return_refund)', 'affirm'],
      ms: 6,
    },
    zh,
  )
  expect(line.text).toBe('理解为：退货 0.94 · 商品：RO-600')
  expect(line.details.map((detail) => detail.value)).toContainEqual(['报修 0.03'])
  expect(line.details.map((detail) => detail.value)).toContainEqual(['开始办理 return refund', '客户同意'])
})
