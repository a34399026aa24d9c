import { openHelpWorld } from './help-world.ts'

/** An entry of the shop as its author writes it. */
export const entry = (id: string, zh: string, answer: string, more: object = {}) => ({
  id,
  category: 'orders',
  title: { zh },
  answer: { zh: answer },
  ...more,
})

/** A shop with a help centre: what is for everybody, what is not, what is over or not yet, and what is hostile. */
export async function openHelpShop() {
  const world = await openHelpWorld()
  const shop = await world.company('shop')
  await shop.publish(
    {
      id: 'returns',
      category: 'orders',
      title: { zh: '怎么退货', en: 'How to return an item' },
      questions: { zh: ['如何退货', '我要退货'], en: ['I want to return something'] },
      answer: {
        zh: '签收后 **7 天内**可以退货。\n\n## 步骤\n\n1. 打开订单\n2. 点“申请退货”\n\n| 类别 | 期限 |\n|-|-|\n| 家电 | 7 天 |',
        en: 'Return within **7 days** of delivery.',
      },
      related: ['shipping'],
    },
    entry('shipping', '多久发货', '付款后 48 小时内发货。'),
    entry('staff-handbook', '内部退款额度', '客服每单可以赔 88 元，内部口令青花瓷。', { audiences: ['staff'] }),
    entry('last-year', '去年大促规则', '去年的规则写着旧口令白玉兰。', { until: '2020-01-01' }),
    entry('next-year', '明年大促规则', '明年的规则写着新口令紫荆花。', { from: '2099-01-01' }),
    entry('wecom-only', '企微专属优惠', '只在企业微信里说的口令夜来香。', {
      variants: [],
      answer: { zh: '网页上的说法。' },
    }),
    entry('mixed', '会员价格', '普通价格 100 元。', {
      variants: [{ text: { zh: '内部成本价 60 元。' }, audiences: ['staff'] }],
    }),
    entry(
      'evil',
      '<script>alert(1)</script>"><img src=x onerror=alert(2)>',
      [
        '<script>alert(3)</script>',
        '<img src=x onerror=alert(4)> [点我](javascript:alert(5)) <iframe src="//evil.example"></iframe>',
        '<a href="https://ok.example" onclick="alert(6)">好</a> <style>body{display:none}</style> <form action="//evil.example"><input name=p></form>',
      ].join('\n\n'),
    ),
  )
  const manual = await shop.upload(
    '净水器说明书.md',
    '# 净水器说明书\n\n## 更换滤芯\n\n滤芯每六个月更换一次，更换时先关闭进水阀。\n\n## 清洁\n\n外壳用软布擦拭，不要用酒精。\n',
  )
  await shop.upload('内部价目.md', '# 内部价目\n\n经销商成本价是 312 元，口令金丝雀。\n', { audiences: ['staff'] })
  const siteId = await shop.site({
    origins: ['https://www.shop.example'],
    contact: { url: 'https://shop.example/contact', siteKey: 'key-of-shop' },
  })
  return { world, shop, manual, siteId }
}
