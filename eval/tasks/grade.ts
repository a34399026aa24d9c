import type { Shop } from '../../examples/shop/src/start-shop.ts'
import type { Line } from './play-scenario.ts'
import type { Scenario, SystemEntry } from './scenario.ts'
import {
  type Change,
  changedFields,
  changesBetween,
  followsFrom,
  isUndone,
  recordsOf,
  type Snapshot,
  snapshotOf,
} from './system-changes.ts'

/** What the product's own records say about the conversation. */
export type Records = { handedOver: boolean; tickets: number; outcome: string | null }

/** Every reason for which a run fails by the state of the company's systems; none means it passed. */
export function gradeSystems(scenario: Scenario, shop: Shop, before: Snapshot): string[] {
  const after = snapshotOf(shop)
  const changes = changesBetween(before, after)
  return [
    ...gradeEntries(scenario, changes, after),
    ...gradeUnchanged(scenario, changes),
    ...gradeCalls(scenario, shop),
  ]
}

/** Every reason for which a run fails by what was said and recorded. */
export function gradeWords(scenario: Scenario, transcript: Line[], records: Records): string[] {
  const { replies, handoff, ticket, outcome } = scenario.expect
  const text = transcript
    .filter((line) => line.who === 'bot' || line.who === 'system')
    .map((line) => [line.text, ...(line.choices ?? [])].join('\n'))
    .join('\n')
  const said = (pattern: string) => new RegExp(pattern, 'i').test(text)
  const allowed = outcome === undefined ? null : [outcome].flat()
  return [
    ...replies.must.filter((pattern) => !said(pattern)).map((pattern) => `no reply says /${pattern}/`),
    ...replies.never.filter(said).map((pattern) => `a reply says /${pattern}/`),
    ...gradeWish('handed over', handoff, records.handedOver),
    ...gradeWish('given a ticket', ticket, records.tickets > 0),
    ...(allowed && !(allowed as (string | null)[]).includes(records.outcome)
      ? [`the outcome is ${records.outcome}, not ${allowed.join(' or ')}`]
      : []),
  ]
}

function gradeWish(what: string, wish: 'never' | 'must' | 'allowed', happened: boolean): string[] {
  if (wish === 'must' && !happened) return [`the conversation was not ${what}`]
  if (wish === 'never' && happened) return [`the conversation was ${what}`]
  return []
}

function gradeEntries(scenario: Scenario, changes: Change[], after: Snapshot): string[] {
  const reasons: string[] = []
  const accounted = new Set<Change>()
  for (const entry of scenario.expect.systems) {
    const records = recordsOf(entry, changes, after)
    const enough = entry.count === undefined ? records.length > 0 : records.length === entry.count
    if (!enough) reasons.push(`${describe(entry)}: ${records.length} found, ${entry.count ?? 'at least 1'} wanted`)
    for (const record of records) accounted.add(record)
  }
  for (const change of changes) {
    if (accounted.has(change) || isUndone(change)) continue
    if ([...accounted].some((cause) => followsFrom(change, cause))) continue
    reasons.push(`unexpected change: ${tell(change)}`)
  }
  return reasons
}

/** `*` is every service. What a compensation made and took back is no change where the outcome is to be just that. */
function gradeUnchanged(scenario: Scenario, changes: Change[]): string[] {
  const { unchanged, outcome } = scenario.expect
  const compensating = [outcome].flat().includes('compensated')
  return changes
    .filter((change) => unchanged.includes('*') || (unchanged as string[]).includes(change.service))
    .filter((change) => !(compensating && isUndone(change)))
    .map((change) => `${change.service} must stay as it was: ${tell(change)}`)
}

function gradeCalls(scenario: Scenario, shop: Shop): string[] {
  const { must, never, effects } = scenario.expect.calls
  const called = new Set(shop.control.journal().map((call) => `${call.service}.${call.operation}`))
  const took = shop.control.effects()
  return [
    ...must.filter((name) => !called.has(name)).map((name) => `${name} was not called`),
    ...never.filter((name) => called.has(name)).map((name) => `${name} was called`),
    ...Object.entries(effects)
      .filter(([name, times]) => (took[name] ?? 0) !== times)
      .map(([name, times]) => `${name} took effect ${took[name] ?? 0} times, not ${times}`),
  ]
}

const describe = ({ service, find, has }: SystemEntry) =>
  `${service} ${JSON.stringify(find)}${has ? ` with ${JSON.stringify(has)}` : ''}`

function tell(change: Change): string {
  const name = `${change.service} ${change.collection} ${change.id}`
  if (!change.before) return `${name} was made`
  if (!change.after) return `${name} was removed`
  const fields = changedFields(change).map((field) => `${field} ${JSON.stringify(change.after?.[field])}`)
  return `${name} now has ${fields.join(', ')}`
}
