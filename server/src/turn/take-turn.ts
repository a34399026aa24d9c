import { decide } from '@loopdesk/engines/dialogue/decide.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import { type DialogueState, newDialogue } from '@loopdesk/engines/dialogue/state.ts'
import { type EmotionReading, SIGNAL_HOLDS, SIGNALS } from '@loopdesk/engines/emotion/emotions.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { maskText, redact } from '@loopdesk/engines/masking/mask-text.ts'
import { RetryableError } from '../infra/errors.ts'
import { type ClaimRow, LostLease, type StoredReply, type TurnMessage } from '../modules/conversations/index.ts'
import { recordEntity } from '../modules/understanding/index.ts'
import { abandon } from './abandon.ts'
import { act } from './act.ts'
import type { TurnDeps } from './deps.ts'
import { finishHandoff } from './hand-over.ts'
import { newProgress, type Progress } from './progress.ts'
import { readForm } from './read-form.ts'
import { readPictures } from './read-pictures.ts'
import { composeReplies, type Reply } from './say.ts'
import { settleRuns } from './settle-runs.ts'
import { allOptions } from './slot-options.ts'
import { offerPeople, setTone, shownMood, takeInMood } from './tone.ts'
import type { TurnContext } from './turn-context.ts'
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
        if (messages.length === 0 && claim.wakes === 0) {
          await deps.conversations.lease.release(claim, 0)
          return undefined
        }
        if (messages.length > 0) await understandAndDecide(context, messages)
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
  const progress =
    (claim.checkpoint as Progress | null) ??
    newProgress(deps.newId(), claim.done_seq + 1, claim.due_seq, deps.now(), structuredClone(stored))
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

/** Understanding proposes commands; the dialogue manager turns those that make sense into things to do. */
async function understandAndDecide(context: TurnContext, messages: TurnMessage[]): Promise<void> {
  const { deps, claim, progress, brain } = context
  const started = performance.now()
  progress.toSeq = messages.at(-1)!.seq
  progress.fromSeq = messages[0]!.seq
  const pressed = messages.at(-1)!.choice
  const sent = messages.at(-1)!.form
  const files = messages.flatMap(({ parts }) => parts.flatMap((each) => (each.type === 'file' ? [each.file] : [])))
  const filled = sent ? await readForm(context, sent, files) : undefined
  if (filled) {
    progress.todo = [{ do: 'flow', event: filled }]
    return
  }
  const pictures = await readPictures(context, files)
  const { reading: first, brain: read } = await deps.understanding.read(claim.workspace_id, {
    text: messages.map(({ text }) => text).join('\n'),
    choice: pressed,
    files,
    pictures,
    language: progress.state.language,
    now: deps.now(),
    conversationId: claim.id,
  })
  progress.state.language = first.language
  const options = await allOptions(context)
  const definitions = new Map([...brain.flows].map(([id, { definition }]) => [id, definition]))
  const {
    commands,
    by,
    model,
    embedded,
    reading = first,
  } = await deps.understander.propose({
    workspaceId: claim.workspace_id,
    conversationId: claim.id,
    reading: first,
    state: progress.state,
    context: {
      flows: definitions,
      options: (slot) => options.get(slot) ?? [],
      recordPointers: (type) => ({
        idType: recordEntity(type),
        catalogue: brain.records.get(type)?.mentions?.catalogue ?? null,
      }),
    },
    history: deps.understander.usesHistory ? await readHistory(context) : [],
  })
  if (embedded) progress.steps.push({ kind: 'model', purpose: 'embed', ...embedded })
  if (model) progress.steps.push({ kind: 'model', purpose: 'understand', ...model })
  keepMentions(
    progress.state,
    reading,
    commands.some(({ type }) => type === 'start_flow'),
  )
  const answering = progress.state.pending !== null
  const decided = decide(progress.state, commands, { flows: brain.flows, newRunId: deps.newId })
  progress.runs.push(...givenUp(progress.state, decided.state))
  progress.state = decided.state
  progress.todo = decided.todo
  takeInMood(context, reading, answering)
  progress.steps.push(
    understood(reading, read.taught?.version ?? null, by, commands.map(describe), performance.now() - started),
  )
}

/** Runs that were open before and are no more, for their record. */
function givenUp(before: DialogueState, after: DialogueState): Progress['runs'] {
  const open = new Set(after.stack.map(({ runId }) => runId))
  return before.stack.filter(({ runId }) => !open.has(runId)).map((frame) => ({ ...frame, ended: 'cancelled' }))
}

const historyMessages = 8

/** What was said before this turn, for a model. */
async function readHistory({ deps, claim, progress }: TurnContext): Promise<{ sender: string; text: string }[]> {
  const before = Math.max(0, progress.fromSeq - 1 - historyMessages)
  const messages = await deps.db.tenant(claim.workspace_id, (tx) =>
    deps.conversations.readMessages(tx, claim.id, before),
  )
  return messages.filter(({ seq }) => seq < progress.fromSeq).map(({ sender, text }) => ({ sender, text }))
}

/** What was said when a matter began serves its later questions too; a new matter starts afresh. */
function keepMentions(state: DialogueState, reading: Reading, starting: boolean): void {
  const mention = { text: reading.text, entities: reading.entities }
  if (starting && state.stack.length === 0) state.mentions = [mention]
  else state.mentions = [...state.mentions, mention].slice(-4)
}

function describe(command: {
  type: string
  flow?: string
  slot?: string
  id?: string
  flows?: string[]
  entries?: string[]
}): string {
  const about = command.flow ?? command.slot ?? command.id ?? command.flows?.join('|') ?? command.entries?.[0]
  return about ? `${command.type}(${about})` : command.type
}

/** Entities whose value no trace shows. */
const personal = new Set(['phone', 'email', 'id_card', 'bank_card', 'address', 'person', 'card_tail', 'phone_tail'])

function understood(reading: Reading, training: number | null, by: string, commands: string[], ms: number) {
  return {
    kind: 'understood' as const,
    text: redact(reading.text),
    language: reading.language,
    by,
    training,
    intents: reading.intents.slice(0, 4).map(({ label, score }) => ({ label, score: Math.round(score * 1000) / 1000 })),
    entities: reading.entities.slice(0, 12).map(({ type, text, value }) => ({
      type,
      text: personal.has(type) ? '***' : text,
      value: personal.has(type) ? '***' : String(typeof value === 'object' ? JSON.stringify(value) : value),
    })),
    ...(reading.emotion && { emotion: felt(reading.emotion) }),
    commands,
    ms: Math.round(ms * 10) / 10,
  }
}

/** The feeling with its strength, and the signals that hold. */
const felt = ({ emotion, intensity, scores, signals }: EmotionReading) => ({
  name: emotion,
  intensity,
  score: Math.round(scores[emotion] * 1000) / 1000,
  signals: SIGNALS.filter((signal) => signals[signal] >= SIGNAL_HOLDS),
})

/** A matter that was settled outweighs what was merely asked before or after it. */
function outcomeOf({ state, outcome, lightOutcome }: Progress, handedOver: boolean): string | null {
  const settled = handedOver ? 'handed_over' : outcome
  if (settled) return settled
  return state.settled ? null : lightOutcome
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
