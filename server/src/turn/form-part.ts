import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { FormField } from '@loopdesk/contracts/form.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { openRun } from '@loopdesk/engines/dialogue/state.ts'
import type { Waiting } from '@loopdesk/engines/flow/effects.ts'
import { formIdOf } from './read-form.ts'
import { slotOf } from './slot-of.ts'
import { optionsOf } from './slot-options.ts'
import type { TurnContext } from './turn-context.ts'

type Form = Extract<Waiting, { kind: 'form' }>

/** A run's form as the chat shows it, with what is known already filled in. */
export async function formPart(
  context: TurnContext,
  form: Form,
  scope: Record<string, unknown>,
): Promise<Extract<Part, { type: 'form' }>> {
  const fields: FormField[] = []
  for (const field of form.fields) {
    const slot = slotOf(context, field.slot)
    const options = (await optionsOf(context, field.slot)).map(({ value, label }) => ({ value: String(value), label }))
    const value = shownValue(slot, scope[field.slot])
    fields.push({
      name: field.slot,
      label: field.label,
      required: field.required,
      ...(field.hint !== '' && { hint: field.hint }),
      ...(field.error !== undefined && { error: field.error }),
      ...(options.length > 0 && { options }),
      ...(value !== undefined && { value: value as FormField['value'] }),
      ...shapeOf(slot),
    })
  }
  return {
    type: 'form',
    formId: formIdOf(openRun(context.progress.state)!.runId, form.node),
    title: form.title,
    fields,
    submit: form.submit,
    state: 'open',
  }
}

/** Which control a slot gets, and its bounds. */
function shapeOf(slot: Slot): Pick<FormField, 'kind'> & Partial<FormField> {
  switch (slot.kind) {
    case 'choice':
    case 'choiceOf':
      return { kind: slot.several ? 'choices' : 'choice' }
    case 'text':
      return { kind: slot.max > 120 ? 'longtext' : 'text', min: slot.min, max: slot.max }
    case 'quantity':
      return { kind: 'number', min: slot.min, max: slot.max }
    case 'money':
      return { kind: 'number', min: 0 }
    case 'files':
      return { kind: 'files', accept: slot.accept, min: slot.min }
    case 'record':
    case 'catalogue':
      return { kind: 'text' }
    default:
      return { kind: slot.kind }
  }
}

/** A value as its control takes it; structured ones by their words. */
function shownValue(slot: Slot, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  if (slot.kind === 'date') return (value as { date?: string }).date
  if (slot.kind === 'address') return (value as { text?: string }).text
  if (slot.kind === 'files' || slot.kind === 'signature') return undefined
  return value
}
