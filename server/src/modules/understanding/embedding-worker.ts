import { parentPort, workerData } from 'node:worker_threads'
import type { Concept } from '@loopdesk/engines/concepts/concepts.ts'
import { serialiseDenseHead } from '@loopdesk/engines/embeddings/serialise-dense-head.ts'
import { type DenseExample, trainDenseHead } from '@loopdesk/engines/embeddings/train-dense-head.ts'
import { loadModel } from '@loopdesk/engines/intents/serialise.ts'
import { encoderWith } from './encoder-file.ts'

/** What the thread is started with. */
export interface HeadWork {
  model: Uint8Array
  examples: DenseExample[]
  lexicon: Concept[] | undefined
}

// Learning a head trains several recognisers; here it does not hold up conversations.
const { model, examples, lexicon } = workerData as HeadWork
const encoder = encoderWith(lexicon)
parentPort?.postMessage(serialiseDenseHead(trainDenseHead(loadModel(model, { encoder }), examples, { encoder })))
