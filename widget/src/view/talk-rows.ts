import type { FormPart } from '@loopdesk/contracts/form.ts'
import type { Message, Part } from '@loopdesk/contracts/messages.ts'
import { type ChatState, contentText } from '../core/chat-state.ts'

/** One line of the conversation as it is drawn. */
export type Row =
  | { kind: 'time'; key: string; at: string }
  | { kind: 'ended'; key: string }
  | { kind: 'system'; key: string; message: Message }
  | {
      kind: 'message'
      key: string
      message: Message
      first: boolean
      last: boolean
      present: boolean
      answeredBy: string | undefined
    }

/** Messages of one sender this close together form one block. */
const blockGap = 5 * 60_000
/** A pause this long gets a line with the time. */
const pause = 20 * 60_000

/** Arranges everything said: time lines, blocks of one sender, and what the customer answered to each message. */
export function talkRows({ earlier, thread, outbox }: Pick<ChatState, 'earlier' | 'thread' | 'outbox'>): Row[] {
  const all = [...earlier, ...thread.messages]
  const rows: Row[] = []
  const answers = answersTo(all, outbox)
  for (const [at, message] of all.entries()) {
    const before = all[at - 1]
    const present = message.conversationId === thread.conversationId
    const newTalk = before && before.conversationId !== message.conversationId
    if (newTalk) rows.push({ kind: 'ended', key: `ended:${message.id}` })
    const paused = !before || newTalk || since(before, message) > pause
    if (paused) rows.push({ kind: 'time', key: `time:${message.id}`, at: message.at })
    const key = `${message.conversationId}:${message.seq}`
    if (message.sender === 'system') {
      rows.push({ kind: 'system', key, message })
      continue
    }
    const first = paused || !sameBlock(before, message)
    const last = !sameBlock(message, all[at + 1])
    rows.push({ kind: 'message', key, message, first, last, present, answeredBy: answers[at] })
  }
  return rows
}

type ProgressPart = Part & { type: 'progress' }
const matterOf = ({ key, title }: ProgressPart) => key ?? title

/** Whether a later message shows the same matter's progress again. */
export function isOutdated(state: Pick<ChatState, 'thread'>, message: Message, progress: ProgressPart): boolean {
  return state.thread.messages.some(
    (later) =>
      later.seq > message.seq &&
      later.parts.some((part) => part.type === 'progress' && matterOf(part) === matterOf(progress)),
  )
}

/** The newest matter with a step under way; undefined when nothing runs. */
export function runningMatter({ thread }: Pick<ChatState, 'thread'>): ProgressPart | undefined {
  const seen = new Set<string>()
  for (const message of [...thread.messages].reverse()) {
    for (const part of [...message.parts].reverse()) {
      if (part.type !== 'progress' || seen.has(matterOf(part))) continue
      seen.add(matterOf(part))
      if (part.steps.some((step) => step.state === 'now')) return part
    }
  }
  return undefined
}

type Forms = Pick<ChatState, 'earlier' | 'thread' | 'outbox'>

/** The newest form of this id, as the bot asked it. */
export function findForm({ earlier, thread }: Pick<Forms, 'earlier' | 'thread'>, formId: string): FormPart | undefined {
  for (const message of [...earlier, ...thread.messages].reverse())
    for (const part of message.parts) if (part.type === 'form' && part.formId === formId) return part
  return undefined
}

/** What became of a form of the present conversation; `again`: it was asked again below. */
export function formState({ thread, outbox }: Forms, message: Message, form: FormPart): FormPart['state'] | 'again' {
  const later = thread.messages.filter(({ seq }) => seq > message.seq)
  const again = (part: Part) => part.type === 'form' && part.formId === form.formId
  if (later.some((each) => each.parts.some(again))) return 'again'
  if (form.state !== 'open') return form.state
  const sent = later.some((each) => each.form?.formId === form.formId)
  const sending = outbox.some(
    ({ content, state }) => state === 'sending' && content.type === 'form' && content.formId === form.formId,
  )
  return sent || sending ? 'sent' : 'open'
}

/** For each message, the first thing the customer said after it: stored, or on its way. */
function answersTo(all: readonly Message[], outbox: ChatState['outbox']): (string | undefined)[] {
  const sending = outbox.find((entry) => entry.state === 'sending')
  let next = sending && contentText(sending)
  const answers: (string | undefined)[] = []
  for (let at = all.length - 1; at >= 0; at--) {
    const message = all[at]
    answers[at] = next
    if (message?.sender === 'customer') next = message.text
  }
  return answers
}
function sameBlock(a: Message | undefined, b: Message | undefined): boolean {
  return Boolean(a && b && a.sender === b.sender && a.senderName === b.senderName && since(a, b) < blockGap)
}
function since(a: Message, b: Message): number {
  return Date.parse(b.at) - Date.parse(a.at)
}
