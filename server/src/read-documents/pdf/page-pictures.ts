import sharp, { type OverlayOptions } from 'sharp'
import { getResolvedPDFJS } from 'unpdf'
import type { PdfProxy } from './load-pdf.ts'
import { type Matrix, multiply } from './matrix.ts'

/** The picture of a page as PNG: what is painted on it, upright. */
export interface PagePicture {
  png: Buffer
  width: number
  height: number
}

/** Larger pictures are not unpacked, in pixels. */
export const mostPixels = 40_000_000
/** The longer side of what is handed to the reader, in pixels: 300 dots an inch on A4. */
const longestSide = 3_508
/** More pieces than this are no scan. */
const mostPieces = 400
/** A page painted less than this is not a scanned one: a logo, a photo. */
const leastCover = 0.12

type Page = Awaited<ReturnType<PdfProxy['getPage']>>

interface Picture {
  /** Bits for kind 1 (grey, one bit a point), bytes for 2 (RGB) and 3 (RGBA). */
  data?: Uint8Array | Uint8ClampedArray
  kind?: number
  /** A stencil: its empty bits are printed black, the others are clear. */
  stencil?: boolean
  width: number
  height: number
}

interface Painted {
  picture: Picture
  /** In points, from the top left of the page as it lies in the file. */
  left: number
  top: number
  width: number
  height: number
  flipped: boolean
}

/** Puts the pictures painted on a page together as they are painted; `none` where there is none, `unknown` where one cannot be unpacked. */
export async function pictureOf(page: Page): Promise<PagePicture | 'none' | 'unknown'> {
  const viewport = page.getViewport({ scale: 1, rotation: 0 })
  const { painted, wanted } = await paintedOn(page, viewport.transform as Matrix)
  const { width, height } = viewport
  const cover = painted.reduce((sum, one) => sum + one.width * one.height, 0) / (width * height)
  if (painted.length === 0 || cover < leastCover) return wanted > painted.length ? 'unknown' : 'none'
  const scale = Math.min(
    longestSide / Math.max(width, height),
    Math.max(...painted.map((one) => one.picture.width / one.width)),
  )
  return compose(painted, { width: Math.round(width * scale), height: Math.round(height * scale) }, scale, page.rotate)
}

async function paintedOn(page: Page, view: Matrix): Promise<{ painted: Painted[]; wanted: number }> {
  const { OPS } = await getResolvedPDFJS()
  const { fnArray, argsArray } = await page.getOperatorList()
  const painted: Painted[] = []
  const stack: Matrix[] = []
  let wanted = 0
  let at = view
  for (let index = 0; index < fnArray.length && painted.length < mostPieces; index++) {
    const operator = fnArray[index]
    const args = argsArray[index] as unknown[]
    if (operator === OPS.save) stack.push(at)
    else if (operator === OPS.restore) at = stack.pop() ?? view
    else if (operator === OPS.transform) at = multiply(at, args as unknown as Matrix)
    else if (operator === OPS.paintImageXObject || operator === OPS.paintInlineImageXObject) {
      wanted++
      const picture = typeof args[0] === 'string' ? await objectOf(page, args[0]) : (args[0] as Picture)
      const place = placeOf(at)
      if (picture?.data && place) painted.push({ picture, ...place })
    } else if (operator === OPS.paintImageMaskXObject) {
      wanted++
      const mask = args[0] as Picture & { data: string | Picture['data'] }
      const found = typeof mask.data === 'string' ? await objectOf(page, mask.data) : mask
      const place = placeOf(at)
      if (found?.data && place)
        painted.push({ picture: { ...mask, data: found.data as Uint8Array, stencil: true }, ...place })
    }
  }
  return { painted, wanted }
}

/** pdf.js hands a picture over when it is unpacked; one that fails comes as null. */
function objectOf(page: Page, name: string): Promise<Picture | null> {
  const objects = name.startsWith('g_') ? page.commonObjs : page.objs
  return new Promise((resolve) => objects.get(name, (picture: Picture | null) => resolve(picture)))
}

/** Where the unit square lands; undefined for pictures that lie askew. */
function placeOf([a, b, c, d, e, f]: Matrix): Omit<Painted, 'picture'> | undefined {
  if (Math.abs(b) + Math.abs(c) > (Math.abs(a) + Math.abs(d)) * 0.02) return undefined
  const width = Math.abs(a)
  const height = Math.abs(d)
  if (width < 1 || height < 1) return undefined
  return { left: Math.min(e, e + a), top: Math.min(f, f + d), width, height, flipped: d > 0 }
}

async function compose(
  painted: Painted[],
  size: { width: number; height: number },
  scale: number,
  turned: number,
): Promise<PagePicture> {
  const layers = await Promise.all(painted.map((one) => layerOf(one, size, scale)))
  const canvas = sharp({ create: { ...size, channels: 3, background: '#ffffff' }, limitInputPixels: mostPixels })
  const flat = await canvas
    .composite(layers.flat())
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = flat.info
  const { data, info } = await sharp(flat.data, { raw: { width, height, channels } })
    .rotate(turned)
    .normalise({ lower: 1, upper: 99 })
    .toColourspace('b-w')
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  return { png: data, width: info.width, height: info.height }
}

/** One picture in the size and at the place it has on the page; none where that lies outside. */
async function layerOf(
  one: Painted,
  size: { width: number; height: number },
  scale: number,
): Promise<OverlayOptions[]> {
  const left = Math.max(0, Math.round(one.left * scale))
  const top = Math.max(0, Math.round(one.top * scale))
  const width = Math.min(size.width - left, Math.round(one.width * scale) + 1)
  const height = Math.min(size.height - top, Math.round(one.height * scale) + 1)
  if (width < 1 || height < 1) return []
  const open = opened(one.picture)
  const upright = one.flipped ? open.flip() : open
  const shown = one.picture.stencil ? upright : upright.flatten({ background: '#ffffff' })
  const { data, info } = await shown.resize({ width, height, fit: 'fill' }).raw().toBuffer({ resolveWithObject: true })
  return [{ input: data, raw: { width: info.width, height: info.height, channels: info.channels }, left, top }]
}

function opened({ data, kind, width, height, stencil }: Picture) {
  if (stencil) {
    const ink = unpacked(data!, width, height)
    const grey = Buffer.alloc(ink.length * 2)
    for (let i = 0; i < ink.length; i++) grey[i * 2 + 1] = 255 - ink[i]!
    return sharp(grey, { raw: { width, height, channels: 2 }, limitInputPixels: mostPixels })
  }
  const channels = kind === 3 ? 4 : kind === 2 ? 3 : 1
  const bytes = kind === 1 ? unpacked(data!, width, height) : data!
  return sharp(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    raw: { width, height, channels },
    limitInputPixels: mostPixels,
  })
}

/** One byte a point from one bit a point; rows begin on a byte. */
function unpacked(bits: ArrayLike<number>, width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(width * height)
  const stride = (width + 7) >> 3
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if ((bits[y * stride + (x >> 3)]! >> (7 - (x & 7))) & 1) bytes[y * width + x] = 255
  }
  return bytes
}
