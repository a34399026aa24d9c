import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { SlotOption } from '@loopdesk/engines/dialogue/parse-choice.ts'
import { parseSlot } from '@loopdesk/engines/dialogue/parse-slot.ts'
import { inOwnWords } from '@loopdesk/engines/dialogue/propose-pictures.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { optionsOf } from './slot-options.ts'
import { languageOf, type TurnContext, todayOf } from './turn-context.ts'

/** Takes what the message that begins a flow says already, also for slots that are only asked when needed. */
export async function prefill(context: TurnContext, definition: FlowDefinition): Promise<void> {
  const frame = top(context.progress.state)!
  for (const [name, slot] of Object.entries(definition.slots)) {
    if (slot.kind === 'record' || name in frame.scope) continue
    const value = fromMentions(context, slot, await optionsOf(context, name))
    if (value !== undefined) frame.scope[name] = value
  }
}

/** A value the customer has given in this matter already, in the message that began it or since; undefined when none. */
export function fromMentions(context: TurnContext, slot: Slot, options: SlotOption[]): unknown {
  for (const mention of context.progress.state.mentions.toReversed()) {
    const reading = {
      ...inOwnWords(mention),
      spelt: mention.text,
      language: languageOf(context),
      intents: [],
      clauses: [],
      asking: 0,
      outside: 0,
      choice: null,
      files: [],
      knowledge: { decision: 'decline' as const, candidates: [] },
    }
    const parsed = parseSlot(slot, reading, options, [], false)
    if (parsed?.sure && fits(slot, parsed.value, todayOf(context))) return parsed.value
  }
  return undefined
}

/** A date mentioned in passing (昨天收到的) is not the date asked for. */
function fits(slot: Slot, value: unknown, today: string): boolean {
  if (slot.kind !== 'date') return true
  const days = (Date.parse(String((value as { date: string }).date)) - Date.parse(today)) / 86_400_000
  return days >= slot.notBefore && days <= slot.notAfter
}
