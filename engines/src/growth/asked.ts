import { questionKind } from '../answers/question-kind.ts'
import { readText } from '../answers/read-text.ts'
import { isScaffold } from '../answers/weak-words.ts'
import { isIdeograph } from '../text/normalise.ts'
import { stemEnglish } from '../text/stem-english.ts'

/** A question as it is compared with others. */
export interface Asked {
  text: string
  /** Of length 1, by the sentence encoder. */
  meaning: Float32Array
  /** What it is about: words, pairs of ideographs and single ones, those that only frame a question left out. */
  words: ReadonlySet<string>
  /** What it wants to hear, where its wording says so. */
  wants: ReadonlySet<string>
}

/** How much words count that are not equally telling; 1 to about 8. */
export type Weigh = (word: string) => number

/** Placeholders of personal data say nothing of what is asked. */
const placeholder = /\[(?:phone|id_card|bank_card|email|address|name)\]|\*{2,}/g

/** What the sentence encoder and its lexicon say of a text. */
export interface Understood {
  /** Its vector, of length 1. */
  meaning(text: string): Float32Array
  /** Ids of the everyday meanings it speaks of, in any language. */
  concepts?(text: string): string[]
}

/** Reads a question for comparison. */
export function readAsked(text: string, { meaning, concepts }: Understood): Asked {
  const bare = text.replace(placeholder, ' ').trim()
  const bag = readText(bare)
  const words = new Set<string>()
  for (const word of [...bag.words, ...bag.pairs, ...bag.singles])
    if (isIdeograph(word[0]!) && !isScaffold(word)) words.add(word)
  // As written: in the list of framing words nothing is cut to its stem.
  for (const word of bag.text.match(/[a-z0-9][a-z0-9']*/g) ?? [])
    if (!isScaffold(word.replace(/'/g, ''))) words.add(stemEnglish(word))
  for (const concept of concepts?.(bare) ?? []) words.add(`~${concept}`)
  return { text: bare, meaning: meaningOf(bare, meaning), words, wants: readWishes(bare) }
}

/** English says much that only frames a question (is it possible to …): what is left without it counts as much as the whole. */
function meaningOf(text: string, meaning: Understood['meaning']): Float32Array {
  const whole = meaning(text)
  if (!/[a-z]{2}/i.test(text)) return whole
  const core = text.toLowerCase().split(/[^\p{L}\p{N}']+/u)
  const kept = core.filter((word) => word !== '' && !isScaffold(word)).join(' ')
  if (kept === '') return whole
  const bare = meaning(kept)
  const sum = whole.map((value, i) => value + bare[i]!)
  const length = Math.hypot(...sum) || 1
  return sum.map((value) => value / length)
}

/** Whether there is enough said to belong anywhere: slips of the keyboard, greetings and bare numbers are not questions. */
export function isPlaceable({ text, words, meaning }: Asked): boolean {
  if (!/\p{L}.*\p{L}/u.test(text)) return false
  return words.size > 0 && meaning.some((value) => value !== 0)
}

/** Asked of the same thing, these want to hear different things: 滤芯多久换一次, 滤芯多少钱. */
const wishes: [string, RegExp][] = [
  [
    'money',
    /多少钱|什么价|价格|价钱|报价|[贵贱]不|太贵|好贵|便宜|收费|费用|运费|花多少|[几多]少?[块元]|how much (?:is|are|does|do|for|would|will)|\bprices?\b|\bpricing\b|\bcosts?\b|\bfees?\b|\bexpensive\b/i,
  ],
  [
    'time',
    /多久|多长时间|几天|几个?(?:月|小时|星期|礼拜)|几年|什么时候|啥时候|何时|几点|几号|哪天|有效期|过期|到期|how (?:long|soon|often|many (?:days|weeks|months|years|hours))|\bwhen\b|what time|\bexpir\w+|opening hours/i,
  ],
  ['place', /在哪|哪里|哪儿|去哪|什么位置|\bwhere\b|\blocated\b|\blocation\b/i],
  [
    'fault',
    /坏了|故障|失灵|漏水|异响|闪退|报错|打不开|连不上|没反应|不工作|\bbroken\b|n[o']t work|\bwon'?t\b|\bcrash\w*|\bleak\w*|\bstuck\b|keeps? \w+ing/i,
  ],
]
const wishOfKind: Record<string, string> = { money: 'money', duration: 'time', date: 'time', place: 'place' }

/** What a question wants to hear, where its wording says so. */
export function readWishes(text: string): Set<string> {
  const wants = new Set(wishes.flatMap(([wish, pattern]) => (pattern.test(text) ? [wish] : [])))
  const byKind = wishOfKind[questionKind(text)]
  if (byKind) wants.add(byKind)
  return wants
}

const otherWish = 1
/** How much the words that two questions share count beside their meanings. */
const shareCounts = 1

/** Words of any matter: they say what is to be done, not with what. */
const light = new Set(
  (
    'need want use work chang show take put make keep let help start stop turn allow accept connect offer day time peopl person new without ' +
    '支持 使用 需要 想要 知道 办理 办 收到 现在 时间 提供 改 换 用 买 送 收 修 退 开 看 到 去 来 给 要 能 想'
  ).split(' '),
)

/** How much a word counts by itself, whatever is asked elsewhere. */
export const telling = (word: string): number => (light.has(word) ? 0.3 : word.length === 1 ? 0.3 : 1)

/** How likely two questions want the same answer: about 0 (nothing in common) to 2; above `alike` they do. */
export function likeness(a: Asked, b: Asked, weigh: Weigh): number {
  const differ = a.wants.size > 0 && b.wants.size > 0 && ![...a.wants].some((each) => b.wants.has(each))
  const shared = sharedWords(a.words, b.words, weigh)
  const meant = cosine(a.meaning, b.meaning)
  return meant + shareCounts * shared - (differ ? otherWish : 0) - (shared === 0 ? nothingShared : 0)
}
/** Without a word in common, by meaning alone, they have to be closer. */
const nothingShared = 0.1

/** From here on two questions are taken for the same. */
export const alike = 0.94

export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Dice of two sets of words, each counting by its weight. */
export function sharedWords(a: ReadonlySet<string>, b: ReadonlySet<string>, weigh: Weigh): number {
  let shared = 0
  let all = 0
  for (const word of a) {
    const weight = weigh(word)
    all += weight
    if (b.has(word)) shared += weight
  }
  for (const word of b) all += weigh(word)
  return all === 0 ? 0 : (2 * shared) / all
}
