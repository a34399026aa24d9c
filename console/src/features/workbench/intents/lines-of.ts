/** The lines of a pasted list, without list marks in front of them and without repeats. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•·]|\d{1,3}[.、)])\s+/, '').trim())
  return [...new Set(lines.filter((line) => line !== ''))]
}
