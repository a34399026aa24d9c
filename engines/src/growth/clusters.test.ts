import { expect, it } from 'vitest'
import { readEncoder } from '../../../server/src/modules/understanding/index.ts'
import { conceptsIn } from '../concepts/concepts.ts'
import { encode } from '../encoder/encoder.ts'
import { type Asked, isPlaceable, readAsked } from './asked.ts'
import { gatherCluster, makeClusters, representative } from './clusters.ts'

/** How people ask the same thing; written down once and not looked at while the rules were made. */
const groups: string[][] = [
  ['酒店可以提前入住吗', '能不能早点办入住', '我上午就到了可以先进房间不', '提前check in行吗'],
  ['退房最晚几点', '最迟什么时候要退房', '几点之前得退房', '可以晚点退房吗最晚到几点'],
  ['早餐几点开始', '早饭几点有得吃', '自助早餐供应到几点', '酒店早餐时间'],
  ['停车收费吗', '住店停车要不要钱', '停车场免费吗', '你们那停车一天多少钱'],
  ['健身房有没有淋浴', '练完能洗澡吗', '你们健身房能冲凉不', '有洗澡的地方吗'],
  ['私教课怎么退', '私教课没上完能退钱吗', '买的私教不想上了可以退吗', '剩下的私教课时退款'],
  ['会员卡可以转给别人吗', '会员能转让吗', '我的卡想转给朋友用', '会员卡过户怎么办理'],
  ['信用卡年费怎么免', '刷几次可以免年费', '年费能不能免', '信用卡年费减免条件'],
  ['信用卡丢了怎么挂失', '卡不见了要挂失', '我信用卡找不到了咋办', '挂失信用卡打哪个电话'],
  ['转账多久到账', '转出去的钱什么时候能到', '跨行转账要等多长时间', '汇款几天到'],
  ['怎么修改登录密码', '登录密码忘了怎么重置', '我想改一下密码', '密码想换一个'],
  ['验证码一直收不到', '短信验证码没来', '手机收不到验证码怎么回事', '点了发送但是没有收到验证码'],
  ['打印机打出来有条纹', '打印有横线', '打出来的纸上一道一道的', '打印机出现条纹怎么处理'],
  ['墨盒哪里买', '哪儿能买到墨盒', '墨盒在什么地方卖', '你们卖墨盒吗去哪买'],
  ['孩子几岁可以报名', '报名有年龄要求吗', '五岁的小孩能上吗', '多大的小朋友可以学'],
  ['试听课要钱吗', '试听收费不', '第一次试听是免费的吗', '免费试听怎么约'],
  [
    'can I check in early',
    'is early check-in possible',
    'we arrive in the morning, can we get the room',
    'early arrival ok?',
  ],
  ['what time is breakfast', 'when is breakfast served', 'breakfast hours', 'until when can we have breakfast'],
  ['I forgot my password', 'how do I reset my password', 'cannot remember my password', 'password reset please'],
  [
    'how do I export my data',
    'can I download all my data',
    'export everything to CSV',
    'is there a way to export data',
  ],
  [
    'can I add more users to my team',
    'how to invite a colleague',
    'add a team member',
    'I want to invite someone to my workspace',
  ],
  [
    'do you offer student discounts',
    'is there a discount for students',
    'student price?',
    'any cheaper plan for students',
  ],
  [
    'printer prints blank pages',
    'pages come out empty',
    'my printer only prints white paper',
    'printing gives blank sheets',
  ],
  ['is there a free trial', 'can I try it for free', 'how long is the trial period', 'do you have a trial version'],
  [
    'how can I get an invoice',
    'where do I find my invoice',
    'need an invoice for my company',
    'please send me the invoice',
  ],
]

const encoder = readEncoder()
const read = (text: string) =>
  readAsked(text, {
    meaning: (each) => encode(encoder, each),
    concepts: (each) => conceptsIn(encoder.concepts, each).map(({ concept }) => concept),
  })
const questions = groups.flatMap((group, truth) => group.map((text) => ({ truth, asked: read(text) })))
type Question = (typeof questions)[number]

/** Which cluster each question is in once all are placed. */
function gather(order: readonly Question[]): Map<Question, string> {
  let made = 0
  const clusters = makeClusters([], () => `cluster ${++made}`)
  const of = new Map<Question, string>()
  for (const [at, question] of order.entries()) {
    const { id, merged } = clusters.place(question.asked, at)
    for (const [other, before] of of) if (merged.includes(before)) of.set(other, id)
    of.set(question, id)
  }
  return of
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state
  }
  return list
    .map((each) => ({ each, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ each }) => each)
}

/** Share of the pairs of one side that the other side has as well. */
function pairs(together: (a: Question, b: Question) => boolean, also: (a: Question, b: Question) => boolean): number {
  let all = 0
  let shared = 0
  for (const [i, a] of questions.entries())
    for (const b of questions.slice(i + 1)) {
      if (!together(a, b)) continue
      all++
      if (also(a, b)) shared++
    }
  return shared / all
}

const orders = [1, 2, 3, 4, 5, 6].map((seed) => gather(shuffled(questions, seed)))
const together = (of: Map<Question, string>) => (a: Question, b: Question) => of.get(a) === of.get(b)
const truly = (a: Question, b: Question) => a.truth === b.truth
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length

it('what wants the same answer comes together, and hardly anything else does', () => {
  const precision = mean(orders.map((of) => pairs(together(of), truly)))
  const recall = mean(orders.map((of) => pairs(truly, together(of))))
  console.info(
    `clusters: ${groups.length} groups, pairwise precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
  )
  expect(precision).toBeGreaterThan(0.7)
  expect(recall).toBeGreaterThan(0.6)
})

it('it hardly matters in which order they were asked', () => {
  const agreement = mean(
    orders.flatMap((one, i) => orders.slice(i + 1).map((other) => pairs(together(one), together(other)))),
  )
  console.info(`clusters: pairs that another order has together as well ${agreement.toFixed(3)}`)
  expect(agreement).toBeGreaterThan(0.8)
})

it('asked for its price and for its time, one thing makes two clusters', () => {
  const clusters = makeClusters([], () => crypto.randomUUID())
  const price = clusters.place(read('刹车片多少钱一副'), 1).id
  const time = clusters.place(read('刹车片多久换一次'), 2).id
  expect(time).not.toBe(price)
  expect(clusters.place(read('换一副刹车片贵不贵'), 3).id).toBe(price)
})

it('a cluster keeps its id while it grows, and of two that become one the older goes on', () => {
  let made = 0
  const clusters = makeClusters([], () => `cluster ${++made}`)
  const first = clusters.place(read('会员日是哪天'), 1).id
  for (const text of ['会员日是几号', '哪天是会员日啊', '会员日什么时候'])
    expect(clusters.place(read(text), 2).id).toBe(first)
  expect(clusters.get(first)?.size).toBe(4)
})

it('clusters that mean the same become one, unless somebody put them apart', () => {
  const grown = (apart: boolean) => {
    const of = (id: string, other: string, texts: string[]) =>
      gatherCluster({ id, size: 1, since: 1, apart: new Set(apart ? [other] : []) }, texts.map(read))
    const given = [of('a', 'b', ['租帐篷怎么收费']), of('b', 'a', ['帐篷租金怎么收'])]
    const clusters = makeClusters(given, () => 'new')
    for (const text of ['帐篷出租怎么收费的', '租一顶帐篷要怎么收费', '帐篷租用如何收费']) clusters.place(read(text), 2)
    return clusters.size()
  }
  expect(grown(false)).toBe(1)
  expect(grown(true)).toBe(2)
})

it('what says nothing is placed nowhere', () => {
  const placed = (text: string) => isPlaceable(read(text))
  expect([placed('？？'), placed('12345'), placed('[phone]'), placed('的'), placed('押金怎么退')]).toEqual([
    false,
    false,
    false,
    false,
    true,
  ])
})

it('the question that stands for a cluster is a whole one in everyday words', () => {
  const samples = [
    '押金',
    '寄养柜要交押金吗',
    '喂！！！押金到底退不退啊我上个月就取走了到现在都没人理我真的气死了垃圾',
  ].map(read)
  expect((representative(samples) as Asked).text).toBe('寄养柜要交押金吗')
})
