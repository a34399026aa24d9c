import { InputError, type Row, readJsonl, text } from '../jsonl.ts'

/** How messages fared that mean several things. */
export interface SeveralScores {
  messages: number
  /** Everything wanted was given, whatever else was. */
  found: number
  /** Exactly what was wanted was given. */
  exact: number
  /** Labels given and wanted, wanted, and given, over all messages. */
  right: number
  wanted: number
  given: number
}

/** Prints in how many messages all labels were found, and precision, recall and F1 of the labels. */
export function scoreSeveralFiles(options: { gold: string; pred: string }): void {
  const gold = readJsonl(options.gold, meant)
  const given = new Map(readJsonl(options.pred, meant).map(({ id, labels }) => [id, labels]))
  const missing = gold.find(({ id }) => !given.has(id))
  if (missing) throw new InputError(`${options.pred} has no line for id "${missing.id}"`)
  const scores = scoreSeveral(gold.map(({ id, labels }) => ({ gold: labels, given: given.get(id)! })))
  const { messages, found, exact, right, wanted } = scores
  const parts = [percent(right, scores.given), percent(right, wanted), percent(2 * right, scores.given + wanted)]
  process.stdout.write(
    `all found in ${found} of ${messages}, exactly these in ${exact}; labels: precision ${parts[0]}, recall ${parts[1]}, F1 ${parts[2]}\n`,
  )
}

/** Tallies over messages; a label counts once in each, in any order. */
export function scoreSeveral(pairs: { gold: string[]; given: string[] }[]): SeveralScores {
  const scores: SeveralScores = { messages: pairs.length, found: 0, exact: 0, right: 0, wanted: 0, given: 0 }
  for (const pair of pairs) {
    const gold = new Set(pair.gold)
    const given = new Set(pair.given)
    const right = [...gold].filter((label) => given.has(label)).length
    scores.right += right
    scores.wanted += gold.size
    scores.given += given.size
    if (right < gold.size) continue
    scores.found++
    if (given.size === gold.size) scores.exact++
  }
  return scores
}

const percent = (part: number, whole: number) => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(1))

function meant(row: Row, where: string): { id: string; labels: string[] } {
  const { labels } = row
  if (!Array.isArray(labels) || !labels.every((each) => typeof each === 'string'))
    throw new InputError(`${where}: "labels" must be a list of strings`)
  return { id: text(row, 'id', where), labels }
}
