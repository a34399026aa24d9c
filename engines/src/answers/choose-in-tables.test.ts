import { expect, test } from 'vitest'
import type { AnswerCandidate } from './answer.ts'
import { answerQuestion } from './answer-question.ts'
import { sideOf } from './opposites.ts'
import { questionKind } from './question-kind.ts'
import { variantsNamed } from './table-rows.ts'

const passage = (id: string, text: string, more: Partial<AnswerCandidate> = {}): AnswerCandidate => ({
  id,
  kind: 'text',
  text,
  title: '烘豆机手册',
  source: 'document:3',
  score: 10 - Number(id.replace(/\D/g, '')),
  ...more,
})
const table = (id: string, header: string[], rows: string[][], more: Partial<AnswerCandidate> = {}) =>
  passage(id, rows.map((row) => row.map((cell, i) => `${header[i]}: ${cell}`).join('; ')).join('\n'), {
    kind: 'table',
    table: { header, rows },
    ...more,
  })
const ask = (question: string, candidates: AnswerCandidate[]) => answerQuestion({ question, candidates })

const specs = table(
  'p0',
  ['项目', 'RB-150', 'RB-300'],
  [
    ['最大装豆量', '150 g', '300 g'],
    ['整机净重', '6.4 kg', '9.8 kg'],
    ['运行噪声', '52 dB(A)', '57 dB(A)'],
    ['外形尺寸', '310×240×360 mm', '380×290×420 mm'],
  ],
  { headings: ['技术参数'] },
)

test('what people call a measure finds the row that the manual calls otherwise', () => {
  expect(ask('RB-300有多沉', [specs]).text).toContain('9.8 kg')
  expect(ask('rb150 几个分贝', [specs]).text).toContain('52 dB')
})

test('a model is known by what tells it from the others', () => {
  const text = ask('300 那台多重', [specs]).text
  expect(text).toContain('9.8 kg')
  expect(text).not.toContain('6.4 kg')
  expect(variantsNamed('hl w12pro 一次洗几斤', ['HL-W10', 'HL-W12 Pro'])).toEqual([1])
  expect(variantsNamed('D15有没有婴童洗', ['D15', 'D15 Pro', 'D15 Mini'])).toEqual([0])
  expect(variantsNamed('at 5 degrees', ['Cellar 5', 'Cellar 10'])).toEqual([])
  expect(variantsNamed('which is heavier, Cellar 5 or the 10', ['Cellar 5', 'Cellar 10'])).toEqual([0, 1])
})

test('which of the models is answered with what each of them has', () => {
  const { text } = ask('RB-150 和 RB-300 哪个重', [specs])
  expect(text).toContain('6.4 kg')
  expect(text).toContain('9.8 kg')
})

test('an amount is answered with the row whose range it lies in', () => {
  const fees = table(
    'p0',
    ['预算金额', '审批人'],
    [
      ['5,000 元以下', '直属主管'],
      ['5,000～20,000 元', '部门总监'],
      ['20,000 元以上', '副总裁'],
    ],
    { headings: ['预算审批'] },
  )
  expect(ask('八千块的预算金额审批人是谁', [fees]).text).toContain('部门总监')
  expect(ask('预算金额三万元审批人是谁', [fees]).text).toContain('副总裁')
})

test('a row of another number is not told, and two that are asked for are both told', () => {
  const codes = table(
    'p0',
    ['代码', '含义', '处理'],
    [
      ['E2', '排烟温度过高', '清理烟道'],
      ['E21', '滚筒卡住', '取出异物'],
      ['E5', '进风传感器故障', '报修'],
    ],
    { headings: ['故障代码'] },
  )
  expect(ask('屏上显示E2', [codes]).text).toContain('清理烟道')
  expect(ask('e 21 啥意思', [codes]).text).toContain('取出异物')
  const both = ask('E2和E5有啥区别', [codes]).text
  expect(both).toContain('排烟温度过高')
  expect(both).toContain('进风传感器故障')
})

test('how to take off is not answered with how to put on', () => {
  const steps = (id: string, heading: string, list: string) =>
    passage(id, list, { kind: 'list', headings: ['滚筒', heading] })
  const both = [
    steps('p0', '安装滚筒', '1. 将滚筒对准卡槽推入。\n2. 旋紧前端螺母。'),
    steps('p1', '拆卸滚筒', '1. 旋下前端螺母。\n2. 双手拉出滚筒。'),
  ]
  expect(ask('滚筒怎么拆下来', both).text).toContain('拉出')
  expect(ask('怎么安装滚筒', both).text).toContain('推入')
  expect(sideOf('where is the filter', 'Switching on')).toBe(0)
  expect(sideOf('switch it off', 'to switch it on')).toBe(-1)
})

test('an item of a list is told with the sentence that it hangs on', () => {
  const list = passage('p0', '以下情况不予保修：\n- 滚筒进水造成的损坏。\n- 自行更换加热管。', {
    kind: 'list',
    headings: ['保修'],
  })
  expect(ask('自行更换加热管还保修吗', [list]).text).toContain('不予保修')
})

test.each([
  ['滤芯多钱一个', 'money'],
  ['W10和W12哪个占地方更大', 'comparison'],
  ['能装不，要什么手续', 'yes_no'],
  ['密码得几位数', 'number'],
  ['第一步干嘛', 'method'],
  ['will my pc crash when the grid drops', 'yes_no'],
  ['how loud should it be when he sings', 'number'],
  ['a toddler who flips every switch, any way to lock it', 'method'],
  ['whats A-405', 'definition'],
  ['how quick does it take over', 'duration'],
])('%s asks for a %s, however it is put', (question, kind) => {
  expect(questionKind(question)).toBe(kind)
})
