import type { TFunction } from 'i18next'

export type ReadJson = { ok: true; value: unknown } | { ok: false; problem: string }

/** What somebody wrote as JSON, or what is wrong with it and in which line. */
export function readJson(text: string, t: TFunction): ReadJson {
  if (!text.trim()) return { ok: false, problem: t('runs.repair.jsonEmpty') }
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    const { at, wanted } = faultOf(text)
    const line = text.slice(0, at).split('\n').length
    return { ok: false, problem: t('runs.repair.jsonAt', { line, wanted: t(`runs.repair.wanted.${wanted}`) }) }
  }
}

export const writeJson = (value: unknown): string => JSON.stringify(value ?? null, null, 2)

/** Whether some of it was made unreadable, as personal data is for those who did not ask to see it. */
export const looksMasked = (value: unknown): boolean => /\*{2,}|[\p{L}\p{N}]\*/u.test(JSON.stringify(value) ?? '')

type Wanted = 'value' | 'name' | 'colon' | 'commaOrClose' | 'end'
interface Fault {
  at: number
  wanted: Wanted
}

const tokens = /\s*(?:("(?:[^"\\\n]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:]))/y

/** Where a text stops being JSON, and what should have stood there. Engines word this each in their own way, often without a place. */
function faultOf(text: string): Fault {
  const open: string[] = []
  let wanted: Wanted = 'value'
  let at = 0
  /** A value has just begun in a list or an object: it may close at once. */
  let fresh = false
  for (;;) {
    tokens.lastIndex = at
    const [, word, plain, sign] = tokens.exec(text) ?? []
    const inObject = open.at(-1) === '{'
    const fault = { at: at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0), wanted }
    const closes = sign === (inObject ? '}' : ']') && open.length > 0
    if (closes && (fresh || wanted === 'commaOrClose')) {
      open.pop()
      wanted = open.length > 0 ? 'commaOrClose' : 'end'
      fresh = false
    } else if (wanted === 'value' && (word || plain)) {
      wanted = open.length > 0 ? 'commaOrClose' : 'end'
      fresh = false
    } else if (wanted === 'value' && (sign === '{' || sign === '[')) {
      open.push(sign)
      wanted = sign === '{' ? 'name' : 'value'
      fresh = true
    } else if (wanted === 'name' && word) {
      wanted = 'colon'
      fresh = false
    } else if (wanted === 'colon' && sign === ':') wanted = 'value'
    else if (wanted === 'commaOrClose' && sign === ',') wanted = inObject ? 'name' : 'value'
    else return fault
    at = tokens.lastIndex
  }
}
