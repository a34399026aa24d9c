import { languageOf, type TurnContext } from './turn-context.ts'

/** The knowledge entry that answers a question, `{id, title, answer, score}`; null when none does well enough. */
export async function lookUp(context: TurnContext, query: string): Promise<object | null> {
  const { deps, claim, brain } = context
  const lang = languageOf(context)
  const { reading } = await deps.understanding.read(claim.workspace_id, {
    text: query,
    choice: null,
    files: [],
    language: lang,
    now: deps.now(),
    conversationId: claim.id,
  })
  const best = reading.knowledge.candidates[0]
  const entry = best && brain.entries.get(best.id)
  if (!entry || reading.knowledge.decision !== 'answer') return null
  return { id: entry.id, title: entry.title[lang], answer: entry.answer[lang], score: best.score }
}
