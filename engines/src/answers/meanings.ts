import { makeRemembered } from './remembered.ts'

/** The meaning of a text as a vector of length 1. */
export type Meaning = (text: string) => Float32Array

/** Vectors kept of each encoder: of words, sentences and questions, some hundred bytes each. */
const MOST = 60_000
const known = new WeakMap<Meaning, Meaning>()

/** An encoder that remembers: the sentences of a knowledge base are compared with many questions. */
export function rememberedMeaning(meaning: Meaning): Meaning {
  let remembered = known.get(meaning)
  if (!remembered) {
    remembered = makeRemembered(MOST, meaning)
    known.set(meaning, remembered)
    known.set(remembered, remembered)
  }
  return remembered
}

/** Cosine of two vectors of length 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}
