import { type Emotion, type EmotionReading, type Intensity, SIGNAL_HOLDS, SIGNALS, type Signal } from './emotions.ts'

/** How a customer is, over the messages of a conversation. Plain data. */
export interface Mood {
  /** The last feeling that showed; neutral again after three messages without any. */
  emotion: Emotion
  intensity: Intensity
  /** What the last message carried, and what weighs on the whole conversation since it was said. */
  signals: Signal[]
  /** Messages since a feeling showed. */
  calm: number
  /** Messages so far with abuse or strong anger. */
  outbursts: number
  /** What the conversation deserves by all that was said: 1 normal, 2 high, 3 urgent. */
  priority: 1 | 2 | 3
  /** Why people should take over, the gravest first. */
  cause: 'safety' | 'complaint' | 'anger' | null
  /** The feeling the last reply opened with. */
  opened: Emotion | null
  /** Whether people were offered because of it. */
  offered: boolean
}

/** A feeling is spoken to only from this probability on: a wrong guess at how somebody feels is worse than none. */
const CLEAR = 0.5
/** The same for the answer to a question. */
const CERTAIN = 0.8
/** From this probability on a danger to life is acted on without asking. */
const DANGER = 0.55
const OUTRIGHT = 0.9
const CALM_AFTER = 3
/** Signals that stay with the conversation. */
const LASTING: ReadonlySet<Signal> = new Set(['abuse', 'churn', 'complaint', 'safety'])

const CALM: Mood = {
  emotion: 'neutral',
  intensity: 0,
  signals: [],
  calm: 0,
  outbursts: 0,
  priority: 1,
  cause: null,
  opened: null,
  offered: false,
}

/** How the customer is after one more message. */
export function moodAfter(before: Mood = CALM, said: EmotionReading): Mood {
  const now = holding(said)
  const showing = said.emotion !== 'neutral'
  const calm = showing ? 0 : before.calm + 1
  const felt = showing ? said : calm < CALM_AFTER ? before : CALM
  const outbursts = before.outbursts + Number(now.has('abuse') || isClear(said, 'anger', 3))
  return {
    emotion: felt.emotion,
    intensity: felt.intensity,
    signals: SIGNALS.filter((signal) => now.has(signal) || (LASTING.has(signal) && before.signals.includes(signal))),
    calm,
    outbursts,
    priority: Math.max(before.priority, priorityOf(said, now)) as Mood['priority'],
    cause: causeOf(before, now, outbursts),
    opened: before.opened,
    offered: before.offered,
  }
}

/**
 * The feeling a reply should open with, if any: one that is clear and can be answered with a line, never twice in a row. Thanks that
 * are not meant are not returned. Who merely answers the bot's question (`answering`) mostly just answers it, however short.
 */
export function openingFor(mood: Mood, said: EmotionReading, answering = false): Emotion | null {
  if (mood.opened || !ANSWERED.has(said.emotion) || !isClear(said, said.emotion, 2)) return null
  if (answering && said.scores[said.emotion] < CERTAIN) return null
  if (said.emotion === 'gratitude' && said.signals.sarcasm >= SIGNAL_HOLDS) return null
  return said.emotion
}

const ANSWERED: ReadonlySet<Emotion> = new Set(['anger', 'anxiety', 'disappointment', 'sadness', 'gratitude'])

const isClear = (said: EmotionReading, emotion: Emotion, least: Intensity) =>
  said.emotion === emotion && said.intensity >= least && said.scores[emotion] >= CLEAR

/** Signals of a message. Among calm words one must be likelier, among glad ones all but said outright: else it is taken for a slip. */
function holding(said: EmotionReading): Set<Signal> {
  const glad = said.emotion === 'joy' || said.emotion === 'gratitude'
  const least = (signal: Signal) => {
    if (signal === 'sarcasm') return SIGNAL_HOLDS
    if (glad) return OUTRIGHT
    return (signal === 'safety' ? DANGER : SIGNAL_HOLDS) + (said.emotion === 'neutral' ? 0.2 : 0)
  }
  return new Set(SIGNALS.filter((signal) => said.signals[signal] >= least(signal)))
}

function priorityOf(said: EmotionReading, now: Set<Signal>): number {
  if (now.has('safety')) return 3
  const pressed = now.has('urgency') && isClear(said, 'anxiety', 3)
  return now.has('complaint') || now.has('abuse') || isClear(said, 'anger', 3) || pressed ? 2 : 1
}

function causeOf(before: Mood, now: Set<Signal>, outbursts: number): Mood['cause'] {
  if (now.has('safety') || before.cause === 'safety') return 'safety'
  if (now.has('complaint') || before.cause === 'complaint') return 'complaint'
  return outbursts >= 2 ? 'anger' : null
}
