import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serialiseEncoder } from '@loopdesk/engines/encoder/serialise-encoder.ts'
import { trainEncoder } from '@loopdesk/engines/encoder/train-encoder.ts'
import { encoderRecipe, encoderSources } from '../server/src/modules/understanding/encoder-file.ts'

/** Trains the sentence encoder from the utterance library and the lexicon: `npm run encoder`, a few minutes on one core. */
const file = fileURLToPath(new URL('../packs/encoder/encoder.bin', import.meta.url))
const sources = encoderSources()
const started = Date.now()
const encoder = trainEncoder(sources.topics, sources.concepts, {
  onEpoch: (epoch, loss) => process.stdout.write(`epoch ${epoch}: ${loss.toFixed(2)} bits an utterance\n`),
})
const bytes = serialiseEncoder(encoder, encoderRecipe(sources))
writeFileSync(file, bytes)
const size = (bytes.length / 1e6).toFixed(2)
process.stdout.write(
  `${encoder.topics.length} topics, ${encoder.vocabulary.hashes.length} features, ${size} MB, ${Math.round((Date.now() - started) / 1000)} s, sha256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}\n`,
)
