import { setImmediate } from 'node:timers/promises'
import { indexNeighbours, type Neighbours } from '@loopdesk/engines/examples/neighbours.ts'
import type { IntentExample } from '@loopdesk/engines/intents/model.ts'
import { normalise } from '@loopdesk/engines/text/normalise.ts'

interface Indexed {
  nearest(text: string, limit: number): { intent: string; text: string; similarity: number }[]
}

/** Indexes of the last few trainings that were asked about, made bit by bit so that conversations go on meanwhile. */
export function makeNeighbours(examplesOf: (workspaceId: string, version: number) => Promise<IntentExample[]>) {
  const known = new Map<string, Promise<Indexed>>()

  return (workspaceId: string, version: number): Promise<Indexed> => {
    const key = `${workspaceId}:${version}`
    const found = known.get(key) ?? examplesOf(workspaceId, version).then(build)
    known.delete(key)
    known.set(key, found)
    found.catch(() => known.delete(key))
    for (const old of [...known.keys()].slice(0, -mostKept)) known.delete(old)
    return found
  }
}

const mostKept = 3
const atOnce = 2000

async function build(examples: IntentExample[]): Promise<Indexed> {
  const normal: string[] = []
  for (let from = 0; from < examples.length; from += atOnce) {
    for (const { text } of examples.slice(from, from + atOnce)) normal.push(normalise(text))
    await setImmediate()
  }
  const steps = indexNeighbours(normal)
  let step = steps.next()
  while (!step.done) {
    await setImmediate()
    step = steps.next()
  }
  const index: Neighbours = step.value
  return {
    nearest: (text, limit) =>
      index.nearest(normalise(text), limit).map(({ at, similarity }) => {
        const { label, text: said } = examples[at]!
        return { intent: label, text: said, similarity: Math.round(similarity * 1000) / 1000 }
      }),
  }
}
