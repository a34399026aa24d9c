import type { Part } from '@loopdesk/contracts/messages.ts'
import type { z } from 'zod'
import type { Visit } from '../../node-kind.ts'
import { isEmpty } from '../../values.ts'
import type { card as cardSchema } from './definition.ts'

/** A card with its words filled in; fields without a value are left out. */
export async function renderCard(card: z.infer<typeof cardSchema>, visit: Visit): Promise<Part> {
  const fields: { label: string; value: string }[] = []
  for (const field of card.fields) {
    const value = await visit.evaluate(field.value)
    if (!isEmpty(value)) fields.push({ label: field.label[visit.lang], value: String(value) })
  }
  const imageUrl = card.imageUrl ? await visit.evaluate(card.imageUrl) : undefined
  return {
    type: 'card',
    title: await visit.render(card.title),
    subtitle: card.subtitle ? await visit.render(card.subtitle) : undefined,
    imageUrl: typeof imageUrl === 'string' ? imageUrl : undefined,
    fields,
    choices: [],
  }
}
