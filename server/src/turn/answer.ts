import { inBoth, inLanguage } from '@loopdesk/contracts/knowledge.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { askOf } from '@loopdesk/engines/dialogue/name-slot.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'
import { render } from '@loopdesk/engines/flow/expression.ts'
import { environmentOf, fillPlaceholders, languageOf, sentence, type TurnContext } from './turn-context.ts'

/** Answers from the first entry, with its source; the others are offered as "did you mean". */
export async function answerFromKnowledge(context: TurnContext, entries: string[]): Promise<void> {
  const { brain, progress } = context
  const lang = languageOf(context)
  const entry = entries.map((id) => brain.entries.get(id)).find((each) => each !== undefined)
  if (!entry) {
    progress.says.push({ text: sentence(context, 'no_answer'), parts: [] })
    return
  }
  const answer = await render(inLanguage(entry.answer, lang), {
    ...(await environmentOf(context, '', false)),
    scope: {},
  })
  const steps = entry.fault?.steps[lang].map((each, index) => `${index + 1}. ${each}`) ?? []
  const text = [answer, ...steps].join('\n')
  progress.says.push({
    text,
    parts: [
      {
        type: 'sources',
        sources: [{ id: entry.id, title: inLanguage(entry.title, lang), quote: inLanguage(entry.answer, lang) }],
      },
    ],
  })
  progress.steps.push({ kind: 'said', text, from: 'knowledge', source: entry.id })
  progress.lightOutcome = 'answered'
  progress.topic ??= { id: entry.category, name: inBoth(entry.title) }
}

export async function smallTalk(context: TurnContext, id: string): Promise<void> {
  const { brain, progress } = context
  const replies = brain.talk.get(id)?.[languageOf(context)]
  if (!replies || replies.length === 0) {
    progress.says.push({ text: sentence(context, 'cannot_handle'), parts: [] })
    return
  }
  const key = `talk:${id}`
  const count = progress.state.said[key] ?? 0
  progress.state.said[key] = count + 1
  progress.says.push({ text: fillPlaceholders(context, replies[count % replies.length]!), parts: [] })
}

/** Asks which of several flows is meant, with buttons. */
export async function clarify(context: TurnContext, flows: string[]): Promise<void> {
  const { brain, progress } = context
  const lang = languageOf(context)
  const known = flows.flatMap((id) => brain.flows.get(id) ?? [])
  if (known.length === 0) {
    progress.says.push({ text: sentence(context, 'cannot_handle'), parts: [] })
    return
  }
  const choices = known.map(({ definition }) => ({ value: `flow:${definition.id}`, label: definition.name[lang] }))
  const human = { value: 'human', label: lang === 'zh' ? '转人工' : 'Talk to a person' }
  progress.says.push({ text: sentence(context, 'clarify'), parts: [] })
  progress.buttons = [{ type: 'choices', choices: [...choices, human] }]
  progress.state.pending = { kind: 'clarify', flows: known.map(({ definition }) => definition.id) }
}

/** Asks which of several entries answers the question, with buttons. */
export function offerEntries(context: TurnContext, entries: string[]): void {
  const { brain, progress } = context
  const lang = languageOf(context)
  const choices = entries.flatMap((id) => {
    const entry = brain.entries.get(id)
    return entry ? [{ value: `kb:${id}`, label: inLanguage(entry.title, lang) }] : []
  })
  progress.says.push({ text: sentence(context, 'clarify'), parts: [{ type: 'choices', choices }] })
  progress.lightOutcome ??= 'declined'
}

/** Several of the choices fit what was said: asks which of those. */
export function narrow(context: TurnContext, slot: string): void {
  const { progress } = context
  const { pending } = progress.state
  if (pending?.kind !== 'slot') return
  const text = sentence(context, 'option_ambiguous')
  const choices = pending.options.map(({ value, label }) => ({ value: `slot:${slot}:${value}`, label }))
  ask(context, text, [{ type: 'choices', choices }])
}

/** Something is wrong: asks which part, by the names of the parts. */
export function offerChanges(context: TurnContext, slots: string[]): void {
  const { brain, progress } = context
  const frame = top(progress.state)
  const flow = frame && brain.flows.get(frame.flow)?.definition
  if (!flow) return
  const lang = languageOf(context)
  const choices = slots.map((slot) => {
    const ask = askOf(flow, slot)
    const label =
      ask?.label?.[lang] ?? context.deps.understanding.core.replies.get(`kind_${flow.slots[slot]?.kind}`)?.[lang][0]
    return { value: `change:${slot}`, label: label ?? ask?.prompt[lang] ?? slot }
  })
  const none = { value: 'no', label: sentence(context, 'change_nothing') }
  ask(context, sentence(context, 'what_to_change'), [{ type: 'choices', choices: [...choices, none] }])
}

/** Asks what a value shall be instead. */
export function askOver(context: TurnContext, slot: string, node: string): void {
  const { state } = context.progress
  const text = sentence(context, 'corrected_what')
  ask(context, text, [])
  state.pending = { kind: 'slot', slot, node, skippable: false, options: [] }
  state.question = { text, parts: [] }
}

/** A question of ours about the open one: the buttons change, what is waited for stays. */
function ask({ progress }: TurnContext, text: string, parts: Part[]): void {
  progress.says.push({ text, parts: [] })
  progress.buttons = parts
}
