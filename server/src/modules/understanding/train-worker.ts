import { parentPort, workerData } from 'node:worker_threads'
import { type IntentExample, trainIntents } from '@loopdesk/engines/intents/model.ts'
import { serialiseModel } from '@loopdesk/engines/intents/serialise.ts'

// Training takes seconds of pure computation; here it does not hold up conversations.
parentPort?.postMessage(serialiseModel(trainIntents(workerData as IntentExample[])))
