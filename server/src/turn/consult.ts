import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import type { Answered } from '../modules/knowledge/index.ts'
import type { FindKnowledge } from '../modules/understanding/index.ts'
import type { Consulted } from './consulted.ts'
import { readProfile, type TurnContext } from './turn-context.ts'

/** Candidates that are kept for asking back and for the trace. */
const kept = 5

/** Asks the knowledge base on behalf of this customer; what it says is kept for when it is to be told. */
export function consult(context: TurnContext): FindKnowledge {
  const { deps, claim, progress } = context
  return async (text, language) => {
    const started = performance.now()
    const { answer, found } = await deps.knowledge.answer(claim.workspace_id, {
      text,
      language,
      asker: await askerOf(context),
      history: progress.state.asked,
      at: deps.now(),
    })
    const candidates = candidatesOf(answer, found)
    progress.consulted.push({ text, language, answer, candidates, ms: Math.round(performance.now() - started) })
    return {
      decision: answer.decision,
      candidates: candidates.slice(0, 3).map(({ id, title, score }) => ({ id, title, score })),
    }
  }
}

/** What is told of, by the id that commands name it by: entries by their own, pieces of documents by the passage's. */
export const nameOf = (row: { id: string; source: string; kind: string }) =>
  row.kind === 'entry' ? row.source.slice('entry:'.length) : row.id

/** Best first: what is answered from, or what may be meant; then what else was found. */
function candidatesOf(answer: KnowledgeAnswer, { candidates }: Answered['found']): Consulted['candidates'] {
  const first =
    answer.decision === 'clarify'
      ? answer.alternatives.map(({ passage }) => passage)
      : answer.sources.flatMap(({ passage }) => passage ?? [])
  const order = (id: string) => (first.includes(id) ? first.indexOf(id) : first.length)
  const top = candidates[0]?.score ?? 1
  // What follows from facts is no passage's to tell.
  const fact = {
    id: `graph:${answer.text.slice(0, 60)}`,
    title: answer.sources[0]?.title ?? '',
    score: answer.confidence,
    category: '',
  }
  const found = [...candidates]
    .sort((a, b) => order(a.row.id) - order(b.row.id))
    .slice(0, kept)
    .map(({ row, score }) => ({
      id: nameOf(row),
      title: row.kind === 'entry' ? row.title : [row.title, row.headings.at(-1)].filter(Boolean).join(' · '),
      score: Math.round((score / top) * answer.confidence * 1000) / 1000,
      category: row.category,
    }))
  return answer.why === 'graph' ? [fact, ...found] : found
}

/** Who asks, as far as it decides what they may see. The profile is read only where an audience depends on it. */
export async function askerOf(context: TurnContext): Promise<Asker> {
  const { deps, claim, progress } = context
  const { verified, language } = progress.state
  const wanted = await deps.knowledge.audiences.wantProfile(claim.workspace_id)
  const attributes = wanted ? { ...(await attributesOf(context)), ...(await readProfile(context)) } : {}
  return {
    kind: 'customer',
    channel: (await deps.channelKind(claim.channel_account_id)) ?? 'web',
    verified: verified !== null && Date.parse(verified.until) > deps.now().getTime(),
    language,
    tags: tagsIn(attributes),
    attributes,
  }
}

/** Tags are an attribute like others, a list of words. */
export const tagsIn = ({ tags }: Record<string, unknown>) => (Array.isArray(tags) ? tags.map(String) : [])

async function attributesOf({ deps, claim, customer }: TurnContext): Promise<Record<string, unknown>> {
  const row = await deps.db.tenant(claim.workspace_id, (tx) => deps.customers.read(tx, customer.id))
  return row?.attributes ?? {}
}

/** For the record of the turn: what was asked, and by what it was decided. */
export function consultedStep({ text, answer, candidates, ms }: Consulted) {
  return {
    kind: 'knowledge' as const,
    query: redact(text),
    decision: answer.decision,
    why: answer.why,
    confidence: Math.round(answer.confidence * 1000) / 1000,
    candidates: candidates.map(({ id, title, score }) => ({ id, title, score })),
    ms,
  }
}
