import type { FlowWorld, RunWrite } from '@loopdesk/contracts/api/flows.ts'

/** What cancelling with undoing does about one write. */
export interface Undoing {
  write: RunWrite
  /** `lookUp`: nobody knows whether it took effect, so that is found out first. `never`: its maker declared it irreversible. */
  how: 'undo' | 'lookUp' | 'never'
  /** The tool that undoes it, where the workspace names one. */
  by: string | null
}

/**
 * Writes in the order in which they are undone: newest first. What never happened or is undone already is not in it; a write
 * that could not be undone before is tried again.
 */
export function undoPlan(writes: RunWrite[], tools: FlowWorld['tools'] | undefined): Undoing[] {
  return standing(writes)
    .toReversed()
    .map((write) => {
      const tool = tools?.find(({ id }) => id === write.tool)
      const never = tool?.irreversible === true && !tool.compensation
      return {
        write,
        how: never ? 'never' : write.status === 'intended' ? 'lookUp' : 'undo',
        by: tool?.compensation ?? null,
      }
    })
}

/** Writes that stand (or may stand) in some system, oldest first. */
export function standing(writes: RunWrite[]): RunWrite[] {
  return writes
    .filter(({ status }) => status === 'done' || status === 'intended' || status === 'stuck')
    .toSorted((a, b) => a.at.localeCompare(b.at))
}
