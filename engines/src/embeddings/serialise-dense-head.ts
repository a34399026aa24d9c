import { packBytes, unpackBytes } from '../features/pack.ts'
import type { DenseHead } from './dense-head.ts'

const FORMAT = 'dense-head-1'

type Header = Pick<DenseHead, 'labels' | 'strength' | 'temperature' | 'rejection'> & { format: string; width: number }

/** A head as bytes, to be stored and loaded again. */
export function serialiseDenseHead({ mean, linear, centres, ...rest }: DenseHead): Uint8Array {
  return packBytes({ ...rest, format: FORMAT, width: linear.labels }, [mean, linear.weights, linear.scales, centres])
}

/** Reads what serialiseDenseHead wrote. Throws an Error with one sentence when the bytes are no such head. */
export function loadDenseHead(bytes: Uint8Array): DenseHead {
  const { header, arrays } = unpackBytes<Header>(bytes, FORMAT, 'a head over embeddings')
  const { labels, strength, temperature, rejection, width } = header
  const [mean, weights, scales, centres] = arrays
  return {
    labels,
    strength,
    temperature,
    rejection,
    mean: mean as Float32Array,
    linear: { labels: width, weights: weights as Int8Array, scales: scales as Float32Array },
    centres: centres as Float32Array,
  }
}
