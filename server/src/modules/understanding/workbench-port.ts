import { inBoth } from '@loopdesk/contracts/knowledge.ts'
import type { IntentModel, IntentScore } from '@loopdesk/engines/intents/model.ts'
import { judgeMessage, predictIntents } from '@loopdesk/engines/intents/model.ts'
import { segmentWithSpans } from '@loopdesk/engines/text/segment.ts'
import type { Brain, BrainSources } from './brain.ts'
import { examplesOf } from './brain.ts'
import { actIds, type CorePack } from './core-pack.ts'
import type { ModelUse } from './kept-models.ts'
import type { DefinedExample, DefinedIntent, Definitions, Taught } from './teaching.ts'
import { trainOrLoad } from './train.ts'
import { workspaceLexicon } from './workspace-lexicon.ts'

/** The examples and intents that follow from what is configured. */
export function definitionsOf(sources: BrainSources, core: CorePack): Definitions {
  const coreTalk = new Set(core.intents.map(({ id }) => id))
  const examples = examplesOf(sources, core).map(({ label, text }) => ({
    label,
    text,
    source: sourceOf(label, coreTalk),
  }))
  const intents: DefinedIntent[] = [...sources.flows.values()].map(({ definition: { id, name } }) => ({
    label: id,
    kind: 'flow',
    name,
  }))
  for (const { id, title } of sources.entries)
    intents.push({ label: `kb:${id}`, kind: 'knowledge', name: inBoth(title) })
  for (const id of new Set([...coreTalk, ...sources.smallTalk.map((each) => each.id)])) {
    if (id === 'out_of_scope') intents.push({ label: 'oos', kind: 'outside', name: null })
    else if (actIds.has(id)) intents.push({ label: `act:${id}`, kind: 'act', name: null })
    else intents.push({ label: `talk:${id}`, kind: 'talk', name: null })
  }
  return { version: sources.version, examples, intents }
}

function sourceOf(label: string, coreTalk: Set<string>): DefinedExample['source'] {
  if (label.startsWith('kb:')) return 'knowledge'
  if (label === 'oos' || label.startsWith('act:')) return 'core'
  if (label.startsWith('talk:')) return coreTalk.has(label.slice(5)) ? 'core' : 'talk'
  return 'flow'
}

/** What a recogniser says of one text. */
export interface Judgement {
  spelt: string
  intents: IntentScore[]
  /** Chance that no intent covers it. */
  outside: number
  isOutside: boolean
}
export interface Recogniser {
  judge(text: string, limit?: number): Judgement
  model: IntentModel
  threshold: number
}

/** What a model makes of texts, slips of the pen mended first. */
export function recogniserOf(model: IntentModel): Recogniser {
  return {
    model,
    threshold: model.rejection.threshold,
    judge(text, limit = 5) {
      const { intents, outside } = judgeMessage(model, text)
      const isOutside = outside > model.rejection.threshold
      return { spelt: model.speller.correct(text), intents: intents.slice(0, limit), outside, isOutside }
    },
  }
}

export const recogniserIn = (brain: Brain): Recogniser => recogniserOf(brain.intents)

/** Trains on what is taught, or loads what was trained on it before (`dir`). */
export async function trainRecogniser(
  { examples, concepts }: Taught,
  dir: string,
  use?: ModelUse,
): Promise<Recogniser> {
  const lexicon = workspaceLexicon(concepts)
  return recogniserOf(await trainOrLoad({ examples, ...(lexicon && { lexicon }) }, dir, use))
}

/** What one part of a text adds to the log-odds of an intent. */
export interface Contribution {
  feature: string
  kind: 'word' | 'pair'
  weight: number
}

/**
 * What counted for each of the intents: every word (and every two in a row) is left out once, and its weight is how much the log-odds
 * of the intent fall without it (occlusion, Zeiler & Fergus 2014). Says the truth of any recogniser, at one prediction a part.
 */
export function explain({ model }: Recogniser, spelt: string, labels: string[], limit = 8): Contribution[][] {
  const words = segmentWithSpans(spelt).slice(0, mostWords)
  const whole = logOdds(model, spelt, labels)
  const without = (start: number, end: number) => {
    const odds = logOdds(model, spelt.slice(0, start) + spelt.slice(end), labels)
    return whole.map((each, k) => each - odds[k]!)
  }
  const single = words.map(({ start, end }) => without(start, end))
  const pairs = words.slice(1).map(({ end }, i) => without(words[i]!.start, end))
  return labels.map((_, k) => {
    const parts: Contribution[] = words.map(({ text }, i) => ({ feature: text, kind: 'word', weight: single[i]![k]! }))
    for (const [i, weights] of pairs.entries()) {
      // A pair counts for what it says beyond its words.
      const weight = weights[k]! - single[i]![k]! - single[i + 1]![k]!
      parts.push({ feature: spelt.slice(words[i]!.start, words[i + 1]!.end), kind: 'pair', weight })
    }
    return parts
      .filter(({ weight }) => Math.abs(weight) >= 0.05)
      .toSorted((x, y) => Math.abs(y.weight) - Math.abs(x.weight))
      .slice(0, limit)
  })
}

function logOdds(model: IntentModel, text: string, labels: string[]): number[] {
  const scores = new Map(
    predictIntents(model, text, { limit: model.labels.length }).map(({ label, score }) => [label, score]),
  )
  return labels.map((label) => {
    const chance = Math.min(1 - 1e-6, Math.max(1e-6, scores.get(label) ?? 0))
    return Math.log(chance / (1 - chance))
  })
}

/** Beyond this the rest of a long story adds little that could be read. */
const mostWords = 40
