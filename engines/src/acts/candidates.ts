import { type FoldedText, fold } from '../text/fold.ts'
import { type Act, type KnownValue, type LabelledTurn, slotKey } from './act.ts'
import { type AmountMatch, learnTemplates, makeAmountFinder, spelled, type Templates, templateOf } from './templates.ts'
import { addValue, findValues, makeValueLexicon, type ValueLexicon } from './value-lexicon.ts'

/** Something in a text that an act may take: a known name or option, or an amount. */
export interface Candidate {
  /** `[start, end)` of the folded text. */
  start: number
  end: number
  /** As it is compared. */
  found: string
  /** As it goes into an act. */
  value: string
  kinds: string[]
  /** What it mostly is, as far as known. */
  name: string | undefined
  /** No longer candidate of its sort holds it. */
  maximal: boolean
}

/** What acts can take, and how it is found in texts. */
export interface Finder {
  templates: Templates
  lexicon: ValueLexicon
  /** Template that values of a kind are mostly taken by. */
  nameOf: Map<string, string>
  amountsIn: (folded: string) => AmountMatch[]
}

/** Learns what to look for from labelled dialogues and the records of the business. */
export function makeFinder(dialogues: LabelledTurn[][], known: KnownValue[]): Finder {
  const acts = dialogues.flatMap((turns) => turns.flatMap((turn) => turn.acts))
  const templates = learnTemplates(acts)
  const lexicon = makeValueLexicon()
  for (const { value, kind } of known) addValue(lexicon, value, kind, RECORDS)
  dialogues.forEach((turns, d) => {
    for (const act of turns.flatMap((turn) => turn.acts)) {
      const taken = templateOf(templates, act)
      if (taken && !templates.amounts.has(slotKey(act)))
        addValue(lexicon, taken.found, slotKey(taken.template), String(d))
    }
  })
  return { templates, lexicon, nameOf: namesOf(templates, lexicon, acts), amountsIn: makeAmountFinder(templates.forms) }
}

const RECORDS = 'records'

/** For each kind, the template that took most of its values. */
function namesOf(templates: Templates, lexicon: ValueLexicon, acts: Act[]): Map<string, string> {
  const votes = new Map<string, Map<string, number>>()
  for (const act of acts) {
    const taken = templateOf(templates, act)
    if (!taken) continue
    const name = slotKey(taken.template)
    for (const kind of lexicon.entries.get(taken.found)?.keys() ?? []) {
      const forKind = votes.get(kind) ?? new Map<string, number>()
      forKind.set(name, (forKind.get(name) ?? 0) + 1)
      votes.set(kind, forKind)
    }
  }
  return new Map([...votes].map(([kind, forKind]) => [kind, [...forKind].sort((a, b) => b[1] - a[1])[0]![0]]))
}

/**
 * All that acts may take from a text, by start and longest first, amounts behind names; kinds of values that no act ever took are left
 * out. `dialogue` is the one the text belongs to while learning: what only that one knows counts as unknown.
 */
export function candidatesIn(finder: Finder, text: FoldedText, original: string, dialogue?: string): Candidate[] {
  const known = findValues(finder.lexicon, text.text, dialogue).map(({ start, end, spelling, kinds, maximal }) => {
    const said = text.spanToOriginal(start, end)
    const value = original.slice(said.start, said.end)
    return { start, end, found: spelling, value, kinds, name: commonName(finder, kinds), maximal }
  })
  const amounts = finder.amountsIn(text.text)
  const measured = amounts.map((one) => ({
    start: one.start,
    end: one.end,
    found: one.value,
    value: one.value,
    kinds: [`form ${one.form}`],
    name: one.form,
    maximal: !amounts.some((other) => other.start <= one.start && other.end >= one.end && length(other) > length(one)),
  }))
  return [...known.filter(({ name }) => name !== undefined), ...measured]
}

const length = ({ start, end }: { start: number; end: number }) => end - start

function commonName({ nameOf }: Finder, kinds: string[]): string | undefined {
  const votes = new Map<string, number>()
  for (const kind of kinds) {
    const name = nameOf.get(kind)
    if (name !== undefined) votes.set(name, (votes.get(name) ?? 0) + 1)
  }
  return [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0]
}

/** Known values of a text that is only looked at for what it speaks of. */
export function namesIn(finder: Finder, text: string, dialogue?: string): Candidate[] {
  return candidatesIn(finder, fold(text), text, dialogue).filter(({ kinds }) => !kinds[0]!.startsWith('form '))
}

/** Whether an act, taking its blank from this candidate, is one of these. */
export function templatesMet({ templates }: Finder, candidate: Candidate, acts: Act[]): Act[] {
  return acts.flatMap((act) => {
    const taken = templateOf(templates, act)
    return taken && taken.found === spelled(candidate.found) ? [taken.template] : []
  })
}
