import type { Random } from './random.ts'

/** Characters that input methods and hurried people mix up, by sound. */
const SOUND_ALIKES: Record<string, string> = Object.fromEntries(
  [
    '的得地',
    '在再',
    '那哪',
    '做作坐',
    '退腿',
    '货活',
    '单但',
    '查察',
    '已以',
    '钱前',
    '快块',
    '址只',
    '票漂',
    '买卖',
    '帮邦',
    '机几',
    '器气',
    '收手',
    '到道',
    '什神',
    '么吗',
    '是事',
    '您你',
    '寄记',
    '时实',
  ].flatMap((group) => [...group].map((char) => [char, group.replace(char, '')] as const)),
)

const KEYBOARD = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
/** Words whose loss or change would turn the meaning round. */
const TELLING = /^(?:not?|don'?t|never|won'?t|can'?t|cancel|yes|one|two|three|first|second|third|last)$/i
const TELLING_ZH = /[不没别无未非一二三四五六七八九十两上下今明后取改退换]/
/** Codes, ids, numbers, mail addresses, links: never touched. */
const EXACT = /[A-Za-z]*[\d@][\w@.\-/:]*|https?:\S+|\$\w+/
/** What is copied letter by letter: a postal address or the name of a company, in either language. */
const COPIED =
  /[省市区县路街巷道][^\s，。]*\d|\d+\s*[号栋室弄]|\d+\s+\w+\s+(?:road|rd|street|st|avenue|ave|lane)\b|公司|事务所|\b(?:ltd|inc|gmbh|llc)\b/i

/**
 * A message as it looks typed in a hurry: about `rate` slips for every English word or five Chinese characters. Codes, ids,
 * phone numbers, addresses and company names stay as they are, and so do words that carry the meaning.
 */
export function addTypingNoise(text: string, rate: number, random: Random): string {
  if (rate <= 0 || text.length < 4 || COPIED.test(text)) return text
  const parts = text.split(/(\s+)/)
  const noisy = parts.map((part) => {
    if (!part.trim() || EXACT.test(part) || TELLING.test(part)) return part
    return /\p{Script=Han}/u.test(part) ? chinese(part, rate, random) : english(part, rate, random)
  })
  return noisy.join('') || text
}

function chinese(text: string, rate: number, random: Random): string {
  const slip = (char: string): string => {
    if (!random.chance(rate / 5)) return char
    if (/[，。！？、,.!?]/.test(char)) return ' '
    if (TELLING_ZH.test(char) || !/\p{Script=Han}/u.test(char)) return char
    const alike = SOUND_ALIKES[char]
    if (alike && random.chance(0.7)) return random.pick([...alike])
    return /[的了吗呢吧啊呀]/.test(char) && random.chance(0.5) ? '' : char + char
  }
  return [...text].map(slip).join('')
}

function english(word: string, rate: number, random: Random): string {
  if (!random.chance(rate)) return word
  if (word.length < 4) return word.toLowerCase()
  const at = 1 + Math.floor(random.next() * (word.length - 2))
  const char = word[at]!
  const rest = word.slice(at + 1)
  const slips = [
    () => word.slice(0, at) + rest,
    () => word.slice(0, at) + char + char + rest,
    () => word.slice(0, at) + (rest[0] ?? '') + char + rest.slice(1),
    () => word.slice(0, at) + neighbour(char, random) + rest,
    () => word.replace(/[.,!?']/g, '').toLowerCase(),
  ]
  return random.pick(slips)()
}

function neighbour(char: string, random: Random): string {
  const row = KEYBOARD.find((keys) => keys.includes(char.toLowerCase()))
  if (!row) return char
  const at = row.indexOf(char.toLowerCase())
  return random.pick([row[at - 1], row[at + 1]].filter((key) => key !== undefined))
}
