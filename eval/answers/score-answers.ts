import { readJsonl, text } from '../jsonl.ts'

interface Gold {
  id: string
  /** An answer must hold one of them; parts joined by ` & ` are all needed. */
  answers: string[]
  document: string | undefined
  page: number | undefined
  unanswerable: string | undefined
  blind: boolean
}

interface Given {
  id: string
  answered: boolean
  text: string
  document: string | undefined
  page: number | undefined
}

/** Prints how many questions are answered rightly, and how many that have no answer are declined; `blind` questions apart. */
export function scoreAnswerFiles({ gold, pred, failures }: { gold: string; pred: string; failures: boolean }): void {
  const questions = readJsonl(gold, goldOf)
  const given = new Map(readJsonl(pred, givenOf).map((one) => [one.id, one]))
  const groups: [string, Gold[]][] = [
    ['all', questions],
    ['blind', questions.filter((one) => one.blind)],
  ]
  for (const [name, list] of groups) if (list.length > 0) process.stdout.write(`${name}: ${summary(list, given)}\n`)
  if (!failures) return
  for (const one of questions.filter((question) => !question.blind)) {
    const answer = given.get(one.id)
    const right = one.unanswerable ? !answer?.answered : isRight(one, answer)
    if (!right) process.stdout.write(`${one.id} ${answer?.answered ? 'answered' : 'declined'}: ${answer?.text ?? ''}\n`)
  }
}

function summary(list: Gold[], given: Map<string, Given>): string {
  const answerable = list.filter((one) => !one.unanswerable)
  const share = (part: Gold[], whole: Gold[]) => `${((100 * part.length) / Math.max(1, whole.length)).toFixed(1)} %`
  const answered = answerable.filter((one) => given.get(one.id)?.answered)
  const right = answerable.filter((one) => isRight(one, given.get(one.id)))
  const placed = right.filter((one) => one.page === undefined || given.get(one.id)?.page === one.page)
  const parts = [
    `${share(answered, answerable)} of ${answerable.length} answerable answered`,
    `${share(right, answerable)} right`,
    ...(answerable.some((one) => one.page !== undefined)
      ? [`${share(placed, answerable)} right with the right page`]
      : []),
  ]
  for (const kind of new Set(list.flatMap((one) => one.unanswerable ?? []))) {
    const without = list.filter((one) => one.unanswerable === kind)
    parts.push(
      `${share(
        without.filter((one) => !given.get(one.id)?.answered),
        without,
      )} of ${without.length} ${kind} declined`,
    )
  }
  return parts.join(', ')
}

function isRight(gold: Gold, given: Given | undefined): boolean {
  if (
    !given?.answered ||
    (gold.document && given.document !== gold.document && !sameName(gold.document, given.document))
  )
    return false
  const said = plain(given.text)
  return gold.answers.some((answer) => answer.split(' & ').every((part) => said.includes(plain(part))))
}

/** A manual may be given in another format: manual.pdf for manual.md. */
function sameName(a: string, b: string | undefined): boolean {
  const stem = (name: string) => name.replace(/\.[^.]+$/, '')
  return b !== undefined && stem(a) === stem(b)
}

function plain(written: string): string {
  return written
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '')
}

function goldOf(row: Record<string, unknown>, where: string): Gold {
  return {
    id: text(row, 'id', where),
    answers: Array.isArray(row.answers) ? row.answers.map(String) : [],
    document: typeof row.document === 'string' ? row.document : undefined,
    page: typeof row.page === 'number' ? row.page : undefined,
    unanswerable: typeof row.unanswerable === 'string' ? row.unanswerable : undefined,
    blind: row.blind === true,
  }
}

function givenOf(row: Record<string, unknown>, where: string): Given {
  return {
    id: text(row, 'id', where),
    answered: row.answered === true,
    text: typeof row.text === 'string' ? row.text : '',
    document: typeof row.document === 'string' ? row.document : undefined,
    page: typeof row.page === 'number' ? row.page : undefined,
  }
}
