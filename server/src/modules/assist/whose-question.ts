import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { detectLanguage } from '@loopdesk/engines/text/detect-language.ts'
import { readSummaries } from '../conversations/index.ts'
import type { AssistDeps } from './deps.ts'
import { questionKey } from './question-key.ts'

export type AskedHere = Awaited<ReturnType<ReturnType<typeof makeWhoseQuestion>>>

/** Messages that are looked at before the newest, and questions of the customer that follow-ups may refer to. */
const lookedAt = 60
const remembered = 5

/**
 * What the customer wants to know now, and who they are as far as it decides what they may hear. `text` is what was said last,
 * `whole`, where that is short, everything since they were last replied to: people often ask in several messages.
 */
export function makeWhoseQuestion({
  db,
  conversations,
  customer,
}: Pick<AssistDeps, 'db' | 'conversations' | 'customer'>) {
  return async (workspaceId: string, conversationId: string, upTo?: number) => {
    const { summary, rows } = await db.tenant(workspaceId, async (tx) => {
      const [found] = await readSummaries(tx, [conversationId])
      if (!found) throw new AppError('not_found', 'there is no such conversation')
      const last = Math.min(upTo ?? found.lastSeq, found.lastSeq)
      const read = await conversations.readRows(tx, conversationId, Math.max(0, last - lookedAt), lookedAt)
      return { summary: found, rows: read.filter(({ seq }) => seq <= last) }
    })
    const known = await customer(workspaceId, summary.customer.id)
    const asker: Asker = {
      kind: 'customer',
      channel: summary.channel.kind,
      verified: known?.verified ?? false,
      language: summary.language,
      tags: known?.tags ?? [],
      attributes: known?.attributes ?? {},
    }
    const said = rows.filter(({ sender, text }) => sender === 'customer' && text.trim() !== '')
    const newest = said.at(-1)
    if (!newest) return { asker, language: summary.language, asked: null }
    const replied = rows.findLast(
      ({ seq, sender, text }) => seq < newest.seq && (sender === 'bot' || sender === 'agent') && text !== '',
    )
    // Whoever says enough in one message asks in it; what came before is what a follow-up may refer to.
    const burst = isFragment(newest.text) ? said.filter(({ seq }) => seq > (replied?.seq ?? 0)) : [newest]
    return {
      asker,
      language: summary.language,
      asked: {
        seq: newest.seq,
        text: newest.text.slice(0, 2000),
        whole: burst
          .map(({ text }) => text)
          .join('\n')
          .slice(-2000),
        language: languageOf(newest.text, summary.language),
        history: said
          .filter((each) => !burst.includes(each))
          .slice(-remembered)
          .map(({ text }) => ({ question: text.slice(0, 2000) })),
      },
    }
  }
}

/** So short, in letters, that what was said before may belong to it. */
const fragment = { zh: 8, other: 24 }

function isFragment(text: string): boolean {
  const most = /\p{Script=Han}/u.test(text) ? fragment.zh : fragment.other
  return questionKey(text).length <= most
}

/** Of the text, where it can be told. */
export function languageOf(text: string, otherwise: 'zh' | 'en'): 'zh' | 'en' {
  const { language } = detectLanguage(text)
  return language === 'other' ? otherwise : language
}
