import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { Entity } from '../entities/entity.ts'
import { normalise } from '../text/normalise.ts'
import { similarity } from '../text/similarity.ts'
import { act, type Reading, scoreOf } from './reading.ts'
import type { Offered } from './state.ts'

/**
 * What a message gives for a slot. `sure` is true when it could hardly mean anything else than an answer to this question,
 * so that it wins over a new topic.
 */
export interface Parsed {
  value: unknown
  sure: boolean
}

/** What can be offered for a choice slot: values, the words of their labels, and other ways of saying them. */
export interface SlotOption {
  value: unknown
  words: string[]
}

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
      return parseChoice(reading, options, shown, asked)
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

const sureMatch = 0.82
const likelyMatch = 0.62

function parseChoice(reading: Reading, options: SlotOption[], shown: Offered[], asked: boolean): Parsed | undefined {
  const said = normalise(reading.text)
  const scored = options
    .map((option) => ({ option, score: optionScore(said, option.words) }))
    .toSorted((a, b) => b.score - a.score)
  const [best, second] = scored
  if (best && best.score >= 1 && (!second || second.score < best.score)) return { value: best.option.value, sure: true }
  if (!asked) return undefined
  const dated = byDate(reading, options)
  if (dated) return { value: dated.value, sure: true }
  const position = ordinalOf(reading)
  if (position !== undefined) {
    const picked = position < 0 ? (shown.at(position) ?? undefined) : shown[position - 1]
    const option = picked && options.find((each) => String(each.value) === picked.value)
    if (option) return { value: option.value, sure: true }
  }
  if (best && best.score >= likelyMatch && best.score > (second?.score ?? 0))
    return { value: best.option.value, sure: best.score >= sureMatch }
  return undefined
}

/** The best of its words; each further word of it that was said counts a little more. */
function optionScore(said: string, words: string[]): number {
  const scores = [...new Set(words.map(normalise))].map((word) => wordScore(said, word))
  const best = Math.max(0, ...scores)
  return best < 1 ? best : best + (scores.filter((score) => score >= 1).length - 1) / 10
}

/** 1 and more when the word is in what was said (longer words count more), else how alike the two are. */
function wordScore(said: string, word: string): number {
  if (word === '') return 0
  const latin = /^[\x20-\x7e]+$/.test(word)
  const contains = latin ? new RegExp(`(^|[^a-z0-9])${escaped(word)}`).test(said) : said.includes(word)
  if (contains) return 1 + word.length / 100
  if (said.length >= 2 && !latin && word.length <= 12 && word.includes(said)) return 0.9
  return said.length <= word.length + 6 ? similarity(said, word) : 0
}

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** An option that carries an ISO date (and a time range) in its value, by the day and part of the day said. */
function byDate(reading: Reading, options: SlotOption[]): SlotOption | undefined {
  const days = reading.entities.filter((each) => each.type === 'date' && /^\d{4}-\d\d-\d\d$/.test(String(each.value)))
  const times = reading.entities.find((each) => each.detail?.from !== undefined || each.detail?.time !== undefined)
  if (days.length === 0 && !times) return undefined
  const day = days[0] ? String(days[0].value) : undefined
  const dated = options.filter((option) => !day || String(option.value).includes(day))
  const timed = times ? dated.filter((option) => overlaps(String(option.value), times)) : dated
  if (timed.length > 0 && (times || timed.length < options.length)) return timed[0]
  return day && dated.length > 0 && dated.length < options.length ? dated[0] : undefined
}

function overlaps(value: string, { detail }: Entity): boolean {
  const range = /(\d\d:\d\d)-(\d\d:\d\d)/.exec(value)
  if (!range?.[1] || !range[2]) return true
  const from = detail?.time ?? detail?.from ?? '00:00'
  const to = detail?.time ?? detail?.to ?? '24:00'
  return from < range[2] && to >= range[1]
}

/** 1, 2 … from the front, -1, -2 … from the back. */
export function ordinalOf({ entities, text }: Given): number | undefined {
  const found = entities.find((each) => each.type === 'ordinal')
  if (found) {
    const value =
      typeof found.value === 'object' && found.value ? (found.value as { index?: unknown }).index : found.value
    if (value === 'last') return -1
    if (value === 'first') return 1
    if (typeof value === 'number') return value
  }
  const bare = /^\s*(?:选|要|no\.?|#|option)?\s*(\d{1,2})\s*(?:号|个|吧|。|\.)?\s*$/i.exec(text)
  return bare?.[1] ? Number(bare[1]) : undefined
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

/** Yes or no as an answer to a question just asked. */
export function parseYesNo(reading: Reading): Parsed | undefined {
  const yes = scoreOf(reading, act('affirm'))
  const no = scoreOf(reading, act('deny'))
  if (Math.max(yes, no) < 0.3 || reading.text.length > 40) return undefined
  return { value: yes > no, sure: Math.max(yes, no) > 0.6 }
}
