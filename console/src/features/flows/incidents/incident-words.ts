import type { IncidentDetail, IncidentItem, IncidentSummary } from '@loopdesk/contracts/api/flows.ts'
import { nodeName } from '../runs/node-name.ts'
import type { Reader } from '../runs/waiting-words.ts'

/** What is half done, in a few words. */
export function halfDone(
  { kind, openItems, node }: Pick<IncidentSummary, 'kind' | 'openItems' | 'node'>,
  reader: Reader,
): string {
  return reader.t(`incidents.half.${kind}`, { n: openItems, what: node ? nodeName(reader, node) : '' })
}

/** What a person has to do about one item. */
export function todoOf(item: IncidentItem, kind: IncidentSummary['kind'], { t, language }: Reader): string {
  const tool = (language.startsWith('zh') ? item.toolName.zh : item.toolName.en) || item.tool
  const open = item.state === 'open'
  if (open && (item.write?.status === 'intended' || (kind === 'unknown' && item.write?.status !== 'stuck')))
    return t('incidents.itemTodo.check', { tool })
  return t(item.compensation ? 'incidents.itemTodo.undo' : 'incidents.itemTodo.irreversible', { tool })
}

/** Open items first, in the order in which they would be undone: newest first. */
export function inOrder(items: IncidentItem[]): IncidentItem[] {
  const at = (item: IncidentItem) => item.write?.at ?? ''
  return items.toSorted((a, b) => Number(a.state !== 'open') - Number(b.state !== 'open') || at(b).localeCompare(at(a)))
}

/** Variables as a person filled them in: what is said in one line; records by the names and numbers in them. */
export function wantedOf(variables: IncidentDetail['variables']): { name: string; value: string }[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    const said = inOneLine(value)
    return said ? [{ name, value: said }] : []
  })
}

/** Fields by which people tell records apart, first come first told. */
const telling = ['id', 'name', 'title', 'label', 'status', 'amount', 'date']

function inOneLine(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value))
    return value
      .slice(0, 3)
      .map((one) => inOneLine(one))
      .filter(Boolean)
      .join('；')
  const record = value as Record<string, unknown>
  return telling
    .map((field) => record[field])
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .slice(0, 3)
    .join(' · ')
}

/** A record of plain values as lines; null for anything deeper, which is better read as it is. */
export function plainFacts(value: unknown): { name: string; value: string }[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined)
  if (entries.length > 8 || entries.some(([, one]) => typeof one === 'object')) return null
  return entries.map(([name, one]) => ({ name, value: String(one) }))
}
