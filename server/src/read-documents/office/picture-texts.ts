import sharp from 'sharp'
import type { OcrWord, ReadContext } from '../read-outcome.ts'

/** Small pictures are signs and lines; more than this many are photographs of something else. */
const leastBytes = 4_000
const mostPictures = 100

/** Text in the pictures of one file, each asked for once; `undefined` where there is none, or nothing to recognise it with. */
export function makePictureTexts({ ocr }: ReadContext): (picture: Buffer) => Promise<string | undefined> {
  let asked = 0
  return async (picture) => {
    if (ocr === undefined || picture.length < leastBytes || asked >= mostPictures || !isPicture(picture))
      return undefined
    asked++
    const png = await readable(picture)
    return png === undefined ? undefined : textOf(await ocr.read(png, {}))
  }
}

const isPicture = (bytes: Buffer) =>
  (bytes[0] === 0x89 && bytes[1] === 0x50) || (bytes[0] === 0xff && bytes[1] === 0xd8)

/** Grey and upright; `undefined` for what only pretends to be a picture, or is larger than any page. */
function readable(picture: Buffer): Promise<Buffer | undefined> {
  return sharp(picture, { limitInputPixels: 40_000_000 })
    .rotate()
    .grayscale()
    .png()
    .toBuffer()
    .catch(() => undefined)
}

function textOf(words: OcrWord[]): string | undefined {
  const lines = new Map<string, string[]>()
  for (const { text, line } of words) lines.set(line, [...(lines.get(line) ?? []), text])
  // Between Chinese characters the spaces of a recogniser mean nothing.
  const text = [...lines.values()]
    .map((line) => line.join(' ').replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, ''))
    .join('\n')
  return text.trim() === '' ? undefined : text.trim()
}
