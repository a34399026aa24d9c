/** Whether a word only frames a question (how, what, please, 怎么, 请问, 的): it decides nothing about what is asked. */
export function isWeakWord(word: string): boolean {
  return weakWords.has(word)
}

/** All words that only frame a question. */
export const weakWords: ReadonlySet<string> = new Set(
  (
    '的 了 吗 呢 吧 啊 呀 是 在 有 和 与 或 就 也 都 还 又 很 太 把 被 给 对 从 到 让 跟 及 地 得 着 过 个 这 那 这个 那个 这些 那些 ' +
    '我 你 您 他 她 它 我们 你们 他们 咱们 自己 什么 啥 怎么 怎样 怎么样 咋 如何 为什么 为何 哪 哪里 哪儿 哪个 哪些 谁 几 多少 多久 ' +
    '何时 什么时候 是否 是不是 能 能否 能不能 可以 可不可以 会 会不会 要 想 想要 需要 应该 请 请问 麻烦 帮 帮我 帮忙 一下 告诉 知道 ' +
    '之 其 于 以 为 而 但 但是 如果 因为 所以 那么 然后 时候 一个 没有 不 没 好 说 问 问一下 你好 您好 谢谢 ' +
    'a an the i me my we our you your he she it its they them their this that these those is are was were be been am do does did ' +
    'have has had can could will would shall should may might must to of in on at for from by with about as and or but if so ' +
    'what which who whom whose when where why how there here please hi hello hey thanks thank just not no yes get want need ' +
    "i'm it's don't can't what's i've i'd"
  ).split(' '),
)
