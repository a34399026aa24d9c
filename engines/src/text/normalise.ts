import { fold, type MappedText, mapped } from './fold.ts'

/**
 * Text as it is compared: narrow, lower case, simplified, without emoji, fillers, doubled marks and drawn-out letters;
 * marks become one space, and no space is kept beside an ideograph. Empty when nothing meaningful was said.
 */
export function normalise(text: string): string {
  return normaliseWithMap(text).text
}

/** As `normalise`, and every index of the result can be traced to the original text. */
export function normaliseWithMap(text: string): MappedText {
  const folded = fold(text)
  const keep = keepMask(folded.text)
  const out: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const put = (character: string, from: number, to: number) => {
    out.push(character)
    starts.push(folded.toOriginal(from))
    ends.push(folded.spanToOriginal(from, to).end)
  }
  let gapFrom = -1
  for (let i = 0; i < folded.text.length; i++) {
    if (!keep[i]) {
      if (gapFrom < 0 && !isThousandsMark(folded.text, i)) gapFrom = i
      continue
    }
    const character = folded.text[i]!
    const previous = out.at(-1)
    if (gapFrom >= 0 && previous && !isIdeograph(previous) && !isIdeograph(character)) put(' ', gapFrom, i)
    gapFrom = -1
    put(character, i, i + 1)
  }
  return mapped(out.join(''), starts, ends, text.length)
}

/** Whether the one-unit string is a Chinese character of the basic block. */
export function isIdeograph(character: string): boolean {
  const code = character.charCodeAt(0)
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || code === 0x3007
}

/** "1,299" is one number. */
function isThousandsMark(text: string, index: number): boolean {
  return (
    text[index] === ',' && /\d/.test(text[index - 1] ?? '') && /^\d{3}(?!\d)/.test(text.slice(index + 1, index + 5))
  )
}

/** Which characters of folded text survive: letters, ideographs, digits and the marks that hold numbers together. */
function keepMask(text: string): Uint8Array {
  const keep = new Uint8Array(text.length)
  for (const match of text.matchAll(MEANINGFUL)) keep.fill(1, match.index, match.index + match[0].length)
  for (const match of text.matchAll(DRAWN_OUT)) keep.fill(0, match.index + 1, match.index + match[0].length)
  for (const pattern of FILLERS) {
    for (const match of text.matchAll(pattern)) keep.fill(0, match.index, match.index + match[0].length)
  }
  return keep.includes(1) ? keep : keepLetters(text)
}

/** A message of fillers alone ("嗯嗯", "um") still says something: keep its letters. */
function keepLetters(text: string): Uint8Array {
  const keep = new Uint8Array(text.length)
  for (const match of text.matchAll(MEANINGFUL)) keep.fill(1, match.index, match.index + match[0].length)
  return keep
}

const MEANINGFUL =
  /[\p{L}\p{N}\p{M}]+|(?<=\p{N})[.:%/+\-°](?=\p{N})|(?<=\p{N})%|[¥$€£](?=\s?\p{N})|(?<=[a-z0-9])[@._'&+-](?=[a-z0-9])/gu

/** The same letter three times or more ("sooo", "啊啊啊啊"); digits are never folded. */
const DRAWN_OUT = /(\p{L})\1{2,}/gu

const FILLERS = [
  /(?<![\p{Script=Han}])(?:嗯|呃|额|唔|哦|噢|喔|欸|诶|哎|唉|啊|哈|嘿|喂|那个|这个|就是说?|然后|话说)+(?=$|[^\p{L}\p{N}])/gu,
  /(?:嗯|呃){1,8}|(?<=\p{Script=Han})(?:啊|呀|哈|啦|嘛|哦|噢|喔|哟|呗|咯|捏|哒)(?=$|[^\p{L}\p{N}])/gu,
  /(?:那个){2,8}|(?<![\p{Script=Han}])(?:那个|这个)(?=我|你们|请问|想|啥)/gu,
  /(?<![\p{L}\p{N}'])(?:u+m+|u+h+|e+r+m*|h+m+|pls|plz|please|well|like,|you know,|kindly)(?![\p{L}\p{N}'])/gu,
]
