import { detectLanguage } from '../text/detect-language.ts'
import { isIdeograph, normalise } from '../text/normalise.ts'
import { segment } from '../text/segment.ts'
import { stemEnglish } from '../text/stem-english.ts'
import type { EarlierQuestion } from './answer.ts'
import { askedAttributes } from './asked-attributes.ts'
import { resolveFollowUp } from './follow-up.ts'
import { NEGATION, type QuestionKind, questionKind } from './question-kind.ts'
import type { Rarity } from './rarity.ts'
import { numberKey, numeralsIn, readText, type TextBag } from './read-text.ts'
import { isLightWord, isScaffold } from './weak-words.ts'

/** A word of the question that an answer should be about. */
export interface StrongWord {
  text: string
  /** What it counts, from its rarity and kind. */
  weight: number
  /** `code`: model numbers, fault codes, ids: never matched loosely. `name`: a name as far as it can be told. */
  kind: 'word' | 'number' | 'code' | 'name'
  /** 1 in no passage at all, 0 in all. */
  rarity: number
  /** The sort of thing asked for (哪个城市, which city): the answer may well not repeat it. */
  asked: boolean
  /** Other names of what is meant: any of them will do. */
  names?: readonly string[]
}

export interface ReadQuestion {
  /** With its subject filled in where it follows an earlier question. */
  text: string
  language: 'zh' | 'en'
  kind: QuestionKind
  words: StrongWord[]
  bag: TextBag
  negated: boolean
  /** 最, first, most: what stands out among others is asked for. */
  superlative: string | undefined
  /** The unit an amount is asked in (多少层 → 层, how many seats → seat). */
  unit: string | undefined
  followsUp: boolean
}

/** Reads a question: what it asks for, and by which words an answer is recognised. */
export function readQuestion(
  question: string,
  rarity: Rarity,
  history: EarlierQuestion[] = [],
  language?: 'zh' | 'en',
): ReadQuestion {
  const { text, followsUp } = resolveFollowUp(withoutOpener(question), history)
  const detected = detectLanguage(text).language
  const kind = questionKind(question)
  const spoken = language ?? (detected === 'en' ? 'en' : 'zh')
  return {
    text,
    language: spoken,
    kind: kind === 'fact' && followsUp ? questionKind(history.at(-1)?.question ?? question) : kind,
    words: [...strongWords(text, rarity), ...attributeWords(text, spoken, rarity)],
    bag: readText(text),
    negated: NEGATION.test(withoutQuestionNegation(text)),
    superlative: SUPERLATIVE.exec(text.toLowerCase())?.[0],
    unit: unitOf(text),
    followsUp,
  }
}

/** 顺便问下, by the way: how a question is brought up says nothing of what is asked. */
function withoutOpener(question: string): string {
  const rest = question.replace(OPENER, '')
  return /[\p{L}\p{N}]{2}/u.test(rest) ? rest : question
}

const OPENER =
  /^\s*(?:(?:对了|话说|顺便|另外|还有|再|我?还?想|插一句)*(?:请?问|打听|咨询)(?:一?下(?:子|哈)?|一句|个事儿?)|顺便|对了|话说|(?:oh,? |and |also,? |hey,? )*(?:by the way|btw|quick question|one more (?:thing|question)))[\s,，:：、。!！~]*/iu

/** 是不是, 能不能, 吗 and 没有 at the end ask, they deny nothing. */
function withoutQuestionNegation(text: string): string {
  return text
    .replace(/(\p{Script=Han})[不没]\1|有没有|(?:没有?|不)(?=[？?。]*$)|差不多|不同|不错|对不起|不好意思/gu, '')
    .replace(/^(?:isn't|aren't|don't|doesn't|can't|won't|didn't)\b/i, '')
}

const SUPERLATIVE =
  /最\p{Script=Han}{1,2}|第一|首[次个位家届]|唯一|\b(?:most|least|largest|smallest|highest|lowest|biggest|longest|shortest|fastest|first|last|latest|earliest|oldest|newest|only|maximum|minimum)\b/u

function unitOf(text: string): string | undefined {
  const han = /(?:多少|几)\s?(?:个)?(\p{Script=Han}{1,2}?)(?=[^\p{Script=Han}]|$|\p{Script=Han})/u.exec(text)
  if (han && !/^(?:钱|呢|了|的|是|才|可|能|会|有)/.test(han[1]!)) return han[1]
  const latin = /\bhow many (?:\w+ )??(\w+?)(?:\s|\?|$)/i.exec(text)
  return latin ? stemEnglish(latin[1]!.toLowerCase()) : undefined
}

/** Model numbers, fault codes, ids: letters with digits (E2, R600-S, X5 Pro), or capitals of two and more. */
const CODE =
  /(?<![A-Za-z0-9])(?:(?:[A-Z]{1,5}[-_]?\d{1,6}[A-Z\d]*(?:-[A-Za-z\d]+)*|[a-z]{1,3}-?\d{1,6}[a-z]?|\d{1,4}[A-Z]{1,3}\d*)(?![A-Za-z0-9])|[A-Za-z]{1,3}-?\d{1,6}(?=(?:pro|max|plus|mini|ultra|lite)\b))/g
const UNIT_LIKE =
  /^\d+\.?\d*(?:w|v|a|g|l|m|s|h|k|kg|km|cm|mm|ml|mb|gb|tb|hz|khz|mhz|ghz|kw|mpa|pa|db|am|pm|st|nd|rd|th|d|x|p|am)$/i

function strongWords(text: string, rarity: Rarity): StrongWord[] {
  const found = new Map<string, StrongWord>()
  const codes = [...text.normalize('NFKC').matchAll(CODE)]
    .map((match) => match[0])
    .filter((code) => !UNIT_LIKE.test(code))
  const put = (word: string, kind: StrongWord['kind'], asked = false) => {
    if (!word || found.has(word)) return
    const rare = rarity(word)
    found.set(word, { text: word, kind, rarity: rare, asked, weight: weigh(word, kind, rare) * (asked ? 0.35 : 1) })
  }
  let rest = text.normalize('NFKC')
  for (const code of codes) {
    put(codeKey(code), 'code')
    rest = rest.replace(code, ' ')
  }
  const asked = askedFor(rest)
  const names = namesIn(rest)
  const normal = normalise(rest)
  const words = normal.match(RUNS)?.flatMap((run) => (isIdeograph(run[0]!) ? hanWords(run) : [latinKey(run)])) ?? []
  const strong = words.filter((word) => !isScaffold(word))
  for (const word of strong.length > 0 ? strong : words.filter((one) => one.length > 1)) {
    const kind = /^\d/.test(word) ? 'number' : names.has(word) ? 'name' : 'word'
    put(word, kind, asked.has(word))
  }
  for (const value of numeralsIn(rest)) put(value, 'number')
  return [...found.values()]
}

/** What is asked for without being named (多重, how loud), by the names it has. */
function attributeWords(text: string, language: 'zh' | 'en', rarity: Rarity): StrongWord[] {
  return askedAttributes(text, language).map((names): StrongWord => {
    const rare = Math.min(...names.map(rarity))
    return { text: names[0]!, names, kind: 'word', rarity: rare, asked: true, weight: ATTRIBUTE * Math.max(0.3, rare) }
  })
}

/** An answer may well give the amount alone. */
const ATTRIBUTE = 0.5

const RUNS = /\p{Script=Han}+|\p{N}+(?:\.\p{N}+)*|(?:(?!\p{Script=Han})[\p{L}\p{M}'])+/gu

function latinKey(run: string): string {
  if (/^\p{N}/u.test(run)) return numberKey(run)
  // we're, they'd, who's: what stands before the mark, which only frames the question.
  const bare = run.replace(/'(?:re|ve|ll|d|m|s|t)$/u, '')
  return isScaffold(run) || isScaffold(bare) ? bare : stemEnglish(run)
}

/** The words of a run; long ones with their parts. */
function hanWords(run: string): string[] {
  return run.replace(HAN_FRAME, ' ').split(' ').filter(Boolean).flatMap(segment)
}

/** Runs that only ask: taken out before the cut, so that they do not stick to what is asked about. */
const HAN_FRAME =
  /请问一?下?|我想(?:问|知道|了解)一?下?|(?:能|可以)?告诉我|想知道|麻烦(?:问|说)?一?下?|多长时间|什么时候|什么时间|什么样的?|怎么回事|怎么样|怎么办|为什么|有哪些|有什么|是什么|是多少|哪一?[个些种位家里儿年天款]|多少|什么|怎么|怎样|如何|为何|何时|哪里|能不能|可不可以|会不会|要不要|是不是|有没有|用不用|需不需要|是否|能否|可否|吗|呢|谁/gu

/** Nouns right after the asking word. */
function askedFor(text: string): Set<string> {
  const asked = new Set<string>()
  for (const match of text.matchAll(/(?:什么|哪一?[个些种位家座条款所届]?|何种|啥)(\p{Script=Han}{1,4})/gu)) {
    const noun = segment(match[1]!)[0]
    if (noun && !isScaffold(noun)) asked.add(noun)
  }
  for (const match of text
    .toLowerCase()
    .matchAll(/\b(?:what|which) (?:kind|type|sort)? ?(?:of )?(\w+)|\bhow many (\w+)/g)) {
    const noun = match[1] ?? match[2]
    if (noun && !isScaffold(noun)) asked.add(stemEnglish(noun))
  }
  return asked
}

/** Capitalised words inside a Latin question (not its first word): names. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>()
  const latin = text.match(/[A-Za-z][A-Za-z'’-]*/g) ?? []
  const allCapitals = latin.filter((word) => /^[A-Z]/.test(word)).length > latin.length * 0.7 && latin.length > 3
  if (allCapitals) return names
  for (const match of text.matchAll(/(?<=[^\s.!?:]\s|\p{Script=Han})\p{Lu}[\p{L}\p{M}'’]+/gu)) {
    const word = match[0].toLowerCase().replace(/’/g, "'")
    if (!isScaffold(word)) names.add(stemEnglish(word))
  }
  return names
}

function weigh(word: string, kind: StrongWord['kind'], rarity: number): number {
  const base = Math.max(0.08, rarity)
  if (kind === 'code') return Math.max(0.9, base)
  if (kind === 'number') return Math.max(0.35, base * 0.9)
  if (kind === 'name') return Math.max(0.5, base * 1.1)
  const long = [...word].length > 1 || !isIdeograph(word[0]!)
  return base * (isLightWord(word) ? LIGHT : long ? 1 : 0.45)
}

const LIGHT = 0.3

/** A code without what people leave out or add: E-02 and e02, R600 S and r600s are one; E2 and E02 as well. */
export function codeKey(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[-_\s]/g, '')
    .replace(/(?<=^[A-Z]{1,3})0+(?=\d)/, '')
}

/** All codes of a text by their key. */
export function codesIn(text: string): Set<string> {
  const found = new Set<string>()
  for (const match of text
    .normalize('NFKC')
    .matchAll(/(?<![A-Za-z0-9])[A-Za-z]{0,6}[-_]?\d{1,6}[A-Za-z\d]*(?:-[A-Za-z\d]+)*(?![A-Za-z0-9])/g)) {
    if (/[A-Za-z]/.test(match[0])) found.add(codeKey(match[0]))
  }
  return found
}
