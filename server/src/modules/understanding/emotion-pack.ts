import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { EMOTIONS, type Intensity, SIGNALS } from '@loopdesk/engines/emotion/emotions.ts'
import type { EmotionTraining } from '@loopdesk/engines/emotion/model.ts'
import { parse } from 'yaml'
import { z } from 'zod'

const both = z.object({ zh: z.string(), en: z.string() })
const emotionFile = z.object({
  emotion: z.object({ id: z.enum(EMOTIONS), ...both.shape }),
  plain: both.optional(),
  slight: both.optional(),
  clear: both.optional(),
  strong: both.optional(),
})
const signalsFile = z.object({ signals: z.array(both.extend({ id: z.enum(SIGNALS) })) })
const wordsFile = z.object({ topic: z.object({ id: z.string() }), concepts: z.array(both.extend({ id: z.string() })) })

const LEVELS = ['plain', 'slight', 'clear', 'strong'] as const

/** What packs/emotion says about how customers feel. Throws an Error where a file is not as it should be. */
export function readEmotionPack(): EmotionTraining {
  const { topic, concepts } = wordsFile.parse(contentOf('words'))
  return {
    examples: EMOTIONS.flatMap((emotion) => {
      const file = emotionFile.parse(contentOf(emotion))
      return LEVELS.flatMap((level, intensity) =>
        linesOf(file[level]).map((text) => ({ text, emotion, intensity: intensity as Intensity })),
      )
    }),
    signals: signalsFile
      .parse(contentOf('signals'))
      .signals.flatMap(({ id, ...words }) => linesOf(words).map((text) => ({ text, signal: id }))),
    affect: concepts.map(({ id, zh, en }) => ({
      id,
      topic: topic.id,
      expressions: [...zh.split('|'), ...en.split('|')],
    })),
  }
}

const contentOf = (name: string): unknown =>
  parse(readFileSync(fileURLToPath(new URL(`../../../../packs/emotion/${name}.yaml`, import.meta.url)), 'utf8'))

const linesOf = (words: { zh: string; en: string } | undefined): string[] =>
  words
    ? [...words.zh.split('\n'), ...words.en.split('\n')].map((line) => line.trim()).filter((line) => line !== '')
    : []
