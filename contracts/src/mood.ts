import { z } from 'zod'

export const emotionName = z.enum([
  'anger',
  'anxiety',
  'disappointment',
  'sadness',
  'confusion',
  'joy',
  'gratitude',
  'neutral',
])

/** What a tone says beside the feeling. */
export const signalName = z.enum(['sarcasm', 'abuse', 'churn', 'complaint', 'urgency', 'safety'])

/** How a customer feels, as colleagues see it: the feeling with its strength (0 none to 3 strong), and what else the tone says. */
export const shownMood = z.object({
  emotion: emotionName,
  intensity: z.number().int().min(0).max(3),
  signals: z.array(signalName),
})
export type ShownMood = z.infer<typeof shownMood>
