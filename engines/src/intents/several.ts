import { segmentWithSpans } from '../text/segment.ts'
import { cutsOf } from './joints.ts'
import { type IntentModel, type IntentScore, predictIntents } from './model.ts'

/** One of the things a message asks for, and the part of it that does. */
export interface MeantPart {
  start: number
  end: number
  /** Best first, at most PER_PART. */
  intents: IntentScore[]
}

const PER_PART = 4
/** Parts tried as separate wishes at the most. */
const MOST_CUTS = 8
/** Each part of a split must be this sure of its label; where nothing in the wording parts them, surer. */
const SURE = { atJoint: 0.4, elsewhere: 0.75 }
/** How much the whole message has a say in what its parts mean. */
const WHOLE = 0.5

/**
 * The parts of a message that mean different things, in the order said (我想退货并且换个颜色). One part, the whole message, where it
 * means one thing or where that is in doubt; none for an empty message.
 */
export function predictSeveral(model: IntentModel, text: string): MeantPart[] {
  const seen = new Map<string, IntentScore[]>()
  const read = (part: string) => {
    const known = seen.get(part)
    if (known) return known
    const found = predictIntents(model, part, { limit: model.labels.length })
    seen.set(part, found)
    return found
  }
  return text.trim() === '' ? [] : partsOf(text, 0, text.length, read, 2)
}

/** The labels a message means, most certain first. */
export function severalLabels(model: IntentModel, text: string): IntentScore[] {
  const best = new Map<string, IntentScore>()
  for (const { intents } of predictSeveral(model, text)) {
    const first = intents[0]
    if (first && first.score > (best.get(first.label)?.score ?? 0)) best.set(first.label, first)
  }
  return [...best.values()].sort((a, b) => b.score - a.score)
}

type ReadPart = (part: string) => IntentScore[]

function partsOf(text: string, start: number, end: number, read: ReadPart, depth: number): MeantPart[] {
  const split = depth > 0 ? bestSplit(text, start, end, read) : undefined
  if (!split) return [{ start, end, intents: read(text.slice(start, end)).slice(0, PER_PART) }]
  return [
    ...(split.further ? partsOf(text, start, split.cut, read, depth - 1) : [split.left]),
    ...(split.further ? partsOf(text, split.cut, end, read, depth - 1) : [split.right]),
  ]
}

interface Split {
  cut: number
  left: MeantPart
  right: MeantPart
  /** Whether the parts may hold several wishes themselves. */
  further: boolean
}

/** The cut whose two sides most surely mean two things; undefined where they more likely mean one. */
function bestSplit(text: string, start: number, end: number, read: ReadPart): Split | undefined {
  const joints = cutsOf(text, start, end).slice(0, MOST_CUTS)
  // Inside a part that marks or words have set off already, nothing is cut finer.
  const isWhole = start === 0 && end === text.length
  const cuts = joints.length > 0 || !isWhole ? joints : wordStarts(text, start, end)
  const sure = joints.length > 0 ? SURE.atJoint : SURE.elsewhere
  const whole = new Map(read(text.slice(start, end)).map(({ label, score }) => [label, score]))
  const likely = (one: IntentScore) => Math.log(one.score) + WHOLE * Math.log((whole.get(one.label) ?? 0) + 0.01)
  let best: { value: number; cut: number; left: IntentScore; right: IntentScore } | undefined
  for (const cut of cuts) {
    for (const left of read(text.slice(start, cut)).slice(0, PER_PART))
      for (const right of read(text.slice(cut, end)).slice(0, PER_PART)) {
        if (left.label === right.label) continue
        const value = likely(left) + likely(right)
        if (!best || value > best.value) best = { value, cut, left, right }
      }
  }
  if (!best || Math.min(best.left.score, best.right.score) < sure) return undefined
  const part = (from: number, to: number, chosen: IntentScore) => {
    const others = read(text.slice(from, to)).filter(({ label }) => label !== chosen.label)
    return { start: from, end: to, intents: [chosen, ...others].slice(0, PER_PART) }
  }
  const { cut } = best
  const further = joints.length > 1
  return { cut, left: part(start, cut, best.left), right: part(cut, end, best.right), further }
}

function wordStarts(text: string, start: number, end: number): number[] {
  const words = segmentWithSpans(text.slice(start, end)).map((word) => start + word.start)
  const inner = words.filter((at) => at > start + 2 && at < end - 2)
  return inner.length > MOST_CUTS ? [] : inner
}
