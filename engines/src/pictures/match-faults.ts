import type { KnownFault } from '@loopdesk/contracts/knowledge.ts'
import { normalise } from '../text/normalise.ts'
import { findCodes, plainCode } from './find-codes.ts'
import { hashDistance } from './picture-hash.ts'

/** What is known of a picture. */
export interface PictureContent {
  lines: readonly string[]
  /** Its look; null where it has none. */
  hash: string | null
  /** Catalogue ids of the products it, or what was written with it, is about. */
  products: readonly string[]
}

export interface MatchedFault {
  /** The knowledge entry. */
  id: string
  by: 'code' | 'text' | 'picture'
  /** 0 to 1. */
  score: number
}

/** Two pictures whose looks differ in no more than this are the same picture. */
const samePicture = 8
/** Of the characters of a text, what share must stand in the picture in this order. */
const sameText = 0.8

/**
 * The faults a picture shows, surest first; several when they cannot be told apart. A code counts for the products it belongs to
 * only, once a product is named.
 */
export function matchFaults(
  picture: PictureContent,
  faults: readonly { id: string; fault: KnownFault }[],
): MatchedFault[] {
  const codes = new Set(findCodes(picture.lines))
  const text = squeezed(picture.lines.join(''))
  const fitting = faults.filter(({ fault }) => concerns(fault, picture.products))
  const found = fitting.flatMap(({ id, fault }): MatchedFault[] => {
    const said = Math.max(0, ...fault.texts.map((each) => containment(text, squeezed(each))))
    if (said >= sameText) return [{ id, by: 'text', score: said }]
    const apart = Math.min(64, ...fault.pictures.map((each) => (picture.hash ? hashDistance(picture.hash, each) : 64)))
    if (apart <= samePicture) return [{ id, by: 'picture', score: 1 - apart / 32 }]
    const named = fault.products.some((product) => picture.products.includes(product))
    return fault.codes.some((code) => codes.has(plainCode(code))) ? [{ id, by: 'code', score: named ? 0.95 : 0.9 }] : []
  })
  const named = found.filter(({ score, by }) => by !== 'code' || score > 0.9)
  return (named.length > 0 ? named : found).toSorted((a, b) => b.score - a.score)
}

const concerns = ({ products }: KnownFault, seen: readonly string[]) =>
  products.length === 0 || seen.length === 0 || products.some((each) => seen.includes(each))

const squeezed = (text: string) => normalise(text).replace(/[^\p{L}\p{N}]/gu, '')

/**
 * The share of `part` that stands in `text`: 1 less the edits to its best place there, per character (approximate matching
 * after Sellers 1980).
 */
export function containment(text: string, part: string): number {
  if (part.length === 0 || text.length === 0) return 0
  if (text.includes(part)) return 1
  let above = new Array<number>(text.length + 1).fill(0)
  for (let row = 1; row <= part.length; row++) {
    const now = [row]
    for (let column = 1; column <= text.length; column++) {
      const swap = above[column - 1]! + (part[row - 1] === text[column - 1] ? 0 : 1)
      now.push(Math.min(swap, above[column]! + 1, now[column - 1]! + 1))
    }
    above = now
  }
  return 1 - Math.min(...above) / part.length
}
