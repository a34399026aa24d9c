/** Where one wish may end and the next begin: one list for whoever takes messages apart. */

const MARKS = ',，。;；!！?？\\n'
/** Words that add something; the negative ones are questions (还有多少), not additions. */
const WORDS = '并且|而且|然后|顺便|顺带|顺道|另外|还有(?!多少|几|没)|再(?=[帮给把])|同时'
const WORDS_EN = 'and also|and then|also|then|as well as|plus'

/** Parts clauses whatever they say; a bare "and" only before what begins a wish of its own. */
const CLEAR = new RegExp(
  `[${MARKS}]+|${WORDS}|\\b(?:${WORDS_EN})\\b|\\band\\b(?= (?:i|can|could|please|change|cancel|return|my|where)\\b)`,
  'iu',
)

/** Also what mostly joins mere words (颜色、尺码; red and blue): for who then looks whether the sides mean two things. */
const POSSIBLE = new RegExp(
  `[${MARKS}、]+|(?<=\\p{Script=Han})\\s+|\\s+(?=\\p{Script=Han})|${WORDS}|以及|对了|\\b(?:${WORDS_EN}|and)\\b`,
  'giu',
)

/** The clauses of a message, without what joins them; empty where it is only one. */
export function clausesOf(text: string): string[] {
  const clauses = text
    .split(CLEAR)
    .map((each) => each.trim())
    .filter((each) => each.length >= 2)
  return clauses.length < 2 ? [] : clauses
}

/** Places in `text` between `start` and `end`, away from both, where it may be cut: after marks and before joining words. */
export function cutsOf(text: string, start: number, end: number): number[] {
  const cuts: number[] = []
  for (const { 0: joint, index } of text.slice(start, end).matchAll(POSSIBLE)) {
    const cut = start + index + (/^[\p{L}]/u.test(joint) ? 0 : joint.length)
    if (cut > start + 1 && cut < end - 1) cuts.push(cut)
  }
  return cuts
}
