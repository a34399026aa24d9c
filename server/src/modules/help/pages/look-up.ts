import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import { publicAsker } from '../../knowledge/index.ts'
import type { HelpParts, Snippet } from '../deps.ts'
import { itemPath, type View } from './view.ts'

/** Something that was found, as pages and programs list it. */
export interface Hit {
  source: string
  title: string
  /** Within the site. */
  path: string
  snippet: Snippet
  /** Chapters of a document above the place. */
  headings: string[]
  page: number | null
}

export interface LookedUp {
  answer: KnowledgeAnswer
  hits: Hit[]
}

const considered = 20
const shown = 10
/** Places of one document that are listed. */
const perDocument = 2

/** Searches as somebody nobody knows: what is not for everybody is neither answered from nor listed. */
export function makeLookUp({ knowledge, now }: Pick<HelpParts, 'knowledge' | 'now'>) {
  return {
    /** The answer and what else there is. */
    async answer(view: View, query: string): Promise<LookedUp> {
      const { language, site, settings } = view
      const question = { text: query, language, asker: publicAsker(language), at: now() }
      const { answer, found } = await knowledge.answer(site.workspace_id, question)
      const hits = hitsOf(view, found.candidates, query)
      // Where documents are not shown, nothing is answered from one.
      const hidden = !settings.documents && answer.sources.some(({ kind }) => kind === 'document')
      return {
        answer: hidden ? { ...answer, decision: 'decline', text: '', sources: [], alternatives: [] } : answer,
        hits,
      }
    },

    /** What there is, for suggestions while one types. */
    async hits(view: View, query: string, limit: number): Promise<Hit[]> {
      const question = { text: query, language: view.language, asker: publicAsker(view.language), at: now() }
      const { candidates } = await knowledge.search(view.site.workspace_id, question, considered)
      return hitsOf(view, candidates, query).slice(0, limit)
    },
  }

  function hitsOf(
    view: View,
    candidates: Awaited<ReturnType<HelpParts['knowledge']['search']>>['candidates'],
    query: string,
  ): Hit[] {
    const seen = new Map<string, number>()
    return candidates
      .filter(({ row }) => {
        const count = seen.get(row.source) ?? 0
        seen.set(row.source, count + 1)
        if (row.kind === 'entry') return count === 0
        return view.settings.documents && row.source.startsWith('document:') && count < perDocument
      })
      .slice(0, shown)
      .map(({ row }) => ({
        source: row.source,
        title: row.title,
        path: row.kind === 'entry' ? itemPath(view.language, row) : passagePath(view, row.source, row.page, row.number),
        snippet: knowledge.makeSnippet(row.text, query),
        headings: row.kind === 'entry' ? [] : row.headings.filter((each) => each !== row.title),
        page: row.page,
      }))
  }
}

/** Where a passage of a document stands, marked. */
function passagePath(view: View, source: string, page: number | null, number: number): string {
  const place = new URLSearchParams({ ...(page !== null && { page: String(page) }), passage: String(number) })
  return `${itemPath(view.language, { source, title: '' })}?${place}#quoted`
}

/** Where the source of an answer can be read on this site. */
export function sourcePath(view: View, source: KnowledgeSource): string | undefined {
  if (source.kind === 'entry') return itemPath(view.language, { source: `entry:${source.id}`, title: source.title })
  if (source.kind !== 'document') return undefined
  const number = Number(source.passage?.split(':')[2] ?? 0)
  return passagePath(view, `document:${source.id}`, source.page ?? null, number)
}
