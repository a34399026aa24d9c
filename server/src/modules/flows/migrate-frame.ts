import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { Frame, Thread } from '@loopdesk/engines/flow/frame.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { Definitions } from './definitions.ts'

/** Old node → new node; nodes not listed keep their name. */
export type NodeMapping = Record<string, string>

/** A run's state as another version of its flow knows it: everything it stands at, has visited and will go back to renamed. Sub-flows stay as they are. */
export function migrateFrame(frame: Frame, mapping: NodeMapping, version: number): Frame {
  const renamed = (node: string) => mapping[node] ?? node
  const ways = (keys: Record<string, number>) =>
    Object.fromEntries(Object.entries(keys).map(([at, count]) => [at.replace(/^\w+/, renamed), count]))
  const moved = structuredClone(frame)
  moveThread(moved, renamed)
  moved.version = version
  moved.visits = ways(moved.visits)
  moved.asked = ways(moved.asked)
  moved.repeats = {}
  return moved
}

function moveThread(thread: Thread, renamed: (node: string) => string): void {
  thread.node = renamed(thread.node)
  if (thread.waiting && 'node' in thread.waiting) thread.waiting.node = renamed(thread.waiting.node)
  const { inner } = thread
  if (!inner || inner.kind === 'flow') return
  if (inner.kind === 'branches')
    inner.start = Object.fromEntries(Object.entries(inner.start).map(([name, node]) => [name, renamed(node)]))
  if (inner.kind === 'each') inner.start = renamed(inner.start)
  for (const each of Object.values<Thread>(inner.running)) moveThread(each, renamed)
}

/** Nodes at which a run stands (in this flow itself) that the other version lacks, or has of another kind. */
export function unfit(frame: Frame, from: FlowDefinition, to: FlowDefinition, mapping: NodeMapping): string[] {
  const found = new Set<string>()
  const look = (node: string) => {
    if (from.nodes[node]?.type !== to.nodes[mapping[node] ?? node]?.type) found.add(node)
  }
  const visit = (thread: Thread) => {
    look(thread.node)
    const { inner } = thread
    if (!inner || inner.kind === 'flow') return
    if (inner.kind === 'branches') for (const node of Object.values(inner.start)) look(node)
    if (inner.kind === 'each') look(inner.start)
    for (const each of Object.values<Thread>(inner.running)) visit(each)
  }
  visit(frame)
  return [...found]
}

/** The state of a run that is being loaded, brought over to the version it was migrated to since it was stored. */
export async function bringOver(
  tx: Tx,
  definitions: Pick<Definitions, 'definitionOf'>,
  { frame, migration }: { frame: Frame; migration: string | null },
): Promise<Frame> {
  if (migration === null) return frame
  const { rows } = await sql<{ workspace_id: string; from_version: number; to_version: number; nodes: NodeMapping }>`
    select workspace_id, from_version, to_version, nodes from flow_migrations where id = ${migration}`.execute(tx.query)
  const move = rows[0]
  if (!move || frame.version !== move.from_version) return frame
  const [from, to] = await Promise.all(
    [move.from_version, move.to_version].map((version) =>
      definitions.definitionOf(move.workspace_id, frame.flow, version),
    ),
  )
  // It has moved on since it was asked for, to where it cannot come over: it stays on its version.
  if (!from || !to || unfit(frame, from, to, move.nodes).length > 0) return frame
  return migrateFrame(frame, move.nodes, move.to_version)
}
