import type { Intent } from '@loopdesk/contracts/api/workbench.ts'

/** Intents with something to be done about, the neediest first. */
export function weakOnes(intents: Intent[]): Intent[] {
  return intents.filter((intent) => intent.reasons.length > 0).sort((a, b) => b.weak - a.weak)
}
