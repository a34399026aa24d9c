import { createHash } from 'node:crypto'
import type { KnowledgeImportOptions } from '@loopdesk/contracts/api/knowledge/imports.ts'
import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { detectLanguage } from '@loopdesk/engines/text/detect-language.ts'
import { normalise } from '@loopdesk/engines/text/normalise.ts'
import type { FaqRow } from '../../../read-documents/index.ts'

/** What rows may name, as ids. */
export interface RowWorld {
  /** Id of the category under these names, outermost first; made when it is not there. */
  category(path: string[]): string
  /** Id of an audience by its id or one of its names; undefined when there is none. */
  audience(name: string): string | undefined
}

export type RowOutcome =
  | { entry: KnowledgeEntry; externalId: string | undefined }
  | { field: string; code: string; message: string }

/** A row of a sheet as the entry it is. The same external id, or without one the same question, is always the same entry. */
export function entryOfRow(row: FaqRow, { defaults }: KnowledgeImportOptions, world: RowWorld): RowOutcome {
  const language = languageOf(row, defaults.language)
  const audiences: string[] = []
  for (const name of row.audiences ?? defaults.audiences) {
    const id = world.audience(name)
    if (id === undefined)
      return { field: 'audiences', code: 'unknown_audience', message: `There is no audience “${name}”.` }
    audiences.push(id)
  }
  const questions = [row.question, ...row.similar].map((each) => each.slice(0, 300))
  const entry: KnowledgeEntry = {
    id: entryIdOf(row),
    category: row.category ? world.category(row.category) : defaults.category || 'faq',
    labels: [...new Set([...(row.labels ?? []), ...defaults.labels])].map((label) => label.slice(0, 60)),
    title: { [language]: row.question },
    questions: { zh: [], en: [], [language]: questions },
    answer: { [language]: row.answer },
    variants: [],
    audiences,
    ...(row.validFrom && { from: row.validFrom.slice(0, 10) }),
    ...(row.validUntil && { until: row.validUntil.slice(0, 10) }),
    attachments: [],
    related: [],
    official: 1,
  }
  return { entry, externalId: row.externalId }
}

function entryIdOf({ externalId, question }: FaqRow): string {
  const key = externalId === undefined ? `question:${bare(question)}` : `id:${externalId}`
  return `faq-${createHash('sha256').update(key).digest('hex').slice(0, 24)}`
}

/** Without what two ways of writing the same question differ in. */
const bare = (text: string) => normalise(text).replace(/[^\p{L}\p{N}]+/gu, '') || text

function languageOf({ language, question, answer }: FaqRow, fallback: 'zh' | 'en' | undefined): 'zh' | 'en' {
  if (language?.startsWith('zh')) return 'zh'
  if (language?.startsWith('en')) return 'en'
  return fallback ?? (detectLanguage(`${question} ${answer.slice(0, 200)}`).language === 'en' ? 'en' : 'zh')
}
