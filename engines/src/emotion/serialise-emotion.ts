import { buildConcepts, type Concept } from '../concepts/concepts.ts'
import { type NumberArray, packBytes, unpackBytes } from '../features/pack.ts'
import { vocabularyOf } from '../features/vectors.ts'
import type { Linear } from '../intents/linear.ts'
import type { EmotionModel } from './model.ts'

const FORMAT = 'emotion-1'

interface Header {
  affect: Concept[]
  cueWeight: number
  unseen: { words: number; cues: number }
  /** Columns of each classifier, in the order of the arrays. */
  widths: number[]
  degrees: number
  twoStep: boolean
}

/** A model as bytes, to be stored and loaded again. */
export function serialiseEmotion(model: EmotionModel): Uint8Array {
  const { words, cues, whether, which, degrees, signals } = model
  const all = [...(whether ? [whether] : []), which, ...degrees, ...signals]
  const header: Header = {
    affect: model.affect,
    cueWeight: model.cueWeight,
    unseen: { words: words.unseenIdf, cues: cues.unseenIdf },
    widths: all.map(({ labels }) => labels),
    degrees: degrees.length,
    twoStep: whether !== undefined,
  }
  const arrays: NumberArray[] = [words.hashes, words.idf, cues.hashes, cues.idf]
  for (const { weights, scales } of all) arrays.push(weights, scales)
  return packBytes({ format: FORMAT, ...header }, arrays)
}

/** Reads what serialiseEmotion wrote. Throws an Error with one sentence when the bytes are no such model. */
export function loadEmotion(bytes: Uint8Array): EmotionModel {
  const { header, arrays } = unpackBytes<Header>(bytes, FORMAT, 'an emotion model')
  const vocabulary = (at: number, unseen: number) =>
    vocabularyOf(arrays[at] as Uint32Array, arrays[at + 1] as Float32Array, unseen)
  const all: Linear[] = header.widths.map((labels, i) => ({
    labels,
    weights: arrays[4 + 2 * i] as Int8Array,
    scales: arrays[5 + 2 * i] as Float32Array,
  }))
  const whether = header.twoStep ? all.shift() : undefined
  const which = all.shift()!
  return {
    affect: header.affect,
    concepts: buildConcepts(header.affect),
    words: vocabulary(0, header.unseen.words),
    cues: vocabulary(2, header.unseen.cues),
    cueWeight: header.cueWeight,
    whether,
    which,
    degrees: all.slice(0, header.degrees),
    signals: all.slice(header.degrees),
  }
}
