/** What a question wants, told by its words. Each is also explained by being recognised: nothing of it is left over. */
export type Cue =
  | 'which'
  | 'count'
  | 'compare'
  | 'yes_no'
  | 'most'
  | 'least'
  | 'more'
  | 'less'
  | 'repair'
  | 'price'
  | 'hours'
  | 'exists'
  | 'meaning'
  | 'parts'
  | 'reason'
  | 'steps'

/** Patterns over folded text. Order matters only to readers: all that match count. */
export const cues: readonly [Cue, RegExp][] = [
  [
    'count',
    /多少(?:款|种|台|个|件|家|条|只|类|项)|几(?:款|种|台|个|件|家|条|只|类|项)(?!工时|小时|月|星期)|\bhow many\b|\bnumber of\b|总共有?多少|一共有?(?:多少|几)/g,
  ],
  [
    'which',
    /哪(?:些|个|款|几款|几个|几种|种|台|一款|一个|一种)|有(?:啥|什么)|什么样的|列出|列一下|推荐|\bwhich\b|\bwhat\b|\blist\b|\bshow\b/g,
  ],
  [
    'compare',
    /比较|对比|相比|比一比|(?:有(?:什么|啥|哪些|何)?)?(?:区别|不同|差别|差异)|\bcompared?\b|\bcomparison\b|\bdifferences?\b|\bdiffer\b|\bvs\b\.?|\bversus\b|哪个(?:更)?好|\bbetter\b/g,
  ],
  [
    'yes_no',
    /吗|么(?=[？?]?\s*$)|是否|是不是|能不能|可不可以|可否|能否|会不会|支不支持|支持不支持|带不带|适不适[合用]|行不行|^(?:does|do|is|are|can|has|have|will|did)\b/g,
  ],
  ['exists', /有没有|有木有|有无/g],
  ['most', /最(?!近|后|终|先)|\bmost\b/g],
  ['least', /\bleast\b/g],
  ['more', /更|比较(?=[^，。,]{1,4}的)|\bmore\b/g],
  ['less', /\bless\b/g],
  [
    'repair',
    /怎么(?:修|维修|办|处理|解决|排除|弄|排查|消除)|如何(?:修|维修|处理|解决|排除|修理|排查|消除)|维修(?:方法|步骤|方案)?|修理|故障处理|排障|\bhow (?:to|do i|can i|do you|should i) (?:fix|repair|solve|clear|resolve)\b|\brepair\b|\btroubleshoot(?:ing)?\b|\bfix\b/g,
  ],
  ['meaning', /(?:是)?(?:什么|啥)(?:意思|故障|问题|含义|毛病)|代表什么|\bmeaning\b|\bmeans?\b|\bstand for\b/g],
  ['reason', /(?:什么|啥)原因|为什么|原因(?:是什么|有哪些)?|怎么回事|\bcauses?\b|\bwhy\b|\breasons?\b/g],
  ['steps', /步骤|\bsteps?\b/g],
  [
    'parts',
    /(?:要|需要?)?(?:换|更换|用)(?:什么|哪些|啥|哪个)(?:零?件|配件|备件|部件|东西)?|(?:什么|哪些|啥)(?:零件|配件|备件|部件|件)|\b(?:what|which) parts?\b|\breplace(?:d|ment)?\b|\bparts? (?:needed|required)\b/g,
  ],
  [
    'hours',
    /(?:几|多少)个?(?:工时|小时)|工时(?:是)?(?:多少|几个?)?|\blabou?r\b|\bhow many hours\b|\bhours?\b|\bhow long\b|(?:要|需要)?多(?:久|长时间)/g,
  ],
  ['price', /多少钱|什么价(?:格|钱)?|价钱|\bhow much\b|\bcost\b|\bpriced? (?:at)?\b/g],
]

/** Words that carry nothing of what is asked; longest first within a position. */
export const idleWords: readonly string[] = [
  ...'请问一下 请问 你好 您好 我想问 想问 我想知道 想知道 我想了解 想了解 了解一下 我想 帮我查一下 帮我查 帮我看看 帮我 查一下 查询 看看 看一下 告诉我 麻烦 麻烦问下 谢谢 你们家 你们 咱们 我们 我家的 我家 我的 我 您 你 这个 那个 这款 那款 这种 一共 总共 分别 都 也 还 就 的话 的 了 呢 啊 呀 吧 嘛 哦 和 与 跟 及 以及 还有 或者 或 同 是 为 有 在 于 之间 之 其中 里面 里 中 里边 对 给 把 被 要 需要 可以 能够 能 会 应该 得 用 装 配 使用 安装 搭配 上 下 大概 约 大约 是什么 什么 多少 怎么样 如何 怎么 怎样 几 谁 情况 记录 目前 现在 该 此 所有 全部 任何 每个 各个 各 型 款 台 个 种 一 到底 具体 相关 信息 数据 值 参数 知道 知不知道 比 报 出现 显示 亮 灯 遇到 码 做 完成 更换 处理 一次 共 呗 家里 买 选 选择 想 且 并且 而且 又 同时 既 能不能 到 至 达到'.split(
    ' ',
  ),
].sort((a, b) => b.length - a.length)

export const idleEnglish = new Set(
  "please hi hello thanks thank you your yours i we our us me my mine the a an of for to in on at with by from as is are was were be been am do does did can could will would should shall have has had it its this that these those there they them their and or but both each all any some one ones kind kinds type types between than then so if about tell know like want need needed needs get find give show how what which who much many s re ve ll d t value information data record records recorded use used uses using work works working available come comes go me into compatible currently now also only just code error when shows showing take takes required require what's mean out per".split(
    ' ',
  ),
)

/** Words of comparison around an amount, by what they mean. */
export const before: readonly [Bound, RegExp][] = [
  [
    'min',
    /(?:大于等于|不小于|不少于|不低于|至少|最少|最低|起码|>=|≥|\bat least\b|\bno less than\b|\bminimum(?: of)?\b)\s*(?:是|为|要|有)?\s*$/,
  ],
  [
    'max',
    /(?:小于等于|不大于|不超过|不高于|不多于|至多|最多|最高|<=|≤|\bat most\b|\bno more than\b|\bup to\b|\bnot (?:over|above|exceeding)\b|\bwithin\b|\bmaximum(?: of)?\b)\s*(?:是|为)?\s*$/,
  ],
  [
    'above',
    /(?:大于|超过|高于|多于|大过|高过|贵于|重于|长于|>|\b(?:more|greater|higher|larger|bigger|longer|heavier|louder|over|above)(?: than)?\b|\bexceed(?:s|ing)?\b|\bmore expensive than\b)\s*(?:了)?\s*$/,
  ],
  [
    'below',
    /(?:小于|低于|少于|不到|不足|短于|轻于|便宜于|<|\b(?:less|lower|smaller|fewer|shorter|lighter|quieter|under|below|cheaper)(?: than)?\b|\bless expensive than\b)\s*$/,
  ],
]
export const after: readonly [Bound, RegExp][] = [
  ['min', /^\s*(?:及以上|或以上|以上|起|及其以上|\bor (?:more|above|higher|over)\b|\band (?:above|up)\b)/],
  ['max', /^\s*(?:及以下|或以下|以下|以内|之内|封顶|\bor (?:less|below|lower|under)\b)/],
]
export type Bound = 'min' | 'max' | 'above' | 'below' | 'equal' | 'between'

/** Directly before what is asked for: it must not be so. */
export const negations =
  /(?:(?<!有)没有|不支持|不带|不含|不具备|不配|不是|不能|不会|不适用于?|不适合|无法|无|不|\bwithout\b|\bno\b|\bnot\b|\b(?:don't|doesn't|dont|doesnt|do not|does not|can't|cannot)(?: have| support| fit| include)?\b|\black(?:s|ing)?\b)\s*(?:任何|有|a|an|any|the)?\s*$/
/** Verbs that name a relation between things without saying which. */
export const linkVerbs =
  /适合|适用于?|适配|兼容|匹配|支持|带有?|具备|配备|配有|包含|包括|含有?|用于|属于|能用|可用|能装|通用|装有|\bfits?\b|\bfitted\b|\bsupports?\b|\bwith\b|\bhave\b|\bhas\b|\bincludes?\b|\bcontains?\b|\bsuits?\b|\bsuitable\b|\bbelongs?\b|\bequipped\b|\bfeatures?\b|\bcomes?\b/g
