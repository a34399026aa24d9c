import { AppError } from '@loopdesk/contracts/errors.ts'
import type { HelpParts } from '../deps.ts'
import { oneLine, sizeText } from './article.ts'
import { blocksView } from './blocks.ts'
import { html } from './html.ts'
import { breadcrumbData, breadcrumbs, contactLine, pathTo } from './layout.ts'
import { dayText, itemPath, link, type Outcome, type View } from './view.ts'

/** A page of a document that is for everybody, with the quoted passage marked; undefined where there is none. */
export function makeDocumentPage({ open, knowledge }: Pick<HelpParts, 'open' | 'knowledge'>) {
  return async (
    view: View,
    id: string,
    place: { page: number; passage: number | undefined },
  ): Promise<Outcome | undefined> => {
    const { t, language, site, sight, settings } = view
    if (!settings.documents) return undefined
    const document = await open.document(site.workspace_id, sight, id)
    if (!document) return undefined
    const shown = await knowledge.view.page(site.workspace_id, id, place).catch(noSuchPage)
    if (!shown) return undefined
    const [categories, outline] = await Promise.all([
      open.categories(site.workspace_id, sight),
      knowledge.view.outline(site.workspace_id, id),
    ])
    const above = pathTo(categories, document.category)
    const passage = shown.passages.find(({ number }) => number === place.passage)
    const at = (page: number) => `${itemPath(language, document)}${page === 1 ? '' : `?page=${page}`}`
    const where = (shown.paged ? t.page : t.part)(shown.number, shown.total)
    const chapters = outline.sections.filter(({ level }) => level <= 2).slice(0, 200)
    return {
      status: 200,
      kind: 'document',
      title: shown.number === 1 ? document.title : `${document.title} · ${where}`,
      description: oneLine(document.begins),
      // Its text is the same whatever language stands around it.
      addresses: [
        {
          language: settings.defaultLanguage,
          path: at(shown.number).replace(/^\/\w+/, `/${settings.defaultLanguage}`),
        },
      ],
      changedAt: document.updatedAt,
      source: document.source,
      data: [breadcrumbData(view, above, { name: document.title, path: at(1) })],
      body: html`<article class="narrow document">
${breadcrumbs(view, above)}
<h1>${document.title}</h1>
<p class="meta">${t.updated} <time datetime="${document.updatedAt.toISOString()}">${dayText(document.updatedAt, view)}</time>${shown.total > 1 && ` · ${where}`}${
        settings.downloads &&
        html` · <a href="${link(view, `/${language}/d/${encodeURIComponent(id)}/original`)}" rel="nofollow" download>${t.download}</a> <small>${document.fileName.split('.').pop()?.toUpperCase()} ${sizeText(document.size)}</small>`
      }</p>
${
  chapters.length > 1 &&
  html`<details class="contents"><summary>${t.contents}</summary><ol>${chapters.map(
    (each) =>
      html`<li class="depth-${Math.max(0, Math.min(each.level - 1, 2))}"><a href="${link(view, at(each.page))}">${each.title}</a></li>`,
  )}</ol></details>`
}
<div class="prose sheet"${(document.language === 'zh' || document.language === 'en') && html` lang="${document.language}"`}>${blocksView(
        shown.blocks
          .map(({ block }) => block)
          .filter((block, at) => at > 0 || block.kind !== 'heading' || block.text !== document.title),
        passage?.text,
        t,
      )}</div>
${
  shown.total > 1 &&
  html`<nav class="pages" aria-label="${where}">${shown.number > 1 ? html`<a rel="prev" href="${link(view, at(shown.number - 1))}">← ${t.previous}</a>` : html`<span></span>`}<span>${where}</span>${
    shown.number < shown.total
      ? html`<a rel="next" href="${link(view, at(shown.number + 1))}">${t.next} →</a>`
      : html`<span></span>`
  }</nav>`
}
${contactLine(view)}
</article>`,
    }
  }
}

export function noSuchPage(error: unknown): undefined {
  if (error instanceof AppError && (error.code === 'not_found' || error.code === 'wrong_state')) return undefined
  throw error
}
