/** Folds the plainest English endings together, so that "cards", "card's" and "card", "refunded" and "refund" are one word. */
export function stemEnglish(word: string): string {
  const bare = word.replace(/'s$/, '')
  if (bare.length > 4 && bare.endsWith('ies')) return `${bare.slice(0, -3)}y`
  if (bare.length > 5 && bare.endsWith('ing')) return withoutEcho(bare.slice(0, -3))
  if (bare.length > 4 && bare.endsWith('ed')) return withoutEcho(bare.slice(0, -2))
  if (bare.length > 4 && /(?:[sxz]|ch|sh)es$/.test(bare)) return withoutEcho(bare.slice(0, -2))
  if (bare.length > 3 && bare.endsWith('s') && !bare.endsWith('ss')) return withoutEcho(bare.slice(0, -1))
  return withoutEcho(bare)
}

/** "stopp" (from "stopped") becomes "stop"; a last silent e goes, so that "charge" and "charging" meet. */
function withoutEcho(word: string): string {
  const n = word.length
  if (n > 3 && word[n - 1] === word[n - 2] && !'lsz'.includes(word[n - 1]!)) return word.slice(0, -1)
  return n > 3 && word.endsWith('e') ? word.slice(0, -1) : word
}
