import { expect, test } from 'vitest'
import type { Act, LabelledTurn } from './act.ts'
import { readDialogue, trainActs } from './model.ts'

const KNOWN = ['星河 X9', '星河 X9 Pro', '远山 3', '云雀耳机', '青松手环', '白鹭平板'].map((value) => ({
  value,
  kind: 'goods/name',
}))

const act = (intent: string, domain: string, slot: string, value = ''): Act => ({ intent, domain, slot, value })
const turn = (text: string, before: string, ...acts: Act[]): LabelledTurn => ({ text, before, acts })
const hello = act('General', 'general', 'greet', 'none')
const thanks = act('General', 'general', 'thank', 'none')

function visit(name: string, budget: string, said: string): LabelledTurn[] {
  return [
    turn(`你好，有没有${said}的手机`, '', hello, act('Inform', '手机', '价格', budget), act('Request', '手机', '名称')),
    turn('多重', `推荐您看看${name}。`, act('Request', '手机', '重量')),
    turn(`${name}能当天送到吗`, '很轻。', act('Inform', '手机', '名称', name), act('Request', '配送', '时效')),
    turn('运费多少', '可以。', act('Request', '配送', '运费')),
    turn('谢谢啦', '免费。', thanks),
  ]
}

const model = trainActs(
  [
    visit('星河 X9', '2000-3000元', '2000到3000元'),
    visit('远山 3', '1000-2000元', '一千到两千元'),
    visit('白鹭平板', '3000-4000元', '3000-4000元'),
    visit('青松手环', '1000-2000元', '1000元到2000元'),
    visit('星河 X9 Pro', '2000-3000元', '两千到三千元'),
    visit('远山 3', '3000-4000元', '3000~4000元'),
  ],
  { known: KNOWN },
)
const ask = (...texts: string[]) =>
  readDialogue(
    model,
    texts.map((text) => ({ text, before: '' })),
  ).at(-1)!

test('a name that only the records know is found', () => {
  expect(ask('云雀耳机能当天送到吗')).toContainEqual(act('Inform', '手机', '名称', '云雀耳机'))
})

test('the longest name is meant, as the customer wrote it', () => {
  const names = ask('星河 x9 PRO能当天送到吗').filter(({ slot }) => slot === '名称')
  expect(names).toEqual([act('Inform', '手机', '名称', '星河 x9 PRO')])
})

test('an amount never seen before is understood in the form of those seen', () => {
  expect(ask('你好，有没有五千到六千元的手机')).toContainEqual(act('Inform', '手机', '价格', '5000-6000元'))
})

test('a greeting and a question in one message are both understood', () => {
  const acts = ask('你好，有没有2000到3000元的手机')
  expect(acts).toContainEqual(hello)
  expect(acts).toContainEqual(act('Request', '手机', '名称'))
})

test('thanks are thanks and nothing else', () => {
  expect(ask('谢谢啦')).toEqual([thanks])
})

test('the same dialogues give the same model', () => {
  const again = trainActs([visit('远山 3', '1000-2000元', '一千到两千元')], { known: KNOWN })
  const once = trainActs([visit('远山 3', '1000-2000元', '一千到两千元')], { known: KNOWN })
  expect(again.whole.sigmoids.weights).toEqual(once.whole.sigmoids.weights)
})
