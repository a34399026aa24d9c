import { makeConflicts } from './conflicts.ts'
import type { WorkbenchDeps } from './deps.ts'
import { makeEntityTypes } from './entity-types.ts'
import { makeEvaluations } from './evaluations.ts'
import { makeExamples } from './examples.ts'
import { makeImports } from './imports.ts'
import type { Intents } from './intents.ts'
import { makeLexicon } from './lexicon.ts'
import { makeLibrary } from './library.ts'
import type { Mirror } from './mirror.ts'
import { makeReleases } from './releases.ts'
import { makeSets } from './sets.ts'
import { makeSuggestions } from './suggestions.ts'
import { makeTryText } from './try-text.ts'

export type Parts = ReturnType<typeof makeParts>
export type PartDeps = WorkbenchDeps & { mirror: Mirror; intents: Intents }

/** What the workbench consists of, each part by its own name. */
export function makeParts(deps: PartDeps) {
  return {
    intents: deps.intents,
    examples: makeExamples(deps),
    imports: makeImports(deps),
    library: makeLibrary(deps),
    lexicon: makeLexicon(deps),
    entityTypes: makeEntityTypes(deps),
    conflicts: makeConflicts(deps),
    suggestions: makeSuggestions(deps),
    tryText: makeTryText(deps),
    sets: makeSets(deps),
    evaluations: makeEvaluations(deps),
    releases: makeReleases(deps),
  }
}
