/** What stands before an item of a list. */
export interface ListMark {
  /** As printed, without the space behind it. */
  mark: string
  rest: string
  ordered: boolean
  /** Marks of one list are of one family: `1.`, `(1)`, `a)`, `①`, `（一）`, `•` … */
  family: string
  /** Its place in the family, from 1; 0 for bullets. */
  value: number
}

/** Takes the mark off a text; undefined where there is none. */
export function markOf(text: string): ListMark | undefined {
  for (const [family, pattern, read] of families) {
    const match = pattern.exec(text)
    if (match?.[1] === undefined) continue
    const rest = text.slice(match[0].length).trim()
    // Boxes to tick: □ yes √ no.
    if (/[□√☑✔✓■]/.test(match[1]) && /[□√☑✔✓■]/.test(rest)) return undefined
    return { mark: match[1], rest, ordered: read !== undefined, family, value: read?.(match[2] ?? '') ?? 0 }
  }
  return undefined
}

const number = (text: string) => Number(text)
const letter = (text: string) => text.toLowerCase().charCodeAt(0) - 96
const circled = (text: string) => text.codePointAt(0)! - 0x2460 + 1
const han = (text: string) => {
  const digits = '零一二三四五六七八九'
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text]
  const ten = text.includes('十') ? (tens === '' ? 1 : digits.indexOf(tens!)) * 10 : 0
  return ten + (ones === '' ? 0 : digits.indexOf(ones!))
}

const families: [string, RegExp, ((text: string) => number)?][] = [
  ['•', /^([•●○◦▪■□◆◇▲►▶➢➤✓✔☑√※★☆‣⁃∙·])\s*(?=\S)/u],
  ['-', /^([-–—*+])\s+(?=\S)/u],
  ['1.', /^((\d{1,2})[.．])(?!\d)\s*(?=\S)/u, number],
  ['1、', /^((\d{1,2})、)\s*(?=\S)/u, number],
  ['1)', /^((\d{1,2})[)）])\s*(?=\S)/u, number],
  ['(1)', /^([(（](\d{1,2})[)）])\s*(?=\S)/u, number],
  ['①', /^(([①-⑳]))\s*(?=\S)/u, circled],
  ['（一）', /^([(（]([一二三四五六七八九十]{1,3})[)）])\s*(?=\S)/u, han],
  ['一、', /^(([一二三四五六七八九十]{1,3})、)\s*(?=\S)/u, han],
  ['a)', /^(([a-hA-H])[)）])\s*(?=\S)/u, letter],
  ['(a)', /^([(（]([a-hA-H])[)）])\s*(?=\S)/u, letter],
  ['a.', /^(([a-h])[.．])\s+(?=\S)/u, letter],
  ['A.', /^(([A-H])[.．])\s+(?=\p{Lu}\p{Ll}|\p{Script=Han})/u, letter],
  ['Step', /^((?:Step|STEP)\s+(\d{1,2})[:.：]?)\s+(?=\S)/u, number],
  [
    '步骤',
    /^((?:步骤|第)\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*步?[:：.、]\s*)(?=\S)/u,
    (text) => (/\d/.test(text) ? Number(text) : han(text)),
  ],
]
