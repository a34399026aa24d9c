import type { OpenCategory, OpenItem } from '../../knowledge/index.ts'
import type { HelpParts } from '../deps.ts'
import { type Html, html } from './html.ts'
import { contactLine, searchForm } from './layout.ts'
import { categoryPath, homePath, itemPath, link, type Page, searchPath, textIn, type View } from './view.ts'

/** What people come for: searching, topics, what is read most. */
export function makeHomePage({ open }: Pick<HelpParts, 'open'>, popular: (view: View) => Promise<string[]>) {
  return async (view: View): Promise<Page> => {
    const { settings, language, t, site, sight, home } = view
    const title = textIn(settings.title, language)
    const intro = textIn(settings.intro, language)
    const wanted = settings.featured.entries.map((id) => `entry:${id}`)
    const [categories, featured, read] = await Promise.all([
      open.categories(site.workspace_id, sight),
      open.some(site.workspace_id, sight, language, wanted),
      popular(view).then((sources) => open.some(site.workspace_id, sight, language, sources)),
    ])
    const latest = featured.length + read.length < 4 ? await open.latest(site.workspace_id, sight, language, 8) : []
    const top = inOrder(
      categories.filter(({ parent, entries }) => parent === null && (entries > 0 || settings.documents)),
      settings.featured.categories,
    )
    return {
      status: 200,
      kind: 'home',
      title,
      description: intro || title,
      addresses: settings.languages.map((each) => ({ language: each, path: homePath(each) })).sort(hereFirst(view)),
      data: [
        {
          '@type': 'WebSite',
          name: title,
          url: `${home}${homePath(language)}`,
          inLanguage: t.htmlLang,
          potentialAction: {
            '@type': 'SearchAction',
            target: { '@type': 'EntryPoint', urlTemplate: `${home}${searchPath(language)}?q={query}` },
            'query-input': 'required name=query',
          },
        },
      ],
      body: html`<section class="hero"><div class="narrow">
<h1>${title}</h1>
${intro && html`<p class="lead">${intro}</p>`}
${searchForm(view, '', 'large')}
</div></section>
<div class="wide">
${
  top.length > 0
    ? html`<section aria-labelledby="topics"><h2 id="topics">${t.categories}</h2>${categoryCards(view, top)}</section>`
    : latest.length === 0 && html`<p class="empty">${t.nothingYet}</p>`
}
<div class="columns">
${itemSection(view, t.featured, featured)}
${itemSection(view, t.popular, read)}
${itemSection(view, t.latest, latest.filter((each) => !featured.some(({ source }) => source === each.source)).slice(0, 6))}
</div>
${contactLine(view)}
</div>`,
    }
  }
}

export const hereFirst =
  ({ language }: View) =>
  (one: { language: string }, other: { language: string }) =>
    Number(one.language !== language) - Number(other.language !== language)

function inOrder(categories: OpenCategory[], first: readonly string[]): OpenCategory[] {
  const rank = ({ id }: OpenCategory) => (first.includes(id) ? first.indexOf(id) : first.length)
  return [...categories].sort((one, other) => rank(one) - rank(other))
}

export function categoryCards(view: View, categories: readonly OpenCategory[]): Html {
  const { language, t, settings } = view
  return html`<ul class="cards">${categories.map((each) => {
    const name = textIn(each.name, language)
    const about = textIn(each.description, language)
    const counts = [
      each.entries > 0 ? t.articles(each.entries) : '',
      settings.documents && each.documents > 0 ? t.documents(each.documents) : '',
    ].filter(Boolean)
    return html`<li><a class="card" href="${link(view, categoryPath(language, each.id, name))}">
<strong>${name}</strong>${about && html`<span>${about}</span>`}<small>${counts.join(' · ')}</small></a></li>
`
  })}</ul>`
}

export function itemSection(view: View, title: string, items: readonly OpenItem[]): Html | null {
  if (items.length === 0) return null
  return html`<section><h2>${title}</h2>${itemList(view, items)}</section>`
}

/** Titles to press; those in another language say so to screen readers. */
export function itemList(view: View, items: readonly OpenItem[], withBeginnings = false): Html {
  return html`<ul class="items">${items.map(
    (each) => html`<li><a href="${link(view, itemPath(view.language, each))}">${each.title}</a>${
      withBeginnings && each.begins !== '' && html`<p>${each.begins}${each.begins.length >= 160 && '…'}</p>`
    }</li>
`,
  )}</ul>`
}
