import { isIdeograph } from '../text/normalise.ts'
import { fuzzySyllable, syllable } from '../text/pinyin.ts'

export type Alignment = { start: number; end: number; score: number }

/**
 * Prepares a folded text for being compared with many names. The returned function gives the best local alignment of a
 * folded name: where the name, or a telling part of it, is said, and how well. Undefined when what they share is no
 * more than chance: a single character, a fragment of a word.
 */
export function makeAligner(text: string): (name: string) => Alignment | undefined {
  const said = lettersOf(text)
  return (name) => {
    const wanted = lettersOf(name)
    if (said.letters.length === 0 || wanted.letters.length === 0) return undefined
    const whole = findWhole(text, said, wanted)
    if (whole) return { ...whole, score: 1 }
    const path = bestPath(said, wanted)
    return path && judge(text, said, name, wanted, path)
  }
}

/** What of a text is compared: without spaces, hyphens and quotes, and where each letter stood. */
type Letters = { letters: string[]; at: number[]; sounds: string[]; fuzzy: string[] }

function lettersOf(text: string): Letters {
  const found: Letters = { letters: [], at: [], sounds: [], fuzzy: [] }
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!
    if (/[\s\-_.·'"()（）/]/.test(letter)) continue
    found.letters.push(letter)
    found.at.push(i)
    found.sounds.push(syllable(letter))
    found.fuzzy.push(fuzzySyllable(letter))
  }
  return found
}

/** The name, spaces and hyphens aside, stands in the text as it is. */
function findWhole(text: string, said: Letters, wanted: Letters): { start: number; end: number } | undefined {
  const squeezed = said.letters.join('')
  const needle = wanted.letters.join('')
  for (let from = squeezed.indexOf(needle); from >= 0; from = squeezed.indexOf(needle, from + 1)) {
    const start = said.at[from]!
    const end = said.at[from + needle.length - 1]! + 1
    const alone = needle.length > 1 || squeezed === needle
    if (alone && !cutsWord(text, start, end, 0.7)) return { start, end: wholeWordEnd(text, end) }
  }
  return undefined
}

type Path = {
  textFrom: number
  textTo: number
  nameFrom: number
  nameTo: number
  matched: number
  errors: number
  /** How often a part of the name was left out on the way. */
  skips: number
}

const SKIP_IN_NAME = 0.05
const OPEN_SKIP_IN_NAME = 0.6
const EXTRA_IN_TEXT = 1
const MISMATCH = -0.8
/** Another digit is another model, not a slip. */
const OTHER_DIGIT = 2
/** 沁泉的净水器: particles inside a mention are no mistakes. */
const FREE_IN_TEXT = new Set('的那个款')

/** One row of the table: score and where and how the alignment that ends in each cell came about. */
type Row = { score: Float64Array; errors: Float64Array; from: Int32Array; matched: Int16Array; skips: Int16Array }

function emptyRow(width: number): Row {
  return {
    score: new Float64Array(width),
    errors: new Float64Array(width),
    from: new Int32Array(width),
    matched: new Int16Array(width),
    skips: new Int16Array(width),
  }
}

/** Smith-Waterman: parts of the name may be left out cheaply, strange characters in the text cost. */
function bestPath(said: Letters, wanted: Letters): Path | undefined {
  const width = wanted.letters.length + 1
  let previous = emptyRow(width)
  let row = emptyRow(width)
  let top = 0
  let best: Path | undefined
  for (let i = 1; i <= said.letters.length; i++) {
    let skipping = 0
    let skippingFrom = 0
    row.score[0] = 0
    for (let j = 1; j < width; j++) {
      const cost = costOf(said, i - 1, wanted, j - 1)
      const direct = fillDiagonal(row, previous, j, cost, (i - 1) * width + j - 1)
      const free = FREE_IN_TEXT.has(said.letters[i - 1]!)
      const extra = previous.score[j]! - (free ? 0.2 : EXTRA_IN_TEXT)
      if (extra > row.score[j]!) copyCell(previous, j, row, j, extra, free ? 0 : 1, 0)
      else if (skipping > row.score[j]!) copyCell(row, skippingFrom, row, j, skipping, 0, 1)
      else if (direct && cost < 1 && row.score[j]! > top) {
        top = row.score[j]!
        best = pathAt(row, i, j, width)
      }
      const opened = row.score[j]! - OPEN_SKIP_IN_NAME
      skipping -= SKIP_IN_NAME
      if (opened > skipping && direct) {
        skipping = opened
        skippingFrom = j
      }
    }
    ;[previous, row] = [row, previous]
  }
  return best
}

function fillDiagonal(row: Row, previous: Row, j: number, cost: number, from: number): boolean {
  const before = previous.score[j - 1]!
  const score = before + (cost === OTHER_DIGIT ? -OTHER_DIGIT * 2 : cost === 1 ? MISMATCH : 1 - cost)
  row.score[j] = Math.max(0, score)
  if (score <= 0 || (before <= 0 && cost >= 1)) {
    row.score[j] = 0
    return false
  }
  const fresh = before <= 0
  row.from[j] = fresh ? from : previous.from[j - 1]!
  row.errors[j] = (fresh ? 0 : previous.errors[j - 1]!) + cost
  row.matched[j] = (fresh ? 0 : previous.matched[j - 1]!) + (cost < 1 ? 1 : 0)
  row.skips[j] = fresh ? 0 : previous.skips[j - 1]!
  return true
}

function copyCell(source: Row, at: number, row: Row, j: number, score: number, error: number, skip: number): void {
  row.score[j] = score
  row.from[j] = source.from[at]!
  row.errors[j] = source.errors[at]! + error
  row.matched[j] = source.matched[at]!
  row.skips[j] = source.skips[at]! + skip
}

function pathAt(row: Row, i: number, j: number, width: number): Path {
  const from = row.from[j]!
  return {
    textFrom: Math.floor(from / width),
    nameFrom: from % width,
    textTo: i - 1,
    nameTo: j - 1,
    matched: row.matched[j]!,
    errors: row.errors[j]!,
    skips: row.skips[j]!,
  }
}

/** 0 the same, 0.15 the same sound, 0.3 nearly the same sound, 1 something else, 2 another digit. */
function costOf(said: Letters, i: number, wanted: Letters, j: number): number {
  if (said.letters[i] === wanted.letters[j]) return 0
  if (/\d/.test(said.letters[i]!) && /\d/.test(wanted.letters[j]!)) return OTHER_DIGIT
  if (said.fuzzy[i] !== wanted.fuzzy[j] || !isIdeograph(said.letters[i]!)) return 1
  return said.sounds[i] === wanted.sounds[j] ? 0.15 : 0.3
}

function judge(text: string, said: Letters, name: string, wanted: Letters, path: Path): Alignment | undefined {
  const start = said.at[path.textFrom]!
  const end = said.at[path.textTo]! + 1
  const nameFrom = wanted.at[path.nameFrom]!
  const nameTo = wanted.at[path.nameTo]! + 1
  if (cutsWord(text, start, end, 0.7) || !isTelling(text.slice(start, end), name, nameFrom, nameTo, path))
    return undefined
  const coverage = path.matched / wanted.letters.length
  const accuracy = 1 - path.errors / Math.max(2, path.textTo - path.textFrom + 1)
  if (accuracy < 0.6) return undefined
  // A part is worth much the same whatever the length of the name it stands for: which one is meant remains open.
  const part = 0.7 + 0.03 * coverage + 0.012 * Math.min(10, path.matched - path.skips)
  const score = coverage >= 0.72 ? 0.9 * accuracy + 0.09 * coverage : accuracy * part
  return { start, end: wholeWordEnd(text, end), score: Math.round(score * 1000) / 1000 }
}

/** A part counts when it is as long as a word and stands where words of the name begin or end. */
function isTelling(said: string, name: string, from: number, to: number, path: Path): boolean {
  const han = [...said].some(isIdeograph)
  const least = han ? 2 : 3
  const sure = path.matched - path.errors - path.skips
  if (sure < least - 0.7 || cutsWord(name, from, to, 0.6)) return false
  if (path.matched >= 4 || (han && path.matched >= 3 && path.errors < 0.5)) return true
  return path.errors < 0.5 && path.skips === 0 && (isEdge(name, from) || isEdge(name, to))
}

/** Name begins, ends or changes script here. */
function isEdge(name: string, at: number): boolean {
  if (at <= 0 || at >= name.length) return true
  const left = name[at - 1]!
  const right = name[at]!
  return isIdeograph(left) !== isIdeograph(right) || !/[\p{L}\p{N}]/u.test(left) || !/[\p{L}\p{N}]/u.test(right)
}

/** Whether a span leaves out more than its share of a Latin word or code it touches. */
function cutsWord(text: string, start: number, end: number, share: number): boolean {
  return cutsAt(text, start, end, -1, share) || cutsAt(text, start, end, 1, share)
}

function cutsAt(text: string, start: number, end: number, direction: -1 | 1, share: number): boolean {
  const latin = (at: number) => /[a-z0-9]/.test(text[at] ?? '')
  let outside = direction < 0 ? start - 1 : end
  let inside = direction < 0 ? start : end - 1
  if (!latin(outside) || !latin(inside)) return false
  let out = 0
  let kept = 0
  for (; latin(outside); outside += direction) out++
  for (; inside >= start && inside < end && latin(inside); inside -= direction) kept++
  return kept / (kept + out) < share
}

/** "purifiers" is one mention, ending included. */
function wholeWordEnd(text: string, end: number): number {
  const tail = /^[a-z]{1,2}(?![a-z0-9])/.exec(text.slice(end, end + 3))
  return tail && /[a-z]/.test(text[end - 1] ?? '') ? end + tail[0].length : end
}
