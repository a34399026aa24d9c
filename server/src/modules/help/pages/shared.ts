import type { HelpParts } from '../deps.ts'
import type { SharedPlace } from '../serve/share-links.ts'
import { prose } from './article.ts'
import { blocksView } from './blocks.ts'
import { noSuchPage } from './document.ts'
import { type Html, html } from './html.ts'
import type { Page, View } from './view.ts'

/** The one place a signed link was made for, as long as whoever was given it may still see it. */
export function makeSharedPage({ open, knowledge, now }: Pick<HelpParts, 'open' | 'knowledge' | 'now'>) {
  return async (view: View, place: SharedPlace): Promise<Page | undefined> => {
    const { site, t } = view
    const sight = { audiences: place.audiences, channel: place.channel, at: now() }
    const passage = await open.passage(site.workspace_id, sight, place.passage)
    if (!passage) return undefined
    const [kind, id] = passage.source.split(':') as [string, string]
    let body: Html | undefined
    let where = ''
    if (kind === 'document') {
      const wanted = { page: passage.page ?? 1, passage: passage.number }
      const shown = await knowledge.view.page(site.workspace_id, id, wanted).catch(noSuchPage)
      if (!shown) return undefined
      where = (shown.paged ? t.page : t.part)(shown.number, shown.total)
      body = blocksView(
        shown.blocks.map(({ block }) => block),
        passage.text,
        t,
      )
    }
    return {
      status: 200,
      kind: 'other',
      title: passage.title,
      description: '',
      addresses: [],
      body: html`<article class="narrow document"><h1>${passage.title}</h1>
${where && html`<p class="meta">${where}</p>`}<p class="note">${t.sharedNote}</p>
<div class="prose${kind === 'document' && ' sheet'}">${body ?? prose(knowledge, passage.markdown, t.scrollTable)}</div></article>`,
    }
  }
}
