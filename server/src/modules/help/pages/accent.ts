/** An accent colour in the shades in which it can be read. */
export interface Accent {
  /** Behind white words, and as words on white. */
  light: string
  /** As words on the dark ground. */
  dark: string
}

const enough = 4.6
/** The least favourable grounds that words in it stand on. */
const day = [238, 246, 255]
const night = [32, 44, 62]

/** Makes a colour darker for light pages and lighter for dark ones until words in it can be read (WCAG 2, 4.5 : 1). */
export function accentOf(colour: string): Accent {
  const given = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return { light: towards(given, [0, 0, 0], day), dark: towards(given, [255, 255, 255], night) }
}

function towards(from: number[], to: number[], ground: number[]): string {
  for (let step = 0; step <= 20; step++) {
    const mixed = from.map((part, at) => Math.round(part + ((to[at]! - part) * step) / 20))
    if (contrast(mixed, ground) >= enough) return hex(mixed)
  }
  return hex(to)
}

function contrast(one: number[], other: number[]): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminance(colour: number[]): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

const hex = (colour: number[]) => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`
