/** Several entries in one cell: one a line, or parted by `|`, `;`, `；`; `||` and `###` as other systems write them. */
export function splitList(cell: string): string[] {
  const parts = /\n/.test(cell)
    ? cell.split(/\n+/)
    : /\|\||###|\|/.test(cell)
      ? cell.split(/\|\||###|\|/)
      : cell.split(/[;；]/)
  return parts.map((part) => part.replace(/^\s*(?:\d{1,3}[.、)]|[-•*])\s*/, '').trim()).filter(Boolean)
}
