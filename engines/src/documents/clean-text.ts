/** Characters of PDFs as people type them: radicals and ligatures become letters, invisible ones go. Width of marks stays. */
export function cleanText(text: string): string {
  if (plain.test(text)) return text
  return text
    .replace(radicals, (radical) => supplement[radical.codePointAt(0)! - 0x2e80] ?? radical)
    .replace(compatible, (character) => simplerRadicals[character] ?? character.normalize('NFKC'))
    .replace(bullets, '•')
    .replace(invisible, '')
    .replace(spaces, ' ')
}

/** Share of characters that no reader could have meant: private use, control, replacement. 0 for no text. */
export function garbageShare(text: string): number {
  const letters = text.replace(/\s/g, '').length
  return letters === 0 ? 0 : (text.match(garbage)?.length ?? 0) / letters
}

/** Continues a text with the next line: ideographs join without a space, a word hyphenated at the line's end is mended. */
export function joinLines(before: string, after: string): string {
  const head = before.trimEnd()
  const tail = after.trimStart()
  if (head === '' || tail === '') return head + tail
  if (/\p{Ll}[-\u2010\u00ad]$/u.test(head) && /^\p{Ll}/u.test(tail)) {
    const stem = /[\p{L}-]+$/u.exec(head)![0]
    // "state-of-the-" keeps its hyphens; "informa-" does not.
    return stem.slice(0, -1).includes('-') ? head + tail : head.slice(0, -1) + tail
  }
  if (/\/$/.test(head) && /^\S/.test(tail)) return head + tail
  if (/[-/\u2010\u2013]$/.test(head) && /^[\p{L}\p{N}]/u.test(tail) && /[\p{L}\p{N}][-/\u2010\u2013]$/u.test(head))
    return head + tail
  return wantsNoSpace(head.at(-1)!, tail[0]!) ? head + tail : `${head} ${tail}`
}

/** Whether the text is mainly written in ideographs. */
export function isHan(text: string): boolean {
  return countHan(text) * 2.5 > (text.match(/\p{L}/gu)?.length ?? 0)
}

export const countHan = (text: string) => text.match(/\p{Script=Han}/gu)?.length ?? 0

/** How long a text is to a reader: an ideograph counts 1, a Latin letter about half of one. */
export function visualLength(text: string): number {
  let length = 0
  for (const character of text) length += isWide(character) ? 1 : 0.5
  return length
}

/** Ideographs, kana and the marks that go with them. */
export const isWide = (character: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u.test(character)

/** Whether a text ends as a sentence does. */
export const endsSentence = (text: string) => /[。！？!?；;.…:：][”’」』）)"'\]】]*$/.test(text.trimEnd())

const wantsNoSpace = (left: string, right: string) =>
  (isWide(left) && isWide(right)) ||
  (isWide(left) && /[^\p{L}\p{N}(]/u.test(right)) ||
  (isWide(right) && /[^\p{L}\p{N})%]/u.test(left)) ||
  /[\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]/.test(left) ||
  /[\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]/.test(right) ||
  (isWide(left) !== isWide(right) && /[\p{L}\p{N}]/u.test(left) && /[\p{L}\p{N}]/u.test(right))

const plain = /^[\x20-\x7e\u4e00-\u9fa5。，、：；！？（）《》“”]*$/
const radicals = /[\u2e80-\u2ef3]/gu
/** Kangxi radicals, ideographs kept for old encodings, Latin ligatures, digits and letters of double width. */
const compatible = /[\u3b35\u2f00-\u2fd5\uf900-\ufaff\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/gu
/** Bullets of the symbol fonts every office program uses. */
const bullets = /[\uf06c\uf06e\uf075\uf076\uf077\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc]/g
/** Control characters, joiners and marks of direction, private use. Tabs and line ends are spaces. */
const invisible = /(?![\t\n\v])[\p{Cc}\p{Co}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffc]/gu
const spaces = /[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\n\v]/g
/** Symbol fonts live from U+F060 to U+F0FF: those are bullets and arrows. */
const garbage = /(?![\s\uf020-\uf0ff])[\p{Cc}\p{Co}\ufffd]/gu

/**
 * What NFKC does not give as it is written in China today: two radicals, and 㬵, which shares its glyph with 胶 in Source Han and
 * Noto fonts, so that PDFs printed with them name the wrong one.
 */
const simplerRadicals: Record<string, string> = { '\u2f3e': '户', '\u2fad': '青', '\u3b35': '胶' }

/** The radicals supplement from U+2E80 on, as the characters they are read as. */
const supplement = [
  ...'⺀厂㇇㇉乙亻冂几刀刂卜卩小小兀尣尢尢巳幺彑彐忄心扌攵�旡日月歹母民氵水灬爫爫丬牛犭王疋目示礻竹糹纟网罒网网网羊羊羊耂肀聿月臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟',
]

/** Room the first word of a line would have needed on the line before. */
export function widthOfFirstWord(text: string, size: number): number {
  if (isWide(text[0] ?? '')) return size * 2.6
  const word = /^\S+/.exec(text)?.[0] ?? ''
  return (visualLength(word) * 1.1 + 0.6) * size
}
