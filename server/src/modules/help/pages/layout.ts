import type { OpenCategory } from '../../knowledge/index.ts'
import { helpStrings } from '../text/strings.ts'
import { type Html, html, jsonData } from './html.ts'
import { categoryPath, homePath, link, type Page, searchPath, textIn, type View } from './view.ts'

/** The whole document around a page. */
export function layout(view: View, page: Page): Html {
  const { settings, language, t, site } = view
  const name = textIn(settings.title, language)
  const title = page.kind === 'home' ? name : `${page.title} · ${name}`
  return html`<!doctype html>
<html lang="${t.htmlLang}" data-look="${settings.theme.look}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head(view, page, title, name)}
<link rel="stylesheet" href="${view.base}/assets/help.css?v=${view.assets}">
<link rel="stylesheet" href="${link(view, `/theme.css?v=${settings.theme.accent.slice(1)}`)}">
${site.logo && html`<link rel="icon" href="${view.base}/logo?v=${site.logo.hash.slice(0, 12)}">`}
<script src="${view.base}/assets/help.js?v=${view.assets}" defer></script>
${settings.contact.siteKey && view.preview === null && html`<script src="/widget.js" data-site-key="${settings.contact.siteKey}" data-locale="${language}" async></script>`}
</head>
<body class="is-${page.kind}">
<a class="skip" href="#content">${t.skip}</a>
${view.preview !== null && html`<p class="preview">${t.previewNote}</p>`}
${header(view, page, name)}
<main id="content" tabindex="-1">
${page.body}
</main>
${footer(view, name)}
</body>
</html>
`
}

function head(view: View, page: Page, title: string, name: string): Html {
  const { settings, home, language, t, preview } = view
  const [here] = page.addresses
  const listed = settings.indexable && here !== undefined && preview === null && page.status === 200
  const standard = page.addresses.find((each) => each.language === settings.defaultLanguage) ?? here
  return html`${
    page.description &&
    html`<meta name="description" content="${page.description}">
`
  }${
    !listed &&
    html`<meta name="robots" content="noindex">
`
  }${
    here &&
    html`<link rel="canonical" href="${home}${here.path}">
`
  }${
    page.addresses.length > 1 && [
      ...page.addresses.map(
        (
          each,
        ) => html`<link rel="alternate" hreflang="${helpStrings[each.language].htmlLang}" href="${home}${each.path}">
`,
      ),
      html`<link rel="alternate" hreflang="x-default" href="${home}${standard!.path}">
`,
    ]
  }<meta property="og:type" content="${page.kind === 'article' ? 'article' : 'website'}">
<meta property="og:site_name" content="${name}">
<meta property="og:title" content="${page.kind === 'home' ? title : page.title}">
<meta property="og:locale" content="${t.locale}">
${
  page.description &&
  html`<meta property="og:description" content="${page.description}">
`
}${
  here &&
  html`<meta property="og:url" content="${home}${here.path}">
`
}${
  view.site.logo &&
  html`<meta property="og:image" content="${home}/logo?v=${view.site.logo.hash.slice(0, 12)}">
`
}<meta name="theme-color" content="${settings.theme.accent}">
<link rel="alternate" type="application/atom+xml" title="${t.feed}" href="${home}/feed-${language}.xml">
${page.data && page.data.length > 0 && html`<script type="application/ld+json">${jsonData({ '@context': 'https://schema.org', '@graph': page.data })}</script>`}`
}

function header(view: View, page: Page, name: string): Html {
  const { settings, t, language, site, base } = view
  const others = settings.languages.length > 1
  return html`<header class="top"><div class="bar">
<a class="brand" href="${link(view, homePath(language))}">${site.logo && html`<img src="${base}/logo?v=${site.logo.hash.slice(0, 12)}" alt="" height="32">`}<span>${name}</span></a>
${page.kind !== 'home' && page.kind !== 'search' && page.status === 200 && searchForm(view, '', 'small')}
${
  settings.links.length > 0 &&
  html`<nav class="links" aria-label="${t.menu}">${settings.links.map(
    (each) => html`<a href="${each.url}" rel="noopener">${textIn(each.label, language)}</a>`,
  )}</nav>`
}
${others && html`<nav class="languages" aria-label="${t.languages}">${settings.languages.map((each) => languageLink(view, page, each))}</nav>`}
</div></header>`
}

/** The same page in another language: the article stays. */
function languageLink(view: View, page: Page, language: 'zh' | 'en'): Html {
  const { htmlLang, name } = helpStrings[language]
  if (language === view.language) return html`<span lang="${htmlLang}" aria-current="true">${name}</span>`
  const there =
    page.addresses.find((each) => each.language === language)?.path ??
    page.elsewhere?.(language) ??
    otherPath(page, language)
  return html`<a href="${link(view, there)}" lang="${htmlLang}" hreflang="${htmlLang}">${name}</a>`
}

/** Where it is not translated the address of the original in the other language tells so. */
function otherPath(page: Page, language: 'zh' | 'en'): string {
  const [here] = page.addresses
  return here && page.kind !== 'other' ? `/${language}${here.path.slice(3)}` : homePath(language)
}

/** Works without scripts; with them it suggests while one types. */
export function searchForm(view: View, query: string, size: 'large' | 'small'): Html {
  const { t, language, preview } = view
  return html`<form class="search ${size}" role="search" action="${view.base}${searchPath(language)}" data-suggest="${view.base}/api/search?language=${language}">
<label class="unseen" for="q-${size}">${t.searchLabel}</label>
<input id="q-${size}" name="q" type="search" value="${query}" placeholder="${size === 'large' ? t.searchHint : t.search}" maxlength="200" autocomplete="off" enterkeyhint="search"${size === 'large' && query === '' && html` required`}>
${preview !== null && html`<input type="hidden" name="preview" value="${preview}">`}<button type="submit"><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/></svg><span class="unseen">${t.search}</span></button>
</form>`
}

function footer({ settings, language }: View, name: string): Html {
  return html`<footer class="foot"><div class="bar"><p>${textIn(settings.footer, language) || name}</p></div></footer>`
}

/** The way from the first page to a category, for people. */
export function breadcrumbs(view: View, path: readonly OpenCategory[], last?: string): Html {
  const { t, language } = view
  return html`<nav class="crumbs" aria-label="${t.breadcrumbs}"><ol>
<li><a href="${link(view, homePath(language))}">${t.home}</a></li>
${path.map((each) => {
  const name = textIn(each.name, language)
  return html`<li><a href="${link(view, categoryPath(language, each.id, name))}">${name}</a></li>`
})}${last !== undefined && html`<li aria-current="page">${last}</li>`}
</ol></nav>`
}

/** The same for search engines. */
export function breadcrumbData(
  view: View,
  path: readonly OpenCategory[],
  last?: { name: string; path: string },
): object {
  const { t, language, home } = view
  const steps = [
    { name: t.home, path: homePath(language) },
    ...path.map((each) => {
      const name = textIn(each.name, language)
      return { name, path: categoryPath(language, each.id, name) }
    }),
    ...(last ? [last] : []),
  ]
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((each, at) => ({
      '@type': 'ListItem',
      position: at + 1,
      name: each.name,
      item: `${home}${each.path}`,
    })),
  }
}

/** The categories above one, the topmost first, itself last; none for an unknown one. */
export function pathTo(categories: readonly OpenCategory[], id: string): OpenCategory[] {
  const byId = new Map(categories.map((each) => [each.id, each]))
  const path: OpenCategory[] = []
  for (let at = byId.get(id); at && path.length <= byId.size; at = byId.get(at.parent ?? '')) path.unshift(at)
  return path
}

export function contactLine(view: View): Html | null {
  const { settings, t } = view
  const { url } = settings.contact
  return url
    ? html`<p class="contact">${t.contactLead} <a class="button" href="${url}" rel="noopener">${t.contact}</a></p>`
    : null
}
