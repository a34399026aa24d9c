import type { Shop } from '../../examples/shop/src/start-shop.ts'
import type { Lived } from './converse.ts'
import type { Scene } from './director.ts'
import type { Stored, StoredRun, Write } from './stored.ts'

/** How a story left the company's systems. */
export type End = 'all of it' | 'nothing' | 'left for people' | 'half of it'

export interface Verdict {
  end: End
  violations: string[]
}

/** Writes a story makes when nothing fails: tool → how often. */
export type Whole = ReadonlyMap<string, number>

interface Line {
  service: string
  operation: string
  effect: boolean
  clientRef: string | null
}

const saidUndone = /都?撤回了|没有改动|什么都没变|没有提交|和之前一样|没有动|都没有变/
const saidUnsure = /没能确认|逐项核对|核实后/

/** Counts from the shop's own journal what came of one customer's story, and compares it with what is on record and what was said. */
export function judge(
  { shop, stored, compensations }: { shop: Shop; stored: Stored; compensations: ReadonlyMap<string, string> },
  lived: Lived,
  whole: Whole,
): Verdict {
  const runs = stored.runs.filter(({ conversation_id }) => conversation_id === lived.conversationId)
  const ids = new Set(runs.map(({ id }) => id))
  const writes = stored.writes.filter(({ run_id, conversation_id }) =>
    ids.has(run_id) || conversation_id === lived.conversationId) // biome-ignore format: one condition
  for (const { run_id } of writes) ids.add(run_id)
  const happened = (shop.control.journal() as unknown as Line[]).filter(
    ({ effect, clientRef }) => effect && clientRef && ids.has(clientRef.split(':')[0]!),
  )
  const standing = standingOf(happened, compensations)
  const left = stored.left.filter(({ run_id }) => ids.has(run_id))
  const end = endOf(
    standing,
    whole,
    left.map(({ tool }) => tool),
  )
  return {
    end,
    violations: [
      ...twice(happened, standing, whole),
      ...halfDone(end, standing, whole, left),
      ...untrue(end, lived, standing),
      ...recordDiffers(happened, writes, stored),
      ...stuck(runs, stored, lived),
      ...lived.complaints.map((what) => `the protocol holds: ${what}`),
    ],
  }
}

/** What stands in the end: writes that took effect and were not undone. Undoing under a reference of its own undoes one. */
function standingOf(happened: Line[], compensations: ReadonlyMap<string, string>): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (tool: string, by: number) => counts.set(tool, (counts.get(tool) ?? 0) + by)
  const undone = new Map<string, number>()
  for (const { service, operation, clientRef } of happened) {
    // A code by SMS belongs to the check of who is asking, not to the matter.
    if (service === 'sms') continue
    const tool = `${service}.${operation}`
    if (clientRef!.endsWith(':undo')) undone.set(tool, (undone.get(tool) ?? 0) + 1)
    else add(tool, 1)
  }
  for (const [tool, by] of compensations) {
    const times = Math.min(undone.get(by) ?? 0, counts.get(tool) ?? 0)
    if (times === 0) continue
    add(tool, -times)
    undone.set(by, undone.get(by)! - times)
  }
  return counts
}

function endOf(standing: Map<string, number>, whole: Whole, left: string[]): End {
  const counts = [...whole].map(([tool, wanted]) => [tool, standing.get(tool) ?? 0, wanted] as const)
  const others = [...standing].filter(([tool, count]) => count > 0 && !whole.has(tool))
  if (others.length === 0 && counts.every(([, count, wanted]) => count === wanted)) return 'all of it'
  const stands = [...standing].filter(([, count]) => count > 0)
  if (stands.length === 0) return 'nothing'
  const named = new Map<string, number>()
  for (const tool of left) named.set(tool, (named.get(tool) ?? 0) + 1)
  return stands.every(([tool, count]) => named.get(tool) === count) ? 'left for people' : 'half of it'
}

function twice(happened: Line[], standing: Map<string, number>, whole: Whole): string[] {
  const same = Map.groupBy(happened, ({ service, operation, clientRef }) => `${service}.${operation} ${clientRef}`)
  return [
    ...[...same]
      .filter(([, lines]) => lines.length > 1)
      .map(([what, lines]) => `no effect twice: ${what} took effect ${lines.length} times`),
    ...[...standing]
      .filter(([tool, count]) => count > (whole.get(tool) ?? 1))
      .map(([tool, count]) => `no effect twice: ${count} of ${tool} stand`),
  ]
}

const shown = (standing: Map<string, number>) =>
  [...standing].filter(([, count]) => count !== 0).map(([tool, count]) => `${count} ${tool}`).join(', ') || 'nothing' // biome-ignore format: one chain

function halfDone(end: End, standing: Map<string, number>, whole: Whole, left: Stored['left']): string[] {
  if (end !== 'half of it') return []
  const named = left.map(({ tool, step }) => `${tool} at ${step}`).join(', ') || 'nothing'
  return [`all or nothing: ${shown(standing)} of ${[...whole.keys()].join(', ')} stand; open incidents name ${named}`]
}

function untrue(end: End, { done, said, story }: Lived, standing: Map<string, number>): string[] {
  const last = said.at(-1) ?? ''
  const words = last.slice(0, 160).replaceAll('\n', ' ')
  if (done && end !== 'all of it')
    return [`done means done: ${story.name} was told so, and ${shown(standing)} stands; said: ${words}`]
  if (!done && saidUndone.test(last) && !saidUnsure.test(last) && end !== 'nothing')
    return [`undone means undone: ${story.name} was told so, and ${shown(standing)} stands; said: ${words}`]
  return []
}

/** An effect without record, or a record of one that never was. */
function recordDiffers(happened: Line[], writes: Write[], { incidents }: Stored): string[] {
  const took = new Set(happened.map(({ clientRef }) => clientRef!))
  const known = new Map(writes.map((each) => [each.key, each]))
  const found: string[] = []
  for (const key of took) {
    const write = known.get(key)
    if (!write) found.push(`what happened is on record: ${key} is not`)
    else if (!['done', 'undone', 'stuck'].includes(write.status))
      found.push(`what happened is on record: ${key} (${write.tool}) took effect and is ${write.status}`)
  }
  for (const { key, tool, status, run_id } of writes) {
    if (['done', 'undone'].includes(status) && !took.has(key) && !key.endsWith(':undo') && !tool.startsWith('sms.'))
      found.push(`what is on record happened: ${key} (${tool}) is ${status} and never took effect`)
    if (status === 'intended') found.push(`no write is left open: ${key} (${tool})`)
    if (status === 'stuck' && !incidents.has(run_id))
      found.push(`what nobody knows is an incident: ${key} (${tool}) is stuck and no open incident names its run`)
  }
  return found
}

function stuck(runs: StoredRun[], { conversations }: Stored, lived: Lived): string[] {
  const conversation = lived.conversationId ? conversations.get(lived.conversationId) : undefined
  const found: string[] = []
  if (conversation && conversation.owner === 'bot' && !conversation.waits)
    found.push(`no run is stuck: a turn of ${lived.conversationId} is due and nobody takes it`)
  for (const { id, flow, status, node } of runs) {
    if (status === 'ready') found.push(`no run is stuck: ${flow} ${id} is ready at ${node} and nobody takes it`)
    if (status === 'running' && conversation && conversation.owner !== 'bot')
      found.push(`no run is stuck: ${flow} ${id} is running at ${node} in a conversation the bot does not have`)
  }
  return found
}

/** What a story is when it goes through: what stands of its writes. */
export function wholeOf(shop: Shop, scene: Scene, stored: Stored, lived: Lived): Whole {
  const ids = new Set(stored.runs.filter((each) => each.conversation_id === lived.conversationId).map(({ id }) => id))
  for (const each of stored.writes) if (each.conversation_id === lived.conversationId) ids.add(each.run_id)
  const counts = new Map<string, number>()
  for (const line of shop.control.journal() as unknown as Line[]) {
    if (!line.effect || line.service === 'sms' || !line.clientRef || !ids.has(line.clientRef.split(':')[0]!)) continue
    const tool = `${line.service}.${line.operation}`
    counts.set(tool, (counts.get(tool) ?? 0) + 1)
  }
  if (counts.size === 0) throw new Error(`${scene.story.name} changes nothing`)
  return counts
}
