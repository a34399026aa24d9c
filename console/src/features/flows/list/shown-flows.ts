import type { FlowSummary } from '@loopdesk/contracts/api/flows.ts'

export type Trigger = FlowSummary['trigger']['type']

interface Filter {
  text: string
  trigger: Trigger | 'all'
  attention: boolean
  language: 'zh' | 'en'
}

/** Something about it asks for a person: errors in the draft, runs that failed or are stuck, open incidents. */
export const needsAttention = ({ draft, runs, openIncidents }: FlowSummary): boolean =>
  (draft?.proof.errors ?? 0) > 0 || runs.halted > 0 || runs.failed > 0 || openIncidents > 0

/** The flows that fit, by name. */
export function flowsMatching(
  flows: readonly FlowSummary[],
  { text, trigger, attention, language }: Filter,
): FlowSummary[] {
  const wanted = text.trim().toLowerCase()
  return flows
    .filter((flow) => trigger === 'all' || flow.trigger.type === trigger)
    .filter((flow) => !attention || needsAttention(flow))
    .filter(({ id, name, description }) =>
      [id, name.zh, name.en, description[language]].some((words) => words.toLowerCase().includes(wanted)),
    )
    .sort((a, b) => a.name[language].localeCompare(b.name[language], language))
}

/** An id made from an English name: `Price protection` is `price_protection`. */
export const idFrom = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 60)
