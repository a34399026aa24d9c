import { buildConcepts, type Concept } from '../concepts/concepts.ts'
import { packBytes, unpackBytes } from '../features/pack.ts'
import { vocabularyOf } from '../features/vectors.ts'
import type { Encoder } from './encoder.ts'

const FORMAT = 'encoder-1'

type Header = Pick<Encoder, 'dimensions' | 'topics' | 'words' | 'lexicon'> & {
  format: string
  unseenIdf: number
  recipe: string
}

/** An encoder as bytes; `recipe` names what it was trained from, so that a stale file can be told. */
export function serialiseEncoder(encoder: Encoder, recipe: string): Uint8Array {
  const { dimensions, topics, words, lexicon, vocabulary, rows, scales, prototypes } = encoder
  const header: Header = { format: FORMAT, recipe, dimensions, topics, words, lexicon, unseenIdf: vocabulary.unseenIdf }
  return packBytes({ ...header }, [vocabulary.hashes, vocabulary.idf, rows, scales, prototypes])
}

/** Reads what serialiseEncoder wrote. Throws an Error with one sentence when the bytes are no such encoder. */
export function loadEncoder(bytes: Uint8Array): Encoder & { recipe: string } {
  const { header, arrays } = unpackBytes<Header>(bytes, FORMAT, 'a sentence encoder')
  const [hashes, idf, rows, scales, prototypes] = arrays
  const { dimensions, topics, words, lexicon, recipe } = header
  return {
    recipe,
    dimensions,
    topics,
    words,
    lexicon,
    concepts: buildConcepts(lexicon),
    vocabulary: vocabularyOf(hashes as Uint32Array, idf as Float32Array, header.unseenIdf),
    rows: rows as Int8Array,
    scales: scales as Float32Array,
    prototypes: prototypes as Float32Array,
  }
}

/** The encoder with a workspace's own lexicon in place of the one it was trained with. */
export function withLexicon(encoder: Encoder, lexicon: Concept[]): Encoder {
  return { ...encoder, lexicon, concepts: buildConcepts(lexicon) }
}
