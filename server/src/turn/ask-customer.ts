import type { Part } from '@loopdesk/contracts/messages.ts'
import { type Offered, top } from '@loopdesk/engines/dialogue/state.ts'
import type { FlowEvent, Waiting } from '@loopdesk/engines/flow/effects.ts'
import { isEmpty } from '@loopdesk/engines/flow/values.ts'
import { formPart } from './form-part.ts'
import { askPhone, stepUp } from './identify.ts'
import { fromMentions } from './prefill.ts'
import { askRecord } from './settle-record.ts'
import { slotOf } from './slot-of.ts'
import { optionsOf } from './slot-options.ts'
import { sentence, type TurnContext, yesNo } from './turn-context.ts'
import { isVerified } from './verify-customer.ts'

type Of<K extends Waiting['kind']> = Extract<Waiting, { kind: K }>
type Question = Of<'slot' | 'form' | 'confirm' | 'verify'>

/** Puts a run's question to the customer. Answers the event that lets it go on at once, where they have said it already. */
export async function askCustomer(context: TurnContext, question: Question): Promise<FlowEvent | undefined> {
  switch (question.kind) {
    case 'slot':
      return askSlot(context, question)
    case 'form':
      return askForm(context, question)
    case 'confirm':
      return askConfirm(context, question)
    case 'verify':
      if (context.rehearsal && !isVerified(context)) return undefined
      if (isVerified(context)) return { type: 'verified', passed: true }
      await stepUp(context)
      return undefined
  }
}

async function askSlot(context: TurnContext, wait: Of<'slot'>): Promise<FlowEvent | undefined> {
  const { progress, customer } = context
  const slot = slotOf(context, wait.slot)
  if (isWornOut(context, wait)) return undefined
  if (slot.kind === 'record') {
    if (!customer.externalId) {
      askPhone(context)
      return undefined
    }
    const value = await askRecord(context, wait, slot)
    return value === undefined ? undefined : { type: 'slot', slot: wait.slot, value }
  }
  const options = await optionsOf(context, wait.slot)
  if (wait.attempt === 1) {
    const known = fromMentions(context, slot, options)
    if (known !== undefined) return { type: 'slot', slot: wait.slot, value: known }
  }
  const offered: Offered[] = options.map(({ value, label }) => ({ value: String(value), label }))
  const buttons = buttonsFor(context, wait, slot.kind, offered)
  progress.says.push({ text: wait.prompt, parts: [] })
  progress.buttons = buttons
  progress.state.pending = {
    kind: 'slot',
    slot: wait.slot,
    node: wait.node,
    skippable: wait.skippable,
    options: offered,
  }
  progress.state.question = { text: wait.prompt, parts: buttons }
  return undefined
}

function buttonsFor(context: TurnContext, wait: Of<'slot'>, kind: string, offered: Offered[]): Part[] {
  if (kind === 'files') {
    const skip = wait.skippable ? [{ value: 'skip', label: sentence(context, 'skip') }] : []
    return [
      { type: 'upload', accept: 'image/*', max: 3 },
      ...(skip.length > 0 ? [{ type: 'choices' as const, choices: skip }] : []),
    ]
  }
  if (kind === 'yesno') return [yesNo(context)]
  const choices = offered.slice(0, 12).map(({ value, label }) => ({ value: `slot:${wait.slot}:${value}`, label }))
  return choices.length > 0 ? [{ type: 'choices', choices }] : []
}

function askConfirm(context: TurnContext, wait: Of<'confirm'>): undefined {
  const { progress } = context
  const buttons = [yesNo(context)]
  progress.says.push({ text: wait.prompt, parts: [] })
  progress.buttons = buttons
  progress.state.pending = { kind: 'confirm', node: wait.node }
  progress.state.question = { text: wait.prompt, parts: buttons }
}

/** One form where the channel shows forms; else its open fields one after another, as questions of their own. */
async function askForm(context: TurnContext, form: Of<'form'>): Promise<FlowEvent | undefined> {
  const { progress } = context
  if (isWornOut(context, form)) return undefined
  const scope = top(progress.state)!.scope
  const known = form.attempt === 1 ? await saidAlready(context, form, scope) : undefined
  if (known) return known
  const next = form.fields.find(({ slot, required }) => required && isEmpty(scope[slot])) ?? form.fields[0]!
  const options = await optionsOf(context, next.slot)
  const offered: Offered[] = options.map(({ value, label }) => ({ value: String(value), label }))
  progress.state.pending = { kind: 'slot', slot: next.slot, node: form.node, skippable: false, options: offered }
  const problems = form.fields.flatMap(({ label, error }) => (error ? [`${label}: ${error}`] : []))
  if (context.showsForms) {
    const part = await formPart(context, form, scope)
    progress.says.push({ text: [form.prompt, ...problems].join('\n'), parts: [] })
    progress.buttons = [part]
    progress.state.question = { text: form.prompt, parts: [part] }
    return undefined
  }
  const text = [form.prompt, ...problems, next.hint ? `${next.label}（${next.hint}）` : next.label].join('\n')
  const slot = slotOf(context, next.slot)
  const buttons = buttonsFor(context, { ...form, kind: 'slot', slot: next.slot, skippable: false }, slot.kind, offered)
  progress.says.push({ text, parts: [] })
  progress.buttons = buttons
  progress.state.question = { text, parts: buttons }
  return undefined
}

/** What the customer has said in this matter fills its fields before anything is asked. */
async function saidAlready(
  context: TurnContext,
  form: Of<'form'>,
  scope: Record<string, unknown>,
): Promise<FlowEvent | undefined> {
  for (const { slot: name } of form.fields) {
    const slot = slotOf(context, name)
    if (!isEmpty(scope[name]) || slot.kind === 'record') continue
    const value = fromMentions(context, slot, await optionsOf(context, name))
    if (value !== undefined) return { type: 'slot', slot: name, value }
  }
  return undefined
}

/** Asked often enough: people take over. */
function isWornOut(context: TurnContext, { attempt, attempts }: { attempt: number; attempts: number }): boolean {
  if (attempt <= attempts) return false
  context.progress.says.push({ text: sentence(context, 'attempts_exhausted'), parts: [] })
  context.progress.handoff = { reason: 'bot_failed', skill: null }
  return true
}
