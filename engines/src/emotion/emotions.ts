/** What a customer may feel, in the fixed order of every list of scores. */
export const EMOTIONS = [
  'anger',
  'anxiety',
  'disappointment',
  'sadness',
  'confusion',
  'joy',
  'gratitude',
  'neutral',
] as const
export type Emotion = (typeof EMOTIONS)[number]

/** What is true of a message beside its feeling; several may be. */
export const SIGNALS = ['sarcasm', 'abuse', 'churn', 'complaint', 'urgency', 'safety'] as const
export type Signal = (typeof SIGNALS)[number]

/** 0 none, 1 slight, 2 clear, 3 strong. */
export type Intensity = 0 | 1 | 2 | 3

/** What one message shows of how its writer feels. */
export interface EmotionReading {
  emotion: Emotion
  /** 0 exactly where the emotion is neutral. */
  intensity: Intensity
  /** Probability of each emotion; they sum to 1. */
  scores: Record<Emotion, number>
  /** Probability of each signal, each by itself. */
  signals: Record<Signal, number>
}

/** A signal counts from this probability on. */
export const SIGNAL_HOLDS = 0.4
