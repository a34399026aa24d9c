import jsonata from 'jsonata'
import { sortedJson } from './values.ts'

/** What expressions of a flow can see. Slots and saved results stand at the top level of `scope`. */
export interface Environment {
  scope: Record<string, unknown>
  /** `customer`, `profile`, `page`, `today`, `run`, `lang`, `event`. */
  context: Record<string, unknown>
  lang: 'zh' | 'en'
  /** ISO instant at which the expression is read: `now`, `$now()` and `$millis()`. */
  now: string
  /** Words for a record's title and status come from the workspace's record types. */
  names: RecordNames
}

/** Knows how business objects are called. */
export interface RecordNames {
  title(type: string, value: unknown, lang: 'zh' | 'en'): Promise<string>
  status(type: string, status: string, lang: 'zh' | 'en'): string
}

interface Compiled {
  ready: jsonata.Expression
  /** Of what it is offered, that which its text names; everything where it evaluates text itself. */
  wants: (keyof Offered)[]
}

const compiled = new Map<string, Compiled>()

/**
 * Evaluates a JSONata expression (https://docs.jsonata.org) over the environment. Answers plain JSON; undefined where the
 * expression finds nothing. Throws when the expression itself is wrong. Offers `$money`, `$day`, `$time`, `$plusDays`,
 * `$title(type, record)`, `$label(type, status)` and `$lang`.
 */
export async function evaluate(expression: string, environment: Environment): Promise<unknown> {
  let known = compiled.get(expression)
  if (!known) {
    known = compile(expression)
    compiled.set(expression, known)
  }
  const { ready, wants } = known
  const input = { ...environment.scope, ...environment.context, now: environment.now }
  // No expression can spell a name with a space in it.
  const bindings: Record<string, unknown> = { 'budget ': { left: mostSteps } }
  for (const name of wants) bindings[name] = offered[name](environment)
  return plain(await ready.evaluate(input, bindings))
}

function compile(expression: string): Compiled {
  const ready = jsonata(expression)
  ready.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, countStep)
  const names = Object.keys(offered) as (keyof Offered)[]
  const wants = expression.includes('$eval') ? names : names.filter((name) => expression.includes(`$${name}`))
  return { ready, wants }
}

/** Renders `{{ expression }}` in a template; what finds nothing becomes the empty string. */
export async function render(template: string, environment: Environment): Promise<string> {
  let text = ''
  for (const part of templateParts(template))
    text += part.expression ? shown(await evaluate(part.text, environment)) : part.text
  return text.replace(/[ \t]+\n/g, '\n').trim()
}

/** A template taken apart: its words and the expressions between `{{` and `}}`, in order. */
export function templateParts(template: string): { text: string; expression: boolean }[] {
  const pieces = template.split(/\{\{(.+?)\}\}/s)
  return pieces.map((piece, at) =>
    at % 2 === 0 ? { text: piece, expression: false } : { text: piece.trim(), expression: true },
  )
}

/** Steps an expression may take; what recurses for ever is stopped here. */
const mostSteps = 200_000

/** Called by JSONata at every step of an evaluation. */
function countStep(_expression: unknown, _input: unknown, scope: { lookup(name: string): unknown }): void {
  const budget = scope.lookup('budget ') as { left: number } | undefined
  if (budget && --budget.left < 0) throw { code: 'too_long', message: 'the expression does not come to an end' }
}

/** What expressions are offered besides JSONata's own functions, or instead of them. */
const offered = {
  lang: ({ lang }: Environment) => lang,
  now:
    ({ now }: Environment) =>
    () =>
      now,
  millis:
    ({ now }: Environment) =>
    () =>
      Date.parse(now),
  random: () => noChance,
  shuffle: () => noChance,
  money: () => formatMoney,
  day:
    ({ lang }: Environment) =>
    (value: string) =>
      formatDay(value, lang),
  time:
    ({ lang }: Environment) =>
    (value: string) =>
      formatTime(value, lang),
  plusDays: () => plusDays,
  title:
    ({ names, lang }: Environment) =>
    (type: string, value: unknown) =>
      names.title(type, value, lang),
  label:
    ({ names, lang }: Environment) =>
    (type: string, status: string) =>
      names.status(type, status, lang),
}
type Offered = typeof offered

function noChance(): never {
  throw { code: 'no_chance', message: 'a flow does not throw dice: the same run must go the same way again' }
}

/** `¥1,299.00` from a number of yuan. */
export function formatMoney(amount: unknown): string {
  const value = Number(amount)
  if (amount === undefined || amount === null || Number.isNaN(value)) return ''
  return `¥${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `11月23日` or `Nov 23` from an ISO date or instant (calendar day in UTC+8 for instants). */
export function formatDay(value: unknown, lang: 'zh' | 'en'): string {
  const at = localDate(value)
  if (!at) return ''
  const [month, day] = [at.getUTCMonth(), at.getUTCDate()]
  return lang === 'zh' ? `${month + 1}月${day}日` : `${months[month]} ${day}`
}

/** `11月23日 14:05` or `Nov 23, 14:05` from an ISO instant (UTC+8). */
export function formatTime(value: unknown, lang: 'zh' | 'en'): string {
  const at = localDate(value)
  if (!at) return ''
  const clock = `${String(at.getUTCHours()).padStart(2, '0')}:${String(at.getUTCMinutes()).padStart(2, '0')}`
  return `${formatDay(value, lang)}${lang === 'zh' ? ' ' : ', '}${clock}`
}

/** The ISO date `days` after a date. */
export function plusDays(date: unknown, days: number): string | undefined {
  const at = localDate(date)
  if (!at) return undefined
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

const zoneOffsetMs = 8 * 3600_000

/** A Date whose UTC fields are the local ones: dates without a time stay, instants are moved to UTC+8. */
function localDate(value: unknown): Date | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return undefined
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? at : new Date(at.getTime() + zoneOffsetMs)
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(shown).join('、')
  return typeof value === 'object' ? sortedJson(value) : String(value)
}

/** JSONata's sequences carry extra properties; only JSON leaves here. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return value
  if (typeof value === 'function' || (typeof value === 'object' && isFunction(value)))
    throw { code: 'not_data', message: 'the expression gives a function, not a value' }
  if (typeof value === 'object') return JSON.parse(JSON.stringify(value))
  // Stored, -0 is 0.
  return value === 0 ? 0 : value
}

const isFunction = (value: object): boolean => '_jsonata_function' in value || '_jsonata_lambda' in value
