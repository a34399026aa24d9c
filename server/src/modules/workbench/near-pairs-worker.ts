import { parentPort, workerData } from 'node:worker_threads'
import { findNearPairs, type Labelled } from '@loopdesk/engines/examples/near-pairs.ts'

// Comparing hundreds of thousands of examples takes a while; here it does not hold up conversations.
parentPort?.postMessage(findNearPairs(workerData as Labelled[]))
