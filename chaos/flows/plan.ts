import type { Random } from '../../eval/tasks/random.ts'
import type { Story } from './stories.ts'

/** A call a story makes when nothing fails: `payments.createRefund#1`, the first of them. */
export interface Call {
  service: string
  operation: string
  /** Counts from 1. */
  nth: number
  write: boolean
}

export const faults = {
  none: undefined,
  error: { mode: 'error', times: 1 },
  'errors on': { mode: 'error', times: 12 },
  timeout: { mode: 'timeout', times: 1, ms: 9_000 },
  'timeouts on': { mode: 'timeout', times: 4, ms: 9_000 },
  slow: { mode: 'slow', times: 1, ms: 3_000 },
  'lost reply': { mode: 'lost-reply', times: 1 },
  'lost replies on': { mode: 'lost-reply', times: 4 },
} as const
export type FaultName = keyof typeof faults

/** When what is killed, told from the chosen call. */
export const moments = ['no kill', 'before', 'after', 'later', 'database'] as const
export type Moment = (typeof moments)[number]

export interface Plan {
  index: number
  story: Story
  call: Call
  fault: FaultName
  moment: Moment
  /** Something else goes wrong while what was done is being undone. */
  undoing: 'nothing' | 'error' | 'lost reply' | 'kill before' | 'kill after'
  /** ms from the chosen call to the kill, for `later` and `database`. */
  delay: number
}

const faultNames = Object.keys(faults) as FaultName[]
const undoings = ['nothing', 'error', 'lost reply', 'kill before', 'kill after'] as const

/** Every call of every story in turn (writes twice as often), with failures and moments so that all pairs come up; the rest by chance. */
export function makePlans(baseline: { story: Story; calls: Call[] }[], runs: number, random: Random): Plan[] {
  const targets = baseline.flatMap(({ story, calls }) =>
    calls.flatMap((call) => (call.write ? [call, call] : [call]).map((each) => ({ story, call: each }))),
  )
  if (targets.length === 0) return []
  const combinations = faultNames.flatMap((fault) => moments.map((moment) => ({ fault, moment })))
  const useful = combinations.filter(({ fault, moment }) => fault !== 'none' || moment !== 'no kill')
  const order = shuffled(targets, random)
  const pairs = shuffled(useful, random)
  return Array.from({ length: runs }, (_, index) => {
    const { story, call } = order[index % order.length]!
    // Each round over the targets begins at another pair, so that a call meets all of them in time.
    const { fault, moment } = pairs[(index + Math.floor(index / order.length)) % pairs.length]!
    const undoing = fault.endsWith(' on') ? random.pick(undoings) : 'nothing'
    return { index, story, call, fault, moment, undoing, delay: Math.floor(random.next() * 2_500) }
  })
}

/** Plans that can go on at once: customers differ. In the order of the plans. */
export function inWaves(plans: Plan[], size: number): Plan[][] {
  const waves: Plan[][] = []
  const left = [...plans]
  while (left.length > 0) {
    const wave: Plan[] = []
    const busy = new Set<string>()
    for (let at = 0; at < left.length && wave.length < size; ) {
      const { customerId } = left[at]!.story
      if (busy.has(customerId)) at++
      else {
        busy.add(customerId)
        wave.push(...left.splice(at, 1))
      }
    }
    waves.push(wave)
  }
  return waves
}

function shuffled<T>(list: T[], random: Random): T[] {
  const all = [...list]
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random.next() * (at + 1))
    ;[all[at], all[other]] = [all[other]!, all[at]!]
  }
  return all
}

export const wordsOf = ({ index, story, call, fault, moment, undoing }: Plan): string =>
  `run ${index}: ${story.name}, ${call.service}.${call.operation}#${call.nth}, ${fault}, ${moment}${undoing === 'nothing' ? '' : `, undoing: ${undoing}`}`
