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
