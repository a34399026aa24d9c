import type { OpenEntry, OpenItem } from '../../knowledge/index.ts'
import type { HelpParts } from '../deps.ts'
import { helpStrings } from '../text/strings.ts'
import { hereFirst, itemList } from './home.ts'
import { type Html, html, trusted } from './html.ts'
import { breadcrumbData, breadcrumbs, contactLine, pathTo } from './layout.ts'
import { dayText, itemPath, link, type Outcome, type View } from './view.ts'

/** What a visitor did on the page before: said yes or no, or wrote what is missing. */
export type Voted = 'yes' | 'no' | 'words' | undefined

const mostRelated = 5

/** An entry as everybody gets it; undefined where nobody may. */
export function makeArticlePage({ open, knowledge }: Pick<HelpParts, 'open' | 'knowledge'>) {
  /** Those its author named, then what else is about the same. */
  async function relatedTo(view: View, entry: OpenEntry): Promise<OpenItem[]> {
    const { site, sight, language } = view
    const named = await open.some(
      site.workspace_id,
      sight,
      language,
      entry.related.map((id) => `entry:${id}`),
    )
    if (named.length >= mostRelated) return named.slice(0, mostRelated)
    const asker = { kind: 'public' as const, channel: sight.channel, language }
    const { candidates } = await knowledge.search(
      site.workspace_id,
      { text: entry.title, language, asker },
      mostRelated * 2,
    )
    const known = new Set([entry.source, ...named.map(({ source }) => source)])
    const near = [...new Set(candidates.filter(({ row }) => row.kind === 'entry').map(({ row }) => row.source))]
    const more = near.filter((source) => !known.has(source)).slice(0, mostRelated - named.length)
    return [...named, ...(await open.some(site.workspace_id, sight, language, more))]
  }

  return async (view: View, id: string, given: string, voted: Voted): Promise<Outcome | undefined> => {
    const { language, t, site, sight, settings, home } = view
    const entry = await open.entry(site.workspace_id, sight, language, id)
    if (!entry) return undefined
    const path = itemPath(language, entry)
    if (path !== given) return { redirect: link(view, path) }
    const written = entry.language === 'en' ? 'en' : 'zh'
    const [categories, related] = await Promise.all([open.categories(site.workspace_id, sight), relatedTo(view, entry)])
    const above = pathTo(categories, entry.category)
    const description = oneLine(entry.begins)
    const here = settings.languages.filter((each) => entry.languages.includes(each))
    const addresses = (here.includes(language) ? here : [written as typeof language])
      .map((each) => ({
        language: each,
        path: itemPath(each, { source: entry.source, title: entry.titles[each] ?? entry.title }),
      }))
      .sort(hereFirst(view))
    const url = `${home}${addresses[0]!.path}`
    const common = { inLanguage: helpStrings[written].htmlLang, dateModified: entry.updatedAt.toISOString() }
    return {
      status: 200,
      kind: 'article',
      title: entry.title,
      description,
      addresses,
      changedAt: entry.updatedAt,
      source: entry.source,
      data: [
        { '@type': 'Article', headline: entry.title, description, url, mainEntityOfPage: url, ...common },
        {
          '@type': 'FAQPage',
          url,
          ...common,
          mainEntity: [
            {
              '@type': 'Question',
              name: entry.title,
              acceptedAnswer: { '@type': 'Answer', text: oneLine(entry.plain, 2000) },
            },
          ],
        },
        breadcrumbData(view, above, { name: entry.title, path }),
      ],
      body: html`<article class="narrow">
${breadcrumbs(view, above)}
<h1>${entry.title}</h1>
<p class="meta">${t.updated} <time datetime="${entry.updatedAt.toISOString()}">${dayText(entry.updatedAt, view)}</time></p>
${written !== language && html`<p class="note">${t.notTranslated(t.name)}</p>`}
<div class="prose" lang="${helpStrings[written].htmlLang}">${prose(knowledge, entry.text, t.scrollTable)}</div>
${
  entry.attachments.length > 0 &&
  html`<section class="attachments"><h2>${t.attachments}</h2><ul>${entry.attachments.map(
    ({ file, name, size }) =>
      html`<li><a href="${knowledge.files.publicUrl(file)}">${name}</a> <small>${sizeText(size)}</small></li>`,
  )}</ul></section>`
}
${feedbackForm(view, entry.source, voted)}
${related.length > 0 && html`<section class="related"><h2>${t.related}</h2>${itemList(view, related)}</section>`}
${contactLine(view)}
</article>`,
    }
  }
}

/** Markdown, sanitised: its highest headings become `top`, tables scroll instead of pushing the page wide. */
export function prose(knowledge: HelpParts['knowledge'], markdown: string, tableLabel: string, top = 2): Html {
  const safe = knowledge.renderMarkdown(markdown, knowledge.files.publicUrl)
  const levels = [...safe.matchAll(/<h([1-6])[\s>]/g)].map(([, level]) => Number(level))
  const shift = levels.length > 0 ? top - Math.min(...levels) : 0
  return trusted(
    safe
      .replace(
        /<(\/?)h([1-6])(?=[\s>])/g,
        (_all, end: string, level: string) => `<${end}h${Math.min(6, Number(level) + shift)}`,
      )
      .replaceAll('<table>', `<div class="scroll" tabindex="0" role="region" aria-label="${tableLabel}"><table>`)
      .replaceAll('</table>', '</table></div>')
      .replace(/<input (?=[^>]*type="checkbox")/g, '<input aria-label="☐" '),
  )
}

/** Yes, no, and after a no what is missing. A form: it works without scripts. */
function feedbackForm(view: View, source: string, voted: Voted): Html | null {
  const { t, language, base, preview } = view
  if (preview !== null) return null
  const action = `${base}/${language}/feedback`
  const hidden = html`<input type="hidden" name="source" value="${source}">`
  return html`<section class="feedback" id="feedback" aria-live="polite">${
    voted === 'yes' || voted === 'words'
      ? html`<p>${voted === 'yes' ? t.thanks : t.commentSent}</p>`
      : voted === 'no'
        ? html`<form method="post" action="${action}">${hidden}<p>${t.thanksNo}</p><label for="comment">${t.comment}</label>
<textarea id="comment" name="comment" rows="3" maxlength="1000" required></textarea><button class="button" name="helpful" value="no">${t.send}</button></form>`
        : html`<form method="post" action="${action}">${hidden}<p id="asked">${t.wasHelpful}</p><div role="group" aria-labelledby="asked"><button class="button quiet" name="helpful" value="yes">${t.yes}</button><button class="button quiet" name="helpful" value="no">${t.no}</button></div></form>`
  }</section>`
}

/** As search engines show it. */
export function oneLine(text: string, most = 155): string {
  const plain = text
    .replace(/[#>*`_|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`
}
