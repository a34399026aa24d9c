import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { serialiseEncoder } from '@loopdesk/engines/encoder/serialise-encoder.ts'
import { trainEncoder } from '@loopdesk/engines/encoder/train-encoder.ts'
import { encoderRecipe, encoderSources } from '../server/src/modules/understanding/encoder-file.ts'

/**
 * Trains the sentence encoder from the utterance library and the lexicon: `npm run encoder`, a few minutes on one core. To measure what
 * a source is worth, `npm run encoder -- --without lexicon,telecom --out FILE` leaves out the lexicon, or industries of the library.
 */
const { values } = parseArgs({ options: { out: { type: 'string' }, without: { type: 'string', default: '' } } })
const left = values.without.split(',').filter(Boolean)
if (left.length > 0 && !values.out) {
  process.stderr.write('--without needs --out FILE: the encoder of the product is trained from everything\n')
  process.exit(2)
}
const file = values.out ?? fileURLToPath(new URL('../packs/encoder/encoder.bin', import.meta.url))
const everything = encoderSources()
const industryOf = (id: string) => id.split('.')[0]!
const unknown = left.find((name) => name !== 'lexicon' && !everything.topics.some(({ id }) => industryOf(id) === name))
if (unknown) {
  process.stderr.write(`--without knows lexicon and the industries of the library, not "${unknown}"\n`)
  process.exit(2)
}
const sources = {
  topics: everything.topics.filter(({ id }) => !left.includes(industryOf(id))),
  concepts: left.includes('lexicon') ? [] : everything.concepts,
}
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
