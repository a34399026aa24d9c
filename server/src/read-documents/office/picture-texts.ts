import type { OcrResult, ReadContext } from '../read-outcome.ts'

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
    return textOf(await ocr(picture, {}))
  }
}

const isPicture = (bytes: Buffer) =>
  (bytes[0] === 0x89 && bytes[1] === 0x50) || (bytes[0] === 0xff && bytes[1] === 0xd8)

function textOf({ lines }: OcrResult): string | undefined {
  const text = lines
    .map((line) => line.text.trim())
    .filter(Boolean)
    .join('\n')
  return text === '' ? undefined : text
}
