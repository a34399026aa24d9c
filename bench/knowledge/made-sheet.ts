const things = ['净水器', '空气炸锅', '扫地机', '电饭煲', '加湿器', '吸尘器', '投影仪', '按摩椅', '洗碗机', '烘干机']
const matters = [
  '保修多久',
  '怎么清洗',
  '不通电怎么办',
  '有异响',
  '怎么预约安装',
  '滤芯型号是什么',
  '能开专票吗',
  '怎么退货',
]

/** One line in so many has no answer: an error of that line alone. */
export const oneWrongIn = 10_000

export const questionOf = (n: number) =>
  `${things[n % 10]}型号 K${Math.floor(n / 80)} 的${matters[Math.floor(n / 10) % 8]}`

/** A CSV of `rows` questions (and a few wrong lines), some hundreds at a time, so that whoever sends it need not hold it. */
export function* sheetOf(rows: number): Generator<Buffer> {
  let lines = ['问题,相似问法,答案,分类,编号']
  for (let n = 0; n < rows; n++) {
    lines.push(lineOf(n))
    if (n % oneWrongIn === oneWrongIn - 1) lines.push(`忘了写答案的问题 ${n},,,${things[n % 10]},W${n}`)
    if (lines.length < 500) continue
    yield Buffer.from(`${lines.join('\n')}\n`)
    lines = []
  }
  if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`)
}

function lineOf(n: number): string {
  const thing = things[n % 10]
  const question = questionOf(n)
  const similar = `请问${question}|K${Math.floor(n / 80)} ${thing}${matters[Math.floor(n / 10) % 8]}`
  const answer = `${thing} K${Math.floor(n / 80)}：请先确认机身铭牌上的编号 ${n}，再按照说明书第 ${(n % 40) + 1} 页处理；仍未解决时拨打热线，我们在 ${(n % 24) + 1} 小时内回复。`
  return `${question},${similar},${answer},${thing}/${matters[Math.floor(n / 10) % 8]},N${n}`
}
