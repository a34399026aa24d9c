import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { FormValue, SentForm } from '@loopdesk/contracts/form.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { parseSlot } from '@loopdesk/engines/dialogue/parse-slot.ts'
import { openRun } from '@loopdesk/engines/dialogue/state.ts'
import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import { waitings } from '@loopdesk/engines/flow/frame.ts'
import { isEmpty } from '@loopdesk/engines/flow/values.ts'
import { slotOf } from './slot-of.ts'
import { optionsOf } from './slot-options.ts'
import { sentence, type TurnContext, todayOf } from './turn-context.ts'

type Read = { value: unknown } | { problem: string } | undefined

/** What a sent form tells the run that asked for it; undefined when nobody waits for this form any more. */
export async function readForm(
  context: TurnContext,
  { formId, values }: SentForm,
  files: FileRef[],
): Promise<Extract<FlowEvent, { type: 'form' }> | undefined> {
  const run = openRun(context.progress.state)
  const form = run && waitings(run).find((each) => each.kind === 'form')
  if (!run || form?.kind !== 'form' || formId !== formIdOf(run.runId, form.node)) return undefined
  const event: Extract<FlowEvent, { type: 'form' }> = { type: 'form', values: {}, problems: {} }
  for (const { slot } of form.fields) {
    const given = values[slot]
    if (isEmpty(given)) {
      event.values[slot] = undefined
      continue
    }
    const read = await readValue(context, slot, given!, files)
    if (read && 'value' in read) event.values[slot] = read.value
    else event.problems![slot] = read?.problem ?? sentence(context, 'field_unclear')
  }
  return event
}

/** Names a form of a run; asked again it keeps its name. */
export const formIdOf = (runId: string, node: string) => `${runId}:${node}`

async function readValue(context: TurnContext, name: string, given: FormValue, files: FileRef[]): Promise<Read> {
  const slot = slotOf(context, name)
  switch (slot.kind) {
    case 'choice':
    case 'choiceOf':
      return readChoice(
        slot,
        (await optionsOf(context, name)).map(({ value }) => value),
        given,
      )
    case 'files':
    case 'signature': {
      const ids = new Set(
        Array.isArray(given) ? given.map((each) => (typeof each === 'object' ? each.fileId : each)) : [],
      )
      const found = files.filter(({ fileId }) => ids.has(fileId))
      return found.length > 0 ? { value: found } : undefined
    }
    case 'yesno':
      return typeof given === 'boolean' ? { value: given } : undefined
    case 'location':
      return typeof given === 'object' && !Array.isArray(given) ? { value: given } : readWords(context, slot, given)
    case 'quantity':
    case 'money': {
      const within = slot.kind === 'money' ? Number(given) >= 0 : Number(given) >= slot.min && Number(given) <= slot.max
      return typeof given === 'number' && within ? { value: given } : undefined
    }
    case 'date':
      return readDate(context, slot, given)
    default:
      return readWords(context, slot, given)
  }
}

function readChoice(slot: Extract<Slot, { kind: 'choice' | 'choiceOf' }>, options: unknown[], given: FormValue): Read {
  const wanted = (Array.isArray(given) ? given : [given]).map(String)
  const found = options.filter((value) => wanted.includes(String(value)))
  if (found.length !== wanted.length || (found.length > 1 && !slot.several)) return undefined
  return { value: found.length === 1 ? found[0] : found }
}

function readDate(context: TurnContext, slot: Extract<Slot, { kind: 'date' }>, given: FormValue): Read {
  const days = (Date.parse(String(given)) - Date.parse(todayOf(context))) / 86_400_000
  if (Number.isNaN(days)) return undefined
  if (days < slot.notBefore || days > slot.notAfter) return { problem: sentence(context, 'date_out_of_range') }
  return { value: { date: String(given) } }
}

/** What was typed into a field is read like what is typed into the chat. */
async function readWords(context: TurnContext, slot: Slot, given: FormValue): Promise<Read> {
  const { deps, claim, progress } = context
  const { reading } = await deps.understanding.read(claim.workspace_id, {
    text: String(given),
    choice: null,
    files: [],
    language: progress.state.language,
    now: deps.now(),
    conversationId: claim.id,
  })
  const parsed = parseSlot(slot, reading, [], [], true)
  return parsed ? { value: parsed.value } : undefined
}
