import type { EntityDetail, Finding } from './entity.ts'
import { placeInLatin } from './places.ts'

/** Street addresses in English order ("138 Wensan Road, Xihu District, Hangzhou") and cities named alone; text folded. */
export function findEnglishAddresses(text: string): Finding[] {
  const findings = [...text.matchAll(STREET)].map((match) => addressOf(text, match))
  for (const match of text.matchAll(WORDS)) {
    const place = CITIES.has(match[0]) ? { name: match[0] } : placeInLatin(match[0])
    if (!place || ('level' in place && place.level !== 'city') || match[0].length < 4 || ENGLISH_WORDS.has(match[0]))
      continue
    const value = titleCase(match[0])
    const detail: EntityDetail = 'city' in place ? { city: `${place.city}市` } : { city: value }
    findings.push({
      type: 'city',
      value,
      start: match.index,
      end: match.index + match[0].length,
      confidence: 0.85,
      detail,
      rank: 40,
    })
  }
  return findings
}

const ROAD =
  '(?:road|rd|street|st|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|square|sq|highway|hwy|parkway|pkwy|terrace|crescent|close)'
const UNIT = '(?:apt|apartment|unit|suite|ste|room|rm|floor|fl|building|bldg|block|no|#)\\.?\\s?#?[a-z]?\\d{1,5}[a-z]?'
const WORD = "[a-z\\d][a-z\\d'.]{0,20}"
const STREET = new RegExp(
  `(?<![a-z\\d¥$-]|\\d[.,])(?:(?:${UNIT}),?\\s)?(?:no\\.?\\s)?\\d{1,5}(?:[-/]\\d{1,5})?[a-z]?,?\\s(?:(?:north|south|east|west|n|s|e|w)\\.?\\s)?(?:${WORD}\\s){1,4}${ROAD}(?![a-z])\\.?(?:,?\\s(?:${UNIT}|(?:\\d{1,3}(?:st|nd|rd|th))\\sfloor))?`,
  'g',
)
const SEGMENT =
  /^,\s?(?<words>[a-z][a-z'. -]{1,40}?)(?:\s(?<code>\d{5}(?:-\d{4})?|\d{6}|[a-z]{1,2}\d[a-z\d]?\s\d[a-z]{2}))?(?=\s?(?:,|\.|;|$|\n|!|\?)|\s(?:please|pls|instead|thanks|and|my|phone|recipient|attn|tel|contact|for|from|by|is|to)(?![a-z]))/
const STOP =
  /^(?:please|pls|instead|thanks|thank|and|my|phone|recipient|attn|tel|contact|for|but|the|i|it|is|can|could|will|name|not|because|when|so|or|if)(?![a-z])/
const STATE = /^[a-z]{2}$/

function addressOf(text: string, match: RegExpExecArray): Finding {
  const start = match.index
  let end = start + match[0].length
  const detail: EntityDetail = { street: titleCase(text.slice(start, end)) }
  const places: string[] = []
  for (let i = 0; i < 5; i++) {
    const rest = text.slice(end, end + 64)
    const found = SEGMENT.exec(rest)
    const words = found?.groups?.words?.trim()
    if (!found || !words || STOP.test(words) || words.split(/\s+/).length > 3) break
    places.push(words)
    if (found.groups!.code) detail.postcode = found.groups!.code
    end += found[0].length
    if (detail.postcode) break
  }
  const code = /^,?\s(\d{5,6})(?!\d)/.exec(text.slice(end, end + 9))
  if (code && !detail.postcode) {
    detail.postcode = code[1]
    end += code[0].length
  }
  assignPlaces(detail, places)
  const detailed = titleCase(match[0])
  return {
    type: 'address',
    value: text.slice(start, end),
    start,
    end,
    confidence: 0.9,
    detail: { ...detail, detail: detailed },
    rank: 65,
  }
}

/** District by its word, province and city by name; otherwise city before state or province. */
function assignPlaces(detail: EntityDetail, places: string[]): void {
  for (const words of places) {
    const known = placeInLatin(words.replace(/\s(?:city|province)$/, ''))
    if (/\sdistrict$|\scounty$/.test(words)) detail.district = titleCase(words)
    else if (known?.level === 'province' || / province$/.test(words) || STATE.test(words))
      detail.province = STATE.test(words) ? words.toUpperCase() : titleCase(words)
    else if (/^(?:china|usa|us|uk|prc|united states|united kingdom|canada|australia)$/.test(words))
      detail.country = titleCase(words)
    else if (!detail.city) detail.city = titleCase(words)
    else detail.province ??= titleCase(words)
  }
}

function titleCase(words: string): string {
  return words.replace(/(?<![a-z'])[a-z]/g, (letter) => letter.toUpperCase())
}

const WORDS =
  /(?<![a-z@.\d])(?:new york|los angeles|san francisco|hong kong|san diego|las vegas|[a-z]{2,}(?:'[a-z]{2,})?)(?![a-z@]|\.[a-z])/g
const CITIES = new Set([
  'new york',
  'los angeles',
  'san francisco',
  'san diego',
  'las vegas',
  'london',
  'paris',
  'tokyo',
  'chicago',
  'boston',
  'seattle',
  'houston',
  'dallas',
  'miami',
  'denver',
  'toronto',
  'sydney',
  'melbourne',
  'singapore',
  'berlin',
  'philadelphia',
  'austin',
  'atlanta',
  'portland',
])
/** Pinyin of small cities that are English words or names. */
const ENGLISH_WORDS = new Set(['dali', 'ali', 'china', 'lishui', 'yan', 'linden', 'ankang'])
