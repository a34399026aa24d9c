import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { Entity } from '../entities/entity.ts'
import { parseChoice, type SlotOption } from './parse-choice.ts'
import type { Parsed } from './parsed.ts'
import type { Reading } from './reading.ts'
import { parseYesNo } from './stance.ts'
import type { Offered } from './state.ts'

interface Given {
  text: string
  entities: Entity[]
}

/**
 * Reads a slot's value out of a message. `asked` tells whether the bot has just asked for it: then loose forms count too
 * (a bare number, the whole text). Records are not read here: their meaning depends on the customer's data (see refer.ts).
 */
export function parseSlot(
  slot: Slot,
  reading: Reading,
  options: SlotOption[],
  shown: Offered[],
  asked: boolean,
): Parsed | undefined {
  switch (slot.kind) {
    case 'choice':
    case 'choiceOf':
      return parseChoice(reading, { options, shown, asked, several: slot.several })
    case 'text':
      return parseText(slot, reading, asked)
    case 'date':
      return parseDate(reading)
    case 'address':
      return parseAddress(reading, asked)
    case 'phone':
      return fromEntity(reading, 'phone')
    case 'email':
      return fromEntity(reading, 'email')
    case 'money':
      return fromEntity(reading, 'money') ?? (asked ? fromEntity(reading, 'number') : undefined)
    case 'quantity':
      return parseQuantity(slot, reading, asked)
    case 'files':
      return reading.files.length >= slot.min ? { value: reading.files, sure: true } : undefined
    case 'yesno':
      return asked ? parseYesNo(reading) : undefined
    case 'catalogue': {
      const found = reading.entities.find((each) => each.type === `catalogue:${slot.catalogue}`)
      return found ? { value: { id: found.value, name: found.text }, sure: true } : undefined
    }
    case 'record':
      return undefined
  }
}

function fromEntity({ entities }: Given, type: string): Parsed | undefined {
  const found = entities.find((each) => each.type === type)
  return found ? { value: found.value, sure: true } : undefined
}

const leadIn =
  /^(?:(?:我的|公司(?:的)?)?(?:抬头|发票抬头|名称|公司名称|名字|姓名|税号|邮箱|地址)?(?:是|为|叫|写|开|就写|填|用|:|：)+|(?:my|our|the|it'?s|it is|please (?:use|put)|use|put|company|title|name|tax|number|is|:)\s+)+/i

function parseText(slot: Extract<Slot, { kind: 'text' }>, { text }: Reading, asked: boolean): Parsed | undefined {
  if (slot.pattern) {
    const found = new RegExp(slot.pattern, 'i').exec(text.normalize('NFKC'))
    return found ? { value: (found[1] ?? found[0]).trim(), sure: true } : undefined
  }
  if (!asked) return undefined
  const value = text
    .trim()
    .replace(leadIn, '')
    .replace(/[。.!！]+$/, '')
    .trim()
  return value.length >= slot.min && value.length <= slot.max ? { value, sure: false } : undefined
}

function parseDate({ entities }: Reading): Parsed | undefined {
  const found = entities.find((each) => each.type === 'date' || each.detail?.date !== undefined)
  if (!found) return undefined
  const { from, to, time } = entities.find((each) => each.detail?.from || each.detail?.time)?.detail ?? {}
  return { value: { date: found.detail?.date ?? String(found.value), from: time ?? from, to }, sure: true }
}

const looksLikeStreet =
  /(路|街|道|巷|弄|号|室|栋|幢|楼|村|镇|小区|花园|大厦|street|\bst\b|road|\brd\b|avenue|\bave\b|lane|building|district)/i

function parseAddress(reading: Reading, asked: boolean): Parsed | undefined {
  const found = reading.entities.find((each) => each.type === 'address')
  const phone = reading.entities.find((each) => each.type === 'phone')?.value
  const name = reading.entities.find((each) => each.type === 'person')?.value
  if (found && (asked || String(found.text).length >= 6)) {
    const { province, city, district, street, detail } = found.detail ?? {}
    const rest = street && detail && !String(detail).includes(street) ? `${street}${detail}` : (detail ?? street ?? '')
    const value = {
      province: province ?? '',
      city: city ?? '',
      district: district ?? '',
      detail: rest || found.text,
      name: found.detail?.name ?? name ?? '',
      phone: found.detail?.phone ?? phone ?? '',
      text: found.text,
    }
    return { value, sure: true }
  }
  if (
    !asked ||
    reading.text.length < 6 ||
    !looksLikeStreet.test(reading.text) ||
    !/[\d一二三四五六七八九十]/.test(reading.text)
  )
    return undefined
  const text = reading.text.trim()
  return {
    value: { province: '', city: '', district: '', detail: text, name: name ?? '', phone: phone ?? '', text },
    sure: false,
  }
}

function parseQuantity(
  slot: Extract<Slot, { kind: 'quantity' }>,
  reading: Reading,
  asked: boolean,
): Parsed | undefined {
  const quantity = reading.entities.find((each) => each.type === 'quantity')
  const amount = quantity ? Number((quantity.value as { amount?: number }).amount ?? quantity.value) : undefined
  const bare = asked ? reading.entities.find((each) => each.type === 'number')?.value : undefined
  const value = amount ?? (bare === undefined ? undefined : Number(bare))
  if (value === undefined || !Number.isInteger(value) || value < slot.min || value > slot.max) return undefined
  return { value, sure: true }
}
