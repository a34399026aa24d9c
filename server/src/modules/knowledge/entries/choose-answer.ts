import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'

export interface Situation {
  /** Kind of channel. */
  channel: string
  /** Audiences the asker is in. */
  audiences: readonly string[]
  /** The day it is, in the workspace's time zone. */
  today: string
}

type Reason = 'variant_fits' | 'own_answer' | 'hidden_from_audience' | 'not_yet_valid' | 'no_longer_valid'

export interface Choice {
  /** Null: the entry's own answer; undefined: it is not shown at all. */
  variant: number | null | undefined
  reason: Reason
  /** Variants before the chosen one, with what they failed on. */
  passed: { variant: number; because: 'channel' | 'audience' | 'time' }[]
}

/** Which answer of an entry somebody gets: the first variant that fits, else its own; none when the entry is not for them or not now. */
export function chooseAnswer(
  entry: Pick<KnowledgeEntry, 'audiences' | 'from' | 'until' | 'variants'>,
  { channel, audiences, today }: Situation,
): Choice {
  const none = (reason: Reason): Choice => ({ variant: undefined, reason, passed: [] })
  if (!isAmong(entry.audiences, audiences)) return none('hidden_from_audience')
  if (entry.from !== undefined && today < entry.from) return none('not_yet_valid')
  if (entry.until !== undefined && today > entry.until) return none('no_longer_valid')
  const passed: Choice['passed'] = []
  for (const [variant, each] of entry.variants.entries()) {
    const open = commonAudiences(entry.audiences, each.audiences)
    if (each.channels.length > 0 && !each.channels.includes(channel)) passed.push({ variant, because: 'channel' })
    else if (open === null || !isAmong(open, audiences)) passed.push({ variant, because: 'audience' })
    else if (!holdsOn(each, today)) passed.push({ variant, because: 'time' })
    else return { variant, reason: 'variant_fits', passed }
  }
  return { variant: null, reason: 'own_answer', passed }
}

/** Whom something is for that is for both; [] stands for everybody, null for nobody. */
export function commonAudiences(one: readonly string[], other: readonly string[]): string[] | null {
  if (one.length === 0) return [...other]
  if (other.length === 0) return [...one]
  const both = one.filter((each) => other.includes(each))
  return both.length > 0 ? both : null
}

function isAmong(wanted: readonly string[], audiences: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((each) => audiences.includes(each))
}

function holdsOn({ from, until }: { from?: string | undefined; until?: string | undefined }, today: string): boolean {
  return (from === undefined || today >= from) && (until === undefined || today <= until)
}
