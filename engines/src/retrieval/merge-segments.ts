import { copyColumns, makeColumns } from './columns.ts'
import type { Segment } from './segment.ts'

/** Terms joined between two pauses: a few milliseconds of work. */
const TERMS_A_STEP = 8192

/**
 * Joins segments into one without their removed passages, pausing every few milliseconds (each `yield`). The segments stay as they
 * are and can be searched meanwhile. `copied` are the places taken over, for passages removed while it worked.
 */
export function* mergeSegments(
  segments: Segment[],
): Generator<undefined, { segment: Segment; copied: { from: Segment; place: number }[] }> {
  const copied: { from: Segment; place: number }[] = []
  const moved = segments.map((segment) =>
    Int32Array.from(segment.alive, (alive, place) => (alive ? copied.push({ from: segment, place }) - 1 : -1)),
  )
  yield
  const inverted = yield* joinPostings(segments, moved)
  const columns = makeColumns(copied.length)
  const lengths = new Uint16Array(copied.length)
  const numbers = new Uint32Array(copied.length)
  const storedAt = new Uint32Array(copied.length + 1)
  for (const [i, { from, place }] of copied.entries()) {
    copyColumns(from.columns, place, columns, i)
    lengths[i] = from.lengths[place]!
    numbers[i] = from.numbers[place]!
    storedAt[i + 1] = storedAt[i]! + from.storedAt[place + 1]! - from.storedAt[place]!
    if (i % TERMS_A_STEP === TERMS_A_STEP - 1) yield
  }
  const stored = new Uint8Array(storedAt[copied.length]!)
  for (const [i, { from, place }] of copied.entries()) {
    stored.set(from.stored.subarray(from.storedAt[place]!, from.storedAt[place + 1]!), storedAt[i]!)
    if (i % TERMS_A_STEP === TERMS_A_STEP - 1) yield
  }
  const segment = {
    ...inverted,
    dead: new Map<number, number>(),
    lengths,
    alive: new Uint8Array(copied.length).fill(1),
    living: copied.length,
    ids: copied.map(({ from, place }) => from.ids[place]!),
    numbers,
    stored,
    storedAt,
    columns,
  }
  return { segment, copied }
}

function* joinPostings(
  segments: Segment[],
  moved: Int32Array[],
): Generator<undefined, Pick<Segment, 'hashes' | 'starts' | 'places' | 'amounts'>> {
  const most = segments.reduce((sum, { hashes }) => sum + hashes.length, 0)
  const hashes = new Uint32Array(most)
  const starts = new Uint32Array(most + 1)
  const total = segments.reduce((sum, { places }) => sum + places.length, 0)
  const places = new Uint16Array(total)
  const amounts = new Uint8Array(total)
  const at = segments.map(() => 0)
  let used = 0
  let slot = 0
  for (let steps = 1; ; steps++) {
    let hash = Number.POSITIVE_INFINITY
    for (let s = 0; s < segments.length; s++) hash = Math.min(hash, segments[s]!.hashes[at[s]!] ?? hash)
    if (hash === Number.POSITIVE_INFINITY) break
    const begun = used
    for (let s = 0; s < segments.length; s++) {
      const segment = segments[s]!
      if (segment.hashes[at[s]!] !== hash) continue
      const end = segment.starts[at[s]! + 1]!
      for (let posting = segment.starts[at[s]!]!; posting < end; posting++) {
        const place = moved[s]![segment.places[posting]!]!
        if (place < 0) continue
        places[used] = place
        amounts[used++] = segment.amounts[posting]!
      }
      at[s]!++
    }
    if (used > begun) {
      hashes[slot] = hash
      starts[slot++] = begun
    }
    if (steps % TERMS_A_STEP === 0) yield
  }
  starts[slot] = used
  return {
    hashes: hashes.slice(0, slot),
    starts: starts.slice(0, slot + 1),
    places: places.slice(0, used),
    amounts: amounts.slice(0, used),
  }
}
