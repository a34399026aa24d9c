import { segmentWithSpans } from '../../text/segment.ts'
import { stemEnglish } from '../../text/stem-english.ts'

/** Words that say how something is said, never of what. Whatever tells one thing, place, time or person from another is no such word. */
const functionWords = new Set(
  '的 了 着 过 吧 呢 啊 呀 哦 嘛 您 你 我 我们 你们 咱们 亲 请 和 与 及 以及 或 或者 并 并且 而 且 也 都 就 还 则 即 即可 均 皆 是 为 系 由 在 于 对 对于 关于 将 会 被 把 让 给 以 按 按照 根据 依据 所 其 之 之日 之日起 起 后 之后 以后 内 以内 之内 里 中 上 下 可 可以 能 能够 支持 允许 提供 享受 享有 进行 办理 申请 自 从 约 大约 大概 左右 通常 一般 目前 现在 一共 总共 总计 共 共计 只 仅 个 天 日 号 一个 一般来说 如需 需 需要 须 必须 应 应当 应该 具体 详情 相关 以下 如下 情况 方面 时 时候 的话 等 有 具有 拥有 设有 为期 期限 长达 达 达到 享 可享 可享受 内容 标准 规定 时间 说明 多久 多长 多少 几 什么 怎么 如何 怎样 哪些 哪 吗 么 是否 是什么 无需 凭 做 予以 给予 该 每 每个'
    .split(' ')
    // 每 and 时间 tell one thing from another after all: a fee each month is not the fee.
    .filter((word) => word !== '每' && word !== '每个'),
)
const functionEnglish = new Set(
  'a an the of for to in on at by from with within and or is are was were be been it its as that this these those you your we our us they their will can may must shall should could would do does did have has had please if so then also just only about approximately usually generally typically currently provided provide provides offer offers offered get gets receive enjoy up there how what when where long much many after'
    .split(' ')
    .filter((word) => word !== 'if'),
)

/** Words of titles and headings that name the kind of text, not its subject. */
const genericTitles = new Set(
  '政策 说明 说明书 手册 用户 使用 产品 用户手册 使用说明 使用说明书 产品手册 规则 规定 须知 指南 帮助 帮助中心 中心 常见 问题 常见问题 问答 问 答 faq 问题解答 解答 知识库 知识 文档 资料 介绍 简介 概述 详情 详细 细则 条款 服务 服务条款 协议 通知 公告 规格书 规格 参数 目录表 清单 联系 联系我们 我们 章 节 第一章 第二章 第三章 第四章 第五章 附录 目录 前言 最新 新版 旧版 版 版本 修订版 公司 官方 客服 客户 售后 售后服务 关于 policy policies guide manual handbook terms conditions rule rules help center centre question questions answer answers document overview introduction service services customer support information info user product chapter section appendix notice general'.split(
    ' ',
  ),
)

/** Matters a text can be about: not things. A sentence that names its own matter does not need the one of its title. */
const matters = new Set(
  '运费 邮费 包邮 免费 配送 物流 快递 发货 送货 退货 退款 退换 退换货 换货 保修 质保 维修 售后 发票 开票 开具 支付 付款 分期 会员 积分 返现 优惠 优惠券 折扣 活动 促销 满减 国补 补贴 热线 客服 电话 人工 营业 预约 安装 清洗 保养 订单 下单 取消 注册 账号 账户 登录 密码 实名 认证 提现 充值 转账 合同 签约 payment pay order deliveri delivery ship shipment refund return exchang warranty guarantee invoic discount coupon membership point account password instal install clean mainten hour contact cancel fee price'.split(
    ' ',
  ),
)
/** 专用发票 is of the matter 发票. */
export const isMatter = (term: string) => matters.has(term) || (term.length > 2 && matters.has(term.slice(-2)))

/** Words for one thing, as one. */
const sameWord = new Map(
  [
    '签收 收货 收到货',
    '质保 保修 质保期 保修期',
    '退换货 退换',
    '七天 7天',
    '人工客服 人工 客服人员',
    '营业 开门 营业时间',
    '运费 邮费 快递费',
    '无理由 无条件',
    '开票 开具发票 开发票',
    '电话 热线 客服热线 客服电话',
    'warranty guarantee',
    'return refund-return',
    'ship deliver dispatch',
    'delivery shipping shipment',
  ].flatMap((line) => {
    const [first, ...others] = line.split(/[\s|]/)
    return others.map((word) => [word, first!] as const)
  }),
)

/** What a text is about: its words without those that only hold a sentence together, each in one form, in order. */
export function contentTerms(text: string): string[] {
  const terms: string[] = []
  for (const { text: word } of segmentWithSpans(text.replaceAll(/免(?:运费|邮费|邮|快递费)/g, '包邮'))) {
    const folded = word.toLowerCase()
    if (functionWords.has(folded) || functionEnglish.has(folded)) continue
    const form = /^[a-z]+$/.test(folded) && folded.length > 3 ? stemEnglish(folded) : folded
    terms.push(sameWord.get(form) ?? form)
  }
  return terms
}

/** The subject that titles and headings give, without what only names the kind of text. */
export function scopeTerms(places: readonly string[]): string[] {
  return [
    ...new Set(
      places.flatMap((place) =>
        contentTerms(place.toLowerCase()).filter((term) => !genericTitles.has(term) && !/^[\d.]+$/.test(term)),
      ),
    ),
  ]
}
