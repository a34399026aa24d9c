import { kb, type Reading } from '@loopdesk/engines/dialogue/reading.ts'
import { readEmotion } from '@loopdesk/engines/emotion/model.ts'
import { matchCatalogue } from '@loopdesk/engines/entities/catalogue.ts'
import type { Entity } from '@loopdesk/engines/entities/entity.ts'
import { extractEntities } from '@loopdesk/engines/entities/extract-entities.ts'
import { clausesOf } from '@loopdesk/engines/intents/joints.ts'
import { judgeMessage, predictIntents } from '@loopdesk/engines/intents/model.ts'
import { detectLanguage } from '@loopdesk/engines/text/detect-language.ts'
import type { Brain } from './brain.ts'
import { type PictureSaid, seePictures } from './see-pictures.ts'
import { followLeads } from './teaching.ts'

export interface Said {
  text: string
  choice: string | null
  files: Reading['files']
  /** Those of the files that were read as pictures. */
  pictures?: PictureSaid[]
  /** The conversation's language so far; short or mixed messages do not change it. */
  language: 'zh' | 'en'
  now: Date
  /** Decides whether the canary reads it. */
  conversationId?: string
}

/** The built-in understander's first half: intents and entities a message touches; knowledge comes after. Microseconds to milliseconds, no I/O. */
export function readMessage(brain: Brain, said: Said): Reading {
  const text = said.text.trim()
  const entities = text === '' ? [] : entitiesIn(brain, text, said.now)
  const pictures = seePictures(brain, said.pictures ?? [], {
    entities,
    extract: (written) => entitiesIn(brain, written, said.now),
  })
  const language = languageOf(text, entities, said.language)
  const spelt = brain.speller.correct(text)
  const judged = text === '' ? { intents: [], outside: 0 } : judgeMessage(brain.intents, spelt)
  const intents = followLeads(judged.intents, brain.taught?.leads)
  return {
    text,
    spelt,
    language,
    intents: intents.slice(0, 8),
    clauses: clausesOf(text).map((clause) => ({
      text: clause,
      intents: intentsIn(brain, brain.speller.correct(clause), 3),
    })),
    asking: intents.filter(({ label }) => label.startsWith('kb:')).reduce((sum, { score }) => sum + score, 0),
    outside: judged.outside,
    entities: [...entities, ...pictures.flatMap((each) => each.entities)],
    ...(text !== '' && { emotion: readEmotion(brain.emotion, text) }),
    choice: said.choice,
    files: said.files,
    pictures,
    knowledge: { decision: 'decline', candidates: [] },
  }
}

/** What the knowledge base has to a question, best first. */
export type FindKnowledge = (text: string, language: 'zh' | 'en') => Promise<Reading['knowledge']>

/**
 * A reading with what the knowledge base says to it. The name of a product draws everything written about that product; where the
 * rest of the question is about something else (循环扇保修多久), the recogniser decides between what answers the whole and what
 * answers the rest.
 */
export async function withKnowledge(reading: Reading, find: FindKnowledge): Promise<Reading> {
  const { text, language, intents } = reading
  if (text === '') return reading
  const products = reading.entities.filter(({ type, detail }) => type.startsWith('catalogue:') && !detail?.picture)
  const rest = [...text].map((character, at) => (isInside(products, at) ? ' ' : character)).join('')
  const [whole, without] = await Promise.all([
    find(text, language),
    products.length > 0 && rest.trim() !== '' ? find(rest, language) : undefined,
  ])
  const chance = ({ candidates: [first] }: Reading['knowledge']) =>
    intents.find(({ label }) => first && label === kb(first.id))?.score ?? 0
  const better = without?.decision === 'answer' && chance(without) > chance(whole)
  return { ...reading, knowledge: better ? without : whole }
}

/** Custom intents count for what they set in motion. */
const intentsIn = (brain: Brain, spelt: string, limit: number) =>
  followLeads(predictIntents(brain.intents, spelt, { limit }), brain.taught?.leads)

const isInside = (spans: Entity[], at: number) => spans.some(({ start, end }) => at >= start && at < end)

/**
 * The language to answer in. An address, a name or a number in the other language is no change of language, nor is a word or
 * two that both use.
 */
function languageOf(text: string, entities: Entity[], before: 'zh' | 'en'): 'zh' | 'en' {
  const facts = entities.filter(({ type }) => factual.has(type))
  const rest = facts.reduceRight((left, { start, end }) => `${left.slice(0, start)} ${left.slice(end)}`, text)
  const words = rest.replace(/[\d\p{P}\p{S}\s]+/gu, '')
  if (words === '' || /^(ok|okay|yes|no|hi|hello|app|vip|sf|jd)$/i.test(words)) return before
  const { language, confidence } = detectLanguage(rest)
  if (language === 'other') return before
  if (facts.length > 0 && words.length <= 4) return before
  return confidence < 0.6 && before !== language && words.length < 6 ? before : language
}

const factual = new Set(['address', 'city', 'person', 'phone', 'email', 'order_no', 'url', 'bank_card', 'id_card'])

/**
 * A name counts from here on. Chinese parts of names are words by themselves (净水器); parts of Latin names mostly are not, so
 * there only whole words, all but spelt right, count.
 */
function isMention(text: string, { start, end, score }: { start: number; end: number; score: number }): boolean {
  const said = text.slice(start, end)
  if (!/^[\x20-\x7e]+$/.test(said)) return score >= 0.6
  const whole = !/[a-z0-9]/i.test(text[start - 1] ?? ' ') && !/[a-z0-9]/i.test(text[end] ?? ' ')
  return whole && score >= 0.8 && said.length >= 3
}

function entitiesIn(brain: Brain, text: string, now: Date): Entity[] {
  const entities = extractEntities(text, {
    reference: now.toISOString(),
    timeZone: brain.timeZone,
    patterns: brain.patterns,
    ...(brain.taught && { types: brain.taught.types }),
  })
  const products = matchCatalogue(text, brain.catalogue, { limit: 12 })
    .filter((match) => isMention(text, match))
    .map(({ id, type, start, end, text: said, score }) => ({
      type: `catalogue:${type}`,
      value: id,
      text: said,
      start,
      end,
      confidence: score,
    }))
  return [...entities, ...products]
}
