/** What the measured customers say: three questions to the knowledge for each line of small talk, in both languages. */
const questions = [
  '支持哪些支付方式', '海外能送吗', '运费多少钱', '用什么快递', '保修多久', '怎么换滤芯', '会员积分怎么用', '优惠券怎么用', '发票开错了怎么办',
  '空调外机噪音大怎么清洗', '退款多久到账', '电视挂墙收费吗', 'which payment methods do you accept', 'do you ship abroad', 'how much is shipping',
  'how long is the warranty', 'can i pay in instalments', 'how do i change the filter',
] // biome-ignore format: one list
const smallTalk = ['你好', '谢谢', '你是谁', 'hello', 'thanks a lot', '你是机器人吗']

/** The lines of the customer with this number: all of them, each customer beginning at another place. */
export function linesOf(customer: number): string[] {
  const lines = questions.flatMap((line, index) =>
    index % 3 === 2 ? [line, smallTalk[Math.floor(index / 3)]!] : [line],
  )
  const from = customer % lines.length
  return [...lines.slice(from), ...lines.slice(0, from)]
}

/** Order status, each time of an order named by its number: one to three calls to the shop a turn. */
export const statusLines = (orderIds: string[]): string[] => orderIds.map((id) => `${id} 到哪了`)
