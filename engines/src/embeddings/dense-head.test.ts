import { expect, test } from 'vitest'
import { judgeMessage, trainIntents } from '../intents/model.ts'
import { helps, secondOpinion } from './dense-head.ts'
import { loadDenseHead, serialiseDenseHead } from './serialise-dense-head.ts'
import { type DenseExample, trainDenseHead } from './train-dense-head.ts'

/** Words of one line mean the same; to a recogniser without general knowledge they have nothing in common. */
const meanings = [
  ['refund', '退钱', 'geld zurück', 'reimburse', '款子打回来', 'money back', 'rückerstattung', '钱给我'],
  ['parcel', '快递', 'paket', 'shipment', '东西到哪', 'lieferung', 'courier', '包裹'],
  ['invoice', '发票', 'rechnung', 'bill', '开票', 'receipt', 'quittung', '票据'],
  ['password', '密码', 'passwort', 'login', '登不上', 'kennwort', 'sign in', '进不去'],
  ['broken', '坏了', 'kaputt', 'defect', '不转了', 'defekt', 'dead', '没反应'],
]
/** A vector that knows what words mean, a little blurred; words it does not know lie somewhere of their own. */
function meaningOf(text: string): Float32Array {
  const at = meanings.findIndex((words) => words.some((word) => text.includes(word)))
  return Float32Array.from({ length: 8 }, (_, i) =>
    i === (at < 0 ? 7 : at) ? 1 : 0.1 * Math.sin(text.length * (i + 1)),
  )
}
const noise = (text: string) =>
  Float32Array.from({ length: 8 }, (_, i) =>
    Math.sin([...text].reduce((sum, c) => sum * 31 + c.codePointAt(0)!, i * 7) % 1000),
  )

const taught = meanings.flatMap((words, k) => words.slice(0, 6).map((text) => ({ label: `l${k}`, text })))
const withVectors = (of: (text: string) => Float32Array): DenseExample[] =>
  taught.map((each) => ({ ...each, vector: of(each.text) }))

test('vectors that know what words mean answer messages the recogniser has no words for', () => {
  const model = trainIntents(taught)
  const head = trainDenseHead(model, withVectors(meaningOf))
  expect(helps(head)).toBe(true)
  meanings.forEach((words, k) => {
    for (const text of words.slice(6)) {
      const opinion = secondOpinion(head, judgeMessage(model, text), meaningOf(text))
      expect(opinion.intents[0]!.label).toBe(`l${k}`)
      expect(opinion.intents.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5)
    }
  })
})

test('vectors that mean nothing are given no weight, and then change nothing', () => {
  const model = trainIntents(taught)
  const head = trainDenseHead(model, withVectors(noise))
  expect(head.strength).toBe(0)
  const builtIn = judgeMessage(model, 'refund')
  expect(secondOpinion(head, builtIn, noise('refund'))).toEqual(builtIn)
})

test('what lies near no label is likelier out of scope than what lies on one', () => {
  const model = trainIntents(taught)
  const head = trainDenseHead(model, withVectors(meaningOf))
  const outside = (text: string) => secondOpinion(head, judgeMessage(model, text), meaningOf(text)).outside
  expect(outside('wetter')).toBeGreaterThan(outside('quittung'))
})

test('a head is the same every time, and after being stored', () => {
  const model = trainIntents(taught)
  const head = trainDenseHead(model, withVectors(meaningOf))
  expect(trainDenseHead(model, withVectors(meaningOf))).toEqual(head)
  expect(loadDenseHead(serialiseDenseHead(head))).toEqual(head)
})

test('a vector of another length is refused by name', () => {
  const model = trainIntents(taught)
  const head = trainDenseHead(model, withVectors(meaningOf))
  expect(() => secondOpinion(head, judgeMessage(model, 'x'), new Float32Array(3))).toThrow('of 8 numbers')
})
