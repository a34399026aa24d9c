import { isIdeograph } from '../text/normalise.ts'
import { fuzzySyllable } from '../text/pinyin.ts'

/**
 * Makes a typist that writes texts as hasty customers do: about one slip in eight characters (at least one). Chinese slips are
 * characters of the same sound out of the given texts, dropped and doubled ones; English slips are dropped, doubled and swapped letters.
 */
export function makeMisspeller(texts: string[], random: () => number): (text: string) => string {
  const alike = new Map<string, string[]>()
  for (const character of new Set(texts.join(''))) {
    if (!isIdeograph(character)) continue
    const sound = fuzzySyllable(character)
    alike.set(sound, [...(alike.get(sound) ?? []), character])
  }
  return (text) => {
    const units = [...text]
    for (let slips = Math.ceil(units.length / 24 + random() * (units.length / 12)); slips > 0; slips--) {
      const at = Math.floor(random() * units.length)
      slip(units, at, alike.get(fuzzySyllable(units[at] ?? '')) ?? [], random)
    }
    return units.join('')
  }
}

function slip(units: string[], at: number, alike: string[], random: () => number): void {
  const unit = units[at]
  if (unit === undefined || !/[\p{L}\p{N}]/u.test(unit)) return
  const kind = random()
  if (isIdeograph(unit) && kind < 0.6 && alike.length > 0) units[at] = alike[Math.floor(random() * alike.length)]!
  else if (kind < 0.75) units.splice(at, 1)
  else if (kind < 0.88 || at + 1 >= units.length) units.splice(at, 0, unit)
  else units.splice(at, 2, units[at + 1]!, unit)
}
