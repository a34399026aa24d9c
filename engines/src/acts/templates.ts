import { ANY_NUMBER, parseNumber } from '../entities/numerals.ts'
import { fold } from '../text/fold.ts'
import { type Act, slotKey } from './act.ts'

/** Stands in a template for what is found in the text. */
export const BLANK = '\u0001'

/**
 * Which acts take something found in the text, learnt from how their values vary: names (many different values), amounts (values that
 * begin with a number and follow a few forms) and options, where it is the slot's own name that varies (`facilities-sauna`).
 */
export interface Templates {
  /** Slots whose values are names. */
  names: Set<string>
  /** Slots whose values hold numbers. */
  amounts: Set<string>
  /** Forms of those values: numbers as `#`. */
  forms: string[]
  /** What slots of options begin with, up to the dash. */
  families: Set<string>
}

/** From this share of different values among its mentions a slot takes names. */
const VARIED = 0.3
/** An amount begins with a number; a name that holds one (an article's model) begins otherwise. */
const AMOUNT = /^[^\p{L}\d]*\d/u
const LEAST = { mentions: 4, options: 4 }

export function learnTemplates(acts: Act[]): Templates {
  const values = Map.groupBy(acts, slotKey)
  const templates: Templates = { names: new Set(), amounts: new Set(), forms: [], families: new Set() }
  const forms = new Set<string>()
  const options = new Map<string, Set<string>>()
  for (const [key, given] of values) {
    const numeric = given.filter(({ value }) => AMOUNT.test(value)).length > given.length / 2
    const distinct = new Set(given.map(({ value }) => value)).size
    if (numeric) {
      templates.amounts.add(key)
      for (const { value } of given) if (AMOUNT.test(value)) forms.add(formOf(value))
    } else if (given.length >= LEAST.mentions && distinct > VARIED * given.length) templates.names.add(key)
    const [family, option] = optionOf(given[0]!)
    if (option) options.set(family, (options.get(family) ?? new Set()).add(option))
  }
  for (const [family, members] of options) if (members.size >= LEAST.options) templates.families.add(family)
  templates.forms = [...forms].sort()
  return templates
}

/** The act with a blank in place of `found`; undefined when nothing of it can come from a text. */
export function templateOf(
  { names, amounts, families }: Templates,
  act: Act,
): { template: Act; found: string } | undefined {
  const key = slotKey(act)
  if (names.has(key) || (amounts.has(key) && AMOUNT.test(act.value)))
    return { template: { ...act, value: BLANK }, found: spelled(act.value) }
  const [family, option] = optionOf(act)
  if (!option || !families.has(family)) return undefined
  return { template: { ...act, slot: `${family}-${BLANK}` }, found: spelled(option) }
}

/** The act that a template means with `found` in it. */
export function filled(template: Act, found: string): Act {
  return { ...template, slot: template.slot.replace(BLANK, found), value: template.value.replace(BLANK, found) }
}

export function spelled(value: string): string {
  return fold(value).text.trim()
}

function optionOf({ slot }: Act): [family: string, option: string] {
  const dash = slot.indexOf('-')
  return dash < 0 ? [slot, ''] : [slot.slice(0, dash), slot.slice(dash + 1)]
}

const NUMBER = /\d+(?:\.\d+)?/g

function formOf(value: string): string {
  return spelled(value).replaceAll(NUMBER, '#')
}

/** An amount in a folded text, written the way its form wants it. */
export interface AmountMatch {
  start: number
  end: number
  value: string
  form: string
}

/** Finds amounts of the given forms, however they are written: `两百到三百元` for `#-#元`. */
export function makeAmountFinder(forms: string[]): (folded: string) => AmountMatch[] {
  const patterns = forms.map((form) => ({ form, pattern: patternOf(form) }))
  return (folded) => {
    const found: AmountMatch[] = []
    for (const { form, pattern } of patterns)
      for (const match of folded.matchAll(pattern)) {
        const numbers = match.slice(1).map((written) => parseNumber(written))
        if (numbers.some((number) => number === undefined)) continue
        let at = 0
        const value = form.replaceAll('#', () => String(numbers[at++]))
        found.push({ start: match.index, end: match.index + match[0].length, value, form })
      }
    return found
  }
}

/** A range may repeat its unit (200元到300元) and join its ends in any usual way. */
function patternOf(form: string): RegExp {
  const unit = /#([^#\s-]{1,3})$/.exec(form)?.[1]
  const parts = form.split(/(\s*-\s*|#)/).map((part) => {
    if (part === '#') return `(${ANY_NUMBER})`
    if (part.trim() === '-') return String.raw`${unit ? `(?:${literally(unit)})?` : ''}\s*(?:-|~|到|至|to)\s*`
    return literally(part)
  })
  return new RegExp(`(?<![\\d.])${parts.join('')}`, 'gu')
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
