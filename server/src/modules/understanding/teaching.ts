import type { EntityType } from '@loopdesk/contracts/api/workbench.ts'
import type { IntentExample, IntentScore } from '@loopdesk/engines/intents/model.ts'

/** What definitions (flows, knowledge, small talk, the core pack) teach by themselves. */
export interface Definitions {
  /** Counts up with every change of the definitions. */
  version: number
  examples: DefinedExample[]
  intents: DefinedIntent[]
}
export interface DefinedExample extends IntentExample {
  source: 'flow' | 'knowledge' | 'core' | 'talk'
}
export interface DefinedIntent {
  label: string
  kind: 'flow' | 'knowledge' | 'act' | 'talk' | 'outside'
  /** Null: it has an id only. */
  name: { zh: string; en: string } | null
}

/** A change the workspace makes to the lexicon. */
export interface ConceptEdit {
  id: string
  topic: string
  added: { zh: string[]; en: string[] }
  removed: string[]
  enabled: boolean
}

/** Everything a recogniser is trained on and told, as one version has it. */
export interface Taught {
  version: number | null
  examples: IntentExample[]
  /** Custom intent → label of what it sets in motion (a flow's id or `kb:…`). */
  leads: Record<string, string>
  concepts: ConceptEdit[]
  types: EntityType[]
}

/** What understanding asks of the workbench: which training a workspace's conversations are read with. */
export interface Teaching {
  release(workspaceId: string): Promise<ReleaseState>
  /** Definitions with everything taught beside them, registered as a version of its own when it is new. */
  now(workspaceId: string, definitions: Definitions): Promise<Taught>
  version(workspaceId: string, number: number): Promise<Taught | undefined>
  /** A version's model is there (milliseconds), or could not be made. */
  trained(workspaceId: string, number: number, outcome: { ms: number } | { reason: string }): Promise<void>
}
export interface ReleaseState {
  publishing: 'automatic' | 'reviewed'
  live: number | null
  canary: { version: number; share: number } | null
}

/** The version a conversation is read with: the same for all its messages while the shares stay. Null: what is taught now. */
export function versionFor({ publishing, live, canary }: ReleaseState, conversationId?: string): number | null {
  if (canary && conversationId !== undefined && bucketOf(conversationId, canary.version) < canary.share)
    return canary.version
  return publishing === 'automatic' ? null : live
}

/** 0 to 99 by FNV-1a over conversation and version, so that each canary meets other conversations. */
function bucketOf(conversationId: string, version: number): number {
  let hash = 0x811c9dc5
  for (const character of `${version}:${conversationId}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return ((hash ^ (hash >>> 15)) >>> 0) % 100
}

/** Scores of custom intents count for what they lead to; the best reason to start something wins. */
export function followLeads(intents: IntentScore[], leads: Record<string, string> | undefined): IntentScore[] {
  if (!leads || !intents.some(({ label }) => leads[label] !== undefined)) return intents
  const scores = new Map<string, number>()
  for (const { label, score } of intents) {
    const target = leads[label] ?? label
    scores.set(target, (scores.get(target) ?? 0) + score)
  }
  return [...scores].map(([label, score]) => ({ label, score })).toSorted((a, b) => b.score - a.score)
}
