import type { OpenItem } from '../../knowledge/index.ts'
import type { HelpParts } from '../deps.ts'
import { escapeHtml } from '../pages/html.ts'
import { categoryPath, homePath, itemPath, textIn, type View } from '../pages/view.ts'
import { helpStrings } from '../text/strings.ts'

/** Sources in one file: each may have two addresses, and a file may have 50,000. */
const perFile = 10_000
const head = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** What search engines may read, with its languages and when it changed; an index of several files where it is much. */
export function makeSitemaps({ open }: Pick<HelpParts, 'open'>) {
  async function file(view: View, number: number): Promise<string | undefined> {
    const { site, sight, settings, home } = view
    const items = await open.list(site.workspace_id, sight, { offset: (number - 1) * perFile, limit: perFile })
    if (items.length === 0 && number > 1) return undefined
    const categories = number === 1 ? await open.categories(site.workspace_id, sight) : []
    const shown = categories.filter(({ entries }) => entries > 0 || settings.documents)
    const groups: { paths: { language: 'zh' | 'en'; path: string }[]; at?: Date }[] = [
      ...(number === 1
        ? [{ paths: settings.languages.map((language) => ({ language, path: homePath(language) })) }]
        : []),
      ...shown.map(({ id, name }) => ({
        paths: settings.languages.map((language) => ({
          language,
          path: categoryPath(language, id, textIn(name, language)),
        })),
      })),
      ...[...Map.groupBy(items, ({ source }) => source).values()].flatMap((group) => groupOf(view, group)),
    ]
    return `${head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${groups.map(({ paths, at }) => urls(home, paths, at)).join('')}</urlset>
`
  }

  return {
    file,
    async first(view: View): Promise<string> {
      const files = Math.ceil((await open.count(view.site.workspace_id, view.sight)) / perFile)
      if (files <= 1) return (await file(view, 1))!
      const names = Array.from({ length: files }, (_, at) => `${view.home}/sitemap-${at + 1}.xml`)
      return `${head}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${names.map((name) => `<sitemap><loc>${escapeHtml(name)}</loc></sitemap>\n`).join('')}</sitemapindex>
`
    },
    /** What changed last, for readers of feeds. */
    async feed(view: View): Promise<string> {
      const { site, sight, language, home, settings, t } = view
      const items = await open.latest(site.workspace_id, sight, language, 30)
      const name = textIn(settings.title, language)
      const stamp = (items[0]?.updatedAt ?? new Date(0)).toISOString()
      return `${head}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${t.htmlLang}">
<id>${escapeHtml(`${home}${homePath(language)}`)}</id><title>${escapeHtml(name)}</title><updated>${stamp}</updated>
<author><name>${escapeHtml(name)}</name></author><link href="${escapeHtml(`${home}${homePath(language)}`)}"/>
${items
  .map((each) => {
    const url = escapeHtml(`${home}${itemPath(language, each)}`)
    return `<entry><id>${url}</id><title>${escapeHtml(legal(each.title))}</title><link href="${url}"/><updated>${each.updatedAt.toISOString()}</updated><summary>${escapeHtml(legal(each.begins))}</summary></entry>\n`
  })
  .join('')}</feed>
`
    },
  }
}

/** XML knows no control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const legal = (text: string) => text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')

function groupOf({ settings }: View, group: OpenItem[]) {
  const [first] = group
  const isEntry = first!.source.startsWith('entry:')
  if (!isEntry && !settings.documents) return []
  const at = new Date(Math.max(...group.map(({ updatedAt }) => updatedAt.getTime())))
  const written = group.filter(({ language }) => settings.languages.includes(language as 'zh' | 'en'))
  const paths =
    isEntry && written.length > 0
      ? written.map((each) => ({
          language: each.language as 'zh' | 'en',
          path: itemPath(each.language as 'zh' | 'en', each),
        }))
      : [{ language: settings.defaultLanguage, path: itemPath(settings.defaultLanguage, first!) }]
  return [{ paths, at }]
}

function urls(home: string, paths: { language: 'zh' | 'en'; path: string }[], at: Date | undefined): string {
  const alternates =
    paths.length > 1
      ? paths
          .map(
            ({ language, path }) =>
              `<xhtml:link rel="alternate" hreflang="${helpStrings[language].htmlLang}" href="${escapeHtml(home + path)}"/>`,
          )
          .join('')
      : ''
  return paths
    .map(
      ({ path }) =>
        `<url><loc>${escapeHtml(home + path)}</loc>${at ? `<lastmod>${at.toISOString()}</lastmod>` : ''}${alternates}</url>\n`,
    )
    .join('')
}
