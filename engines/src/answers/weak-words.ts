import { isWeakWord } from '../retrieval/weak-words.ts'

/** Whether a word of a question is only there to ask (多少, 属于, called, many): an answer need not repeat it. */
export function isScaffold(word: string): boolean {
  return isWeakWord(word) || SCAFFOLD.has(word)
}

const SCAFFOLD = new Set(
  (
    '多少 几个 几次 几种 几年 几天 几时 几点 几号 几月 多大 多长 多高 多重 多远 多快 多长时间 多久 何 何处 何地 何人 何种 何物 何年 何月 哪年 哪天 哪位 哪家 哪种 哪儿 哪一 ' +
    '哪一年 哪一个 哪一种 哪一天 什么样 什么样子 是什么 啥样 咋办 咋样 咋弄 怎么办 怎么回事 咋回事 为啥 干嘛 吗 么 嘛 呗 噻 撒 哇 哈 么 滴 呐 咧 来着 到底 究竟 大概 大约 左右 一般 通常 ' +
    '请教 求助 想问 问下 一下子 一下下 麻烦您 劳驾 跪求 急 在线等 谢 谢谢 多谢 感谢 拜托 亲 老师 大神 那么 这么 该 此 其中 之中 当中 分别 主要 具体 是多少 有什么 有哪些 ' +
    '可以 可 能够 行 行不行 可不可以 能不能 要不要 会不会 是不是 有没有 用不用 好不好 对不对 还是 或者 还有 以及 属于 叫 叫做 称为 称 名叫 位于 处于 进行 作 做 成 弄 搞 整 使 令 它们 ' +
    '您们 人家 家里 我家 咱 俺 咱家 这儿 那儿 这里 那里 这样 那样 这种 那种 这台 那台 这款 那款 这次 那次 有人 知不知道 晓得 晓不晓得 觉得 感觉 老是 总是 一直 突然 已经 曾 曾经 于 由 向 往 ' +
    '一次 一遍 一回 两次 所 者 而且 并 并且 且 但 却 只 才 再 又 更 最 比较 非常 特别 挺 蛮 真 真的 么样 时 后 前 里 中 上 下 内 外 间 点 块 些 种 只 次 名 位 家 年 月 日 号 天 ' +
    'many much long often old far big it there any some called named name does did tell me us know give show find out say said like also then than more most very really just only ever please could ' +
    'kind type sort one ones thing things something anything someone anyone way im ive id whats hows wheres whos isnt doesnt dont cant wont didnt about after before during into over under again ' +
    'own same such each other another both all was were being having doing got get gets getting going gonna wanna trying try tried supposed able possible happen happens happened per using used use ' +
    'ok okay hey guys anybody somebody still even though because while until against between through up down off once few nor too s t'
  ).split(/\s+/),
)

/** Whether a word tells when, how far or in what manner people tell it (以后, 今天, 下来, maybe, someone): it counts, but little. */
export function isLightWord(word: string): boolean {
  return LIGHT.has(word)
}

const LIGHT = new Set(
  (
    '以后 以前 之后 之前 后来 刚才 刚刚 刚 今天 昨天 明天 前天 后天 今早 今晚 昨晚 明早 早上 上午 中午 下午 晚上 半夜 夜里 现在 目前 如今 最近 马上 立马 立刻 赶紧 赶快 ' +
    '这会儿 那会儿 会儿 一会儿 等会 待会 当时 平时 平常 有时 有时候 偶尔 经常 每次 这时 开始 完 完了 好了 下来 下去 上来 上去 出来 出去 进来 进去 回来 回去 过来 过去 起来 ' +
    '拿到 看到 看见 听说 听到 发现 记得 以为 认为 打算 准备 只有 只能 只要 还有 还能 还会 还要 就是 就能 才能 才会 不了 得了 行了 算了 没事 有事 有点 一点 一些 好多 许多 ' +
    '很多 最多 最少 至少 最好 全部 所有 每个 各个 整个 任何 别的 其他 其它 另外 另一 一样 同样 东西 事情 事 样子 地方 情况 问题 意思 说法 办法 方法 方式 老公 老婆 爸 妈 爸爸 ' +
    '妈妈 爸妈 我爸 我妈 女儿 儿子 朋友 同事 邻居 闺蜜 亲戚 家 家里 家人 别人 有人 人 老人 客人 明明 居然 竟然 反正 毕竟 其实 原来 本来 干脆 索性 究竟 难道 万一 假如 要是 ' +
    '如果说 不然 否则 不管 不论 无论 既然 虽然 不过 只是 可是 结果 然后 接着 再说 另 换 用 弄 搞 看 听 走 来 去 拿 放 找 买 叫 让 给 送 发 等 想 怕 算 写 带 ' +
    '五个 两个 三个 几个 十几 几十 一两 两三 三四 一半 多 少 大 小 长 高 低 快 慢 早 晚 久 新 旧 好 坏 ' +
    'maybe perhaps everything anything everyth anyth someone somebody nobody anybod everybody everyone else els away right now today yesterday tomorrow tonight morning evening night ' +
    'yet already alread still soon later sometimes usually always never once twice again back next last two three four five several few lot lots bit little big small new old good bad ' +
    'make mak made take tak took put let come came go going gone went keep kept seem look looks think thought guess wonder hope wish believe feel said told tell ask happen end start stop ' +
    'his her him hers their boss wife husband son daughter mom mum dad kid kids friend colleague neighbour neighbor guy people folks person stuff thing place way time day week ' +
    'actually basically totally completely exactly simply quickly accidentally suddenly unfortunately hopefully apparently straight quite pretty rather almost nearly even though while during'
  ).split(/\s+/),
)
