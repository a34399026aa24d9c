import sharp from 'sharp'
import { extractImages } from 'unpdf'
import type { PdfProxy } from './load-pdf.ts'

/** The picture of a page as PNG, with its width in pixels. */
export interface PagePicture {
  png: Buffer
  width: number
  height: number
}

/** Larger pictures are not unpacked, in pixels. */
export const mostPixels = 40_000_000
/** The longer side of what is handed to the reader. */
const longestSide = 3_400
/** Smaller pictures are no scanned page. */
const leastSide = 300

/** The pictures of a page that may hold its text, stacked in the order they are painted; undefined when there is none. */
export async function pictureOf(proxy: PdfProxy, number: number): Promise<PagePicture | undefined> {
  const images = (await extractImages(proxy, number)).filter(({ width, height }) => width >= leastSide && height >= 24)
  const largest = images.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
  if (!largest) return undefined
  // Some scanners cut a page into strips of one width.
  const strips = images.filter(({ width }) => Math.abs(width - largest.width) <= 2)
  const height = strips.reduce((sum, strip) => sum + strip.height, 0)
  const joined = strips.length > 1 && largest.height < largest.width * 0.7 && height < largest.width * 3
  const chosen = joined ? strips : [largest]
  if (chosen.every((one) => Math.max(one.width, one.height) < leastSide * 1.6)) return undefined
  return toPng(chosen)
}

async function toPng(strips: Awaited<ReturnType<typeof extractImages>>): Promise<PagePicture> {
  const [first] = strips
  const width = first!.width
  const height = strips.reduce((sum, strip) => sum + strip.height, 0)
  const raw = (strip: (typeof strips)[number]) =>
    sharp(strip.data, {
      raw: { width: strip.width, height: strip.height, channels: strip.channels },
      limitInputPixels: mostPixels,
    })
  let picture = raw(first!)
  if (strips.length > 1) {
    const parts = await Promise.all(
      strips.map(async (strip) => ({
        input: await raw(strip).png({ compressionLevel: 1 }).toBuffer(),
        height: strip.height,
      })),
    )
    let top = 0
    const layers = parts.map(({ input, height: own }) => {
      const layer = { input, left: 0, top }
      top += own
      return layer
    })
    picture = sharp({ create: { width, height, channels: 3, background: '#ffffff' } }).composite(layers)
    picture = sharp(await picture.png({ compressionLevel: 1 }).toBuffer())
  }
  const { data, info } = await picture
    .flatten({ background: '#ffffff' })
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .normalise({ lower: 1, upper: 99 })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  return { png: data, width: info.width, height: info.height }
}
