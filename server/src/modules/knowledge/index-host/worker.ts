import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import { loadEncoder } from '@loopdesk/engines/encoder/serialise-encoder.ts'
import { loadWordVectors, wordsIn } from '@loopdesk/engines/words/word-vectors.ts'
import { makeDb } from '../../../infra/db.ts'
import { silentLog } from '../../../infra/log.ts'
import { makePassages } from '../passages.ts'
import type { IndexQuery } from './engine.ts'
import { type IndexKeeper, makeIndexKeeper, type PlainAnswerRequest } from './keeper.ts'
import { makeSnapshots } from './snapshots.ts'

export interface IndexWorkerData {
  databaseUrl: string
  /** Of the sentence encoder; without it meaning is left out. */
  encoderFile: string | undefined
  /** Of the meanings of words. */
  wordsFile: string | undefined
  /** Where indexes are kept between starts; without it they are built anew. */
  indexFolder: string | undefined
}

export interface IndexOrder {
  id: number
  workspaceId: string
  /** Revision to be at before answering. */
  atLeast?: number | undefined
  /** Left out: only how far it is. */
  query?: IndexQuery | undefined
  answer?: PlainAnswerRequest | undefined
  /** Forget this workspace. */
  drop?: boolean
}

// Large workspaces are indexed and searched here, so that neither holds up conversations.
const { databaseUrl, encoderFile, wordsFile, indexFolder } = workerData as IndexWorkerData
const db = makeDb({ url: databaseUrl, max: 2, log: silentLog })
const unheard = { publish() {}, subscribe: () => () => {}, onResync: () => () => {}, connected: () => true }
const passages = makePassages({ db, bus: { ...unheard, close: async () => {} } })
const encoder = encoderFile === undefined ? undefined : loadEncoder(readFileSync(encoderFile))
const words = wordsFile === undefined ? undefined : loadWordVectors(readFileSync(wordsFile))
const options = {
  ...(encoder && { meaning: (text: string) => encode(encoder, text), concepts: encoder.concepts }),
  ...(words && { words: wordsIn(words) }),
}
const snapshots = indexFolder === undefined ? undefined : makeSnapshots(indexFolder, options)
const keepers = new Map<string, IndexKeeper>()

async function carryOut({ workspaceId, atLeast, query, answer, drop }: IndexOrder): Promise<unknown> {
  let keeper = keepers.get(workspaceId)
  if (drop) {
    keepers.delete(workspaceId)
    return keeper?.close()
  }
  const isNew = !keeper
  keeper ??= makeIndexKeeper({ workspaceId, passages, index: options, snapshots, yield: () => setImmediate() })
  keepers.set(workspaceId, keeper)
  if (isNew || atLeast !== undefined) await keeper.catchUp(atLeast)
  if (answer) return keeper.answer(answer)
  return query ? keeper.search(query) : keeper.status()
}

parentPort?.on('message', (order: IndexOrder | 'close') => {
  if (order === 'close') {
    void Promise.all([...keepers.values()].map((keeper) => keeper.close()))
      .then(() => db.close())
      .finally(() => process.exit(0))
    return
  }
  carryOut(order).then(
    (value) => parentPort?.postMessage({ id: order.id, value }),
    (error: Error) => parentPort?.postMessage({ id: order.id, error: error.message }),
  )
})
