import { inLanguage, type KnowledgeEntry, type SomeLanguage } from '@loopdesk/contracts/knowledge.ts'
import type { Passage } from '../passages.ts'
import { commonAudiences } from './choose-answer.ts'
import { dayStart } from './day-start.ts'
import { plainText } from './render-markdown.ts'

type Language = 'zh' | 'en'

export interface ProjectionWorld {
  /** Names of a category and those above it, the topmost first. */
  categoryPath(id: string): SomeLanguage[]
  timeZone: string
}

/** Under which an entry's passages stand. */
export const entrySource = (id: string) => `entry:${id}`

/**
 * What is searched of an entry: one passage for each of its answers (the own one is number 0, variants follow) in each language
 * it is written in. `content.order` is the order in which answers are tried: variants as they stand, the own answer last.
 * An answer nobody can get has no passage.
 */
export function projectEntry(entry: KnowledgeEntry, world: ProjectionWorld): Passage[] {
  const own = { text: entry.answer, channels: [], audiences: [], from: undefined, until: undefined }
  return [own, ...entry.variants].flatMap((answer, number) => {
    const audiences = commonAudiences(entry.audiences, answer.audiences)
    const from = latest(entry.from, answer.from)
    const until = earliest(entry.until, answer.until)
    if (audiences === null || (from !== undefined && until !== undefined && until < from)) return []
    return languagesOf(answer.text).map((language): Passage => {
      const { text, content } = answerIn(entry, answer.text, language)
      return {
        id: `${entrySource(entry.id)}:${number}:${language}`,
        kind: 'entry',
        source: entrySource(entry.id),
        number: number * 2 + (language === 'en' ? 1 : 0),
        language,
        title: inLanguage(entry.title, language),
        headings: world.categoryPath(entry.category).map((name) => inLanguage(name, language)),
        text,
        questions: questionsIn(entry, language),
        labels: entry.labels,
        category: entry.category,
        content: { ...content, variant: number, order: number === 0 ? entry.variants.length : number - 1 },
        page: null,
        audiences,
        channels: answer.channels,
        validFrom: from === undefined ? null : dayStart(from, world.timeZone),
        validUntil: until === undefined ? null : dayStart(until, world.timeZone, 1),
        official: entry.official,
      }
    })
  })
}

/** The answer as plain text with the steps of its fault, and what searching does not need. */
function answerIn(entry: KnowledgeEntry, answer: SomeLanguage, language: Language) {
  const markdown = answer[language] ?? ''
  const { fault } = entry
  const steps = fault ? (fault.steps[language].length > 0 ? fault.steps[language] : fault.steps[other(language)]) : []
  const numbered = steps.map((each, index) => `${index + 1}. ${each}`)
  const plain = plainText(markdown)
  return {
    text: [plain, ...numbered].join('\n'),
    content: {
      ...(plain !== markdown && { markdown: [markdown, ...numbered].join('\n') }),
      ...(entry.attachments.length > 0 && { attachments: entry.attachments }),
      ...(entry.related.length > 0 && { related: entry.related }),
      ...(fault && { fault: { codes: fault.codes, texts: fault.texts, products: fault.products } }),
    },
  }
}

/** Ways of asking in that language; those of a language the entry is not answered in count too, so that they find what there is. */
function questionsIn({ questions, answer, title, fault }: KnowledgeEntry, language: Language): string[] {
  const second = other(language)
  const theirs = answer[second] === undefined ? [...questions[second], title[second] ?? ''] : []
  const shown = fault ? [...fault.codes, ...fault.texts] : []
  return [...new Set([...questions[language], ...theirs, ...shown])].filter((each) => each !== '')
}

function languagesOf(text: SomeLanguage): Language[] {
  return (['zh', 'en'] as const).filter((each) => text[each] !== undefined)
}

const other = (language: Language): Language => (language === 'zh' ? 'en' : 'zh')

/** Days in ISO 8601 sort as text. */
function latest(...days: (string | undefined)[]): string | undefined {
  return days
    .filter((each) => each !== undefined)
    .sort()
    .at(-1)
}

function earliest(...days: (string | undefined)[]): string | undefined {
  return days.filter((each) => each !== undefined).sort()[0]
}
