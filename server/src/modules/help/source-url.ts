import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import type { HelpParts } from './deps.ts'
import { sourcePath } from './pages/look-up.ts'
import type { ShareLinks } from './serve/share-links.ts'
import type { Visits } from './serve/visits.ts'

/** A link to what is not for everybody is good for so long: a conversation and a night's sleep. */
const shareSeconds = 24 * 3600

interface Deps extends Pick<HelpParts, 'open' | 'knowledge' | 'now'> {
  visits: Pick<Visits, 'ofCompany'>
  links: Pick<ShareLinks, 'share'>
}

/**
 * Where somebody who was told an answer can read its source: a page of the company's help centre where everybody may, else a link
 * for them alone. Undefined where the company has no help centre, or there is nothing to read there.
 */
export function makeSourceUrl({ visits, links, open, knowledge, now }: Deps) {
  return async (workspaceId: string, source: KnowledgeSource, asker: Asker): Promise<string | undefined> => {
    if (source.kind === 'graph') return undefined
    const visit = await visits.ofCompany(workspaceId, 'language' in asker ? asker.language : undefined)
    if (!visit) return undefined
    const { view } = visit
    const { site, sight, language, settings } = view
    const passage = source.passage ?? (source.kind === 'entry' ? undefined : `document:${source.id}:0`)
    const isOpen =
      source.kind === 'entry'
        ? (passage === undefined || (await open.passage(workspaceId, sight, passage)) !== undefined) &&
          (await open.entry(workspaceId, sight, language, source.id)) !== undefined
        : settings.documents && (await open.passage(workspaceId, sight, passage!)) !== undefined
    if (isOpen) {
      const path = sourcePath(view, source)
      return path && `${view.home}${path}`
    }
    if (passage === undefined) return undefined
    const place = {
      passage,
      audiences: await knowledge.audiences.of(workspaceId, asker),
      channel: asker.kind === 'staff' ? sight.channel : asker.channel,
    }
    const mayRead = await open.passage(workspaceId, { ...place, at: now() }, passage)
    if (!mayRead) return undefined
    return `${view.home}/${language}/shared/${links.share(site.id, place, shareSeconds)}`
  }
}
