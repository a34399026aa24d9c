import type { EntityPattern } from '../entities/entity.ts'

const asDigit: Record<string, string> = {
  o: '0', q: '0', d: '0', u: '0', i: '1', l: '1', '|': '1', '!': '1', z: '2', s: '5', $: '5', b: '8', g: '9', t: '7',
} // biome-ignore format: one table
const asLetter: Record<string, string> = { '0': 'O', '1': 'I', '2': 'Z', '5': 'S', '8': 'B', '6': 'G' }

/** Letters a business puts in front of its numbers, at most. */
const longestPrefix = 5
const token = /[A-Za-z0-9|!$][A-Za-z0-9|!$_-]{4,39}/g
const speaksOfPhones = /(电话|手机|联系方式|号码|tel|phone|mobile|fax)[^\n]{0,6}$/i

/**
 * Puts right in text from pictures what is a business's own number but for letters and digits that look alike (02026OO07 for
 * O20260007). A word is only changed into one that one of the patterns describes as a whole, so other words stay as they are.
 */
export function repairIds(text: string, patterns: readonly EntityPattern[]): string {
  const whole = patterns.flatMap(({ regex }) => {
    try {
      return [new RegExp(`^(?:${regex})$`, 'i')]
    } catch {
      return []
    }
  })
  if (whole.length === 0) return text
  const fits = (word: string) => whole.some((each) => each.test(word))
  return text.replace(token, (word, at: number) => {
    if (fits(word) || !/\d/.test(word) || speaksOfPhones.test(text.slice(Math.max(0, at - 16), at))) return word
    return likeness(word).find(fits) ?? word
  })
}

/** A word with its first 0 to 5 characters read as letters and the others as digits. */
function likeness(word: string): string[] {
  const letters = [...word]
  return Array.from({ length: Math.min(longestPrefix, letters.length) + 1 }, (_, prefix) =>
    letters
      .map((each, index) => (index < prefix ? (asLetter[each] ?? each) : (asDigit[each.toLowerCase()] ?? each)))
      .join(''),
  )
}
