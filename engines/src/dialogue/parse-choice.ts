import type { Entity } from '../entities/entity.ts'
import { normalise } from '../text/normalise.ts'
import { similarity } from '../text/similarity.ts'
import { attributesIn, hasAttribute } from './attributes.ts'
import { contrastIn } from './contrast.ts'
import type { Parsed } from './parsed.ts'
import type { Reading } from './reading.ts'
import { type Selection, selectShown } from './select-shown.ts'
import type { Offered } from './state.ts'

/** What can be offered for a choice slot: values, the words of their labels, and other ways of saying them. */
export interface SlotOption {
  value: unknown
  words: string[]
  /** What it costs, where that is known: for 最便宜的. */
  amount?: number | undefined
}

export interface Choosing {
  options: SlotOption[]
  /** The options in the order in which they were shown; empty when they were not. */
  shown: Offered[]
  /** Whether it was just asked: then loose forms count too. */
  asked: boolean
  /** Whether more than one may be taken; the value is then an array where it is more than one. */
  several: boolean
}

type Said = Pick<Reading, 'text' | 'entities'>

const sureMatch = 0.82
const likelyMatch = 0.62

/** The option (or options) that a message names by words, place, price, day, or by what it leaves out. */
export function parseChoice(reading: Said, choosing: Choosing): Parsed | undefined {
  const { options, asked, several } = choosing
  const selection = asked ? selectionIn(reading, choosing) : undefined
  if (selection?.kind === 'some' && selection.excepting) return takeAll(selectedOf(choosing, selection), choosing)
  const scored = scoresOf(reading.text, options)
  const [best, second] = scored
  const named = scored.filter(({ score }) => score >= 1)
  const listing = named.length > 1 && !named.some(({ option }) => isEverything(option)) && lists.test(reading.text)
  if (several && listing)
    return takeAll(
      named.map(({ option }) => option),
      choosing,
    )
  if (best && best.score >= 1 && (!second || second.score < best.score)) return { value: best.option.value, sure: true }
  if (!asked) return undefined
  const dated = byDate(reading, options)
  if (dated) return { value: dated.value, sure: true }
  if (selection?.kind === 'some') return takeAll(selectedOf(choosing, selection), choosing)
  if (selection) return undefined
  const priced = byPrice(reading.text, options)
  if (priced) return { value: priced.value, sure: true }
  if (best && best.score >= likelyMatch && best.score > (second?.score ?? 0))
    return { value: best.option.value, sure: best.score >= sureMatch }
  return undefined
}

/**
 * Where a message fits no single option: those it may mean (at least two, and fewer than were shown), `nothing` when it names
 * a place the list does not have.
 */
export function undecided(reading: Said, choosing: Choosing): { among: unknown[] } | 'nothing' | undefined {
  const selection = selectionIn(reading, choosing)
  if (selection?.kind === 'beyond') return 'nothing'
  const scored = scoresOf(reading.text, choosing.options)
  const top = scored[0]?.score ?? 0
  const alike =
    selection?.kind === 'some'
      ? selectedOf(choosing, selection)
      : scored.filter(({ score }) => score >= likelyMatch && top - score < 0.05).map(({ option }) => option)
  const known = choosing.shown.length > 0 ? choosing.shown.length : choosing.options.length
  if (alike.length < 2 || alike.length >= known) return undefined
  return { among: alike.map(({ value }) => value) }
}

const lists = /[和跟与、及]|还有|以及|都|,|，|\+|&|\band\b|\bboth\b|\bplus\b/

/** Several taken together: the option that stands for everything where that is meant, else an array where that is allowed. */
function takeAll(taken: SlotOption[], { options, several }: Choosing): Parsed | undefined {
  const [only] = taken
  if (taken.length === 1 && only) return { value: only.value, sure: true }
  const everything = options.find(isEverything)
  const single = options.filter((each) => !isEverything(each))
  if (everything && taken.length === single.length) return { value: everything.value, sure: true }
  return several && taken.length > 0 ? { value: taken.map(({ value }) => value), sure: true } : undefined
}

const isEverything = ({ words }: SlotOption) =>
  words.some((word) => /^(全部|所有|都要|全都要|all|everything)$/i.test(word))

/** The options one can count over, as they were shown: the one that stands for all of them is not counted. */
function counted({ options, shown }: Choosing): SlotOption[] {
  const listed = shown.flatMap(({ value }) => options.find((each) => String(each.value) === value) ?? [])
  return listed.filter((each) => !isEverything(each))
}

function selectionIn({ text }: Said, choosing: Choosing): Selection | undefined {
  const listed = counted(choosing)
  const named = (words: string) =>
    scoresOf(words, listed)
      .filter(({ option, score }) => score >= likelyMatch || option.words.some((word) => standsIn(words, word)))
      .map(({ option }) => listed.indexOf(option))
  return selectShown(text, { count: listed.length, named })
}

/** 秤 stands in 厨房秤. */
const standsIn = (words: string, word: string) => {
  const said = normalise(words)
  return /^[\u4e00-\u9fff]+$/.test(said) && normalise(word).includes(said)
}

const selectedOf = (choosing: Choosing, { places }: Extract<Selection, { kind: 'some' }>) => {
  const listed = counted(choosing)
  return places.flatMap((place) => listed[place] ?? [])
}

/** How well each option fits, best first. What is set aside (不是红的，是蓝的) counts only where nothing else fits. */
function scoresOf(text: string, options: SlotOption[]): { option: SlotOption; score: number }[] {
  const score = (said: string) =>
    options
      .map((option) => ({
        option,
        score: Math.max(optionScore(said, option.words), attributeScore(said, option.words)),
      }))
      .toSorted((a, b) => b.score - a.score)
  const refused = refusedWords(text)
  const without = refused ? score(normalise(text).split(normalise(refused)).join(' ').trim()) : []
  return without[0] && without[0].score >= 1 ? without : score(normalise(text))
}

/** 蓝色的 names 蓝色水壶, though the words are not its own. */
const attributeScore = (said: string, words: string[]) =>
  attributesIn(said).some((names) => words.some((word) => hasAttribute(word, names))) ? 1 : 0

const setAside =
  /(?:不要|不是|别要|不选)([^,，。;；\s]{1,8}?)(?:的|那个|了)?[,，。;；\s]|\bnot (?:the )?([a-z]{3,12})\b/i

function refusedWords(text: string): string | undefined {
  const found = setAside.exec(text)
  return contrastIn(text)?.not ?? found?.[1] ?? found?.[2]
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

const cheapest = /最(?:便宜|划算|低价)|价格?最低|\b(?:cheapest|least expensive|lowest price)\b/i
const dearest = /最贵|价格?最高|\b(?:most expensive|priciest|dearest)\b/i

function byPrice(text: string, options: SlotOption[]): SlotOption | undefined {
  const priced = options
    .filter((each) => each.amount !== undefined)
    .toSorted((a, b) => (a.amount ?? 0) - (b.amount ?? 0))
  if (cheapest.test(text)) return priced[0]
  return dearest.test(text) ? priced.at(-1) : undefined
}

/** An option that carries an ISO date (and a time range) in its value, by the day and part of the day said. */
function byDate(reading: Said, options: SlotOption[]): SlotOption | undefined {
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
