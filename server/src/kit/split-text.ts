const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Cuts a text into pieces of at most `limit` UTF-16 code units, at the end of a line, else of a sentence, else of a word, and
 * never inside a character as people see it. Nothing but white space at the cuts is lost; no piece is empty.
 */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = []
  let rest = text.trim()
  while (rest.length > limit) {
    const cut = findCut(rest, limit)
    const piece = rest.slice(0, cut).trimEnd()
    if (piece !== '') pieces.push(piece)
    rest = rest.slice(cut).trimStart()
  }
  return rest === '' ? pieces : [...pieces, rest]
}

/** A cut before the first third of the piece would waste more than it helps. */
const earliest = 1 / 3

function findCut(text: string, limit: number): number {
  const window = text.slice(0, limit + 1)
  for (const end of [/\n/g, /[。！？；…]|[.!?;](?=\s)/g, /[\s，、]/g]) {
    const last = [...window.matchAll(end)].map(({ index }) => index + 1).findLast((at) => at <= limit)
    if (last !== undefined && last >= limit * earliest) return last
  }
  return hardCut(text, limit)
}

function hardCut(text: string, limit: number): number {
  let cut = 0
  for (const { index, segment } of graphemes.segment(text.slice(0, limit * 2))) {
    if (index + segment.length > limit) break
    cut = index + segment.length
  }
  if (cut > 0) return cut
  // One "character" of more marks than fit: at least no half of a surrogate pair.
  return limit > 1 && /[\uD800-\uDBFF]/.test(text[limit - 1]!) ? limit - 1 : limit
}
