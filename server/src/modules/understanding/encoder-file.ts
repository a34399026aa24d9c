import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Concept } from '@loopdesk/engines/concepts/concepts.ts'
import type { Encoder } from '@loopdesk/engines/encoder/encoder.ts'
import { loadEncoder, withLexicon } from '@loopdesk/engines/encoder/serialise-encoder.ts'
import type { Topic } from '@loopdesk/engines/encoder/train-encoder.ts'
import { readCorePack } from './core-pack.ts'
import { readLexicon, readLibrary } from './language-packs.ts'

/** Where it lies, for threads that read it themselves. */
export const encoderFile = fileURLToPath(new URL('../../../../packs/encoder/encoder.bin', import.meta.url))

let loaded: (Encoder & { recipe: string }) | undefined

/** The sentence encoder that comes with the product (`npm run encoder` makes it), read once a process. */
export function readEncoder(): Encoder & { recipe: string } {
  loaded ??= loadEncoder(readFileSync(encoderFile))
  return loaded
}

/** The same with a workspace's own lexicon, where it has one. */
export const encoderWith = (lexicon: Concept[] | undefined): Encoder =>
  lexicon ? withLexicon(readEncoder(), lexicon) : readEncoder()

/** What the encoder is trained from: the utterance library, what people say to any service desk, the lexicon. */
export function encoderSources(): { topics: Topic[]; concepts: Concept[] } {
  const topics = readLibrary().map(({ id, zh, en }) => ({ id, texts: [...zh, ...en] }))
  for (const { id, examples } of readCorePack().intents)
    topics.push({ id: `core.${id}`, texts: [...examples.zh, ...examples.en] })
  const concepts = readLexicon().concepts.map(({ id, topic, expressions }) => ({ id, topic, expressions }))
  return { topics, concepts }
}

/** Names the sources: another library or lexicon, another recipe. */
export function encoderRecipe(sources: ReturnType<typeof encoderSources>): string {
  return createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 32)
}
