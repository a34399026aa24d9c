/** A small repeatable random source (mulberry32): the same seed gives the same shop on every machine. */
export function makeRandom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    int,
    pick: <T>(list: readonly T[]): T => list[int(0, list.length - 1)]!,
    chance: (probability: number) => next() < probability,
    digits: (count: number) => Array.from({ length: count }, () => int(0, 9)).join(''),
  }
}
export type Random = ReturnType<typeof makeRandom>
