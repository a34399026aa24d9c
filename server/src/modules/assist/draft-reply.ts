import type { AssistSuggestion } from '@loopdesk/contracts/api/assist.ts'
import { checkGenerated } from '@loopdesk/engines/answers/check-generated.ts'
import { splitSentences } from '@loopdesk/engines/answers/split-sentences.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import type { AssistDeps } from './deps.ts'
import { remember } from './offers.ts'
import { makeWhoseQuestion } from './whose-question.ts'

interface Drafted {
  draft: AssistSuggestion | null
  /** Reason code where there is none. */
  why: string
  /** Sentences that no source says. */
  removed: string[]
}

const greeting = { zh: '您好，', en: 'Hello, ' }
const asksBack = { zh: ['您好，请问您想了解的是', '、', '？'], en: ['Hello, do you mean ', ' or ', '?'] } as const

/** A whole reply to what the customer wants to know, from what this customer may hear and nothing else. */
export function makeDraftReply(deps: AssistDeps) {
  const whoseQuestion = makeWhoseQuestion(deps)
  return async (workspaceId: string, conversationId: string, seq: number | undefined): Promise<Drafted> => {
    const { asker, language, asked } = await whoseQuestion(workspaceId, conversationId, seq)
    if (!asked) return { draft: null, why: 'nothing_asked', removed: [] }
    const ask = async (text: string) =>
      deps.knowledge.answer(workspaceId, { text, language, history: asked.history, asker, at: deps.now() })
    let { answer, found } = await ask(asked.text)
    if (answer.decision !== 'answer' && asked.whole !== asked.text) {
      const whole = await ask(asked.whole)
      if (whole.answer.decision === 'answer') ({ answer, found } = whole)
    }
    if (answer.decision === 'decline') return { draft: null, why: answer.why, removed: [] }
    const [before, between, after] = asksBack[language]
    const named = new Set(answer.sources.map(({ passage }) => passage))
    const plain = answer.text
    const checked = checkGenerated({
      sentences: splitSentences(plain).map(({ start, end }) => ({ text: plain.slice(start, end) })),
      sources: found.candidates
        .filter(({ row }) => named.has(row.id))
        .map(({ row }) => ({ id: row.id, text: [row.title, ...row.headings, ...row.questions, row.text].join('\n') })),
      question: asked.whole,
    })
    const removed = checked.removed.map(({ text }) => text)
    const said = removed.length === 0 ? plain : checked.kept.map(({ text }) => text).join(language === 'en' ? ' ' : '')
    if (answer.decision === 'answer' && said === '') return { draft: null, why: 'nothing_supported', removed }
    const text =
      answer.decision === 'answer'
        ? greets(said)
          ? said
          : `${greeting[language]}${said}`
        : `${before}${answer.alternatives.map(({ title }) => title).join(between)}${after}`
    const [first] = answer.sources
    const question = redact(asked.text)
    const sources = answer.decision === 'answer' ? answer.sources : answer.alternatives.map(({ source }) => source)
    const [draft] = await deps.db.tenant(workspaceId, (tx) =>
      remember(tx, { conversationId, seq: asked.seq, by: 'draft', question }, [
        {
          ...{
            kind: 'draft',
            reach: 'customer',
            title: first?.title ?? '',
            text,
            markdown: text,
            snippet: null,
            sources,
          },
          ...{ confidence: answer.confidence, wording: answer.wording, conflict: answer.conflict?.says ?? [] },
        },
      ]),
    )
    return { draft: draft!, why: answer.why, removed }
  }
}

const greets = (text: string) =>
  /^\s*(您好|你好|亲|尊敬的|hello|hi\b|dear\b|good (morning|afternoon|evening))/i.test(text)
