import type { FlowWorld, WaitingFor } from '@loopdesk/contracts/api/flows.ts'
import i18next, { type TFunction } from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import * as common from '../../../ui/strings.ts'
import * as runs from './strings.ts'
import { type Reader, type StandingRun, standingOf, whyWords } from './waiting-words.ts'

const speak: Record<string, TFunction> = {}
beforeAll(async () => {
  const i18n = i18next.createInstance()
  await i18n.init({
    lng: 'zh',
    interpolation: { escapeValue: false },
    resources: {
      zh: { translation: { common: common.zh, runs: runs.zh } },
      en: { translation: { common: common.en, runs: runs.en } },
    },
  })
  speak.zh = i18n.getFixedT('zh')
  speak.en = i18n.getFixedT('en')
})

const now = new Date(2026, 0, 5, 12, 0).getTime()
const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString()
const world = {
  tools: [{ id: 'pay.refund', name: { zh: '退款', en: 'Refund' } }],
  connections: [{ id: 'pay', name: { zh: '支付系统', en: 'Payments' } }],
} as unknown as FlowWorld
const definition: Reader['definition'] = {
  nodes: {
    approve: { type: 'approval', title: { zh: '财务审批退款 {{ amount }}', en: 'Refund of {{ amount }}' } },
    refund: { type: 'call', tool: 'pay.refund' },
    why: { type: 'ask', label: { zh: '退货原因', en: 'Reason for return' } },
    rest: { type: 'wait' },
  },
}
const read = (language: 'zh' | 'en'): Reader => ({ t: speak[language]!, now, language, definition, world })
const run = (over: Partial<StandingRun>): StandingRun => ({
  status: 'waiting',
  nodes: [],
  failure: null,
  outcome: null,
  updatedAt: at(-3),
  ...over,
})
const wait = (kind: WaitingFor['kind'], over: Partial<WaitingFor> = {}): WaitingFor => ({
  step: 'x#1',
  node: 'approve',
  kind,
  until: null,
  about: {},
  ...over,
})

test('an approval is told with its title, how long it has waited and until when', () => {
  const waiting = [wait('approval', { until: at(6), about: { title: '退款 1,299 元' } })]
  expect(standingOf(run({ waiting }), read('zh'))).toEqual({
    words: '等审批：退款 1,299 元',
    since: '3时0分',
    due: { words: '18:00 前', late: false },
    stuck: false,
  })
  expect(standingOf(run({ waiting }), read('en'))).toMatchObject({
    words: 'Waits for approval: 退款 1,299 元',
    due: { words: 'until 18:00' },
  })
})

test('what is waited for too long is told to be late', () => {
  const standing = standingOf(run({ waiting: [wait('approval', { until: at(-1) })] }), read('zh'))
  expect(standing.due).toEqual({ words: '已过期限 11:00', late: true })
})

test('an event is told with its system and types; a timer with its end, which is no deadline', () => {
  const event = wait('event', { about: { connection: 'pay', types: ['refund.succeeded', 'refund.failed'] } })
  expect(standingOf(run({ waiting: [event] }), read('zh')).words).toBe(
    '等支付系统通知「refund.succeeded / refund.failed」',
  )
  const timer = standingOf(run({ waiting: [wait('timer', { node: 'rest', until: at(24 * 40) })] }), read('en'))
  expect(timer).toMatchObject({ words: 'Waits until Feb 14, 12:00', due: null })
})

test('a run that waits at several places says so', () => {
  const waiting = [wait('slot', { node: 'why' }), wait('timer'), wait('event')]
  expect(standingOf(run({ waiting }), read('zh')).words).toBe('等客户回答「退货原因」；另外 2 处也在等')
})

test('a stuck run says where and why, in the system’s own words', () => {
  const failure = { kind: 'unavailable', code: 'E503', message: '维护中', node: 'refund' } as const
  expect(standingOf(run({ status: 'halted', failure, nodes: ['refund'] }), read('zh'))).toMatchObject({
    words: '卡在「退款」：维护中 (E503)',
    stuck: true,
  })
})

test('without its waits, a run is told by the kind of node it stands at', () => {
  const words = (node: string) => standingOf(run({ nodes: [node] }), read('zh')).words
  expect(['approve', 'why', 'rest', 'refund', 'unknownNode'].map(words)).toEqual([
    '等审批「财务审批退款 …」',
    '在「退货原因」等客户',
    '在「等待」等待时间到',
    '在「退款」',
    '在「unknown node」',
  ])
})

test('an ended run has nothing more to say unless it failed', () => {
  expect(standingOf(run({ status: 'ended', outcome: 'solved' }), read('zh'))).toEqual({
    words: '',
    since: null,
    due: null,
    stuck: false,
  })
  const failure = { kind: 'timeout', code: 'timeout', message: '', node: 'refund' } as const
  expect(standingOf(run({ status: 'ended', outcome: 'failed', failure }), read('zh')).words).toBe(
    '「退款」出错：超时没有回应',
  )
})

test('a code is not said twice', () => {
  expect(whyWords({ kind: 'refused', code: 'REFUNDED', message: 'already REFUNDED' }, speak.en!)).toBe(
    'already REFUNDED',
  )
  expect(whyWords({ code: 'X1', message: '' }, speak.en!)).toBe('X1')
})
