const candidates = [',', '\t', ';', '|'] as const

/** What parts the cells: the sign that stands outside quotes equally often on the first lines. */
export function delimiterOf(text: string): string {
  const lines = firstLines(text.slice(0, 65_536))
  const scored = candidates.map((sign) => ({ sign, score: steadiness(lines.map((line) => line.get(sign) ?? 0)) }))
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a))
  return best.score > 0 ? best.sign : ','
}

/** Counts of each candidate a line; a line end inside quotes ends no line. */
function firstLines(text: string): Map<string, number>[] {
  const lines: Map<string, number>[] = []
  let line = new Map<string, number>()
  let quoted = false
  for (const sign of text) {
    if (sign === '"') quoted = !quoted
    else if (!quoted && sign === '\n') {
      if (line.size > 0) lines.push(line)
      line = new Map()
      if (lines.length >= 30) break
    } else if (!quoted && (candidates as readonly string[]).includes(sign)) line.set(sign, (line.get(sign) ?? 0) + 1)
  }
  if (line.size > 0) lines.push(line)
  return lines
}

/** High when most lines have the same count, and that is not nought. */
function steadiness(counts: number[]): number {
  const times = new Map<number, number>()
  for (const count of counts) if (count > 0) times.set(count, (times.get(count) ?? 0) + 1)
  const usual = Math.max(0, ...times.values())
  return counts.length === 0 ? 0 : usual / counts.length + Math.min(0.2, (counts[0] ?? 0) / 50)
}
