import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Concept } from '@loopdesk/engines/concepts/concepts.ts'
import { parse } from 'yaml'
import { z } from 'zod'

const packs = fileURLToPath(new URL('../../../../packs/', import.meta.url))

const words = z.object({ zh: z.string(), en: z.string() })
const topic = z.object({ id: z.string(), ...words.shape })
const libraryFile = z.object({
  topic,
  intents: z.array(
    z.object({ id: z.string(), name: words, about: z.string(), zh: z.string(), en: z.string().default('') }),
  ),
})
const lexiconFile = z.object({
  topic,
  concepts: z.array(z.object({ id: z.string(), zh: z.string().default(''), en: z.string().default('') })),
})

/** A ready-made intent of the utterance library. */
export interface LibraryIntent {
  /** `industry.topic.intent` */
  id: string
  industry: string
  topic: z.infer<typeof topic>
  name: { zh: string; en: string }
  /** What belongs to it, and where the border to its neighbours is. */
  about: string
  zh: string[]
  en: string[]
}

/** Every intent of packs/library, in the order of its files. Throws an Error naming the file where one is not as it should be. */
export function readLibrary(): LibraryIntent[] {
  return filesIn('library').flatMap((file) => {
    const { topic, intents } = readPack(file, libraryFile)
    const industry = topic.id.split('.')[0]!
    return intents.map(({ id, name, about, zh, en }) => ({
      id: `${topic.id}.${id}`,
      industry,
      topic,
      name,
      about,
      zh: linesOf(zh),
      en: linesOf(en),
    }))
  })
}

/** A concept of the lexicon with its expressions by language. */
export interface LexiconConcept extends Concept {
  zh: string[]
  en: string[]
}

/** Every concept of packs/lexicon with the group it stands in, in the order of its files. Throws an Error naming the file where one is not as it should be. */
export function readLexicon(): { groups: z.infer<typeof topic>[]; concepts: LexiconConcept[] } {
  const read = filesIn('lexicon').map((file) => readPack(file, lexiconFile))
  return {
    groups: read.map((each) => each.topic),
    concepts: read.flatMap(({ topic, concepts }) =>
      concepts.map(({ id, zh, en }) => {
        const said = { zh: expressionsOf(zh), en: expressionsOf(en) }
        return { id, topic: topic.id, ...said, expressions: [...said.zh, ...said.en] }
      }),
    ),
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(join(packs, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(packs, folder, name))
}

function readPack<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  const found = schema.safeParse(parse(readFileSync(file, 'utf8')))
  if (!found.success) throw new Error(`${file}: ${z.prettifyError(found.error)}`)
  return found.data
}

const linesOf = (block: string) =>
  block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const expressionsOf = (list: string) =>
  list
    .split('|')
    .map((one) => one.trim())
    .filter((one) => one !== '')
