import type { ClusterDraft, DraftSource } from '@loopdesk/contracts/api/growth.ts'
import { draftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Right } from '@loopdesk/contracts/route.ts'
import { type AgentAnswer, saysSomething, typicalAnswer } from '@loopdesk/engines/growth/agent-answers.ts'
import { answerAfter } from '@loopdesk/engines/growth/extract-faq.ts'
import { similarQuestions } from '@loopdesk/engines/growth/similar-questions.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { readStaffMessages } from '../conversations/index.ts'
import { audit } from '../identity/index.ts'
import { readEntryRows } from '../knowledge/index.ts'
import type { ClusterStore } from './cluster-store.ts'
import type { ClusterRow, GrowthClusters } from './clusters.ts'
import type { GrowthDeps } from './deps.ts'
import { likelyCategory } from './likely-category.ts'
import { wordDraft } from './word-draft.ts'

export interface Who {
  actor: string
  name: string
  staffId: string | null
  rights: ReadonlySet<Right>
}

interface Deps extends Pick<GrowthDeps, 'db' | 'now' | 'knowledge' | 'askModel'> {
  store: ClusterStore
  clusters: GrowthClusters
}

/** Questions and conversations of a cluster that are looked into. */
const looked = { questions: 300, conversations: 60, messages: 60 }
/** Documents say it surely enough to be proposed though the bot would not have answered with it. */
const leastConfidence = 0.25
const beyondDoubt = 0.9
/** Somebody who began a draft and is not done after this long is not waited for. */
const draftingFor = '1 minute'

/** Drafts of entries out of clusters: question, other ways of asking it, and a proposed answer with where it is from. */
export function makeDrafts({ db, now, knowledge, askModel, store, clusters }: Deps) {
  async function begin(workspaceId: string, id: string) {
    return db.tenant(workspaceId, async (tx) => {
      const row = await clusters.one(tx, id)
      const draft = await existing(tx, row)
      if (draft) return { row, draft, questions: [], answers: [] }
      const { rows } = await sql`
        update growth_clusters set drafted_at = now(), entry_id = null where id = ${row.id}
          and (entry_id is not null or drafted_at is null or drafted_at < now() - ${draftingFor}::interval) returning 1`.execute(
        tx.query,
      )
      if (rows.length === 0) throw new AppError('conflict', 'somebody is making this draft just now')
      return { row, draft: null, ...(await read(tx, row)) }
    })
  }

  async function fromDocuments(workspaceId: string, texts: string[], language: 'zh' | 'en') {
    let best: { source: DraftSource; text: string; confidence: number; sure: boolean } | undefined
    const categories: string[] = []
    for (const text of texts) {
      const asker = { kind: 'public' as const, channel: 'web', language }
      const { answer, found } = await knowledge.answer(workspaceId, { text, language, asker, at: now() })
      categories.push(...found.candidates.slice(0, 3).map(({ row }) => row.category))
      const first = found.candidates[0]
      const sure = answer.decision === 'answer'
      // Nobody could answer it: what is found now, too, is taken only where it speaks of the same, or is beyond doubt.
      if (!first || answer.confidence < (isAbout(first.row, text) ? leastConfidence : beyondDoubt)) continue
      const source = answer.sources[0] ?? answer.alternatives[0]?.source
      const said = sure ? answer.text : first.row.text.slice(0, 600)
      const shown = source ?? sourceOf(first.row, said)
      if (best && (best.sure || !sure) && best.confidence >= answer.confidence) continue
      const quoted = { ...shown, quote: shown.quote || said.slice(0, 300) }
      best = {
        source: { kind: 'document', source: quoted, confidence: answer.confidence },
        text: said,
        confidence: answer.confidence,
        sure,
      }
      if (sure && answer.confidence > 0.8) break
    }
    return { best, categories }
  }

  /** Says most of the words of the question: what is only found because nothing else is, is no proposal. */
  function isAbout(
    { title, headings, text }: { title: string; headings: string[]; text: string },
    question: string,
  ): boolean {
    const said = store.read([title, ...headings, text].join(' ')).words
    const asked = [...store.read(question).words].filter((word) => word.length > 1 && !word.startsWith('~'))
    return asked.filter((word) => said.has(word)).length >= asked.length / 2
  }

  async function propose(workspaceId: string, row: ClusterRow, questions: string[], answers: AgentAnswer[]) {
    const language = row.language === 'en' ? 'en' : 'zh'
    const { best: document, categories } = await fromDocuments(
      workspaceId,
      [row.title, ...questions].slice(0, 3),
      language,
    )
    const typical = typicalAnswer(answers)
    const sources: DraftSource[] = [
      ...(document ? [document.source] : []),
      ...(typical ? [{ kind: 'agents' as const, ...typical }] : []),
    ]
    const agentsFirst = typical && (!document?.sure || typical.conversations.length > 1)
    const from = agentsFirst ? 'agents' : document ? 'document' : 'none'
    const answer = agentsFirst ? typical.text : (document?.text ?? '')
    const worded =
      askModel &&
      (await wordDraft(askModel, workspaceId, {
        question: row.title,
        language,
        document: document?.text,
        agents: typical?.text,
      }))
    if (!worded) return { answer, from, sources, categories } as const
    return {
      answer: worded.text,
      from: 'model',
      sources: [...sources, { kind: 'model' as const, ...worded }],
      categories,
    } as const
  }

  /** Questions of the cluster, and what agents said after them. */
  async function read(tx: Tx, row: ClusterRow) {
    const { rows } = await sql<{ text: string; conversation_id: string | null; seq: number }>`
      select text, conversation_id, coalesce((select max(s) from unnest(reply_seqs) s), 0) as seq from growth_questions
      where cluster_id = ${row.id} and unanswered order by at desc limit ${looked.questions}`.execute(tx.query)
    const answers: AgentAnswer[] = []
    for (const { conversation_id: conversationId, seq } of onePerConversation(rows).slice(0, looked.conversations)) {
      const messages = await readStaffMessages(tx, conversationId, seq, looked.messages)
      const said = messages.map(({ sender, text, senderName }) => ({ sender, text, name: senderName }))
      const { answer, agent } = answerAfter([{ sender: 'customer', text: '' }, ...said], 0)
      if (answer !== '' && saysSomething(answer))
        answers.push({ text: answer, agent, conversationId, read: store.read(answer) })
    }
    const texts = [...new Map(rows.map(({ text }) => [text, store.read(text)])).values()]
    return { questions: similarQuestions(store.read(row.title), texts).map(({ text }) => text), answers }
  }

  return {
    existing,

    async make(workspaceId: string, who: Who, id: string): Promise<ClusterDraft> {
      const begun = await begin(workspaceId, id)
      if (begun.draft) return begun.draft
      const { row, questions, answers } = begun
      try {
        const { answer, from, sources, categories } = await propose(workspaceId, row, questions, answers)
        const language = row.language === 'en' ? 'en' : 'zh'
        const category = await db.tenant(workspaceId, (tx) => likelyCategory(tx, categories))
        const definition = draftEntry.parse({
          category,
          title: { [language]: row.title },
          questions: { [language]: questions },
          answer: answer === '' ? {} : { [language]: answer },
        })
        const entry = await knowledge.createDraft(workspaceId, who, { definition }, 'growth')
        await db.tenant(workspaceId, async (tx) => {
          await sql`
            update growth_clusters set entry_id = ${entry.id}, state = 'drafted', drafted_at = now(), drafted_by = ${who.name},
              draft_sources = ${JSON.stringify({ from, sources })}::jsonb, asked_after = 0, solved_after = 0, failed_after = 0, updated_at = now()
            where id = ${row.id}`.execute(tx.query)
          await audit(tx, {
            actor: who.actor,
            action: 'cluster.drafted',
            target: `cluster:${row.id}`,
            details: { entry: entry.id, from },
          })
        })
        return {
          entryId: entry.id,
          revision: entry.revision,
          title: row.title,
          questions,
          answer,
          from,
          sources: [...sources],
        }
      } catch (error) {
        await db.tenant(workspaceId, (tx) =>
          sql`update growth_clusters set drafted_at = null where id = ${row.id}`.execute(tx.query),
        )
        throw error
      }
    },
  }
}

/** The draft that was made of a cluster, as it stands in its entry. */
async function existing(tx: Tx, row: ClusterRow): Promise<ClusterDraft | null> {
  const entry = row.entry_id === null ? undefined : (await readEntryRows(tx, [row.entry_id])).get(row.entry_id)
  if (!entry) return null
  const definition = entry.draft ?? entry.definition
  const language = row.language === 'en' ? 'en' : 'zh'
  const kept = (row.draft_sources ?? { from: 'none', sources: [] }) as Pick<ClusterDraft, 'from' | 'sources'>
  return {
    entryId: entry.id,
    revision: entry.revision,
    title: definition?.title[language] ?? row.title,
    questions: definition?.questions[language] ?? [],
    answer: definition?.answer[language] ?? '',
    ...kept,
  }
}

function onePerConversation(rows: readonly { conversation_id: string | null; seq: number }[]) {
  const inOne = rows.flatMap(({ conversation_id, seq }) => (conversation_id === null ? [] : [{ conversation_id, seq }]))
  return [...new Map(inOne.map((row) => [row.conversation_id, row])).values()]
}

function sourceOf(
  row: { id: string; source: string; title: string; headings: string[]; page: number | null; number: number },
  quote: string,
) {
  const [kind, id] = row.source.startsWith('entry:')
    ? (['entry', row.source.slice(6)] as const)
    : (['document', row.source.slice(9)] as const)
  return {
    kind,
    id,
    passage: row.id,
    title: row.title,
    headings: row.headings,
    quote,
    ...(row.page !== null && { page: row.page }),
    url:
      kind === 'entry'
        ? `/console/knowledge/entries/${id}`
        : `/console/knowledge/documents/${id}?passage=${row.number}`,
  }
}
