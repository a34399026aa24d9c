import { createRequire } from 'node:module'

/** Text whose every index can be traced back to the text it was made from. */
export type MappedText = {
  text: string
  /** Offset in the original at which the character behind `index` begins; `text.length` maps to the original's end. */
  toOriginal: (index: number) => number
  /** Span `[start, end)` of this text as a span of the original. */
  spanToOriginal: (start: number, end: number) => { start: number; end: number }
}

/** Folded text and, of the same length, the one with its capitals kept. */
export type FoldedText = MappedText & { cased: string }

/**
 * Folds what never carries meaning: full width, letter case, traditional script, zero-width characters, keycap emoji.
 * Words, punctuation and spacing stay, so patterns can run on the result and report spans of the original.
 */
export function fold(text: string): FoldedText {
  const out: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const capitals: number[] = []
  let offset = 0
  for (const character of text) {
    const end = offset + character.length
    if (!INVISIBLE.test(character)) {
      if (CAPITAL.test(character)) capitals.push(out.length)
      for (const unit of foldCharacter(character)) {
        for (let i = 0; i < unit.length; i++) {
          out.push(unit[i]!)
          starts.push(offset)
          ends.push(end)
        }
      }
    }
    offset = end
  }
  const folded = mapped(toSimplified(out.join('')), starts, ends, text.length)
  return { ...folded, cased: withCapitals(folded.text, capitals) }
}

const CAPITAL = /^[A-ZＡ-Ｚ]$/

function withCapitals(text: string, at: number[]): string {
  if (at.length === 0) return text
  const characters = text.split('')
  for (const index of at) characters[index] = characters[index]!.toUpperCase()
  return characters.join('')
}

/** Traditional characters become simplified ones, length kept; loads its dictionary on the first text that needs it. */
export function toSimplified(text: string): string {
  if (!mayBeTraditional(text)) return text
  const byPhrase = converters().byPhrase(text)
  if (byPhrase.length === text.length) return byPhrase
  const byCharacter = converters().byCharacter(text)
  return byCharacter.length === text.length ? byCharacter : text
}

/** Builds the two-way mapping from the original span behind each character. */
export function mapped(text: string, starts: number[], ends: number[], originalLength: number): MappedText {
  const toOriginal = (index: number) => (index < starts.length ? (starts[Math.max(0, index)] ?? 0) : originalLength)
  return {
    text,
    toOriginal,
    spanToOriginal: (start, end) =>
      end > start
        ? { start: toOriginal(start), end: ends[Math.min(end, ends.length) - 1] ?? originalLength }
        : { start: toOriginal(start), end: toOriginal(start) },
  }
}

const INVISIBLE = /^(?:\p{Cf}|\p{Variation_Selector}|\u20E3)$/u

function foldCharacter(character: string): string {
  const code = character.codePointAt(0)!
  if (code >= 97 && code <= 122) return character
  if (code < 128) return character.toLowerCase()
  if (code >= 0x4e00 && code <= 0x9fff) return character
  const wide = character.normalize('NFKC')
  const lower = wide.toLowerCase()
  return lower.length > 0 && lower.length <= 6 ? (LOOK_ALIKE[lower] ?? lower) : character
}

/** Marks that stand for an ASCII one in typed text. */
const LOOK_ALIKE: Record<string, string> = {
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '−': '-',
  '﹣': '-',
  '‐': '-',
  '‑': '-',
  '～': '~',
  '〜': '~',
  '∼': '~',
  '∶': ':',
  '\u00a0': ' ',
  '￥': '¥',
}

/** Every character of GB 2312 is written the same in simplified script; any other ideograph may be traditional. */
let simplifiedOnly: Set<string> | undefined

function mayBeTraditional(text: string): boolean {
  simplifiedOnly ??= gb2312()
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x4e00 && code <= 0x9fff && !simplifiedOnly.has(text[i]!)) return true
  }
  return false
}

function gb2312(): Set<string> {
  const bytes: number[] = []
  for (let high = 0xb0; high <= 0xf7; high++) for (let low = 0xa1; low <= 0xfe; low++) bytes.push(high, low)
  return new Set(new TextDecoder('gbk').decode(Uint8Array.from(bytes)))
}

type Convert = (text: string) => string
let loaded: { byPhrase: Convert; byCharacter: Convert } | undefined

function converters(): { byPhrase: Convert; byCharacter: Convert } {
  if (!loaded) {
    const opencc = createRequire(import.meta.url)('opencc-js/t2cn') as {
      Converter: (options: { from: string; to: string }) => Convert
    }
    loaded = {
      byPhrase: opencc.Converter({ from: 'twp', to: 'cn' }),
      byCharacter: opencc.Converter({ from: 't', to: 'cn' }),
    }
  }
  return loaded
}
