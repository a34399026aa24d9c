import type { AssistReply } from '@loopdesk/contracts/api/assist.ts'
import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { KnowledgeAnswer, KnowledgeCandidate } from '@loopdesk/contracts/api/knowledge/search.ts'
import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import { looksLikeQuestion } from '@loopdesk/engines/dialogue/questions.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import type { Tx } from '../../infra/db.ts'
import { type Answered, type Candidate, shownCandidate } from '../knowledge/index.ts'
import { type AssistDeps, staffAsker } from './deps.ts'
import { type Offer, remember } from './offers.ts'
import { languageOf, makeWhoseQuestion } from './whose-question.ts'

/** Passages looked at beside the answer, and shown. */
const looked = 10
const shown = 4
/** What scores less than this part of the best is not worth an agent's glance. */
const worthwhile = 0.35

interface Sought {
  text: string
  language: 'zh' | 'en'
  asker: Asker
  history: { question: string }[]
}

/** What an agent is offered beside a conversation: what this customer may hear, and, marked as such, what is for colleagues only. */
export function makeSuggest(deps: AssistDeps) {
  const { db, knowledge } = deps
  const whoseQuestion = makeWhoseQuestion(deps)

  return async (
    workspaceId: string,
    conversationId: string,
    { seq, search }: { seq?: number | undefined; search?: string | undefined },
  ): Promise<AssistReply> => {
    const started = performance.now()
    const { asker, language, asked } = await whoseQuestion(workspaceId, conversationId, seq)
    const nothing = { question: null, decision: null, meanings: [], items: [] }
    if (search === undefined && !asked) return { ...nothing, ms: performance.now() - started }
    const found =
      search === undefined
        ? await soughtFor(workspaceId, asker, asked!)
        : await seek(workspaceId, { text: search, language: languageOf(search, language), asker, history: [] })
    const at = asked?.seq ?? 0
    const about = { conversationId, seq: at, by: search === undefined ? 'question' : 'search' } as const
    const question = redact(found.sought.text)
    const { decision, alternatives } = found.answer
    const items = await db.tenant(workspaceId, async (tx) => {
      if (decision === 'decline' && !found.offers.some(({ kind }) => kind === 'answer'))
        await noteVain(tx, { text: question, language: found.sought.language, ...about })
      return remember(tx, { ...about, question }, found.offers)
    })
    return {
      question: { seq: at, text: question, language: found.sought.language },
      decision,
      meanings: decision === 'clarify' ? alternatives.map(({ title }) => title) : [],
      items,
      ms: performance.now() - started,
    }
  }

  /** Nobody knows an answer: what customers say without asking anything is no gap. */
  async function noteVain(
    tx: Tx,
    vain: { text: string; language: 'zh' | 'en'; conversationId: string; seq: number; by: 'question' | 'search' },
  ): Promise<void> {
    const { text, language, conversationId, seq, by } = vain
    if (by === 'question' && !looksLikeQuestion(text)) return
    await deps.noteGap?.(tx, {
      ...{ text, language, audience: 'customer', reason: 'unanswered', source: null },
      ...(by === 'question' && { conversation: { id: conversationId, seq } }),
    })
  }

  /** To what was said last; where that says nothing alone, to everything since the last reply. */
  async function soughtFor(
    workspaceId: string,
    asker: Asker,
    asked: { text: string; whole: string; language: 'zh' | 'en'; history: { question: string }[] },
  ) {
    const { text, whole, language, history } = asked
    const sought = { text, language, asker, history }
    const answered = await answerFor(workspaceId, sought)
    if (answered.answer.decision === 'answer' || whole === text) return seek(workspaceId, sought, answered)
    const all = { ...sought, text: whole }
    const answeredAll = await answerFor(workspaceId, all)
    return answeredAll.answer.decision === 'answer'
      ? seek(workspaceId, all, answeredAll)
      : seek(workspaceId, sought, answered)
  }

  function answerFor(workspaceId: string, { text, language, history, asker }: Sought): Promise<Answered> {
    return knowledge.answer(workspaceId, { text, language, history, asker, at: deps.now() })
  }

  async function seek(workspaceId: string, sought: Sought, answered?: Answered) {
    const { asker, language, history } = sought
    const question = { text: sought.text, language, history, at: deps.now() }
    const { answer, found } = answered ?? (await answerFor(workspaceId, sought))
    const text = answer.understood || sought.text
    const beside = await knowledge.search(workspaceId, { ...question, text, asker: staffAsker }, looked)
    const passages = topOf([...found.candidates.slice(0, looked), ...beside.candidates])
    const told = await Promise.all(
      passages.map(async (candidate) => ({
        ...candidate,
        // Asked of knowledge itself: whether, and with which wording, this customer may hear it.
        said: await knowledge.tell(workspaceId, nameOf(candidate.row), { ...question, text, asker }),
      })),
    )
    const internal = told.filter(({ said }) => !said)
    const offers: Offer[] = []
    if (answer.decision === 'answer') offers.push(offerOf(answer, 'customer'))
    // Asked once more only where colleagues know something this customer may not.
    if (internal.length > 0) {
      const staff = (await knowledge.answer(workspaceId, { ...question, asker: staffAsker })).answer
      const kept = new Set(internal.map(({ row }) => row.id))
      if (staff.decision === 'answer' && staff.sources.some(({ passage }) => passage && kept.has(passage)))
        offers.push(offerOf(staff, 'internal'))
    }
    const answering = new Set(offers.flatMap(({ sources }) => sources.map(keyOf)))
    for (const { said, ...candidate } of told) {
      const { source, snippet } = shownCandidate(candidate, text)
      if (!answering.has(keyOf(source))) offers.push(passageOf(candidate, { source, snippet, said }))
    }
    return { answer, sought, offers }
  }
}

/** The best of both lists, each place once. */
function topOf(candidates: Candidate[]): Candidate[] {
  const top = Math.max(0, ...candidates.map(({ score }) => score))
  const seen = new Set<string>()
  return [...candidates]
    .sort((a, b) => b.score - a.score)
    .filter(({ row, score }) => {
      const key = row.kind === 'entry' ? row.source : row.id
      if (score < top * worthwhile || seen.has(key)) return false
      seen.add(key)
      return true
    })
    .slice(0, shown)
}

/** As `tell` names it: entries by their own id, pieces of documents by the passage's. */
const nameOf = (row: Candidate['row']) => (row.kind === 'entry' ? row.source.slice('entry:'.length) : row.id)

const keyOf = ({ kind, id, passage }: KnowledgeSource) =>
  kind === 'entry' ? `entry:${id}` : (passage ?? `${kind}:${id}`)

/** What was found beside the answer: as the customer may hear it, else as it stands, for colleagues. */
function passageOf(
  { row }: Candidate,
  { source, snippet, said }: Pick<KnowledgeCandidate, 'source' | 'snippet'> & { said: KnowledgeAnswer | undefined },
): Offer {
  const markdown = said ? (said.markdown ?? said.text) : String(row.content.markdown ?? row.text)
  return {
    ...{ kind: 'passage', reach: said ? 'customer' : 'internal', title: source.title },
    ...{ text: said?.text ?? row.text, markdown, snippet, sources: said?.sources.length ? said.sources : [source] },
    ...{ confidence: null, wording: 'source', conflict: [] },
  }
}

function offerOf(answer: KnowledgeAnswer, reach: Offer['reach']): Offer {
  const [first] = answer.sources
  return {
    kind: 'answer',
    reach,
    title: first?.title ?? '',
    text: answer.text,
    markdown: answer.markdown ?? answer.text,
    snippet: null,
    sources: answer.sources,
    confidence: answer.confidence,
    wording: answer.wording,
    conflict: answer.conflict?.says ?? [],
  }
}
