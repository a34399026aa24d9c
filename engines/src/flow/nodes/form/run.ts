import type { z } from 'zod'
import type { FlowEvent, FormField } from '../../effects.ts'
import type { NodeRun, Visit } from '../../node-kind.ts'
import { isEmpty, truthy } from '../../values.ts'
import type { definition } from './definition.ts'

type Form = z.infer<typeof definition.schema>

export const run: NodeRun<Form> = async (node, visit, event) => {
  takeIn(node.fields, visit, event)
  const shown = await shownFields(node, visit)
  const errors = await refusals(shown, visit)
  if (event?.type === 'form')
    for (const [slot, problem] of Object.entries(event.problems ?? {})) errors.set(slot, problem)
  const empty = shown.filter(({ slot }) => isEmpty(visit.get(slot)))
  // Optional fields alone are worth showing a form for, but not worth insisting on.
  const open = empty.some(({ required }) => required) || (event === null && empty.length === shown.length)
  if (errors.size === 0 && !open) {
    visit.asked(0)
    return { go: node.next }
  }
  const before = visit.asked()
  const failed = event?.type === 'form' || event?.type === 'missed'
  const attempt = visit.asked(failed ? before + 1 : Math.max(1, before))
  const { attempts, exhausted } = node
  if (attempt > attempts && exhausted) {
    visit.asked(0)
    return { go: exhausted }
  }
  const fields: FormField[] = []
  for (const field of shown) {
    const error = errors.get(field.slot)
    const hint = field.hint ? await visit.render(field.hint) : ''
    const { slot, required } = field
    fields.push({ slot, label: await visit.render(field.label), hint, required, ...(error !== undefined && { error }) })
  }
  const prompt = await visit.render(node.prompt)
  const title = await visit.render(node.title)
  const submit = await visit.render(node.submit)
  const step = visit.newStep()
  return { wait: { kind: 'form', step, node: visit.name, prompt, title, submit, fields, attempt, attempts } }
}

async function shownFields(node: Form, visit: Visit): Promise<Form['fields']> {
  const shown: Form['fields'] = []
  for (const field of node.fields) if (!field.when || truthy(await visit.evaluate(field.when))) shown.push(field)
  return shown
}

function takeIn(fields: Form['fields'], visit: Visit, event: FlowEvent | null): void {
  for (const { slot } of fields) {
    if (event?.type === 'slot' && event.slot === slot) visit.set(slot, event.value)
    if (event?.type === 'form' && slot in event.values) visit.set(slot, event.values[slot])
  }
}

/** Why values are not taken, by slot; those values are forgotten. */
async function refusals(fields: Form['fields'], visit: Visit): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { slot, refuse } of fields) {
    if (isEmpty(visit.get(slot))) continue
    for (const each of refuse)
      if (!found.has(slot) && truthy(await visit.evaluate(each.when))) found.set(slot, await visit.render(each.text))
  }
  for (const slot of found.keys()) visit.set(slot, undefined)
  return found
}
