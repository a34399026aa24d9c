import type { SlotOption } from '@loopdesk/engines/dialogue/parse-choice.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'
import { evaluate } from '@loopdesk/engines/flow/expression.ts'
import { environmentOf, languageOf, type TurnContext } from './turn-context.ts'

export type LabelledOption = SlotOption & { label: string }

/** What can be chosen for a slot of the flow on top: declared options, or those its expression computes. */
export async function optionsOf(context: TurnContext, name: string): Promise<LabelledOption[]> {
  const frame = top(context.progress.state)
  const slot = frame && context.brain.flows.get(frame.flow)?.definition.slots[name]
  if (!frame || !slot) return []
  const lang = languageOf(context)
  if (slot.kind === 'choice')
    return slot.options.map(({ value, label, words }) => ({
      value,
      label: label[lang],
      words: [value, label.zh, label.en, ...words.zh, ...words.en],
    }))
  if (slot.kind !== 'choiceOf') return []
  const found = await evaluate(slot.options, {
    ...(await environmentOf(context, frame.runId, false)),
    scope: frame.scope,
  })
  const list = Array.isArray(found) ? found : found ? [found] : []
  return list.map((each: { value: unknown; label?: unknown; words?: unknown; amount?: unknown }) => {
    const label = labelOf(each.label ?? each.value, lang)
    const words = Array.isArray(each.words) ? each.words.map(String) : []
    const amount = typeof each.amount === 'number' ? each.amount : undefined
    return { value: each.value, label, words: [String(each.value), label, ...words], amount }
  })
}

function labelOf(label: unknown, lang: 'zh' | 'en'): string {
  if (typeof label === 'object' && label !== null) return String((label as Record<string, unknown>)[lang] ?? '')
  return String(label)
}

/** Options of every choice slot of the flow on top, for reading answers. */
export async function allOptions(context: TurnContext): Promise<Map<string, SlotOption[]>> {
  const frame = top(context.progress.state)
  const slots = frame && context.brain.flows.get(frame.flow)?.definition.slots
  const options = new Map<string, SlotOption[]>()
  for (const name of Object.keys(slots ?? {})) options.set(name, await optionsOf(context, name))
  return options
}
