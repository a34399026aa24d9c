import { buildCatalogue, matchCatalogue } from '../entities/catalogue.ts'
import type { Entity } from '../entities/entity.ts'
import { extractEntities } from '../entities/extract-entities.ts'
import { detectLanguage } from '../text/detect-language.ts'
import type { Reading } from './reading.ts'

/** For tests: the moment at which everything is said, a Monday. */
export const reference = '2026-03-02T10:00:00+08:00'

const catalogue = buildCatalogue([
  { id: 'fan', type: 'product', names: ['风扇', '电风扇', 'fan'] },
  { id: 'kettle', type: 'product', names: ['热水壶', '电热水壶', 'kettle'] },
  { id: 'purifier', type: 'product', names: ['净水器', '净水机', 'water purifier'] },
])

/** For tests: the entities of a text in a workspace whose orders are called O2026…, selling fans, kettles and purifiers. */
export function entitiesOf(text: string): Entity[] {
  const language = detectLanguage(text).language === 'en' ? 'en' : 'zh'
  const patterns = [{ type: 'record:order', regex: 'O\\s?2026\\d{4,6}', normalise: 'upper' as const }]
  const found = extractEntities(text, { reference, timeZone: 'Asia/Shanghai', language, patterns })
  const products = matchCatalogue(text, catalogue, { limit: 5 })
    .filter(({ score }) => score >= 0.6)
    .map(({ id, start, end, text: said, score }) => ({
      type: 'catalogue:product',
      value: id,
      text: said,
      start,
      end,
      confidence: score,
    }))
  return [...found, ...products]
}

/** For tests: a message as it was read; intents are given as label → probability. */
export function reading(text: string, intents: Record<string, number> = {}, more: Partial<Reading> = {}): Reading {
  return {
    text,
    spelt: text,
    language: detectLanguage(text).language === 'en' ? 'en' : 'zh',
    intents: Object.entries(intents)
      .map(([label, score]) => ({ label, score }))
      .toSorted((a, b) => b.score - a.score),
    clauses: [],
    asking: 0,
    outside: 0,
    entities: entitiesOf(text),
    choice: null,
    files: [],
    knowledge: { decision: 'decline', candidates: [] },
    ...more,
  }
}
