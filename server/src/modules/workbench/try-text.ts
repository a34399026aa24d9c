import type { TryResult } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { buildConcepts, type ConceptIndex, conceptsIn } from '@loopdesk/engines/concepts/concepts.ts'
import { type Brain, explain, readLexicon, recogniserIn, workspaceLexicon } from '../understanding/index.ts'
import type { WorkbenchDeps } from './deps.ts'
import { shownEntity } from './entity-types.ts'
import { makeNeighbours } from './neighbours-of.ts'
import { readVersion } from './versions.ts'

/** Reads a text as a conversation's would be, and says why. */
export function makeTryText({ db, understanding }: Pick<WorkbenchDeps, 'db' | 'understanding'>) {
  const neighboursOf = makeNeighbours(async (workspaceId, version) => {
    return (await readVersion(db, workspaceId, version))?.examples ?? []
  })
  const concepts = makeConceptIndexes()

  return async (workspaceId: string, text: string, version: number | undefined): Promise<TryResult> => {
    if (version !== undefined && !(await readVersion(db, workspaceId, version)))
      throw new AppError('not_found', 'there is no such version')
    const brain = await understanding.workbench.brain(
      workspaceId,
      version ?? (await understanding.workbench.liveVersion(workspaceId)),
    )
    const started = performance.now()
    const said = { text, choice: null, files: [], language: 'zh' as const, now: new Date() }
    const reading = understanding.workbench.readWith(brain, said)
    const recogniser = recogniserIn(brain)
    const { intents, outside, isOutside, spelt } = recogniser.judge(text, 8)
    const ms = performance.now() - started
    const best = intents.slice(0, 2).map(({ label }) => label)
    const trained = brain.taught?.version ?? null
    const found = trained === null ? undefined : await neighboursOf(workspaceId, trained)
    return {
      text,
      spelt,
      language: reading.language,
      version: trained,
      intents: intents.map(scored),
      outside: { chance: rounded(outside), threshold: rounded(recogniser.threshold), isOutside },
      clauses: reading.clauses.map((each) => ({ text: each.text, intents: each.intents.map(scored) })),
      entities: reading.entities.map(shownEntity),
      emotion: reading.emotion ? { label: reading.emotion.emotion, intensity: reading.emotion.intensity } : null,
      concepts: conceptsIn(concepts(brain), text),
      neighbours: found?.nearest(text, 8) ?? [],
      features: explain(recogniser, spelt, best).map((parts, i) => ({
        intent: best[i]!,
        items: parts.map((each) => ({ ...each, weight: rounded(each.weight) })),
      })),
      ms: Math.round(ms * 10) / 10,
    }
  }
}

const rounded = (value: number) => Math.round(value * 1000) / 1000
const scored = ({ label, score }: { label: string; score: number }) => ({ intent: label, score: rounded(score) })

/** The lexicon made ready for finding, once for all workspaces that have not changed it and once a brain for the others. */
function makeConceptIndexes() {
  let common: ConceptIndex | undefined
  const own = new WeakMap<Brain, ConceptIndex>()
  return (brain: Brain): ConceptIndex => {
    const changed = workspaceLexicon(brain.taught?.concepts)
    if (!changed) {
      common ??= buildConcepts(readLexicon().concepts)
      return common
    }
    const index = own.get(brain) ?? buildConcepts(changed)
    own.set(brain, index)
    return index
  }
}
