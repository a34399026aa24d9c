export type Locale = 'zh' | 'en'

/** Every sentence of the shop's pages, Chinese and English. */
const WORDS = {
  shop: ['清屋家电', 'Qingwu Home'],
  slogan: ['住得清爽一点', 'A fresher home'],
  heroTitle: ['好用的家电，讲得清的服务', 'Appliances that work, service that answers'],
  heroText: [
    '签收后 15 天无忧退货，大家电 7 天。有问题点右下角，随时问。',
    'Returns within 15 days of delivery, 7 for large appliances. Questions? Ask us bottom right.',
  ],
  products: ['商品', 'Products'],
  myOrders: ['我的订单', 'My orders'],
  signIn: ['登录', 'Sign in'],
  signOut: ['退出', 'Sign out'],
  signInAs: ['选择一位演示顾客登录', 'Sign in as a demo customer'],
  signInHint: ['这是演示商城：不需要密码，选谁就是谁。', 'This is a demo shop: no password, you are whoever you pick.'],
  orId: ['或输入客户编号（C1001 至 C1238）', 'or enter a customer id (C1001 to C1238)'],
  go: ['进入', 'Go'],
  unknownCustomer: ['没有这位客户。', 'There is no such customer.'],
  all: ['全部', 'All'],
  inStock: ['有货', 'In stock'],
  soldOut: ['暂时缺货', 'Sold out'],
  variant: ['款式', 'Variant'],
  stock: ['库存', 'Stock'],
  code: ['货号', 'Item code'],
  returnsDays: ['签收后 {n} 天内可退', 'Returnable within {n} days of delivery'],
  noReturns: ['签收后不支持退货', 'Not returnable once delivered'],
  warranty: ['质保 {n} 个月', '{n} months warranty'],
  order: ['订单', 'Order'],
  noOrders: ['还没有订单。', 'No orders yet.'],
  placed: ['下单时间', 'Placed'],
  amount: ['实付金额', 'Total'],
  quantity: ['数量', 'Qty'],
  deliverTo: ['收货信息', 'Deliver to'],
  parcel: ['物流', 'Delivery'],
  courier: ['快递员', 'Courier'],
  expected: ['预计送达', 'Expected'],
  payment: ['支付', 'Payment'],
  paidWith: ['尾号 {n}', 'ending {n}'],
  refund: ['退款', 'Refund'],
  invoice: ['发票', 'Invoice'],
  noInvoice: ['未开具', 'Not issued'],
  returning: ['退货', 'Return'],
  askAbout: [
    '对这笔订单有疑问？点右下角咨询，客服知道您在看哪一笔。',
    'Questions about this order? The chat at the bottom right knows which one you are looking at.',
  ],
  notFound: ['找不到这个页面', 'This page does not exist'],
  notFoundText: ['它可能不存在，或者不属于当前登录的顾客。', 'It may not exist, or belong to somebody else.'],
  smsTitle: ['已发送的短信', 'Text messages sent'],
  smsHint: [
    '短信网关只在这里“送达”。页面每两秒自动更新。',
    'The gateway delivers here and nowhere else. The page updates every two seconds.',
  ],
  noSms: ['还没有短信。', 'No messages yet.'],
  pay: ['去支付', 'Pay'],
  payTitle: ['收银台', 'Checkout'],
  payDone: ['支付成功', 'Paid, thank you'],
  payClosed: ['该支付链接已失效', 'This payment link is closed'],
  footer: ['演示商城。商品、顾客与订单均为虚构。', 'A demo shop. Products, customers and orders are made up.'],
} satisfies Record<string, [string, string]>

export type Word = keyof typeof WORDS

export function say(locale: Locale, word: Word, n?: string | number): string {
  return WORDS[word][locale === 'zh' ? 0 : 1].replace('{n}', String(n ?? ''))
}

const STATUS: Record<string, [string, string]> = {
  pending_payment: ['待付款', 'Awaiting payment'],
  paid: ['已付款', 'Paid'],
  packing: ['备货中', 'Packing'],
  shipped: ['运输中', 'On its way'],
  delivered: ['已签收', 'Delivered'],
  completed: ['已完成', 'Completed'],
  cancelled: ['已取消', 'Cancelled'],
  return_requested: ['退货中', 'Return requested'],
  returned: ['已退货', 'Returned'],
  refunded: ['已退款', 'Refunded'],
  requested: ['已申请', 'Requested'],
  in_transit: ['运输途中', 'In transit'],
  received: ['已入库', 'Received'],
  accepted: ['已受理', 'Accepted'],
  succeeded: ['已到账', 'Paid out'],
  failed: ['失败', 'Failed'],
  created: ['待揽收', 'Waiting for courier'],
  picked_up: ['已揽收', 'Collected'],
  out_for_delivery: ['派送中', 'Out for delivery'],
  exception: ['派送异常', 'Exception'],
  booked: ['已预约取件', 'Pickup booked'],
  collected: ['已取件', 'Collected'],
  issued: ['已开具', 'Issued'],
  voided: ['已作废', 'Voided'],
  pending: ['待支付', 'Pending'],
  card: ['银行卡', 'Card'],
  wechat: ['微信支付', 'WeChat Pay'],
  alipay: ['支付宝', 'Alipay'],
  balance: ['账户余额', 'Stored balance'],
}

/** A status or way of payment in words. */
export function sayStatus(locale: Locale, status: string): string {
  return STATUS[status]?.[locale === 'zh' ? 0 : 1] ?? status
}
