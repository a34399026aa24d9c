/** What the server says of a cell, in Chinese; in English it stays as it is. */
const words: readonly [RegExp, string][] = [
  [/^is empty$/, '是空的'],
  [/^is longer than (\d+) characters$/, '超过 $1 个字符'],
  [/^is no number$/, '不是数字'],
  [/^is no amount of money$/, '不是金额'],
  [/^is no length of time$/, '不是时长'],
  [/^is no date.*$/, '不是日期，请写成 2026-01-31'],
  [/^is no code.*$/, '不是编码'],
  [/^is neither yes nor no$/, '看不出是还是否'],
  [/^is neither a tick nor a cross$/, '既不是勾也不是叉'],
  [/^is none of (.+)$/, '不在选项里：$1'],
  [/^is a range.*$/, '是一个范围，这里只能有一个值'],
  [/^is in (.+), not in (.+)$/, '单位是 $1，应为 $2'],
  [/^is that of row (\d+) as well$/, '和第 $1 行重复'],
  [/^is before the day it begins$/, '早于生效日期'],
  [/^is mapped to a property this type does not have$/, '这个类型没有这个属性'],
  [/^is mapped to a relation there is not$/, '没有这个关系'],
  [/^there is no “(.+)”$/, '没有“$1”'],
  [/^a rule asks for (.+)$/, '规则要求 $1'],
  [/^(.+) has this value already$/, '$1 已经用了这个值'],
  [/^a rule forbids this relation(.*)$/, '规则不允许这个关系$1'],
  [/^the type does not have this property or relation$/, '这个类型没有这个属性或关系'],
]

export function problemWords(message: string, language: 'zh' | 'en'): string {
  const known = language === 'zh' ? words.find(([pattern]) => pattern.test(message)) : undefined
  return known ? message.replace(known[0], known[1]) : message
}
