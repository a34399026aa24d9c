import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import { inBoth, inLanguage, type KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import type { Part, Source } from '@loopdesk/contracts/messages.ts'
import { askOf } from '@loopdesk/engines/dialogue/name-slot.ts'
import { top } from '@loopdesk/engines/dialogue/state.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { askerOf } from './consult.ts'
import { fillPlaceholders, languageOf, sentence, type TurnContext } from './turn-context.ts'

/** Tells what the knowledge base answers, with where it is from. */
export async function answerFromKnowledge(context: TurnContext, ids: string[]): Promise<void> {
  const { deps, claim, progress } = context
  const asker = await askerOf(context)
  for (const id of ids) {
    const { text: question, answer } = await answerNamed(context, id, asker)
    if (answer?.decision !== 'answer') continue
    const { text, sources } = answer
    progress.says.push({
      text,
      parts: [
        { type: 'sources', sources: await Promise.all(sources.map((each) => shownSource(context, each, asker))) },
      ],
    })
    progress.steps.push({ kind: 'said', text: redact(text), from: 'knowledge', source: id })
    progress.lightOutcome = 'answered'
    progress.told = { decision: 'answered', ids: [id] }
    progress.topic ??= topicOf(context, id, sources[0]?.title ?? id)
    const title = sources[0]?.headings.at(-1) ?? sources[0]?.title
    progress.state.asked = [...progress.state.asked, { question, ...(title !== undefined && { title }) }].slice(-3)
    return
  }
  progress.says.push({ text: sentence(context, 'no_answer'), parts: [] })
  progress.told = { decision: 'declined', ids: [] }
  deps.log.warn({ workspaceId: claim.workspace_id, ids }, 'what was to be told is not there any more')
}

/** What was found when the question was read, or, of something else that was chosen, what it says to that question. */
async function answerNamed(
  context: TurnContext,
  id: string,
  asker: Asker,
): Promise<{ text: string; answer: KnowledgeAnswer | undefined }> {
  const { deps, claim, progress } = context
  const { consulted, state } = progress
  // The whole question counts more than a part of it that was asked beside it.
  const known = consulted
    .toSorted((a, b) => b.text.trim().length - a.text.trim().length)
    .find(({ answer, candidates }) => answer.decision === 'answer' && candidates[0]?.id === id)
  if (known) return known
  const text = consulted[0]?.text ?? state.asked.at(-1)?.question ?? ''
  const language = languageOf(context)
  return { text, answer: await deps.knowledge.tell(claim.workspace_id, id, { text, language, asker, at: deps.now() }) }
}

async function shownSource(context: TurnContext, source: KnowledgeSource, asker: Asker): Promise<Source> {
  const { deps, claim } = context
  const page =
    source.page === undefined ? '' : languageOf(context) === 'zh' ? ` · 第 ${source.page} 页` : `, p. ${source.page}`
  const url = await deps.sourceUrl(claim.workspace_id, source, asker)
  return { id: source.passage ?? source.id, title: `${source.title}${page}`, quote: source.quote, ...(url && { url }) }
}

/** What a conversation was about, in both languages. */
function topicOf({ brain, progress }: TurnContext, id: string, title: string) {
  const entry = brain.entries.get(id)
  if (entry) return { id: entry.category, name: inBoth(entry.title) }
  const found = progress.consulted.flatMap(({ candidates }) => candidates).find((each) => each.id === id)
  return { id: found?.category || 'documents', name: { zh: title, en: title } }
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

/** Asks which of several answers is meant, with buttons. */
export function offerEntries(context: TurnContext, ids: string[]): void {
  const { brain, progress } = context
  const lang = languageOf(context)
  const found = progress.consulted.flatMap(({ candidates }) => candidates)
  const choices = ids.flatMap((id) => {
    const entry = brain.entries.get(id)
    const label = entry ? inLanguage(entry.title, lang) : found.find((each) => each.id === id)?.title
    return label ? [{ value: `kb:${id}`, label: label.slice(0, 200) }] : []
  })
  progress.says.push({ text: sentence(context, 'clarify'), parts: [{ type: 'choices', choices }] })
  progress.lightOutcome ??= 'declined'
  progress.told = { decision: 'clarified', ids }
  const question = progress.consulted[0]?.text
  if (question !== undefined) progress.state.asked = [...progress.state.asked, { question }].slice(-3)
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
