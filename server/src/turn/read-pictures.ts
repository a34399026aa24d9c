import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'
import type { ReadPicture } from '../modules/pictures/index.ts'
import type { TurnContext } from './turn-context.ts'

/**
 * What stands in the pictures of a message. Not looked at while a flow asks for files: then they are evidence, not words. The
 * trace says how it went; it never holds what was read.
 */
export async function readPictures(context: TurnContext, files: readonly FileRef[]): Promise<ReadPicture[]> {
  const { deps, claim, progress } = context
  if (files.length === 0 || asksForFiles(context)) return []
  const read = await deps.pictures.read({ workspaceId: claim.workspace_id, conversationId: claim.id }, files)
  for (const { status, by, passes, ms, confidence, lines, hash } of read)
    progress.steps.push({
      kind: 'check',
      name: 'picture',
      passed: status === 'read',
      detail: `${lines.length} lines by ${by}, ${Math.round(confidence * 100)} % sure, ${passes} looks, ${ms} ms, look ${hash ?? 'none'}`,
    })
  return read
}

function asksForFiles({ progress, brain }: TurnContext): boolean {
  const { pending } = progress.state
  const frame = top(progress.state)
  if (pending?.kind !== 'slot' || !frame) return false
  return brain.flows.get(frame.flow)?.definition.slots[pending.slot]?.kind === 'files'
}
