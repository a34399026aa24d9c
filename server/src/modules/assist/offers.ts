import type { AssistSuggestion } from '@loopdesk/contracts/api/assist.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { questionKey } from './question-key.ts'

/** A suggestion before anybody has been shown it. */
export type Offer = Omit<AssistSuggestion, 'id' | 'verdict'>

interface About {
  conversationId: string
  /** The customer's message. */
  seq: number
  by: 'question' | 'search' | 'draft'
  /** Without personal data. */
  question: string
}

/** Keeps what is shown, so that what becomes of it can be counted; the same shown again is the same. */
export async function remember(tx: Tx, about: About, offers: Offer[]): Promise<AssistSuggestion[]> {
  const items: AssistSuggestion[] = []
  for (const offer of offers) {
    const source = sourceOf(offer)
    const key = `${questionKey(about.question)}|${about.by}|${offer.kind}|${offer.reach}|${offer.sources[0]?.passage ?? source}`
    const { rows } = await sql<Pick<AssistSuggestion, 'id' | 'verdict'>>`
      insert into assist_suggestions (workspace_id, conversation_id, seq, by, question, kind, reach, source, title, text, key)
      values (${tx.workspaceId}, ${about.conversationId}, ${about.seq}, ${about.by}, ${about.question}, ${offer.kind},
        ${offer.reach}, ${source}, ${offer.title}, ${offer.text}, md5(${key}))
      on conflict (conversation_id, seq, key) do update set text = excluded.text, title = excluded.title
      returning id, verdict`.execute(tx.query)
    items.push({ ...offer, ...rows[0]! })
  }
  return items
}

const sourceOf = ({ sources: [first] }: Offer) => (first ? `${first.kind}:${first.id}` : '')

interface Use {
  suggestionId: string
  action: 'inserted' | 'copied' | 'helpful' | 'wrong'
  note: string
}

/**
 * Notes what somebody did with a suggestion. Throws `not_found`, and `wrong_state` for putting into a reply what its reader may
 * not know.
 */
export async function noteUse(
  tx: Tx,
  { suggestionId, action, note }: Use,
  { actor, staffId }: { actor: string; staffId: string | null },
): Promise<AssistSuggestion['verdict']> {
  const { rows } = await sql<{
    conversationId: string
    reach: string
    source: string
    verdict: 'helpful' | 'wrong' | null
  }>`
    select conversation_id as "conversationId", reach, source, verdict from assist_suggestions
    where id = ${suggestionId} and workspace_id = ${tx.workspaceId} for update`.execute(tx.query)
  const [found] = rows
  if (!found) throw new AppError('not_found', 'there is no such suggestion')
  const { conversationId, source } = found
  if (action === 'inserted' && found.reach === 'internal')
    throw new AppError('wrong_state', 'this is for colleagues only; the customer may not know it')
  if (action === 'inserted' || action === 'copied') {
    const set =
      action === 'inserted'
        ? sql`inserted_at = now(), inserted_by = ${staffId}, sent_seq = null, sent_at = null, edited = null`
        : sql`copied_at = now()`
    await sql`update assist_suggestions set ${set} where id = ${suggestionId}`.execute(tx.query)
    return found.verdict
  }
  if (found.verdict === action && note === '') return action
  await sql`
    update assist_suggestions set verdict = ${action}, verdict_by = ${actor}, verdict_note = ${note}, verdict_at = now()
    where id = ${suggestionId}`.execute(tx.query)
  await publishFact(tx, {
    type: 'suggestion.judged',
    workspaceId: tx.workspaceId!,
    conversationId,
    data: { suggestionId, source, verdict: action },
  })
  return action
}
