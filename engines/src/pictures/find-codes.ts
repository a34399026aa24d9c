/** Text of a picture this short is all that stands there: a display, a blinking code. */
const displayCharacters = 14

const cue = '(?:错误|故障|报警|报错|异常|error|fault|err|alarm|code)(?: ?(?:代?码|编号|信息|code|no\\.?|number))?'
const afterCue = new RegExp(
  `${cue}[\\s:：是为#(（]{0,4}((?:0x)?[A-Za-z]{0,4}[- ]?[\\dOoIl][\\dA-Fa-fOoIl]{0,9})(?![A-Za-z\\d])`,
  'gi',
)
const shaped = /(?<![A-Za-z\d.-])(?:[EFHPLU]{1,2}-?\d{1,3}|ERR-?\d{1,5}|0x[0-9A-F]{6,10}|UNB|CHK)(?![A-Za-z\d])/gi

/**
 * Error codes in text read from a picture, as written on paper (E3, ERR102, 0X80070005): named as such (故障码 E3), or of the usual
 * form where there is hardly anything else. `E3` in the middle of a page is a building, not an error.
 */
export function findCodes(lines: readonly string[]): string[] {
  const text = lines.join('\n')
  const codes = [...text.matchAll(afterCue)].map(([, code]) => plainCode(code!)).filter((code) => /\d/.test(code))
  if (isDisplay(lines)) {
    // Displays set their signs far apart.
    const display = text.replace(/(?<=(?<![A-Za-z\d])[A-Za-z\d]) (?=[A-Za-z\d](?![A-Za-z\d]))/g, '')
    for (const [code] of display.matchAll(shaped)) codes.push(plainCode(code))
    for (const word of display.split(/[\s:：,，.]+/)) {
      const read = asCode(word)
      if (read) codes.push(read)
    }
  }
  return [...new Set(codes)].filter((code) => code.length >= 2)
}

/** Whether this little text is all that stands in the picture. */
export const isDisplay = (lines: readonly string[]): boolean =>
  (lines.join('').match(/[\p{L}\p{N}]/gu)?.length ?? 0) <= displayCharacters

/** A code without the signs people and displays put into it. */
export const plainCode = (code: string): string =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s_.-]/g, '')

const digitOf: Record<string, string> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  '|': '1',
  Z: '2',
  S: '5',
  B: '8',
  G: '6',
}

/** A word of a display as letter and digits, where seven strokes made something else of them: El is E1, €3 is E3. */
function asCode(word: string): string | undefined {
  const plain = plainCode(word.replace(/^[€£]/, 'E'))
  const [, letter, rest] = /^([EFHPLU])([\dOQDILZSBG|]{1,3})$/.exec(plain) ?? []
  if (!letter || !rest) return undefined
  return letter + [...rest].map((each) => digitOf[each] ?? each).join('')
}
