import type { OwnerReason } from '@loopdesk/contracts/messages.ts'
import type { Mood } from '@loopdesk/engines/emotion/mood.ts'
import type { Tx } from '../infra/db.ts'
import { noteUnfinished } from './end-run.ts'
import { sentence, type TurnContext } from './turn-context.ts'

/**
 * Hands the conversation to people within the transaction that ends the turn: into the queue with place and expected wait,
 * or, when nobody is on duty, into a ticket, and says which of the two is true.
 */
export async function finishHandoff(
  tx: Tx,
  context: TurnContext,
  wanted: { reason: OwnerReason; skill: string | null },
): Promise<{ owner: 'queue' | 'bot' }> {
  const { deps, claim, progress } = context
  const { state } = progress
  // What was under way is kept for the people who take over, not resumed behind their back.
  for (const frame of state.stack) {
    progress.runs.push({ ...frame, ended: 'handed_over' })
    noteUnfinished(progress, frame)
  }
  state.stack = []
  state.waiting = []
  state.pending = null
  state.misses = 0
  progress.buttons = []
  const reason = gravestReason(wanted.reason, state.mood?.cause ?? null)
  const result = await deps.handoff.request(tx, {
    workspaceId: claim.workspace_id,
    conversationId: claim.id,
    reason,
    skill: wanted.skill,
    language: state.language,
    priority: Math.max(reason === 'complaint' || reason === 'risk' ? 2 : 1, state.mood?.priority ?? 1),
  })
  if (result.status === 'queued') {
    const minutes = Math.max(1, Math.round(result.waitSeconds / 60))
    progress.says.push({
      text: sentence(context, 'handoff_queued', { position: String(result.position), minutes: String(minutes) }),
      parts: [],
    })
    return { owner: 'queue' }
  }
  const ticket =
    progress.ticket ??
    (await deps.createTicket(tx, {
      workspaceId: claim.workspace_id,
      subject: await subjectOf(context),
      description: summaryOf(context),
      category: 'handover',
      priority: Math.max(1, state.mood?.priority ?? 1),
      customerId: claim.customer_id,
      conversationId: claim.id,
      assigneeId: null,
      fields: {},
      createdBy: 'bot',
      idempotencyKey: `handover:${progress.turnId}`,
    }))
  progress.says.push({
    text: sentence(context, 'nobody_online_no_hours', { number: String(ticket.number) }),
    parts: [],
  })
  return { owner: 'bot' }
}

/** A customer who asked for people because of what weighs on them comes with that reason. */
function gravestReason(reason: OwnerReason, cause: Mood['cause']): OwnerReason {
  if (!cause || (reason !== 'customer_asked' && reason !== 'bot_failed')) return reason
  return cause === 'safety' ? 'risk' : 'complaint'
}

async function subjectOf({ progress, brain }: TurnContext): Promise<string> {
  const lang = progress.state.language
  const last = progress.state.last?.flow
  const name = progress.topic?.name[lang] ?? (last ? brain.flows.get(last)?.definition.name[lang] : undefined)
  return name ?? (lang === 'zh' ? '客户请求人工服务' : 'Customer asks for a person')
}

function summaryOf({ progress }: TurnContext): string {
  const said = progress.state.mentions.map((each) => each.text).join(' / ')
  const tried = progress.runs.map((frame) => `${frame.flow}: ${frame.ended ?? frame.node}`).join(', ')
  return [said, tried].filter((each) => each !== '').join('\n')
}
