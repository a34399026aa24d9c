import { html } from './html.ts'
import { contactLine, searchForm } from './layout.ts'
import { homePath, link, type Page, type View } from './view.ts'

/** Nothing stands there, or it is not for everybody: the two cannot be told apart. */
export function notFoundPage(view: View): Page {
  const { t } = view
  return {
    ...plainPage(404, t.notFound),
    body: html`<div class="narrow lost"><h1>${t.notFound}</h1><p class="lead">${t.notFoundLead}</p>
${searchForm(view, '', 'large')}
<p><a href="${link(view, homePath(view.language))}">${t.home}</a></p>${contactLine(view)}</div>`,
  }
}

export function failedPage(view: View, tooMany: boolean): Page {
  const { t } = view
  return {
    ...plainPage(tooMany ? 429 : 500, t.failed),
    body: html`<div class="narrow lost"><h1>${t.failed}</h1><p class="lead">${tooMany ? t.tooMany : t.failedLead}</p>
<p><a href="${link(view, homePath(view.language))}">${t.home}</a></p></div>`,
  }
}

const plainPage = (status: number, title: string): Omit<Page, 'body'> => ({
  ...{ status, title, description: '', addresses: [] },
  kind: 'other',
})
