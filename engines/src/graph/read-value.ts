import type { FactValue, Property } from '@loopdesk/contracts/graph.ts'
import { fold } from '../text/fold.ts'
import { findQuantities } from './quantities.ts'
import { convert, unitNamed } from './units.ts'

export type ValueRead = { ok: true; value: FactValue } | { ok: false; message: string }

/** A cell or phrase as a value of a property, in its unit. Refuses what it cannot read whole, saying why. */
export function readValue(property: Property, written: string): ValueRead {
  const text = written.trim()
  if (text === '') return no('is empty')
  switch (property.kind) {
    case 'text':
      return text.length <= 2000 ? yes(text) : no('is longer than 2000 characters')
    case 'code':
      return /^[\p{L}\p{N}._/+-]+(?: [\p{L}\p{N}._/+-]+)?$/u.test(text)
        ? yes(text)
        : no('is no code: letters, digits, . _ / + - only')
    case 'yes_no':
      return readYesNo(text)
    case 'choice':
      return readChoice(property, text)
    case 'date':
      return readDate(text)
    default:
      return readAmount(property, text)
  }
}

const yes = (value: FactValue): ValueRead => ({ ok: true, value })
const no = (message: string): ValueRead => ({ ok: false, message })

const YES =
  /^(?:是|有|支持|可以|能|带|具备|配备|标配|含|对|√|✓|✔|●|■|y|yes|true|1|supported|included|standard|available)$/
const NO =
  /^(?:否|无|没有|不支持|不可以|不能|不带|不具备|不含|×|✗|✘|✕|x|-|--|—|○|n|no|false|0|none|not supported|unsupported|not available|n\/a)$/

/** What a cell of a table says with a tick or a cross; undefined when it says something else. */
export function yesOrNo(text: string): boolean | undefined {
  const folded = fold(text).text.trim()
  return YES.test(folded) ? true : NO.test(folded) ? false : undefined
}

function readYesNo(text: string): ValueRead {
  const value = yesOrNo(text)
  return value === undefined ? no('is neither yes nor no') : yes(value)
}

function readChoice(property: Property, text: string): ValueRead {
  const folded = fold(text).text.trim()
  const choice = property.choices.find((each) =>
    [each.value, each.label.zh, each.label.en, ...each.synonyms].some((word) => fold(word).text.trim() === folded),
  )
  return choice ? yes(choice.value) : no(`is none of ${property.choices.map((each) => each.label.zh).join('、')}`)
}

function readDate(text: string): ValueRead {
  const [only, ...more] = findQuantities(fold(text).text).filter((each) => each.dimension === 'date')
  return only?.date && more.length === 0 && isWhole(text, only) ? yes(only.date) : no('is no date; write YYYY-MM-DD')
}

function readAmount(property: Property, text: string): ValueRead {
  const folded = fold(text).text
  const own = property.unit === undefined ? [] : [property.unit]
  const [only, ...more] = findQuantities(folded, own)
  if (!only || more.length > 0 || !isWhole(folded, only)) return no(`is no ${nounOf[property.kind]}`)
  if (only.high !== undefined) return no('is a range; a property has one value')
  if (property.unit === undefined || only.unit === '') return yes(only.amount)
  const value = inUnit(only.amount, only.unit, property.unit)
  return value === undefined ? no(`is in ${only.unit}, not in ${property.unit}`) : yes(value)
}

/** As `convert`; money counts as the same currency under all its names. */
export function inUnit(amount: number, from: string, to: string): number | undefined {
  return (
    convert(amount, from, to) ??
    (unitNamed(from)?.symbol === unitNamed(to)?.symbol && unitNamed(to) ? amount : undefined)
  )
}

const nounOf: Record<Property['kind'], string> = {
  text: 'text',
  number: 'number',
  money: 'amount of money',
  date: 'date',
  duration: 'length of time',
  yes_no: 'yes or no',
  choice: 'choice',
  code: 'code',
}

/** Nothing but the quantity and words like 约 stands there. */
function isWhole(text: string, { start, end }: { start: number; end: number }): boolean {
  const rest = fold(text).text.slice(0, start) + fold(text).text.slice(end)
  return /^(?:[\s≤≥<>=±()（）:：,，.。+-]|约|大约|左右|about|approx|不超过|最大|最高|max|以内)*$/.test(rest)
}
