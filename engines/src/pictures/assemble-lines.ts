/** A word as a reader of pictures found it: where it stands, in pixels, and how sure it is (0 to 1). */
export interface PictureWord {
  text: string
  confidence: number
  left: number
  top: number
  width: number
  height: number
  /** Words of one line share this. */
  line: string
}

export interface PictureLines {
  /** Lines from top to bottom, cleaned; none is empty. */
  lines: string[]
  /** Of all characters, weighted by words; 0 when there are none. */
  confidence: number
  /** Characters that carry meaning: letters, digits, ideographs. */
  characters: number
  /** Middle height of a word in pixels; 0 when there are none. */
  glyphHeight: number
}

/** Words less sure than this are noise: edges of icons, textures of photographs. */
const leastSure = 0.3

/** Reads the table (TSV) that tesseract writes: one row per word at level 5, confidence 0 to 100. */
export function parseTesseract(table: string): PictureWord[] {
  const words: PictureWord[] = []
  for (const row of table.split('\n')) {
    const cells = row.split('\t')
    if (cells[0] !== '5' || cells.length < 12) continue
    const [, page, block, paragraph, line, , left, top, width, height, sure] = cells
    const text = cells.slice(11).join(' ').trim()
    if (text === '') continue
    words.push({
      text,
      confidence: Number(sure) / 100,
      left: Number(left),
      top: Number(top),
      width: Number(width),
      height: Number(height),
      line: `${page}.${block}.${paragraph}.${line}`,
    })
  }
  return words
}

/** Puts words back into lines of text, noise left out, ideographs joined. */
export function assembleLines(words: readonly PictureWord[]): PictureLines {
  const sure = words.filter(({ confidence, text }) => confidence >= leastSure && /[\p{L}\p{N}]/u.test(text))
  const byLine = new Map<string, PictureWord[]>()
  for (const word of words) {
    if (word.confidence < leastSure) continue
    const line = byLine.get(word.line)
    if (line) line.push(word)
    else byLine.set(word.line, [word])
  }
  const lines = [...byLine.values()]
    .map((line) => line.toSorted((a, b) => a.left - b.left))
    .toSorted((a, b) => top(a) - top(b))
    .map((line) => joinWords(line))
    .filter((line) => /[\p{L}\p{N}]/u.test(line))
  const weights = sure.map(({ text }) => meaningful(text))
  const characters = weights.reduce((sum, each) => sum + each, 0)
  const confidence =
    characters === 0 ? 0 : sure.reduce((sum, word, i) => sum + word.confidence * weights[i]!, 0) / characters
  const heights = sure.map(({ height }) => height).toSorted((a, b) => a - b)
  return { lines, confidence, characters, glyphHeight: heights[heights.length >> 1] ?? 0 }
}

const top = (line: PictureWord[]) => line.reduce((sum, word) => sum + word.top, 0) / line.length
const meaningful = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

/** One space between words that stand apart; columns far apart get two, so that a label does not run into the next one. */
function joinWords(line: PictureWord[]): string {
  let text = ''
  for (const [index, word] of line.entries()) {
    const before = line[index - 1]
    if (before) {
      const gap = word.left - before.left - before.width
      text += gap > 3 * Math.max(word.height, before.height) ? '  ' : ' '
    }
    text += word.text
  }
  return cleanLine(text)
}

const han = '\\p{Script=Han}，。、：；！？（）《》【】“”'
const betweenHan = new RegExp(`(?<=[${han}]) (?=[${han}])`, 'gu')
const afterHan = /(?<=[，。、：；！？（）《》【】])\s+|\s+(?=[，。、：；！？）》】])/gu

/**
 * One line as a person would have typed it: no space between ideographs, odd quotes and bars at the edges gone, a colon misread
 * between a label and its value put right.
 */
export function cleanLine(raw: string): string {
  return raw
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/ {3,}/g, '  ')
    .replace(betweenHan, '')
    .replace(afterHan, '')
    .replace(/(?<=\p{Script=Han}) ?[;；] ?(?=[A-Za-z0-9])/gu, ':')
    .replace(/(?<![A-Za-z0-9])[YV羊半] ?(?=\d[\d,]*\.\d{2}(?!\d))/g, '¥')
    .replace(/^[\s|_~^"'`«»<>\\/=.,·•*-]+(?=[\p{L}\p{N}])|[\s|_~^"'`«»<>\\=]+$/gu, '')
    .trim()
}
