import { normalise, normaliseWithMap } from '@loopdesk/engines/text/normalise.ts'
import { stemEnglish } from '@loopdesk/engines/text/stem-english.ts'

export interface Snippet {
  text: string
  /** [from, to) in the text. */
  marks: [number, number][]
}

interface Piece {
  key: string
  start: number
  end: number
}

/** The stretch of a text that shares most with the question, with what they share marked. */
export function makeSnippet(text: string, question: string, length = 160): Snippet {
  const asked = new Set(piecesOf(normalise(question)).map(({ key }) => key))
  const { text: folded, spanToOriginal } = normaliseWithMap(text)
  const hits = piecesOf(folded)
    .filter(({ key }) => asked.has(key))
    .map((piece) => ({ ...piece, ...spanToOriginal(piece.start, piece.end) }))
  const from = bestStart(text, hits, length)
  const to = endNear(text, Math.min(text.length, from + length))
  const [before, after] = [from > 0 ? '…' : '', to < text.length ? '…' : '']
  const marks: [number, number][] = []
  for (const { start, end } of hits) {
    if (start < from || end > to) continue
    const mark: [number, number] = [start - from + before.length, end - from + before.length]
    const last = marks.at(-1)
    if (last && mark[0] <= last[1]) last[1] = Math.max(last[1], mark[1])
    else marks.push(mark)
  }
  return { text: `${before}${text.slice(from, to)}${after}`, marks }
}

/** Where the window with most different shared pieces begins, moved back to the beginning of its sentence if that is near. */
function bestStart(text: string, hits: Piece[], length: number): number {
  if (text.length <= length) return 0
  let best = { start: 0, count: 0 }
  for (let at = 0; at < hits.length; at++) {
    const { start } = hits[at]!
    const keys = new Set<string>()
    for (let next = at; next < hits.length && hits[next]!.end <= start + length * 0.8; next++) keys.add(hits[next]!.key)
    if (keys.size > best.count) best = { start, count: keys.size }
  }
  const lead = text.slice(Math.max(0, best.start - 40), best.start)
  const sentence = Math.max(
    ...['。', '！', '？', '\n', '. '].map((sign) => lead.lastIndexOf(sign) + (lead.includes(sign) ? sign.length : 0)),
  )
  const back = sentence > 0 ? lead.length - sentence : Math.min(20, lead.length)
  return Math.max(0, Math.min(best.start - back, text.length - length))
}

/** Not inside a Latin word. */
function endNear(text: string, end: number): number {
  let at = end
  while (at < text.length && at < end + 12 && /[A-Za-z0-9]/.test(text[at]!)) at++
  return at
}

/** Every pair of neighbouring ideographs and every other word, by its stem. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  for (const { 0: run, index: at } of text.matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}'])+/gu)) {
    if (!/^\p{Script=Han}/u.test(run)) pieces.push({ key: stemEnglish(run), start: at, end: at + run.length })
    else if (run.length === 1) pieces.push({ key: run, start: at, end: at + 1 })
    else
      for (let i = 0; i + 2 <= run.length; i++)
        pieces.push({ key: run.slice(i, i + 2), start: at + i, end: at + i + 2 })
  }
  return pieces
}
