/** A piece of a text with its place: text.slice(start, end). */
export interface Span {
  start: number
  end: number
}

/**
 * Splits a text into sentences at closing marks and line ends, spaces at the edges left out. A point inside a number, an
 * abbreviation or a list mark (`1.`) ends nothing; a long sentence is cut at its semicolons.
 */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = []
  let start = 0
  const close = (end: number) => {
    push(spans, text, start, end)
    start = end
  }
  for (const match of text.matchAll(BREAK)) {
    const end = match.index + match[0].length
    if (match[0][0] !== '\n' && isInsideTitle(text, start, match.index)) continue
    if (match[0][0] === '.' && !endsSentence(text, start, match.index, end)) continue
    close(end)
  }
  close(text.length)
  return spans
}

const BREAK = /\n+|[。！？!?…]+["'”’」』）)\]]*|\.["'”’)\]]*(?=\s|$|\p{Script=Han})/gu
/** A mark inside a title (《你好！》) or inside short brackets ends no sentence. */
function isInsideTitle(text: string, start: number, at: number): boolean {
  for (const [open, close] of ['《》', '（）', '()', '「」', '【】']) {
    const from = text.lastIndexOf(open!, at)
    if (from < start || text.lastIndexOf(close!, at) > from) continue
    const to = text.indexOf(close!, at)
    if (to > 0 && to - from < 60 && !text.slice(from, to).includes('\n')) return true
  }
  return false
}

const ABBREVIATION =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|nos|vs|etc|e\.g|i\.e|eg|ie|fig|figs|approx|inc|ltd|co|corp|jr|sr|vol|pp|p|sec|min|max|temp|dept|u\.s|[a-z])$/i

function endsSentence(text: string, start: number, at: number, end: number): boolean {
  const before = text.slice(start, at)
  if (/(?:^|\s)[(（]?\d{1,3}$/.test(before) && before.trim().length <= 4) return false
  if (ABBREVIATION.test(before)) return false
  const next = text.slice(end).match(/\S/)?.[0]
  return next === undefined || !/\p{Ll}/u.test(next)
}

/** Longer sentences than this are cut at semicolons. */
const LONG = 140

function push(spans: Span[], text: string, from: number, to: number): void {
  const piece = text.slice(from, to)
  const start = from + piece.length - piece.trimStart().length
  const end = to - (piece.length - piece.trimEnd().length)
  if (!/[\p{L}\p{N}]/u.test(text.slice(start, end))) return
  if (end - start <= LONG) {
    spans.push({ start, end })
    return
  }
  let at = start
  for (const match of text.slice(start, end).matchAll(/[；;]\s*/g)) {
    const cut = start + match.index + match[0].length
    if (cut - at < LONG / 4 || end - cut < LONG / 4) continue
    spans.push({ start: at, end: cut - (match[0].length - match[0].trimEnd().length) })
    at = cut
  }
  spans.push({ start: at, end })
}

/** Splits a sentence into its clauses. */
export function splitClauses(sentence: string): string[] {
  return sentence.split(/[，,；;：:—（）()]+\s*/u).filter((clause) => /[\p{L}\p{N}]/u.test(clause))
}
