import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { maskDeep } from '@loopdesk/engines/masking/mask-deep.ts'
import { maskValue } from '@loopdesk/engines/masking/mask-text.ts'
import type { Tools } from '../tools/index.ts'
import { fileCount, type Language, slotWords, yesNoWords } from './brief-words.ts'

export interface Fact {
  label: string
  value: string
}

type Names = Pick<Tools, 'records'>

/** What a run knows by now, in words and masked, in the order the flow asks for it. */
export async function readSlots(
  tools: Names,
  workspaceId: string,
  definition: FlowDefinition,
  scope: Record<string, unknown>,
  language: Language,
): Promise<Fact[]> {
  const facts: Fact[] = []
  for (const [name, slot] of Object.entries(definition.slots)) {
    const value = scope[name]
    if (value === undefined || value === null || value === '') continue
    const words = await valueWords(tools, workspaceId, slot, value, language)
    if (words !== '') facts.push({ label: await labelOf(tools, workspaceId, definition, name, language), value: words })
  }
  return facts
}

/** The name of a slot for people: of its business object, of the step that asks for it, or of its kind. */
export async function labelOf(
  tools: Names,
  workspaceId: string,
  definition: FlowDefinition,
  name: string,
  language: Language,
): Promise<string> {
  const slot = definition.slots[name]
  if (slot?.kind === 'record') {
    const kind = await tools.records.typeOf(workspaceId, slot.record)
    const called = kind?.names[language][0]
    if (called) return called
  }
  const asks = Object.entries(definition.nodes).filter(([, node]) => node.type === 'ask' && node.slot === name)
  const step = definition.steps.find(({ node }) => asks.some(([id]) => id === node))
  return step?.label[language] ?? (slot && slotWords[slot.kind]?.[language]) ?? name
}

async function valueWords(
  tools: Names,
  workspaceId: string,
  slot: Slot,
  value: unknown,
  language: Language,
): Promise<string> {
  switch (slot.kind) {
    case 'record':
      return masked(await tools.records.title(workspaceId, slot.record, value, language))
    case 'choice':
      return slot.options.find((option) => option.value === value)?.label[language] ?? masked(value)
    case 'phone':
    case 'email':
    case 'address':
      return maskValue(plain(value), slot.kind)
    case 'files':
      return Array.isArray(value) ? fileCount[language](value.length) : ''
    case 'yesno':
      return yesNoWords[language][value === true || value === 'yes' ? 'yes' : 'no']
    default:
      return masked(value)
  }
}

const masked = (value: unknown) => String(maskDeep(plain(value)))

/** Values are words, numbers, or objects with a name, a label, or a day with times. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { name, label, title, date, from, to, text, amount } = value as Record<string, unknown>
  if (typeof date === 'string') return [date, typeof from === 'string' ? `${from}–${to ?? ''}` : ''].join(' ').trim()
  const said = [label, name, title, text, amount].find((each) => typeof each === 'string' || typeof each === 'number')
  if (said !== undefined) return String(said)
  const parts = Object.values(value).filter((each) => typeof each === 'string' || typeof each === 'number')
  return parts.join(' ')
}
