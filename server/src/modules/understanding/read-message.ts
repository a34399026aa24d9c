import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import { matchCatalogue } from '@loopdesk/engines/entities/catalogue.ts'
import type { Entity } from '@loopdesk/engines/entities/entity.ts'
import { extractEntities } from '@loopdesk/engines/entities/extract-entities.ts'
import { isOutOfScope, predictIntents } from '@loopdesk/engines/intents/model.ts'
import { answerability } from '@loopdesk/engines/retrieval/answerability.ts'
import { detectLanguage } from '@loopdesk/engines/text/detect-language.ts'
import { normalise } from '@loopdesk/engines/text/normalise.ts'
import type { Brain } from './brain.ts'

export interface Said {
  text: string
  choice: string | null
  files: Reading['files']
  /** The conversation's language so far; short or mixed messages do not change it. */
  language: 'zh' | 'en'
  now: Date
}

const clauseBreak =
  /[,，。;；!！?？\n]|并且|而且|然后|顺便|顺带|另外|还有|再(?=[帮给])|同时|\b(?:and also|and then|also|then|as well as|plus)\b|\band\b(?= (?:i|can|could|please|change|cancel|return|my|where))/i

/** The built-in understander's first half: intents, entities and knowledge a message touches. Microseconds to milliseconds, no I/O. */
export function readMessage(brain: Brain, said: Said): Reading {
  const text = said.text.trim()
  const language = languageOf(text, said.language)
  const intents = text === '' ? [] : predictIntents(brain.intents, text, { limit: 6 })
  const clauses = text
    .split(clauseBreak)
    .map((each) => each.trim())
    .filter((each) => each.length >= 3)
  const found = text === '' ? undefined : answerability(brain.knowledge[language], text, { limit: 3 })
  return {
    text,
    normal: normalise(text),
    language,
    intents,
    clauses:
      clauses.length > 1
        ? clauses.map((clause) => ({ text: clause, intents: predictIntents(brain.intents, clause, { limit: 3 }) }))
        : [],
    outside: text !== '' && isOutOfScope(brain.intents, text),
    entities: text === '' ? [] : entitiesIn(brain, text, language, said.now),
    choice: said.choice,
    files: said.files,
    knowledge: {
      decision: found?.decision ?? 'decline',
      candidates: (found?.candidates ?? []).map(({ id, score }) => ({
        id,
        title: brain.entries.get(id)?.title[language] ?? id,
        score,
      })),
    },
  }
}

function languageOf(text: string, before: 'zh' | 'en'): 'zh' | 'en' {
  const { language, confidence } = detectLanguage(text)
  if (language === 'other' || (text.length <= 3 && confidence < 0.9) || /^[\d\s\p{P}a-z]{0,12}$/iu.test(text))
    return isWords(text) ? 'en' : before
  return language
}

/** A few real English words, not a number or a product code. */
const isWords = (text: string) =>
  /^[a-z' ]{2,}[a-z' ,.!?]*$/i.test(text) && !/^(ok|okay|yes|no|hi|hello|app|vip|sf|jd)$/i.test(text.trim())

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

function entitiesIn(brain: Brain, text: string, language: 'zh' | 'en', now: Date): Entity[] {
  const entities = extractEntities(text, {
    reference: now.toISOString(),
    timeZone: brain.timeZone,
    language,
    patterns: brain.patterns,
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
