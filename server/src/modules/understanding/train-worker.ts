import { parentPort, workerData } from 'node:worker_threads'
import { trainIntents } from '@loopdesk/engines/intents/model.ts'
import { serialiseModel } from '@loopdesk/engines/intents/serialise.ts'
import { encoderWith } from './encoder-file.ts'
import type { TrainingData } from './train.ts'

// Training takes seconds of pure computation; here it does not hold up conversations.
const { examples, lexicon } = workerData as TrainingData
parentPort?.postMessage(serialiseModel(trainIntents(examples, { encoder: encoderWith(lexicon) })))
