import { parentPort, workerData } from 'node:worker_threads'
import { loadLocalLibraries, openLocalModel } from './embeddings-local.ts'

// The runtime computes where it is called: here that holds up no conversation.
const opened = loadLocalLibraries().then((libraries) => openLocalModel((workerData as { dir: string }).dir, libraries))
opened.then(
  () => parentPort?.postMessage({ id: 0 }),
  (error: Error) => parentPort?.postMessage({ id: 0, error: error.message }),
)
parentPort?.on('message', ({ id, texts }: { id: number; texts: string[] }) => {
  opened
    .then((embed) => embed(texts))
    .then(
      (vectors) => parentPort?.postMessage({ id, vectors }),
      (error: Error) => parentPort?.postMessage({ id, error: error.message }),
    )
})
