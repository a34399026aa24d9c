import type { HelpParts } from '../deps.ts'
import { categoryCards, hereFirst, itemList } from './home.ts'
import { html } from './html.ts'
import { breadcrumbData, breadcrumbs, contactLine, pathTo } from './layout.ts'
import { categoryPath, link, type Outcome, textIn, type View } from './view.ts'

const perPage = 40

/** One category: what stands below it, its articles and documents. Undefined where there is nothing to read in it. */
export function makeCategoryPage({ open }: Pick<HelpParts, 'open'>) {
  return async (view: View, id: string, given: string, number: number): Promise<Outcome | undefined> => {
    const { language, t, site, sight, settings } = view
    const categories = await open.categories(site.workspace_id, sight)
    const category = categories.find((each) => each.id === id)
    if (!category || (category.entries === 0 && !settings.documents)) return undefined
    const name = textIn(category.name, language)
    const path = categoryPath(language, id, name)
    const paged = (page: number) => (page === 1 ? path : `${path}?page=${page}`)
    if (path !== given) return { redirect: link(view, paged(number)) }
    const wanted = { category: id, language, offset: (number - 1) * perPage, limit: perPage + 1 }
    const [entries, documents] = await Promise.all([
      open.items(site.workspace_id, sight, { ...wanted, kind: 'entry' }),
      settings.documents ? open.items(site.workspace_id, sight, { ...wanted, kind: 'document' }) : [],
    ])
    if (number > 1 && entries.length === 0 && documents.length === 0) return undefined
    const children = categories.filter((each) => each.parent === id && (each.entries > 0 || settings.documents))
    const about = textIn(category.description, language)
    const more = entries.length > perPage || documents.length > perPage
    const above = pathTo(categories, id)
    return {
      status: 200,
      kind: 'category',
      title: number === 1 ? name : `${name} (${number})`,
      description: about || `${name} · ${t.articles(category.entries)}`,
      addresses: settings.languages
        .map((each) => {
          const there = categoryPath(each, id, textIn(category.name, each))
          return { language: each, path: number === 1 ? there : `${there}?page=${number}` }
        })
        .sort(hereFirst(view)),
      data: [breadcrumbData(view, above)],
      body: html`<div class="narrow">
${breadcrumbs(view, above.slice(0, -1), name)}
<h1>${name}</h1>
${about && html`<p class="lead">${about}</p>`}
${children.length > 0 && number === 1 && html`<section aria-label="${t.moreCategories}">${categoryCards(view, children)}</section>`}
${entries.length > 0 && html`<section><h2 class="${documents.length > 0 || children.length > 0 ? '' : 'unseen'}">${t.articlesHeading}</h2>${itemList(view, entries.slice(0, perPage), true)}</section>`}
${documents.length > 0 && html`<section><h2>${t.documentsHeading}</h2>${itemList(view, documents.slice(0, perPage))}</section>`}
${
  (number > 1 || more) &&
  html`<nav class="pages" aria-label="${t.contents}">${number > 1 ? html`<a rel="prev" href="${link(view, paged(number - 1))}">← ${t.previous}</a>` : html`<span></span>`}${
    more && html`<a rel="next" href="${link(view, paged(number + 1))}">${t.next} →</a>`
  }</nav>`
}
${contactLine(view)}
</div>`,
    }
  }
}
