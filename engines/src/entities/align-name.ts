import { isIdeograph } from '../text/normalise.ts'
import { confusionCost } from '../text/similarity.ts'

export type Alignment = { start: number; end: number; score: number }

/**
 * Best local alignment of a name with a text, both folded: where the name, or a telling part of it, is said, and how
 * well. Undefined when what they share is no more than chance: a single character, a fragment of a word.
 */
export function alignName(text: string, name: string): Alignment | undefined {
  const bare = (character: string) => /[\s\-_.·'"()（）/]/.test(character)
  const said = [...Array(text.length).keys()].filter((i) => !bare(text[i]!))
  const wanted = [...Array(name.length).keys()].filter((i) => !bare(name[i]!))
  if (said.length === 0 || wanted.length === 0) return undefined
  const exactAt = findExact(text, said, name, wanted)
  if (exactAt) return { ...exactAt, score: 1 }
  const path = bestPath(
    said.map((i) => text[i]!),
    wanted.map((j) => name[j]!),
  )
  if (!path) return undefined
  const start = said[path.textFrom]!
  const end = said[path.textTo]! + 1
  const nameFrom = wanted[path.nameFrom]!
  const nameTo = wanted[path.nameTo]! + 1
  if (cutsWord(text, start, end, 0.7) || !isTelling(text.slice(start, end), name, nameFrom, nameTo, path))
    return undefined
  const coverage = path.matched / wanted.length
  const accuracy = Math.max(0, 1 - path.errors / Math.max(2, path.textTo - path.textFrom + 1))
  if (accuracy < 0.6) return undefined
  const score = coverage >= 0.72 ? 0.9 * accuracy + 0.09 * coverage : accuracy * (0.68 + 0.2 * coverage)
  return { start, end: wholeWordEnd(text, end), score: Math.round(score * 1000) / 1000 }
}

/** The name, spaces and hyphens aside, stands in the text as it is. */
function findExact(
  text: string,
  said: number[],
  name: string,
  wanted: number[],
): { start: number; end: number } | undefined {
  const squeezed = said.map((i) => text[i]).join('')
  const needle = wanted.map((j) => name[j]).join('')
  for (let at = squeezed.indexOf(needle); at >= 0; at = squeezed.indexOf(needle, at + 1)) {
    const start = said[at]!
    const end = said[at + needle.length - 1]! + 1
    if (!cutsWord(text, start, end, 0.7) && (needle.length > 1 || squeezed === needle))
      return { start, end: wholeWordEnd(text, end) }
  }
  return undefined
}

type Path = { textFrom: number; textTo: number; nameFrom: number; nameTo: number; matched: number; errors: number }

const SKIP_IN_NAME = 0.25
const OPEN_SKIP_IN_NAME = 0.9
const EXTRA_IN_TEXT = 1
/** 沁泉的净水器: particles inside a mention are no mistakes. */
const FREE_IN_TEXT = new Set('的那个款')

type Cell = { score: number; textFrom: number; nameFrom: number; matched: number; errors: number }
const NOTHING: Cell = { score: 0, textFrom: -1, nameFrom: -1, matched: 0, errors: 0 }

/** Smith-Waterman: parts of the name may be left out cheaply, strange characters in the text cost. */
function bestPath(text: string[], name: string[]): Path | undefined {
  let previous: Cell[] = Array(name.length + 1).fill(NOTHING)
  let best: (Cell & { textTo: number; nameTo: number }) | undefined
  for (let i = 1; i <= text.length; i++) {
    const row: Cell[] = [NOTHING]
    let left: Cell | undefined
    for (let j = 1; j <= name.length; j++) {
      const cost = confusionCost(text[i - 1]!, name[j - 1]!)
      const diagonal = extend(previous[j - 1]!, cost, i - 1, j - 1)
      const free = FREE_IN_TEXT.has(text[i - 1]!)
      const extra = gap(previous[j]!, free ? 0.2 : EXTRA_IN_TEXT, free ? 0 : 1)
      const skip = left ? gap(left, SKIP_IN_NAME, 0) : NOTHING
      let cell = diagonal
      if (extra.score > cell.score) cell = extra
      if (skip.score > cell.score) cell = skip
      row.push(cell)
      if (cost < 1 && cell === diagonal && cell.score > (best?.score ?? 0))
        best = { ...cell, textTo: i - 1, nameTo: j - 1 }
      const opened = gap(cell, OPEN_SKIP_IN_NAME, 0)
      left = left && left.score - SKIP_IN_NAME > opened.score ? { ...left, score: left.score - SKIP_IN_NAME } : opened
    }
    previous = row
  }
  return best && { ...best, textFrom: best.textFrom, nameFrom: best.nameFrom }
}

function extend(cell: Cell, cost: number, i: number, j: number): Cell {
  const gain = cost === 1 ? -0.8 : 1 - cost
  if (cell.score <= 0 && cost === 1) return NOTHING
  const fresh = cell.score <= 0
  return {
    score: cell.score + gain,
    textFrom: fresh ? i : cell.textFrom,
    nameFrom: fresh ? j : cell.nameFrom,
    matched: (fresh ? 0 : cell.matched) + (cost < 1 ? 1 : 0),
    errors: (fresh ? 0 : cell.errors) + cost,
  }
}

function gap(cell: Cell, penalty: number, error: number): Cell {
  if (cell.score <= penalty) return NOTHING
  return { ...cell, score: cell.score - penalty, errors: cell.errors + error }
}

/** A part counts when it is as long as a word and stands where words of the name begin or end. */
function isTelling(said: string, name: string, from: number, to: number, path: Path): boolean {
  const han = [...said].some(isIdeograph)
  const least = han ? 2 : 3
  if (path.matched < least || path.matched - path.errors < least - 0.7) return false
  if (path.matched >= 4 || (path.matched >= 3 && path.errors < 0.5 && han)) return !cutsWord(name, from, to, 0.6)
  return path.errors < 0.5 && (isEdge(name, from) || isEdge(name, to)) && !cutsWord(name, from, to, 0.6)
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
  return cut(text, start, end, -1, share) || cut(text, start, end, 1, share)
}

function cut(text: string, start: number, end: number, direction: -1 | 1, share: number): boolean {
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
