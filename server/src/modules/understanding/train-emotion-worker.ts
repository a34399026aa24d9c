import { parentPort, workerData } from 'node:worker_threads'
import { type EmotionTraining, trainEmotion } from '@loopdesk/engines/emotion/model.ts'
import { serialiseEmotion } from '@loopdesk/engines/emotion/serialise-emotion.ts'

// Training takes seconds of pure computation; here it does not hold up conversations.
parentPort?.postMessage(serialiseEmotion(trainEmotion(workerData as EmotionTraining)))
