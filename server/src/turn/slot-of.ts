import type { Slot } from '@loopdesk/contracts/flow.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'
import type { TurnContext } from './turn-context.ts'

/** A slot of the flow the customer is talking with. Throws when it has none of that name. */
export function slotOf({ progress, brain }: TurnContext, name: string): Slot {
  const frame = top(progress.state)!
  const slot = brain.flows.get(frame.flow)?.definition.slots[name]
  if (!slot) throw new Error(`flow ${frame.flow} has no slot ${name}`)
  return slot
}
