import { findSkew, type GreyImage, isPlain, lineHeight } from '@loopdesk/engines/pictures/find-skew.ts'
import { hashSide, pictureHash } from '@loopdesk/engines/pictures/picture-hash.ts'
import sharp, { type Sharp } from 'sharp'

/** Larger pictures are refused before they are unpacked. */
const mostPixels = 40_000_000
/** Below this nothing can be read. */
const leastSide = 24
/** The longer side of what everything starts from; a phone's 12 megapixels say no more than this about text. */
const workingSide = 2_400
/** Mean brightness, at full contrast, below which light text on dark is assumed: a dim photograph of paper is not. */
const darkBelow = 105

/** From this brightness on it is paper, not ink. */
const nearWhite = 222

/** A picture taken apart once: upright, grey, dark on light, straight. */
export interface Prepared {
  /** One channel of 8 bits. */
  grey: GreyImage
  /** Its look (engines/pictures/picture-hash.ts); undefined where it has none. */
  hash: string | undefined
  /** Whether it was light on dark. */
  inverted: boolean
  /** Degrees it was turned back by. */
  skew: number
  /** How high its lines of text seem to be, in pixels; 0 where no text seems to be. */
  textHeight: number
  /** There is hardly an edge in it: nobody needs to look for text. */
  plain: boolean
}

export type Preparing = { ok: true; picture: Prepared } | { ok: false; reason: 'too_large' | 'too_small' | 'broken' }

/** Opens a picture as sent: any size, turned by its EXIF note, transparent, in colour. Never throws for its content. */
export async function preparePicture(file: Buffer): Promise<Preparing> {
  try {
    const opened = sharp(file, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 })
    const { width = 0, height = 0 } = await opened.metadata()
    if (width * height > mostPixels) return { ok: false, reason: 'too_large' }
    if (Math.min(width, height) < leastSide) return { ok: false, reason: 'too_small' }
    const upright = await greyOf(
      opened
        .rotate()
        .flatten({ background: '#ffffff' })
        .resize({ width: workingSide, height: workingSide, fit: 'inside', withoutEnlargement: true }),
    )
    return { ok: true, picture: await straighten(upright) }
  } catch (error) {
    return { ok: false, reason: /pixel limit/i.test(String(error)) ? 'too_large' : 'broken' }
  }
}

async function straighten(upright: GreyImage): Promise<Prepared> {
  const [small, square] = await Promise.all([
    smaller(upright),
    greyOf(from(upright).resize(hashSide, hashSide, { fit: 'fill' })),
  ])
  const inverted = meanOf(small) < darkBelow
  const skew = findSkew(small)
  let work = from(upright)
  if (inverted) work = work.negate()
  if (Math.abs(skew) >= 0.4) work = work.rotate(-skew, { background: '#ffffff' })
  const grey = inverted || Math.abs(skew) >= 0.4 ? await greyOf(work) : upright
  const straight = grey === upright ? small : await smaller(grey)
  const textHeight = (lineHeight(straight) * grey.width) / straight.width
  return { grey, hash: pictureHash(square), inverted, skew, textHeight, plain: isPlain(straight) }
}

/** How a picture is made readable; each way suits other pictures. */
export interface Treatment {
  /** Factor on both sides. */
  scale: number
  /** Against the grain of sensors and the pattern a camera sees on a screen. */
  smooth: boolean
  /** `evened` takes out light that falls from one side; `lit only` keeps what is lighter than its surroundings, as dark on white. */
  light: 'as it is' | 'evened' | 'lit only'
}

/** The picture for the reader, as PNG. */
export async function treat({ grey }: Prepared, { scale, smooth, light }: Treatment): Promise<Buffer> {
  let work = from(grey)
  if (smooth) work = work.median(3).blur(0.8)
  if (light !== 'as it is') work = await relight(work, grey, light)
  const width = Math.round(grey.width * scale)
  if (width !== grey.width) work = work.resize({ width, kernel: scale > 1 ? 'cubic' : 'lanczos3' })
  const border = { top: 12, bottom: 12, left: 12, right: 12, background: '#ffffff' }
  // Near-white becomes white: what compression leaves around letters is no part of them.
  return work
    .normalise({ lower: 1, upper: 99 })
    .linear(255 / nearWhite, 0)
    .extend(border)
    .toColourspace('b-w')
    .png({ compressionLevel: 1 })
    .toBuffer()
}

/** Compares each point with its surroundings, a strongly blurred copy: shadows go, strokes stay. */
async function relight(work: Sharp, { width, height }: GreyImage, light: 'evened' | 'lit only'): Promise<Sharp> {
  const pixels = await work.toColourspace('b-w').raw().toBuffer()
  const radius = Math.max(12, Math.min(width, height) / 24)
  const around = await from({ pixels, width, height }).blur(radius).toColourspace('b-w').raw().toBuffer()
  const out = new Uint8Array(pixels.length)
  for (let i = 0; i < out.length; i++) {
    const here = pixels[i]!
    const there = around[i]!
    out[i] =
      light === 'evened'
        ? Math.min(255, Math.round((here / Math.max(24, there)) * 240))
        : 255 - Math.min(255, 2 * Math.max(0, here - there))
  }
  return from({ pixels: out, width, height })
}

const from = ({ pixels, width, height }: GreyImage) => sharp(pixels, { raw: { width, height, channels: 1 } })

async function greyOf(image: Sharp): Promise<GreyImage> {
  const { data, info } = await image.greyscale().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { pixels: data, width: info.width, height: info.height }
}

/** For measuring: small, and with full contrast. */
const smaller = (grey: GreyImage) =>
  greyOf(
    from(grey)
      .normalise({ lower: 1, upper: 99 })
      .resize({ width: 800, height: 800, fit: 'inside', withoutEnlargement: true }),
  )

const meanOf = ({ pixels }: GreyImage) => pixels.reduce((sum, each) => sum + each, 0) / pixels.length
