import type { RunDetail, WaitingFor } from '@loopdesk/contracts/api/flows.ts'
import { connectionName } from './node-name.ts'
import type { Reader } from './waiting-words.ts'

/** What every form of a repair gets. */
export interface RepairProps {
  run: RunDetail
  reader: Reader
  onClose(): void
}
/** Those about one step. */
export interface StepRepairProps extends RepairProps {
  at: WaitingFor
}

/** The name of the system that a node changes; undefined when it only reads, or calls none. */
export function systemWritten({ definition, world, language }: Reader, node: string): string | undefined {
  const id = definition?.nodes[node]?.tool
  const tool = world?.tools.find((one) => one.id === id)
  return tool?.kind === 'write' ? connectionName(world, tool.connection, language) : undefined
}
