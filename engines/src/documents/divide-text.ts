import { visualLength } from './clean-text.ts'
import type { Box, PageStart } from './document.ts'
import { type Draft, spread } from './draft.ts'

/** A paragraph, with what is known of its place. */
export interface Piece {
  text: string
  page?: number
  boxes: Box[]
  starts: PageStart[]
  /** Part of a list: joined by line ends. */
  listed?: boolean
}

/** Lengths in ideographs (a letter counts one half). From `enough` on a passage may end with its paragraph; none is longer than `most` unless one sentence is. */
export const lengths = { enough: 140, most: 400, sentence: 1_200 }

/** Packs paragraphs of one section into passages; long paragraphs are divided between sentences, evenly. */
export function textPassages(pieces: readonly Piece[]): Draft[] {
  const drafts: Draft[] = []
  let open: Piece[] = []
  const size = () => open.reduce((sum, piece) => sum + visualLength(piece.text), 0)
  const flush = () => {
    if (open.length > 0) drafts.push(draftOf(open))
    open = []
  }
  for (const piece of pieces.flatMap(divided)) {
    const length = visualLength(piece.text)
    const full = size() + length > lengths.most || (size() >= lengths.enough && size() + length > lengths.most * 0.75)
    const otherPage = open.length > 0 && size() >= lengths.enough && piece.page !== open.at(-1)!.page
    if (full || otherPage) flush()
    open.push(piece)
  }
  flush()
  return drafts
}

function draftOf(pieces: Piece[]): Draft {
  const starts: PageStart[] = []
  let text = ''
  let page = pieces[0]!.page
  for (const piece of pieces) {
    if (text !== '') text += '\n'
    if (piece.page !== undefined && page !== undefined && piece.page > page)
      starts.push({ at: text.length, page: piece.page })
    starts.push(...piece.starts.map((start) => ({ at: text.length + start.at, page: start.page })))
    page = piece.starts.at(-1)?.page ?? piece.page ?? page
    text += piece.text
  }
  const place = spread({ page: pieces[0]!.page, boxes: distinct(pieces.flatMap(({ boxes }) => boxes)) })
  return { kind: 'text', text, ...place, ...(starts.length > 0 ? { pageStarts: starts } : {}) }
}

const distinct = (boxes: Box[]) => [...new Set(boxes)]

/** A paragraph that is too long, as several of about the same length. */
function divided(piece: Piece): Piece[] {
  const length = visualLength(piece.text)
  if (length <= lengths.most) return [piece]
  const sentences = sentencesIn(piece.text)
  const parts = Math.ceil(length / (lengths.most * 0.85))
  const share = length / parts
  const out: Piece[] = []
  let from = 0
  let filled = 0
  for (const [index, sentence] of sentences.entries()) {
    filled += visualLength(sentence.text)
    const last = index === sentences.length - 1
    const next = last ? 0 : visualLength(sentences[index + 1]!.text)
    if (last || filled + next / 2 > share) {
      out.push(part(piece, from, sentence.end))
      from = sentence.end
      filled = 0
    }
  }
  return out
}

/** The piece from one position to another, with the page it stands on there. */
function part(piece: Piece, from: number, to: number): Piece {
  const raw = piece.text.slice(from, to)
  const lead = raw.length - raw.trimStart().length
  const page = piece.starts.findLast(({ at }) => at <= from + lead)?.page ?? piece.page
  const starts = piece.starts
    .filter(({ at }) => at > from + lead && at < to)
    .map((start) => ({ at: start.at - from - lead, page: start.page }))
  const pages = new Set([page, ...starts.map((start) => start.page)])
  const boxes = piece.boxes.filter((box) => pages.has(box.page))
  return { ...piece, text: raw.trim(), page, starts, boxes }
}

/** Sentences with where they end; one without an end in sight is cut at a comma or space. */
export function sentencesIn(text: string): { text: string; end: number }[] {
  const out: { text: string; end: number }[] = []
  let from = 0
  const put = (to: number) => {
    out.push({ text: text.slice(from, to), end: to })
    from = to
  }
  for (const match of text.matchAll(/[。！？!?]+[”’」』）)"']*|\.[”’)"']*(?=\s+[\p{Lu}\p{Script=Han}“"'(\d])|\n/gu)) {
    if (!isShortened(text, match.index)) put(match.index + match[0].length)
  }
  if (from < text.length) put(text.length)
  return out.flatMap((sentence) => cut(sentence))
}

/** `e.g.`, `No.` and initials do not end a sentence. */
const isShortened = (text: string, index: number) =>
  text[index] === '.' &&
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|fig|no|nos|vol|sec|ch|dr|mr|mrs|ms|inc|ltd|\p{Lu})$/iu.test(
    text.slice(Math.max(0, index - 8), index),
  )

function cut(sentence: { text: string; end: number }): { text: string; end: number }[] {
  if (visualLength(sentence.text) <= lengths.sentence) return [sentence]
  const out: { text: string; end: number }[] = []
  const begin = sentence.end - sentence.text.length
  let from = 0
  while (from < sentence.text.length) {
    const window = sentence.text.slice(from, from + lengths.most)
    const at =
      from + window.length >= sentence.text.length
        ? window.length
        : Math.max(
            window.lastIndexOf('；'),
            window.lastIndexOf('，'),
            window.lastIndexOf(', '),
            window.lastIndexOf(' '),
          )
    const to = from + (at > lengths.most / 4 ? Math.min(window.length, at + 1) : window.length)
    out.push({ text: sentence.text.slice(from, to), end: begin + to })
    from = to
  }
  return out
}
