import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { type Pointing, pointingOf } from '@loopdesk/engines/dialogue/pointing.ts'
import { type Around, type RecordItem, refer } from '@loopdesk/engines/dialogue/refer.ts'
import type { Mentioned } from '@loopdesk/engines/dialogue/state.ts'
import { evaluate } from '@loopdesk/engines/flow/expression.ts'
import { recordEntity } from '../modules/understanding/index.ts'
import { environmentOf, languageOf, type TurnContext } from './turn-context.ts'

type RecordSlot = Extract<Slot, { kind: 'record' }>

export type Resolved =
  | { status: 'one'; item: RecordItem }
  | { status: 'one_by_one'; items: RecordItem[] }
  | { status: 'choose'; items: RecordItem[] }
  | { status: 'not_theirs'; named: string; items: RecordItem[] }
  | { status: 'none' }
  | { status: 'unreachable' }

/** How many are offered at once. */
const offered = 5

/**
 * Finds which of the customer's objects is meant by what was said (`pointing`, else what was mentioned in this matter, else
 * the page, else the object talked about before). Only the customer's own are ever looked at.
 */
export async function resolveRecord(
  context: TurnContext,
  slot: RecordSlot,
  given: { pointing?: Pointing | string; fresh: boolean },
): Promise<Resolved> {
  const { deps, claim, customer, progress, brain } = context
  if (!customer.externalId) return { status: 'none' }
  const { items, problem } = await deps.tools.records.list(
    claim.workspace_id,
    slot.record,
    { externalId: customer.externalId },
    languageOf(context),
  )
  progress.steps.push({
    kind: 'check',
    name: 'own_records',
    passed: problem === null,
    detail: problem ?? `${items.length} × ${slot.record}`,
  })
  if (problem) return { status: 'unreachable' }
  if (items.length === 0) return { status: 'none' }
  await markPreferred(context, slot, items)
  if (typeof given.pointing === 'string') {
    const picked = items.find(({ id }) => id === given.pointing)
    return picked ? { status: 'one', item: picked } : { status: 'choose', items: items.slice(0, offered) }
  }
  const catalogue = brain.records.get(slot.record)?.mentions?.catalogue ?? null
  const pointing = given.pointing ?? combined(progress.state.mentions, recordEntity(slot.record), catalogue)
  const pageIds = idsOnPage(context, slot.record)
  if (given.fresh && isBare(pointing) && pageIds.length > 0) pointing.ids.push(...pageIds)
  const found = refer(pointing, items, aroundOf(context, slot, given))
  if (found.found === 'one') return { status: 'one', item: found.item }
  if (found.found === 'several') return { status: 'one_by_one', items: found.items }
  if (found.found === 'none') return { status: 'not_theirs', named: found.named, items: items.slice(0, offered) }
  return { status: 'choose', items: found.items.slice(0, offered) }
}

/** What the conversation adds: the list on the screen or shown last, the object talked about, the words just said. */
function aroundOf(
  { progress: { state } }: TurnContext,
  slot: RecordSlot,
  given: { pointing?: Pointing | string; fresh: boolean },
): Around {
  const { pending } = state
  const onScreen = pending?.kind === 'slot' ? pending.options.map(({ value }) => value) : []
  const before = state.shown?.type === slot.record ? state.shown.ids : []
  const focus = state.focus.find(({ type }) => type === slot.record)?.id
  return {
    shown: onScreen.length > 0 ? onScreen : before,
    placing: given.pointing === undefined ? (state.mentions.at(-1)?.text ?? '') : undefined,
    focus: given.fresh ? focus : undefined,
    current: focus,
  }
}

/** The buttons from which one is picked. */
export async function choicesOf(
  context: TurnContext,
  slotName: string,
  slot: RecordSlot,
  items: RecordItem[],
): Promise<Part> {
  const lang = languageOf(context)
  const choices = await Promise.all(
    items.map(async (item) => ({
      value: `slot:${slotName}:${item.id}`,
      label: item.title,
      hint: await context.deps.tools.records.subtitle(context.claim.workspace_id, slot.record, item.value, lang),
    })),
  )
  return { type: 'choices', choices }
}

async function markPreferred(context: TurnContext, { prefer }: RecordSlot, items: RecordItem[]): Promise<void> {
  if (!prefer) return
  const around = await environmentOf(context, '', false)
  for (const item of items) {
    const scope = typeof item.value === 'object' && item.value ? (item.value as Record<string, unknown>) : {}
    item.preferred = Boolean(await evaluate(prefer, { ...around, scope }))
  }
}

function combined(mentions: Mentioned[], idType: string, catalogue: string | null): Pointing {
  const text = mentions.map((each) => each.text).join(' ')
  return pointingOf(
    text,
    mentions.flatMap((each) => each.entities),
    idType,
    catalogue,
  )
}

function isBare({ ids, products, dates, amounts, other, text }: Pointing): boolean {
  return (
    ids.length + products.length + dates.length + amounts.length === 0 &&
    !other &&
    !/上(一)?次|上一?(单|笔)|\blast\b/i.test(text)
  )
}

function idsOnPage({ claim, brain }: TurnContext, type: string): string[] {
  const pattern = brain.records.get(type)?.idPattern
  if (!pattern || !claim.page) return []
  const page = [...Object.values(claim.page.meta ?? {}), claim.page.url ?? ''].join(' ')
  return [...page.matchAll(new RegExp(pattern, 'gi'))].map(([found]) => found.toUpperCase())
}
