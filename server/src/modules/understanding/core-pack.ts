import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'

const words = z.object({ zh: z.array(z.string()), en: z.array(z.string()) })
const intentsFile = z.object({ intents: z.array(z.object({ id: z.string(), examples: words })) })
const repliesFile = z.object({ replies: z.record(z.string(), words) })

const fileIn = (name: string) => fileURLToPath(new URL(`../../../../packs/core/${name}`, import.meta.url))

export interface CorePack {
  /** What people say to any service desk, by platform intent. */
  intents: z.infer<typeof intentsFile>['intents']
  /** The platform's own sentences. */
  replies: Map<string, { zh: string[]; en: string[] }>
}

/** The content every workspace starts from (packs/core). Throws when a file is malformed. */
export function readCorePack(): CorePack {
  const { intents } = intentsFile.parse(parse(readFileSync(fileIn('intents.yaml'), 'utf8')))
  const { replies } = repliesFile.parse(parse(readFileSync(fileIn('replies.yaml'), 'utf8')))
  return { intents, replies: new Map(Object.entries(replies)) }
}

/** Intents that steer the conversation; the other platform intents are small talk. */
export const actIds = new Set(['affirm', 'deny', 'cancel', 'handoff', 'repeat', 'unsure'])
