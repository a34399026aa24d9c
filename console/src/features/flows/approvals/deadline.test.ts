import i18next, { type TFunction } from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import * as common from '../../../ui/strings.ts'
import { deadlineOf } from './deadline.ts'
import * as approvals from './strings.ts'

let t: TFunction
beforeAll(async () => {
  const i18n = i18next.createInstance()
  await i18n.init({
    lng: 'zh',
    resources: { zh: { translation: { common: common.zh, approvals: approvals.zh } } },
  })
  t = i18n.getFixedT('zh')
})

const now = Date.UTC(2026, 0, 5, 12)
const in_ = (hours: number) => new Date(now + hours * 3_600_000).toISOString()

test('how long is left is told, and when it becomes urgent', () => {
  const asked = { createdAt: in_(-10) }
  expect([20, 5, 1.02, 0.5, 0.01, -1].map((hours) => deadlineOf({ ...asked, until: in_(hours) }, now, t))).toEqual([
    { words: '还剩 20时0分', tone: 'calm' },
    { words: '还剩 5时0分', tone: 'calm' },
    { words: '还剩 1时1分', tone: 'soon' },
    { words: '还剩 30分', tone: 'soon' },
    { words: '还剩 不到 1 分钟', tone: 'soon' },
    { words: '已过期限', tone: 'late' },
  ])
})
