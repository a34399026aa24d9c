import type { Passage } from '@loopdesk/engines/retrieval/search-index.ts'

/** A made knowledge base of any size, the same every time, and questions of which it is known what they ask for. */
export interface MadeBase {
  passage: (number: number) => Passage
  question: (number: number) => { text: string; id: string }
}

/**
 * Sentences are spliced from two utterances (the utterances of the library: how customers of sixteen trades write, Chinese and English),
 * frequent ones far more often than rare ones; every passage is about a thing with a coined name. A question is a sentence of its
 * passage with a piece left out and a slip of the pen, every second time with the name of the thing.
 */
export function makeBase(utterances: { zh: string[]; en: string[] }, size: number): MadeBase {
  const halves = { zh: halvesOf(utterances.zh), en: halvesOf(utterances.en) }
  const characters = [...new Set(utterances.zh.join(''))].filter((one) => /\p{Script=Han}/u.test(one))
  const passage = (number: number): Passage => {
    const random = randomOf(number)
    const language = random() < 0.8 ? 'zh' : 'en'
    const name = language === 'zh' ? coinName(characters, random) : coinEnglish(random)
    const sentences = Array.from({ length: 2 + Math.floor(3 * random()) }, () =>
      splice(halves[language], language, random),
    )
    const end = language === 'zh' ? '。' : '. '
    return {
      id: `document:${number >> 2}:${number & 3}`,
      title: name,
      text: `${name}${language === 'zh' ? '' : ' '}${sentences.join(end)}${end.trim()}`,
      language,
      source: `document:${number >> 2}`,
    }
  }
  const question = (number: number) => {
    const random = randomOf(1_000_000_007 + number)
    const { id, title, text, language } = passage(Math.floor(random() * size))
    const sentences = text
      .slice(title!.length)
      .split(/[。.]\s*/)
      .filter(Boolean)
    const said = sentences[Math.floor(random() * sentences.length)]!.trim()
    const words = language === 'zh' ? [...said] : said.split(' ')
    const gap = Math.floor(random() * words.length)
    words.splice(gap, Math.ceil(words.length / 5))
    if (language === 'zh' && words.length > 3) words[Math.floor(random() * words.length)] = pick(characters, random)
    const about = number % 2 === 0 ? (language === 'zh' ? `${title}，` : `${title}: `) : ''
    return { id, text: `${about}${words.join(language === 'zh' ? '' : ' ')}` }
  }
  return { passage, question }
}

/** First and last halves of the utterances. */
function halvesOf(utterances: string[]): [string[], string[]] {
  const cut = (text: string) => {
    const middle = text.indexOf(' ', text.length >> 1)
    return middle > 0 ? middle : text.length >> 1
  }
  return [
    utterances.map((text) => text.slice(0, cut(text)).trim()),
    utterances.map((text) => text.slice(cut(text)).trim()),
  ]
}

function splice([firsts, lasts]: [string[], string[]], language: 'zh' | 'en', random: () => number): string {
  const parts = [frequent(firsts, random), frequent(lasts, random), frequent(firsts, random)]
  return parts.join(language === 'zh' ? '' : ' ').replace(/[。.]/g, '')
}

/** Zipf's law with a flat head: the rank is a power of chance. */
function frequent(texts: string[], random: () => number): string {
  return texts[Math.floor(texts.length * random() ** 2.2)]!
}

function coinName(characters: string[], random: () => number): string {
  const name = Array.from({ length: 2 + Math.floor(3 * random()) }, () => pick(characters, random)).join('')
  return random() < 0.4 ? `${name}${'ABCEFHKMPSTX'[Math.floor(12 * random())]}${Math.floor(1000 * random())}` : name
}

function coinEnglish(random: () => number): string {
  const syllable = () =>
    pick('ba co di fen gar hel io jun kal lor mir nov pol quin ras sol tor vex wim zed'.split(' '), random)
  const name = `${syllable()}${syllable()}${random() < 0.5 ? syllable() : ''}`
  return `${name[0]!.toUpperCase()}${name.slice(1)} ${Math.floor(100 * random())}`
}

const pick = <T>(many: T[], random: () => number): T => many[Math.floor(random() * many.length)]!

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
