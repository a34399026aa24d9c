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
  const answer = await render(entry.answer[lang], { ...(await environmentOf(context, '', false)), scope: {} })
  const steps = entry.fault?.steps[lang].map((each, index) => `${index + 1}. ${each}`) ?? []
  const text = [answer, ...steps].join('\n')
  progress.says.push({
    text,
    parts: [{ type: 'sources', sources: [{ id: entry.id, title: entry.title[lang], quote: entry.answer[lang] }] }],
  })
  progress.steps.push({ kind: 'said', text, from: 'knowledge', source: entry.id })
  progress.lightOutcome = 'answered'
  progress.topic ??= { id: entry.category, name: entry.title }
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
    return entry ? [{ value: `kb:${id}`, label: entry.title[lang] }] : []
  })
  progress.says.push({ text: sentence(context, 'clarify'), parts: [{ type: 'choices', choices }] })
  progress.lightOutcome ??= 'declined'
}
