import type { Encoder } from '../encoder/encoder.ts'
import { packBytes, unpackBytes } from '../features/pack.ts'
import { vocabularyOf } from '../features/vectors.ts'
import { makeSpeller, type WordCounts } from '../text/spelling.ts'
import type { IntentModel } from './model.ts'

const FORMAT = 'intents-2'

type Header = Pick<IntentModel, 'labels' | 'temperature' | 'rejection'> & {
  format: string
  unseenIdf: number
  width: number
  words: [string, number][]
  /** Strength of the library; absent where the model was trained without one. */
  strength?: number
}

/** A model as bytes, to be stored and loaded again. */
export function serialiseModel(model: IntentModel): Uint8Array {
  const { labels, temperature, rejection, vocabulary, linear, transfer, words } = model
  const header: Header = {
    format: FORMAT,
    labels,
    temperature,
    rejection,
    unseenIdf: vocabulary.unseenIdf,
    width: linear.labels,
    words: [...words],
    ...(transfer && { strength: transfer.strength }),
  }
  return packBytes({ ...header }, [
    vocabulary.hashes,
    vocabulary.idf,
    linear.weights,
    linear.scales,
    transfer?.shares ?? new Float32Array(0),
  ])
}

/** Reads what serialiseModel wrote; `encoder` must be the one it was trained with. Throws an Error with one sentence when the bytes are no such model. */
export function loadModel(bytes: Uint8Array, { encoder }: { encoder?: Encoder } = {}): IntentModel {
  const { header, arrays } = unpackBytes<Header>(bytes, FORMAT, 'an intent model')
  const [hashes, idf, weights, scales, shares] = arrays
  const { labels, width, temperature, rejection, strength } = header
  const words: WordCounts = new Map(header.words)
  if (strength !== undefined && !encoder)
    throw new Error('this intent model was trained with a sentence encoder: give it')
  return {
    labels,
    vocabulary: vocabularyOf(hashes as Uint32Array, idf as Float32Array, header.unseenIdf),
    linear: { labels: width, weights: weights as Int8Array, scales: scales as Float32Array },
    encoder: strength === undefined ? undefined : encoder,
    transfer: strength === undefined ? undefined : { shares: shares as Float32Array, labels: width, strength },
    words,
    speller: makeSpeller(words, encoder?.words),
    temperature,
    rejection,
  }
}
