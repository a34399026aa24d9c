import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import type { HelpParts, Snippet } from '../deps.ts'
import { prose } from './article.ts'
import { lines } from './blocks.ts'
import { categoryCards } from './home.ts'
import { type Html, html } from './html.ts'
import { contactLine, searchForm } from './layout.ts'
import { type Hit, type LookedUp, sourcePath } from './look-up.ts'
import { foundLink, type Page, searchPath, type View } from './view.ts'

/** What a question finds: the answer first where there is one, then where else to read; what to do where there is nothing. */
export function makeResultsPage({ open, knowledge }: Pick<HelpParts, 'open' | 'knowledge'>) {
  return async (view: View, query: string, looked: LookedUp | undefined): Promise<Page> => {
    const { t, sight, site, settings } = view
    const { answer, hits } = looked ?? { answer: undefined, hits: [] }
    const categories = hits.length > 0 ? [] : await open.categories(site.workspace_id, sight)
    const top = categories.filter(({ parent, entries }) => parent === null && (entries > 0 || settings.documents))
    const answered = answer?.decision === 'answer'
    const entry =
      answered && answer.entry !== null && answer.wording === 'source'
        ? await open.entry(site.workspace_id, sight, view.language, answer.entry)
        : undefined
    return {
      status: 200,
      kind: 'search',
      title: query === '' ? t.search : t.searchTitle(query),
      description: '',
      addresses: [],
      elsewhere: (language) => searchPath(language, query),
      body: html`<div class="narrow">
<h1 class="unseen">${query === '' ? t.search : t.searchTitle(query)}</h1>
${searchForm(view, query, 'large')}
${query === '' && html`<p class="lead">${t.askFirst}</p>`}
${answer && answered && answerBox(view, knowledge, answer, entry?.text)}
${
  answer?.decision === 'clarify' &&
  answer.alternatives.length > 0 &&
  html`<section class="alternatives"><h2>${t.didYouMean}</h2><ul class="items">${answer.alternatives.map((each) => {
    const path = sourcePath(view, each.source)
    return path !== undefined && html`<li><a href="${foundLink(view, path)}">${each.title}</a></li>`
  })}</ul></section>`
}
${hits.length > 0 && html`<section aria-labelledby="found"><h2 id="found" class="count">${t.results(hits.length)}</h2><ol class="hits">${hits.map((hit) => hitView(view, hit))}</ol></section>`}
${
  query !== '' &&
  hits.length === 0 &&
  !answered &&
  html`<section class="nothing"><h2>${t.nothingFound(query)}</h2><ul>${t.nothingFoundHow.map((each) => html`<li>${each}</li>`)}</ul></section>`
}
${top.length > 0 && html`<section><h2>${t.categories}</h2>${categoryCards(view, top)}</section>`}
${contactLine(view)}
</div>`,
    }
  }
}

function answerBox(
  view: View,
  knowledge: HelpParts['knowledge'],
  answer: KnowledgeAnswer,
  /** Markdown, where one entry answers. */
  whole: string | undefined,
): Html {
  const { t } = view
  return html`<section class="answer" aria-labelledby="answer"><h2 id="answer">${t.answer}</h2>
${answer.conflict && html`<p class="note">${t.conflict}</p>`}
<div class="prose">${whole === undefined ? html`<p>${lines(answer.text)}</p>` : prose(knowledge, whole, t.scrollTable, 3)}</div>
${uniqueSources(answer).map((source) => {
  const path = sourcePath(view, source)
  const where = source.page === undefined ? '' : ` · ${t.onPage(source.page)}`
  return html`<p class="source">${t.source}${path === undefined ? source.title : html`<a href="${foundLink(view, path)}">${source.title}${where}</a>`}</p>${
    source.kind === 'document' &&
    source.quote !== '' &&
    source.quote !== answer.text &&
    html`<blockquote>${source.quote}</blockquote>`
  }`
})}
</section>`
}

function uniqueSources({ sources }: KnowledgeAnswer) {
  const seen = new Set<string>()
  return sources.filter(({ kind, id, page }) => {
    const key = `${kind}:${id}:${page}`
    return !seen.has(key) && seen.add(key)
  })
}

function hitView(view: View, hit: Hit): Html {
  const where = [...hit.headings.slice(-2), ...(hit.page === null ? [] : [view.t.onPage(hit.page)])].join(' · ')
  return html`<li><h3><a href="${foundLink(view, hit.path)}">${hit.title}</a></h3>${where && html`<p class="where">${where}</p>`}<p>${markedText(hit.snippet)}</p></li>
`
}

function markedText({ text, marks }: Snippet): Html {
  let at = 0
  const pieces = marks.map(([from, to]) => {
    const piece = html`${text.slice(at, from)}<mark>${text.slice(from, to)}</mark>`
    at = to
    return piece
  })
  return html`${pieces}${text.slice(at)}`
}
