import { type DialogueState, newDialogue } from '@loopdesk/engines/dialogue/state.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { maskText } from '@loopdesk/engines/masking/mask-text.ts'
import { RetryableError } from '../infra/errors.ts'
import { type ClaimRow, LostLease, type StoredReply, type TurnMessage } from '../modules/conversations/index.ts'
import { type AskedQuestion, noteAsked } from '../modules/growth/index.ts'
import { abandon } from './abandon.ts'
import { act } from './act.ts'
import type { TurnDeps } from './deps.ts'
import { finishHandoff } from './hand-over.ts'
import { newProgress, type Progress } from './progress.ts'
import { composeReplies, type Reply } from './say.ts'
import { settleRuns } from './settle-runs.ts'
import { progressParts } from './show-progress.ts'
import { offerPeople, setTone, shownMood } from './tone.ts'
import type { TurnContext } from './turn-context.ts'
import { understand } from './understand.ts'
import { wakeRuns, withRunningVersions } from './wake-runs.ts'

/** What became of a turn, for those who are connected. */
export interface Taken {
  workspaceId: string
  conversationId: string
  replies: (Reply & StoredReply)[]
  settledSeq: number
  turnId: string
  owner: string
  moreDue: boolean
}

export type TakeTurn = (claim: ClaimRow, given?: TurnMessage[]) => Promise<Taken | undefined>

/**
 * One turn of a conversation this worker holds the lease on: understand → decide → act → say. Goes on from the checkpoint
 * where another worker was stopped. Everything it says and changes of ours is stored in one transaction at the end; what it
 * changes elsewhere is journalled step by step. Undefined when nothing was due. Throws LostLease.
 */
export function makeTakeTurn(deps: TurnDeps): TakeTurn {
  return async (claim, given) => {
    const context = await openContext(deps, claim)
    try {
      if (!claim.checkpoint && !(await wakeRuns(context))) {
        const messages = given ?? (await deps.conversations.lease.readDue(claim))
        if (messages.length === 0) {
          await deps.conversations.lease.release(claim, 0)
          return undefined
        }
        await understand(context, messages)
      }
      await act(context)
      offerPeople(context)
    } catch (error) {
      if (error instanceof LostLease || error instanceof RetryableError) throw error
      await abandon(context, error)
    }
    return finish(context)
  }
}

async function openContext(deps: TurnDeps, claim: ClaimRow): Promise<TurnContext> {
  const fresh = newDialogue(claim.language)
  // What an earlier version stored lacks what was added since.
  const stored = 'stack' in claim.dialogue ? { ...fresh, ...(claim.dialogue as DialogueState) } : fresh
  stored.stack = stored.stack.map((frame) => ({
    ...newFrame(frame.runId, { id: frame.flow, start: frame.node }, 0),
    ...frame,
  }))
  const progress = {
    ...newProgress(deps.newId(), claim.done_seq + 1, claim.due_seq, deps.now(), structuredClone(stored)),
    ...(claim.checkpoint as Progress | null),
  }
  const [published, workspace, known, showsForms] = await Promise.all([
    deps.understanding.brainOf(claim.workspace_id, claim.id),
    deps.workspace(claim.workspace_id),
    deps.customers.known(claim.workspace_id, claim.customer_id),
    deps.showsForms(claim.channel_account_id),
  ])
  const externalId = known.externalId ?? progress.state.provenAs
  const customer = { id: claim.customer_id, externalId, name: known.name }
  const brain = await withRunningVersions(deps, claim.workspace_id, published, progress.state.stack)
  return { deps, claim, brain, workspace, progress, customer, showsForms, underWay: new Map() }
}

/** A matter that was settled outweighs what was merely asked before or after it. */
function outcomeOf({ state, outcome, lightOutcome }: Progress, handedOver: boolean): string | null {
  const settled = handedOver ? 'handed_over' : outcome
  if (settled) return settled
  return state.settled ? null : lightOutcome
}

/** The question of this turn and what was told of it, for what is learnt from it; undefined when nothing was asked. */
function askedIn({ deps, claim, progress }: TurnContext): Omit<AskedQuestion, 'replySeqs'> | undefined {
  const { told, consulted, state } = progress
  if (!told) return undefined
  // Who chose from what was offered goes on with the question that was asked back.
  const chosen = consulted.length === 0
  const text = consulted[0]?.text ?? state.asked.at(-1)?.question
  if (text === undefined) return undefined
  return {
    conversationId: claim.id,
    turnId: progress.turnId,
    at: deps.now(),
    language: state.language,
    text,
    decision: told.decision,
    confidence: consulted[0]?.answer.confidence ?? 1,
    ids: told.ids,
    chosen,
  }
}

/** Says what there is to say, hands over if that was decided, and stores it all at once. */
async function finish(context: TurnContext): Promise<Taken> {
  const { deps, claim, progress } = context
  const { lease } = deps.conversations
  const { state } = progress
  // `lease.finish` is fenced itself: when the lease is lost nothing of this transaction stays.
  const done = await deps.db.tenant(claim.workspace_id, async (tx) => {
    const handedOver = progress.handoff ? await finishHandoff(tx, context, progress.handoff) : undefined
    const outcome = outcomeOf(progress, handedOver !== undefined)
    if (handedOver || progress.outcome) state.settled = true
    setTone(context)
    const replies = composeReplies(progress.says, progress.buttons, state.language)
    replies.at(-1)?.parts.push(...progressParts(context))
    const last = replies.at(-1)
    if (last) state.lastReply = { text: last.text, parts: progress.buttons }
    if (!state.pending) state.question = null
    for (const reply of replies)
      progress.steps.push({ kind: 'said', text: maskText(reply.text, reply.pii), from: 'template', source: null })
    await settleRuns(tx, context)
    const stored = await lease.finish(tx, claim, {
      turnId: progress.turnId,
      fromSeq: progress.fromSeq,
      toSeq: progress.toSeq,
      dialogue: state,
      replies,
      steps: progress.steps,
      ms: deps.now().getTime() - new Date(progress.startedAt).getTime(),
      startedAt: new Date(progress.startedAt),
      topic: progress.topic,
      outcome,
      mood: shownMood(state.mood) ?? null,
      priority: state.mood?.priority ?? 1,
      wake: progress.moreRuns,
    })
    const asked = askedIn(context)
    if (asked) await noteAsked(tx, { ...asked, replySeqs: stored.replies.map(({ seq }) => seq) })
    return { ...stored, owner: handedOver?.owner ?? stored.owner, texts: replies }
  })
  return {
    workspaceId: claim.workspace_id,
    conversationId: claim.id,
    replies: done.replies.map((stored, index) => ({ ...stored, ...done.texts[index]! })),
    settledSeq: progress.toSeq,
    turnId: progress.turnId,
    owner: done.owner,
    moreDue: done.moreDue,
  }
}
