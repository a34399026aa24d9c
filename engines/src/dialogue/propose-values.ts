import type { Command } from '@loopdesk/contracts/commands.ts'
import type { Slot } from '@loopdesk/contracts/flow.ts'
import { isEmpty } from '../flow/values.ts'
import { fold } from '../text/fold.ts'
import { contrastIn } from './contrast.ts'
import { calledWrong, slotCalled, valueUnderName } from './name-slot.ts'
import { parseSlot } from './parse-slot.ts'
import { completed, patchValue } from './patch-value.ts'
import { meansAnother, pointsSomewhere } from './pointing.ts'
import { pointAt, type Situation } from './propose-context.ts'
import { inOwnWords } from './propose-pictures.ts'
import type { Reading } from './reading.ts'

const changing =
  /不(是|对)|改(成|为|到|一下)?|换(成|个|一)?|应该是|错了|说错|搞错|其实|而是|还是|\b(no|not|change|instead|actually|rather|wrong|should be|make it|i meant)\b/i

/** Whether the words say that something given before is to be different. */
export const isChanging = (text: string): boolean => changing.test(text)

/**
 * Values for slots of the open flow other than the one asked: new ones, and different ones for those already given. At a
 * confirmation (`asked` null) a different value alone is a correction; else the words must say so. Where the question is
 * `answered` by the same words, they point at no other object by the way.
 */
export function otherValues(situation: Situation, asked: string | null, answered = false): Command[] {
  const { open, reading } = situation
  if (!open) return []
  const correcting = isChanging(reading.text)
  const found = Object.entries(open.flow.slots).flatMap(([name, slot]): Command[] => {
    if (name === asked || slot.kind === 'record') return []
    const known = open.frame.scope[name]
    const value = valueFor(situation, name, slot, { known, correcting, confirming: asked === null })
    if (value === undefined || JSON.stringify(value) === JSON.stringify(known)) return []
    if (isEmpty(known)) return [{ type: 'set_slot', slot: name, value }]
    return correcting || asked === null ? [{ type: 'correct_slot', slot: name, value }] : []
  })
  return [...otherRecords(situation, asked, correcting && found.length === 0, answered), ...found]
}

function valueFor(
  { reading, context, open }: Situation,
  name: string,
  slot: Slot,
  { known, correcting, confirming }: { known: unknown; correcting: boolean; confirming: boolean },
): unknown {
  const said = withoutRefused(inOwnWords(reading))
  if (slot.kind === 'text' && !slot.pattern) {
    const named = valueUnderName(reading.text, open!.flow, name)
    if (named !== undefined && named.length >= slot.min && named.length <= slot.max) return named
    return correcting && !isEmpty(known) ? patchValue(known, said) : undefined
  }
  // Where a value stands already, looser forms will do for changing it.
  const loosely = correcting && !isEmpty(known) && slot.kind !== 'yesno'
  const options = context.options(name)
  // Where several may be taken, places count over them as they were offered.
  const several = (slot.kind === 'choice' || slot.kind === 'choiceOf') && slot.several
  const shown =
    loosely && several ? options.map(({ value, words }) => ({ value: String(value), label: words[0] ?? '' })) : []
  const parsed = parseSlot(slot, said, options, shown, loosely)
  if (parsed?.sure) return slot.kind === 'address' ? completed(known, parsed.value) : parsed.value
  const patchable = slot.kind === 'address' || slot.kind === 'text' || slot.kind === 'email'
  const mayPatch = patchable && !isEmpty(known) && (correcting || (confirming && slot.kind === 'address'))
  return mayPatch ? patchValue(known, reading) : undefined
}

/** The message without what it sets aside: in 不是138…，是139… only the second number is a value. */
function withoutRefused(said: Reading): Reading {
  const refused = contrastIn(said.text)?.not
  if (!refused) return said
  return { ...said, entities: said.entities.filter(({ text }) => !refused.includes(fold(text).text)) }
}

/** Another business object than the one settled on: by its id, or (`loosely`) by what is said of it, where that said nothing else. */
function otherRecords(situation: Situation, asked: string | null, loosely: boolean, answered = false): Command[] {
  const { open } = situation
  return Object.entries(open?.flow.slots ?? {}).flatMap(([name, slot]) => {
    if (slot.kind !== 'record' || name === asked || isEmpty(open?.frame.scope[name])) return []
    const pointing = pointAt(situation, slot.record)
    // Named again by its number, as on a screenshot sent twice: nothing changes.
    if (pointing.ids.length > 0 && pointing.ids.every((id) => isIdOf(open?.frame.scope[name], id))) return []
    const meant = pointing.ids.length > 0 || (!answered && (loosely || pointing.other) && pointsSomewhere(pointing))
    return meant ? [{ type: 'correct_slot' as const, slot: name, value: pointing }] : []
  })
}

/**
 * Something that is known is said to be wrong, without the right value (对，但是地址错了): asks for that value again, or which
 * one is meant where it cannot be told. Undefined when nothing is said to be wrong.
 */
export function reopened({ reading, open }: Situation): Command[] | undefined {
  if (!open || reading.text.length > 60) return undefined
  const words = calledWrong(reading.text)
  if (words === undefined) return undefined
  const slot = slotCalled(words, open.flow, open.frame)
  return slot ? [{ type: 'reopen_slot', slot }] : undefined
}

/** Turns away from the object settled on without saying which is meant (不是这个). */
export function turnsAway(situation: Situation): boolean {
  return meansAnother(situation.reading.text) && otherRecords(situation, null, true).length > 0
}

/** Says again what was said before: no change, no new matter. */
export function restates({ reading, context, open }: Situation): boolean {
  if (!open || reading.text.length > 60) return false
  const said = reading.text.trim()
  return Object.entries(open.flow.slots).some(([name, slot]) => {
    const known = open.frame.scope[name]
    if (isEmpty(known) || slot.kind === 'record' || slot.kind === 'yesno') return false
    if (known === said) return true
    const parsed = parseSlot(slot, reading, context.options(name), [], slot.kind !== 'text')
    return parsed !== undefined && JSON.stringify(parsed.value) === JSON.stringify(known)
  })
}

/** Whether an object is the one an id names, by whichever of its numbers. */
const isIdOf = (record: unknown, id: string) => (JSON.stringify(record) ?? '').toUpperCase().includes(`"${id}"`)
