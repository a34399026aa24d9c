import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'

/**
 * Address inside the console of what an answer is from. Links from the server begin with `/console`; without one a document
 * opens on its page and an entry as a whole.
 */
export function placeOf(source: Pick<KnowledgeSource, 'kind' | 'id' | 'page' | 'url'>, passage?: string): string {
  if (source.url?.startsWith('/console/')) return source.url.slice('/console'.length)
  if (source.kind === 'document') {
    const number = passage?.match(/^document:[^:]+:(\d+)$/)?.[1]
    const query = new URLSearchParams()
    if (source.page !== undefined) query.set('page', String(source.page))
    if (number !== undefined) query.set('passage', number)
    return `/knowledge/documents/${source.id}${query.size ? `?${query}` : ''}`
  }
  if (source.kind === 'entry') return `/knowledge/entries/${encodeURIComponent(source.id)}`
  return '/graph'
}
