import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import type { RecordType, SmallTalk } from '@loopdesk/contracts/workspace.ts'
import { act, kb, talk } from '@loopdesk/engines/dialogue/reading.ts'
import type { EmotionModel } from '@loopdesk/engines/emotion/model.ts'
import { buildCatalogue, type CatalogueIndex } from '@loopdesk/engines/entities/catalogue.ts'
import type { EntityPattern } from '@loopdesk/engines/entities/entity.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { IntentExample, IntentModel } from '@loopdesk/engines/intents/model.ts'
import type { Speller } from '@loopdesk/engines/text/spelling.ts'
import { actIds, type CorePack } from './core-pack.ts'
import type { ModelUse } from './kept-models.ts'
import type { Taught } from './teaching.ts'
import { type TrainingData, trainOrLoad } from './train.ts'
import { emotionModel } from './train-emotion.ts'
import { workspaceLexicon } from './workspace-lexicon.ts'

/** Everything a workspace's bot knows by heart, built from its configuration. */
export interface Brain {
  version: number
  timeZone: string
  flows: Map<string, { definition: FlowDefinition; version: number }>
  records: Map<string, RecordType>
  intents: IntentModel
  emotion: EmotionModel
  /** Knows the Latin words customers use here. */
  speller: Speller
  entries: Map<string, KnowledgeEntry>
  talk: Map<string, { zh: string[]; en: string[] }>
  catalogue: CatalogueIndex
  catalogueTitles: Map<string, { zh: string; en: string }>
  patterns: EntityPattern[]
  /** Which training this is and what comes with it (its examples are not kept); undefined where only definitions count. */
  taught: Taught | undefined
}

export interface BrainSources {
  version: number
  timeZone: string
  flows: Map<string, { definition: FlowDefinition; version: number }>
  records: Map<string, RecordType>
  entries: KnowledgeEntry[]
  smallTalk: SmallTalk[]
  catalogue: { type: string; id: string; names: string[]; title: { zh: string; en: string } }[]
  /** What the recogniser is trained on, where the workbench decides; else what the definitions say. */
  taught?: Taught
}

/** `onTrained` is told of the recogniser and of what it was trained on, which the brain does not keep; `use` keeps its file. */
export async function buildBrain(
  sources: BrainSources,
  core: CorePack,
  modelDir: string,
  onTrained?: (intents: IntentModel, data: TrainingData) => void,
  use?: ModelUse,
): Promise<Brain> {
  const { flows, records, entries, smallTalk, catalogue } = sources
  const { taught } = sources
  const examples = taught?.examples ?? examplesOf(sources, core)
  const lexicon = workspaceLexicon(taught?.concepts)
  const data = { examples, ...(lexicon && { lexicon }) }
  const [intents, emotion] = await Promise.all([trainOrLoad(data, modelDir, use), emotionModel(modelDir)])
  onTrained?.(intents, data)
  const talkReplies = new Map(smallTalk.map(({ id, replies }) => [id, replies]))
  for (const { id } of core.intents) {
    const replies = core.replies.get(id)
    if (replies && !talkReplies.has(id)) talkReplies.set(id, replies)
  }
  return {
    version: sources.version,
    timeZone: sources.timeZone,
    flows,
    records,
    intents,
    emotion,
    speller: intents.speller,
    entries: new Map(entries.map((entry) => [entry.id, entry])),
    talk: talkReplies,
    catalogue: buildCatalogue(catalogue),
    catalogueTitles: new Map(catalogue.map(({ id, title }) => [id, title])),
    patterns: [...records.values()].map(({ type, idPattern }) => ({
      type: recordEntity(type),
      regex: idPattern,
      normalise: 'upper' as const,
    })),
    taught: taught && { ...taught, examples: [] },
  }
}

/** The entity type of a record type's ids. */
export const recordEntity = (type: string) => `record:${type}`

/** Training data: flows, the platform's intents, small talk and the questions of the knowledge base, each its own label. */
export function examplesOf({ flows, entries, smallTalk }: BrainSources, core: CorePack): IntentExample[] {
  const examples: IntentExample[] = []
  const add = (label: string, words: { zh: string[]; en: string[] }) => {
    for (const text of [...words.zh, ...words.en]) examples.push({ label, text })
  }
  for (const { definition } of flows.values()) add(definition.id, definition.examples)
  for (const { id, examples: words } of core.intents)
    add(id === 'out_of_scope' ? 'oos' : actIds.has(id) ? act(id) : talk(id), words)
  for (const { id, examples: words } of smallTalk) add(talk(id), words)
  for (const { id, questions, title } of entries) {
    add(kb(id), questions)
    add(kb(id), { zh: title.zh ? [title.zh] : [], en: title.en ? [title.en] : [] })
  }
  return examples
}
