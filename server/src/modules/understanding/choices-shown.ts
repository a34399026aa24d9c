import type { ProposeContext } from '@loopdesk/engines/dialogue/propose.ts'
import type { DialogueState } from '@loopdesk/engines/dialogue/state.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'

export interface NumberedChoice {
  value: unknown
  label: string
}

const most = 15

/**
 * What can be chosen for a slot, in the order in which a model is shown it as #1, #2 …: the model never sees or writes the
 * values themselves. For the slot just asked, what the customer was shown comes first.
 */
export function choicesOf(slot: string, state: DialogueState, context: ProposeContext): NumberedChoice[] {
  const { pending } = state
  const kind = context.flows.get(top(state)?.flow ?? '')?.slots[slot]?.kind
  const options = context.options(slot)
  const shown = pending?.kind === 'slot' && pending.slot === slot ? pending.options : []
  if (kind === 'record') return shown.slice(0, most)
  const offered = shown.flatMap(({ value, label }) => {
    const option = options.find((each) => String(each.value) === value)
    return option ? [{ value: option.value, label }] : []
  })
  const others = options
    .filter(({ value }) => !offered.some((each) => each.value === value))
    .map(({ value, words }) => ({ value, label: words[1] ?? words[0] ?? String(value) }))
  return [...offered, ...others].slice(0, most)
}
