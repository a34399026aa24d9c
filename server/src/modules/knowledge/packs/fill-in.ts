import type { PackSetting } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { AppError, type FieldError } from '@loopdesk/contracts/errors.ts'
import { z } from 'zod'

/** Puts values in the place of `{{name}}` in every text of a value; what is no setting of the pack stays as it is. */
export function fillIn<T>(value: T, values: Readonly<Record<string, string>>): T {
  if (typeof value === 'string')
    return value.replace(/\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g, (all, name: string) =>
      Object.hasOwn(values, name) ? values[name]! : all,
    ) as T
  if (Array.isArray(value)) return value.map((each) => fillIn(each, values)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillIn(each, values)])) as T
}

const shapes: Record<PackSetting['type'], { shape: RegExp; is: string }> = {
  text: { shape: /\S/, is: 'a text' },
  number: { shape: /^\s*-?\d+(\.\d+)?\s*$/, is: 'a number' },
  date: { shape: /^\d{4}-\d{2}-\d{2}$/, is: 'a date as 2026-11-11' },
  url: { shape: /^https?:\/\/\S+$/, is: 'an address that begins with http' },
  phone: { shape: /^[+\d][\d\s()-]{2,30}$/, is: 'a telephone number' },
  email: { shape: /^[^\s@]+@[^\s@]+$/, is: 'an e-mail address' },
}

const isDay = (value: string) => z.iso.date().safeParse(value).success

/** What the settings of a pack are: as given, else as they were, else as the pack has them. Throws `invalid_request` for what is missing or odd. */
export function settleValues(
  settings: readonly PackSetting[],
  given: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const errors: FieldError[] = []
  const values: Record<string, string> = {}
  for (const { name, type, default: usual } of settings) {
    const value = (
      Object.hasOwn(given, name) ? given[name] : Object.hasOwn(before, name) ? before[name] : usual
    )?.trim()
    const path = `/body/values/${name}`
    if (!value) errors.push({ path, message: 'is needed' })
    else if (!shapes[type].shape.test(value) || (type === 'date' && !isDay(value)))
      errors.push({ path, message: `is to be ${shapes[type].is}` })
    else values[name] = value
  }
  const known = new Set(settings.map(({ name }) => name))
  for (const name of Object.keys(given))
    if (!known.has(name)) errors.push({ path: `/body/values/${name}`, message: 'is no setting of this pack' })
  if (errors.length > 0)
    throw new AppError('invalid_request', errors.map(({ path, message }) => `${path} ${message}`).join('; '), errors)
  return values
}
