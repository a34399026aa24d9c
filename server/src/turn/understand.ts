import { decide } from '@loopdesk/engines/dialogue/decide.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import type { DialogueState } from '@loopdesk/engines/dialogue/state.ts'
import { type EmotionReading, SIGNAL_HOLDS, SIGNALS } from '@loopdesk/engines/emotion/emotions.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import type { TurnMessage } from '../modules/conversations/index.ts'
import { recordEntity } from '../modules/understanding/index.ts'
import { consult, consultedStep } from './consult.ts'
import type { Progress } from './progress.ts'
import { readForm } from './read-form.ts'
import { readPictures } from './read-pictures.ts'
import { allOptions } from './slot-options.ts'
import { takeInMood } from './tone.ts'
import type { TurnContext } from './turn-context.ts'

/** Understanding proposes commands; the dialogue manager turns those that make sense into things to do. */
export async function understand(context: TurnContext, messages: TurnMessage[]): Promise<void> {
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
  // A pressed button needs no looking up.
  const find = pressed === null ? consult(context) : undefined
  const said = {
    text: messages.map(({ text }) => text).join('\n'),
    choice: pressed,
    files,
    pictures,
    language: progress.state.language,
    now: deps.now(),
    conversationId: claim.id,
  }
  const { reading: first, brain: read } = await deps.understanding.read(claim.workspace_id, said, find)
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
  if (asksKnowledge(commands)) progress.steps.push(...progress.consulted.slice(0, 1).map(consultedStep))
  progress.steps.push(
    understood(reading, read.taught?.version ?? null, by, commands.map(describe), performance.now() - started),
  )
}

/** What the knowledge base said mattered: it answers, asks back, or nobody knew. */
const asksKnowledge = (commands: { type: string }[]) =>
  commands.some(({ type }) => ['answer', 'clarify_knowledge', 'out_of_scope', 'cannot_handle'].includes(type))

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
