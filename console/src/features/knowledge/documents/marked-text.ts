const bare = (text: string) => text.replace(/[\s*_`#|>：:；;]+/g, '')

/**
 * Whether a piece of a page belongs to a passage, by its words: passages say in one text what stands on the page as
 * paragraphs, items and rows. Very short pieces only count as a whole.
 */
export function standsIn(piece: string, passage: string): boolean {
  const [short, long] = [bare(piece), bare(passage)]
  if (short === '') return false
  return short.length < 4 ? short === long : long.includes(short)
}

/** Whether a row of a table is told in a passage: every filled cell of it. */
export function rowStandsIn(cells: string[], passage: string): boolean {
  const filled = cells.map(bare).filter((cell) => cell !== '')
  const long = bare(passage)
  return filled.length > 0 && filled.every((cell) => long.includes(cell))
}
