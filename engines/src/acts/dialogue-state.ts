import { type Act, slotKey } from './act.ts'

/** What the customer was last talking of. */
export interface DialogueState {
  /** Domains spoken of, latest last, each once. */
  domains: string[]
  /** Acts of the previous message, without their values. */
  last: string[]
  /** Class of the values that were said to the customer just now. */
  shown: string[]
}

export const START: DialogueState = { domains: [], last: [], shown: [] }

/** The state after a message with these acts; a domain that the acts name only in passing (greetings) does not count. */
export function nextState(state: DialogueState, acts: Act[], general: Set<string>): DialogueState {
  const spoken = [...new Set(acts.map(({ domain }) => domain))].filter((domain) => !general.has(domain))
  return {
    domains:
      spoken.length > 0 ? [...state.domains.filter((domain) => !spoken.includes(domain)), ...spoken] : state.domains,
    last: acts.map(slotKey),
    shown: [],
  }
}

/** The first feature is the topic. */
export function stateFeatures({ domains, last, shown }: DialogueState): string[] {
  const first = domains.length === 0
  return [
    `topic ${domains.at(-1) ?? ''}`,
    `before ${domains.at(-2) ?? ''}`,
    first ? 'start' : 'later',
    ...domains.map((domain) => `spoken ${domain}`),
    ...last.map((key) => `last ${key}`),
    ...shown.map((name) => `shown ${name}`),
    `latest ${shown.at(-1) ?? ''}`,
  ]
}
