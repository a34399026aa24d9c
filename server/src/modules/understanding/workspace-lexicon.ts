import type { Concept } from '@loopdesk/engines/concepts/concepts.ts'
import { readEncoder } from './encoder-file.ts'
import type { ConceptEdit } from './teaching.ts'

/** The product's lexicon with a workspace's changes; undefined where it made none. */
export function workspaceLexicon(edits: ConceptEdit[] | undefined): Concept[] | undefined {
  if (!edits || edits.length === 0) return undefined
  const concepts = new Map(readEncoder().lexicon.map((concept) => [concept.id, concept]))
  for (const { id, topic, added, removed, enabled } of edits) {
    if (!enabled) {
      concepts.delete(id)
      continue
    }
    const own = concepts.get(id)
    const kept = (own?.expressions ?? []).filter((expression) => !removed.includes(expression))
    const expressions = [...new Set([...kept, ...added.zh, ...added.en])]
    concepts.set(id, { id, topic: own?.topic ?? topic, expressions })
  }
  return [...concepts.values()]
}
